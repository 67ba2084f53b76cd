"""An unpacked bag as a hostile holder of files: links and devices are named, never followed or opened."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from tracker.bundle.bag import BLOCK
from tracker.bundle.names import sameness
from tracker.bundle.verify.archive import Read
from tracker.bundle.verify.findings import WHOLE, Fault
from tracker.bundle.verify.paths import is_safe, shown
from tracker.bundle.verify.records import MAX_ENTRIES

MAX_DEPTH = 32


class Folder:
    """The files below one folder by path; names are compared in NFC, because macOS unpacks into NFD."""

    def __init__(self, root: Path) -> None:
        """Walk the folder. Nothing raises: what cannot be read is a fault."""
        self._files: dict[str, Path] = {}
        self._same: set[str] = set()
        self.listed: set[str] = set()
        self.faults: list[Fault] = []
        self._walk(root, "", 0)

    @property
    def readable(self) -> Mapping[str, object]:
        """Name the files whose bytes can be read."""
        return self._files

    def read(self, path: str) -> Read:
        """Hash one file in constant memory."""
        digest, size = hashlib.sha256(), 0
        try:
            with _open(self._files[path]) as file:
                while block := file.read(BLOCK):
                    digest.update(block)
                    size += len(block)
        except OSError:
            return Read("", size, False)
        return Read(digest.hexdigest(), size, True)

    def content(self, path: str, limit: int) -> bytes | None:
        """Give one small file whole; None when it is larger than `limit` or cannot be read."""
        try:
            with _open(self._files[path]) as file:
                content = file.read(limit + 1)
        except OSError:
            return None
        return content if len(content) <= limit else None

    def _walk(self, folder: Path, inside: str, depth: int) -> None:
        if depth > MAX_DEPTH or len(self._files) > MAX_ENTRIES:
            self.faults.append(Fault(inside or WHOLE, "structure", "too_many"))
            return
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            self.faults.append(Fault(inside or WHOLE, "structure", "unreadable"))
            return
        for entry in entries:
            path = unicodedata.normalize("NFC", f"{inside}/{entry.name}" if inside else entry.name)
            self._add(entry, path, depth)

    def _add(self, entry: "os.DirEntry[str]", path: str, depth: int) -> None:
        mode = entry.stat(follow_symlinks=False).st_mode
        if not is_safe(path) or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            name = shown(os.fsencode(path))
            self.faults.append(Fault(name, "unsafe-path", "link" if stat.S_ISLNK(mode) else ""))
        elif sameness(path) in self._same:
            self.faults.append(Fault(path, "duplicate"))
        else:
            self._same.add(sameness(path))
            if stat.S_ISDIR(mode):
                self._walk(Path(entry.path), path, depth + 1)
            else:
                self._files[path] = Path(entry.path)
                self.listed.add(path)


def _open(path: Path) -> BinaryIO:
    """Open without following a link that was put there since the walk, nor waiting for a pipe."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    return os.fdopen(descriptor, "rb")
