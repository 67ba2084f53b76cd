"""The ZIP of a plan as a stream of known length, in constant memory. Pure but for the blobs it reads.

Our own writer and not a library's: an edition must come out byte for byte in ten years, so its form is fixed here.
Entries are STORED, sizes and CRC-32 stand before the bytes, and every entry is dated with the sealed day.
Format: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3 (ZIP64).
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import BinaryIO

from tracker.bundle.plan import Entry, Plan
from tracker.errors import Unavailable

BLOCK = 256 * 1024
UTF8_NAMES = 0x800
MADE_BY = (3 << 8) | 45
"""Unix, version 4.5: so that the mode below is read."""
MODE = 0o100644 << 16
NEEDS_ZIP64 = 0xFFFFFFFF
MANY = 0xFFFF

OpenBlob = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens a blob by its SHA-256; raises a Refusal when it is not there."""


class NotAsPlanned(Unavailable):
    """Refuse to go on: a blob's bytes are not those the plan names. What was written so far has no directory."""


def length(plan: Plan) -> int:
    """Tell how many bytes the ZIP of a plan has, without reading a blob."""
    total = sum(len(_local(plan, entry)) + entry.size for entry in plan.entries)
    return total + len(_directory(plan))


def write(plan: Plan, open_blob: OpenBlob) -> Iterator[bytes]:
    """Yield the ZIP of a plan in blocks. Each blob is hashed again on its way.

    Raises:
        NotAsPlanned: a blob reads other than planned; nothing that a reader takes for a whole ZIP has been given.
        Refusal: what `open_blob` raises.
    """
    for entry in plan.entries:
        yield _local(plan, entry)
        with open_blob(entry.sha256) as source:
            yield from checked(entry, source)
    yield _directory(plan)


def checked(entry: Entry, source: BinaryIO) -> Iterator[bytes]:
    """Yield a blob's bytes and compare size, SHA-256 and CRC-32 with the plan once they are through.

    Raises:
        NotAsPlanned: they differ. Never more bytes than planned are given.
    """
    digest, crc, size = hashlib.sha256(), 0, 0
    while block := source.read(BLOCK):
        size += len(block)
        if size > entry.size:
            break
        digest.update(block)
        crc = zlib.crc32(block, crc)
        yield block
    if (size, digest.hexdigest(), crc) != (entry.size, entry.sha256, entry.crc32):
        raise NotAsPlanned("bundle.blob_damaged", path=entry.path, sha256=entry.sha256)


def _dos_day(day: date) -> int:
    """Pack a day as MS-DOS does; it knows 1980 to 2107."""
    year = min(max(day.year, 1980), 2107)
    return (year - 1980) << 9 | day.month << 5 | day.day


def _name(plan: Plan, entry: Entry) -> bytes:
    return f"{plan.folder}/{entry.path}".encode()


def _local(plan: Plan, entry: Entry) -> bytes:
    name = _name(plan, entry)
    big = entry.size >= NEEDS_ZIP64
    extra = struct.pack("<HHQQ", 1, 16, entry.size, entry.size) if big else b""
    shown = NEEDS_ZIP64 if big else entry.size
    head = struct.pack(
        "<4sHHHHHIIIHH",
        b"PK\x03\x04",
        45 if big else 20,
        UTF8_NAMES,
        0,
        0,
        _dos_day(plan.day),
        entry.crc32,
        shown,
        shown,
        len(name),
        len(extra),
    )
    return head + name + extra


def _central(plan: Plan, entry: Entry, offset: int) -> bytes:
    name = _name(plan, entry)
    big, far = entry.size >= NEEDS_ZIP64, offset >= NEEDS_ZIP64
    wide = ([entry.size, entry.size] if big else []) + ([offset] if far else [])
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    shown = NEEDS_ZIP64 if big else entry.size
    head = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        b"PK\x01\x02",
        MADE_BY,
        45 if big else 20,
        UTF8_NAMES,
        0,
        0,
        _dos_day(plan.day),
        entry.crc32,
        shown,
        shown,
        len(name),
        len(extra),
        0,
        0,
        0,
        MODE,
        NEEDS_ZIP64 if far else offset,
    )
    return head + name + extra


def _directory(plan: Plan) -> bytes:
    """Write the central directory and its end; with ZIP64 records only where a number does not fit."""
    parts, offset = [], 0
    for entry in plan.entries:
        parts.append(_central(plan, entry, offset))
        offset += len(_local(plan, entry)) + entry.size
    directory, count = b"".join(parts), len(plan.entries)
    size = len(directory)
    end = b""
    if count >= MANY or size >= NEEDS_ZIP64 or offset >= NEEDS_ZIP64:
        end = struct.pack(
            "<4sQHHIIQQQQ", b"PK\x06\x06", 44, MADE_BY, 45, 0, 0, count, count, size, offset
        ) + struct.pack("<4sIQI", b"PK\x06\x07", 0, offset + size, 1)
    shown = min(count, MANY)
    end += struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, shown, shown, min(size, NEEDS_ZIP64), min(offset, NEEDS_ZIP64), 0
    )
    return directory + end
