"""A ZIP as a hostile holder of files: every entry is placed, bounded and compared before a byte of it is believed."""

import hashlib
import stat
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from tracker.bundle.bag import BLOCK, MADE_BY, MODE, UTF8_NAMES
from tracker.bundle.names import sameness
from tracker.bundle.verify.findings import WHOLE, Fault
from tracker.bundle.verify.paths import is_safe, shown
from tracker.bundle.verify.records import Broken, Header, check_local, find_end, headers, take

STORED, DEFLATED = 0, 8
DEFLATE_OPTIONS = 0x6
MAX_RATIO = 200
MAX_INFLATED = 4 * 1024**3
"""What may come out of packed entries together; stored ones cannot grow."""
SMALL = 1024 * 1024
"""Below this, a high ratio is only a file of blanks."""


@dataclass(frozen=True)
class Read:
    """What reading one file gave; `sound` = the container's own checksum and sizes agree."""

    sha256: str
    size: int
    sound: bool


@dataclass(frozen=True)
class Placed:
    """An entry whose bytes are known to lie at `begin`, alone."""

    header: Header
    begin: int


class Archive:
    """The files of a ZIP by their path inside its one folder, and every fault of the ZIP itself.

    `listed` holds also what cannot be read, so that it is not called missing as well.
    """

    def __init__(self, file: BinaryIO, length: int) -> None:
        """Read the directory. No fault raises; what cannot be trusted is left out of `readable`."""
        self._file = file
        self._placed: dict[str, Placed] = {}
        self.listed: set[str] = set()
        self.faults: list[Fault] = []
        try:
            end = find_end(file, length)
            directory = take(file, end.start - end.size, end.size)
        except Broken as broken:
            self._fault(broken.note)
            return
        for note in end.notes:
            self._fault(note)
        found, notes = headers(directory, end.count)
        for note in notes:
            self._fault(note)
        self._check_form(found)
        self._list(self._place(found, end.shift, end.start - end.size))

    @property
    def readable(self) -> Mapping[str, object]:
        """Name the files whose bytes can be read."""
        return self._placed

    def read(self, path: str) -> Read:
        """Hash one file in constant memory."""
        digest, size, crc = hashlib.sha256(), 0, 0
        sound = True
        header = self._placed[path].header
        try:
            for block in self._blocks(self._placed[path]):
                digest.update(block)
                crc = zlib.crc32(block, crc)
                size += len(block)
        except (Broken, zlib.error):
            sound = False
        return Read(digest.hexdigest(), size, sound and size == header.size and crc == header.crc32)

    def content(self, path: str, limit: int) -> bytes | None:
        """Give one small file whole; None when it is larger than `limit` or cannot be read."""
        placed = self._placed[path]
        if placed.header.size > limit:
            return None
        try:
            return b"".join(self._blocks(placed))
        except (Broken, zlib.error):
            return None

    def _fault(self, note: str, path: str = WHOLE) -> None:
        self.faults.append(Fault(path, "structure", note))

    def _check_form(self, found: list[Header]) -> None:
        """Hold a ZIP that our writer made to its one form, so that no header byte can change unseen.

        Other programs' ZIPs of the same bag are let be: their entries differ in times and modes.
        """
        forms = Counter(header.form for header in found)
        for form, count in forms.most_common(1):
            made_by, flags, method, *_, mode, extra = form
            ours = (made_by, flags, method, mode, extra) == (MADE_BY, UTF8_NAMES, STORED, MODE, b"")
            if ours and 2 * count > len(found):
                for header in found:
                    if header.form != form:
                        self._fault("other_form", _label(header))

    def _place(self, found: list[Header], shift: int, limit: int) -> Iterator[Placed]:
        """Find each entry's bytes. Together they fill the file up to the directory: nothing between, nothing twice."""
        expected, certain = shift, True
        inflated = 0
        for header in sorted(found, key=lambda header: header.offset):
            name = _label(header)
            for note in header.notes:
                self._fault(note, name)
            at = header.offset + shift
            if at > expected and certain:
                self._fault("hidden_data", name)
            try:
                begin = check_local(self._file, header, at)
            except Broken as broken:
                self._fault(broken.note, name)
                self._mark(header)
                # Where it ends nobody knows now; the fault is named, so the next one may begin anywhere behind it.
                expected, certain = max(expected, at), False
                continue
            overlaps = at < expected or begin + header.packed > limit
            expected, certain = max(expected, begin + header.packed), True
            refused = "overlap" if overlaps else _refused(header)
            inflated += header.size if header.method == DEFLATED else 0
            if refused is None and inflated > MAX_INFLATED:
                refused = "bomb"
            if refused is not None:
                self._fault(refused, name)
                self._mark(header)
                continue
            yield Placed(header, begin)
        if expected != limit and certain:
            self._fault("hidden_data")

    def _mark(self, header: Header) -> None:
        """Remember an entry that is there but will not be read."""
        path = _path(header)
        if path is not None and is_safe(path):
            self.listed.add(path.partition("/")[2])

    def _list(self, placed: Iterable[Placed]) -> None:
        """Sort entries by path inside the one folder; refuse names that reach out of it or are taken already."""
        files: dict[str, Placed] = {}
        same: set[str] = set()
        for one in placed:
            header = one.header
            path, name = _path(header), _label(header)
            if path is None:
                self._fault("name_encoding", name)
            elif stat.S_ISLNK(header.mode) or not is_safe(path.removesuffix("/")):
                self.faults.append(Fault(name, "unsafe-path", "link" if stat.S_ISLNK(header.mode) else ""))
            elif path.endswith("/"):
                if header.size:
                    self._fault("folder_with_bytes", name)
            elif sameness(path) in same:
                self.faults.append(Fault(path.partition("/")[2] or path, "duplicate"))
            else:
                same.add(sameness(path))
                files[path] = one
        self._choose_folder(files, same)

    def _choose_folder(self, files: Mapping[str, Placed], same: set[str]) -> None:
        tops = sorted({path.partition("/")[0] for path in files})
        bags = [top for top in tops if f"{top}/bagit.txt" in files] or tops
        for path, one in files.items():
            top, slash, inside = path.partition("/")
            if top != bags[0] or not slash:
                self._fault("second_folder", path)
                continue
            if any(sameness(path[:end]) in same for end in _slashes(path)):
                self._fault("file_is_folder", inside)
            self._placed[inside] = one
            self.listed.add(inside)

    def _blocks(self, placed: Placed) -> Iterator[bytes]:
        header = placed.header
        packed = self._packed(placed)
        if header.method == STORED:
            yield from packed
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        given = 0
        for block in packed:
            waiting = block
            while waiting and not inflater.eof:
                piece = inflater.decompress(waiting, BLOCK)
                given += len(piece)
                if given > header.size:
                    raise Broken("bomb")
                yield piece
                waiting = inflater.unconsumed_tail
        piece = inflater.flush()
        if given + len(piece) > header.size or not inflater.eof or inflater.unused_data:
            raise Broken("bomb")
        yield piece

    def _packed(self, placed: Placed) -> Iterator[bytes]:
        position, left = placed.begin, placed.header.packed
        while left:
            block = take(self._file, position, min(BLOCK, left))
            yield block
            position += len(block)
            left -= len(block)


def _refused(header: Header) -> str | None:
    """Tell why an entry is not read at all."""
    allowed = UTF8_NAMES | (DEFLATE_OPTIONS if header.method == DEFLATED else 0)
    if header.flags & ~allowed:
        return "encrypted_or_streamed"
    if header.method not in (STORED, DEFLATED):
        return "unknown_compression"
    if header.method == STORED and header.packed != header.size:
        return "headers_differ"
    if header.size > SMALL and header.size > MAX_RATIO * max(header.packed, 1):
        return "bomb"
    return None


def _path(header: Header) -> str | None:
    """Decode an entry's name; both macOS and our own writer give UTF-8, one decomposed, the other composed."""
    try:
        text = header.name.decode("ascii" if not header.flags & UTF8_NAMES and header.name.isascii() else "utf-8")
    except UnicodeDecodeError:
        return None
    return unicodedata.normalize("NFC", text)


def _label(header: Header) -> str:
    """Name an entry in a fault: by its path inside the folder where that can be trusted, else by what is printable."""
    path = _path(header)
    if path is None or not is_safe(path.removesuffix("/")):
        return shown(header.name)
    return path.partition("/")[2] or path


def _slashes(path: str) -> list[int]:
    return [position for position, letter in enumerate(path) if letter == "/"]
