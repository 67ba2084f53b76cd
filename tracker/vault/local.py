"""The store on the local disk: one file a blob, named by its digest, in folders by the first two digits.

Order of durability, which nothing may change: write → fsync(file) → rename → fsync(folder) → the caller's commit.
"""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tracker.vault.disk import FileLayer
from tracker.vault.faults import BlobMissing, of_disk
from tracker.vault.protocol import StoredBlob, check_digest
from tracker.vault.writing import GrowingFile, pour, sweep

GROWING = "tmp"


class LocalStore:
    """Keep blobs below one folder. Files and folders are ours alone (0600, 0700)."""

    def __init__(self, root: Path, *, files: FileLayer | None = None, name: str = "local") -> None:
        self.name = name
        self._root = root
        self._files = files or FileLayer()
        self._known: set[Path] = set()
        try:
            root.parent.mkdir(parents=True, exist_ok=True)
            self._ensure_folder(root)
            self._ensure_folder(root / GROWING)
        except OSError as fault:
            raise of_disk(fault, name) from fault

    def begin(self) -> "LocalPartial":
        """Begin a blob in the folder of growing ones."""
        return LocalPartial(self, GrowingFile(self._root / GROWING, self._files, self.name))

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> StoredBlob:
        """Keep a stream."""
        return pour(stream, self.begin(), limit)

    def open(self, sha256: str) -> BinaryIO:
        """Open the file of a blob."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError as fault:
            raise BlobMissing(sha256) from fault
        except OSError as fault:
            raise of_disk(fault, self.name) from fault

    def exists(self, sha256: str) -> bool:
        """Tell whether the file of a blob is there."""
        return self._path(sha256).is_file()

    def erase(self, sha256: str) -> None:
        """Remove the file of a blob, for good before this returns."""
        path = self._path(sha256)
        try:
            self._files.remove(path)
            if path.parent.exists():
                self._files.sync_folder(path.parent)
        except OSError as fault:
            raise of_disk(fault, self.name) from fault

    def sweep(self, older_than: datetime) -> int:
        """Remove what killed processes left behind, if untouched since `older_than`; return how many files."""
        return sweep(self._root / GROWING, self._files, older_than)

    def accept(self, path: Path, stored: StoredBlob) -> None:
        """Give a synced file the name of its digest, durably. A blob that is there already is replaced by its equal."""
        target = self._path(stored.sha256)
        self._ensure_folder(target.parent)
        self._files.rename(path, target)
        self._files.sync_folder(target.parent)

    def _path(self, sha256: str) -> Path:
        check_digest(sha256)
        return self._root / sha256[:2] / sha256[2:]

    def _ensure_folder(self, path: Path) -> None:
        """Have a folder whose own name is on the disk: once a process, because another may have died before syncing."""
        if path in self._known:
            return
        with contextlib.suppress(FileExistsError):
            self._files.make_folder(path)
        self._files.sync_folder(path.parent)
        self._known.add(path)


class LocalPartial:
    """A blob on its way into a local store."""

    def __init__(self, store: LocalStore, file: GrowingFile) -> None:
        self._store = store
        self._file = file

    @property
    def size(self) -> int:
        """Count the bytes appended so far."""
        return self._file.size

    def append(self, data: bytes) -> None:
        """Write the next bytes."""
        self._file.append(data)

    def finish(self) -> StoredBlob:
        """Sync the file, name it, sync the folder."""
        stored = self._file.seal(durable=True)
        try:
            self._store.accept(self._file.path, stored)
        except OSError as fault:
            raise of_disk(fault, self._store.name) from fault
        return stored

    def abandon(self) -> None:
        """Throw the file away."""
        self._file.discard()
