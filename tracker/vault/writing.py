"""A blob on its way to the disk: an own file in a folder for such, digested as it grows."""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from tracker.vault.disk import FileLayer
from tracker.vault.faults import BlobTooLarge, of_disk
from tracker.vault.protocol import CHUNK_BYTES, Partial, StoredBlob, Tally

SUFFIX = ".part"


class GrowingFile:
    """Write a file of its own under a random name; whoever owns it says what finishing means."""

    def __init__(self, folder: Path, files: FileLayer, store: str) -> None:
        self._files = files
        self._store = store
        self._tally = Tally()
        self.path = folder / f"{uuid4().hex}{SUFFIX}"
        try:
            self._descriptor: int | None = files.create(self.path)
        except OSError as fault:
            raise of_disk(fault, store) from fault

    @property
    def size(self) -> int:
        """Count the bytes appended so far."""
        return self._tally.size

    def append(self, data: bytes) -> None:
        """Write the next bytes, all of them."""
        if self._descriptor is None:
            raise ValueError("this blob is finished or abandoned")
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._files.write(self._descriptor, bytes(rest)) :]
        except OSError as fault:
            raise of_disk(fault, self._store) from fault
        self._tally.add(data)

    def seal(self, *, durable: bool) -> StoredBlob:
        """Close the file and name its content; `durable` = its bytes are on the disk before this returns.

        A failed fsync is final: the kernel may have dropped the bytes, so it is never tried again.
        """
        if self._descriptor is None:
            raise ValueError("this blob is finished or abandoned")
        try:
            if durable:
                self._files.sync_file(self._descriptor)
            descriptor, self._descriptor = self._descriptor, None
            self._files.close(descriptor)
        except OSError as fault:
            raise of_disk(fault, self._store) from fault
        return self._tally.result()

    def discard(self) -> None:
        """Close and remove the file, if it is still there. Never raises: what is left is swept later."""
        descriptor, self._descriptor = self._descriptor, None
        with contextlib.suppress(OSError):
            if descriptor is not None:
                self._files.close(descriptor)
        with contextlib.suppress(OSError):
            self._files.remove(self.path)


def pour(stream: BinaryIO, partial: Partial, limit: int | None) -> StoredBlob:
    """Copy a stream into a partial blob and finish it; on any fault nothing is left behind."""
    try:
        while data := stream.read(CHUNK_BYTES):
            if limit is not None and partial.size + len(data) > limit:
                raise BlobTooLarge(limit)
            partial.append(data)
        return partial.finish()
    except BaseException:
        partial.abandon()
        raise


def sweep(folder: Path, files: FileLayer, older_than: datetime) -> int:
    """Remove what a killed process left in the folder of growing files, if untouched since `older_than`."""
    gone = 0
    for path in folder.glob(f"*{SUFFIX}"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < older_than.timestamp():
                files.remove(path)
                gone += 1
    return gone
