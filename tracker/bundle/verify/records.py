"""The records of a ZIP, read strictly from bytes. Pure. Format: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
LOCAL = struct.Struct("<4sHHHHHIIIHH")
END = struct.Struct("<4sHHHHIIH")
END64 = struct.Struct("<4sQHHIIQQQQ")
LOCATOR = struct.Struct("<4sIQI")
MAX_DIRECTORY = 64 * 1024 * 1024
MAX_ENTRIES = 100_000
MAX_COMMENT = 0xFFFF
WIDE, NARROW = 0xFFFFFFFF, 0xFFFF
KNOWN_EXTRAS = frozenset({0x0001, 0x000A, 0x5455, 0x7875})
"""ZIP64, and the times and owners that ordinary ZIP programs note. Others may carry another name for the entry."""


class Broken(ValueError):
    """Bytes that are no such record; `note` says which rule broke, as the last part of a sentence code."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


@dataclass(frozen=True)
class End:
    """Where the central directory is. `start` is the offset of the end records, `shift` the bytes before the ZIP."""

    count: int
    size: int
    start: int
    shift: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Header:
    """What the central directory says of one entry; `form` is what an honest writer gives all its entries alike."""

    name: bytes
    needed: int
    flags: int
    method: int
    when: tuple[int, int]
    crc32: int
    packed: int
    size: int
    offset: int
    mode: int
    form: tuple[object, ...]
    notes: tuple[str, ...]


def take(file: BinaryIO, offset: int, size: int) -> bytes:
    """Read exactly `size` bytes at `offset`.

    Raises:
        Broken: the file ends before.
    """
    file.seek(offset)
    content = file.read(size)
    if len(content) != size:
        raise Broken("cut_short")
    return content


def find_end(file: BinaryIO, length: int) -> End:
    """Find the end of the central directory, with everything that is odd about it.

    Raises:
        Broken: there is none, or it points outside, or is larger than any bundle of ours.
    """
    tail_size = min(length, END.size + MAX_COMMENT)
    tail = take(file, length - tail_size, tail_size)
    position = tail.rfind(b"PK\x05\x06")
    if position < 0 or len(tail) - position < END.size:
        raise Broken("not_a_zip")
    at = length - tail_size + position
    _, disk, first_disk, here, count, size, offset, comment = END.unpack_from(tail, position)
    notes = [] if comment == 0 and at + END.size == length else ["comment_or_tail"]
    start = at
    if at >= LOCATOR.size and take(file, at - LOCATOR.size, 4) == b"PK\x06\x07":
        start, (count, here, size, offset), wide_notes = _wide_end(file, at, (here, count, size, offset))
        notes += wide_notes
    if disk or first_disk or here != count:
        notes.append("several_disks")
    if count > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise Broken("too_many")
    shift = start - size - offset
    if size > start or shift < 0:
        raise Broken("directory_outside")
    if shift:
        notes.append("data_before")
    return End(count, size, start, shift, tuple(notes))


def _wide_end(
    file: BinaryIO, at: int, narrow: tuple[int, int, int, int]
) -> tuple[int, tuple[int, int, int, int], list[str]]:
    """Read the ZIP64 end records before the plain one at `at`; the plain one must say the same or defer."""
    start = at - LOCATOR.size - END64.size
    if start < 0:
        raise Broken("directory_outside")
    _, locator_disk, record_at, disks = LOCATOR.unpack(take(file, at - LOCATOR.size, LOCATOR.size))
    signature, rest, _, needed, disk, first_disk, here, count, size, offset = END64.unpack(
        take(file, start, END64.size)
    )
    if signature != b"PK\x06\x06":
        raise Broken("directory_outside")
    wide = (here, count, size, offset)
    limits = (NARROW, NARROW, WIDE, WIDE)
    agrees = all(short in (limit, value) for short, value, limit in zip(narrow, wide, limits, strict=True))
    plain = (locator_disk, disks, disk, first_disk, rest, needed) == (0, 1, 0, 0, 44, 45)
    defers = any(value >= limit for value, limit in zip(wide, limits, strict=True))
    notes = [] if agrees and plain and defers and record_at + _shift(start, size, offset) == start else ["wide_end"]
    return start, (count, here, size, offset), notes


def _shift(start: int, size: int, offset: int) -> int:
    return start - size - offset


def headers(directory: bytes, count: int) -> tuple[list[Header], tuple[str, ...]]:
    """Read the central directory; what stands after a broken header is not guessed at."""
    found: list[Header] = []
    position = 0
    while position < len(directory):
        if len(directory) - position < CENTRAL.size or directory[position : position + 4] != b"PK\x01\x02":
            return found, ("broken_directory",)
        fields = CENTRAL.unpack_from(directory, position)
        name_size, extra_size, comment_size = fields[10:13]
        end = position + CENTRAL.size + name_size + extra_size + comment_size
        if end > len(directory):
            return found, ("broken_directory",)
        name_end = position + CENTRAL.size + name_size
        name = directory[position + CENTRAL.size : name_end]
        found.append(_header(fields, name, directory[name_end : name_end + extra_size]))
        position = end
    return found, () if len(found) == count else ("wrong_count",)


def _header(fields: tuple[int, ...], name: bytes, extra: bytes) -> Header:
    _, made_by, needed, flags, method, time, day, crc, packed, size, _, _, comment, disk, internal, mode, offset = (
        fields
    )
    notes = ["comment_or_tail"] if comment else []
    if disk:
        notes.append("several_disks")
    try:
        size, packed, offset = widened(extra, (size, packed, offset))
    except Broken as broken:
        notes.append(broken.note)
    only_wide = extra[:2] == b"\x01\x00" and len(extra) == 4 + int.from_bytes(extra[2:4], "little")
    plain_extra = b"" if only_wide else extra
    form = (made_by, flags, method, time, day, internal, mode, plain_extra)
    return Header(name, needed, flags, method, (time, day), crc, packed, size, offset, mode >> 16, form, tuple(notes))


def check_local(file: BinaryIO, header: Header, at: int) -> int:
    """Hold the local header at `at` against the directory and tell where the entry's bytes begin.

    Raises:
        Broken: there is none, or it says anything else than the directory does.
    """
    signature, needed, flags, method, time, day, crc, packed, size, name_size, extra_size = LOCAL.unpack(
        take(file, at, LOCAL.size)
    )
    if signature != b"PK\x03\x04":
        raise Broken("no_local_header")
    name_and_extra = take(file, at + LOCAL.size, name_size + extra_size)
    size, packed, _ = widened(name_and_extra[name_size:], (size, packed, 0))
    here = (name_and_extra[:name_size], needed, flags, method, (time, day), crc, packed, size)
    there = (
        header.name,
        header.needed,
        header.flags,
        header.method,
        header.when,
        header.crc32,
        header.packed,
        header.size,
    )
    if here != there:
        raise Broken("headers_differ")
    return at + LOCAL.size + int(name_size) + int(extra_size)


def widened(extra: bytes, narrow: tuple[int, int, int]) -> tuple[int, int, int]:
    """Read size, packed size and offset, taking from the ZIP64 field exactly those that did not fit.

    Raises:
        Broken: a field that cannot be read, stands twice, is not needed, or is of a sort we do not know.
    """
    wide: bytes | None = None
    position = 0
    while position < len(extra):
        if len(extra) - position < 4:
            raise Broken("extra_field")
        sort, size = struct.unpack_from("<HH", extra, position)
        content = extra[position + 4 : position + 4 + size]
        if sort not in KNOWN_EXTRAS or len(content) != size or (sort == 1 and wide is not None):
            raise Broken("extra_field")
        if sort == 1:
            wide = content
        position += 4 + size
    needing = [value == WIDE for value in narrow]
    if (wide is not None) != any(needing) or (wide is not None and len(wide) != 8 * sum(needing)):
        raise Broken("extra_field")
    values = iter(struct.unpack(f"<{len(wide) // 8}Q", wide) if wide else ())
    size, packed, offset = (next(values) if needs else value for needs, value in zip(needing, narrow, strict=True))
    return size, packed, offset
