"""A store in memory, for tests and for trying things out: real behaviour, no disk."""

from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from tracker.vault.faults import BlobMissing
from tracker.vault.protocol import StoredBlob, Tally, check_digest
from tracker.vault.writing import pour


class MemoryStore:
    """Keep blobs in a dictionary."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.blobs: dict[str, bytes] = {}

    def begin(self) -> "MemoryPartial":
        """Begin a blob."""
        return MemoryPartial(self)

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> StoredBlob:
        """Keep a stream."""
        return pour(stream, self.begin(), limit)

    def open(self, sha256: str) -> BinaryIO:
        """Open a copy."""
        try:
            return BytesIO(self.blobs[check_digest(sha256)])
        except KeyError as fault:
            raise BlobMissing(sha256) from fault

    def exists(self, sha256: str) -> bool:
        """Tell whether it is there."""
        return check_digest(sha256) in self.blobs

    def erase(self, sha256: str) -> None:
        """Forget it."""
        self.blobs.pop(check_digest(sha256), None)

    def sweep(self, older_than: datetime) -> int:  # noqa: ARG002
        """Remove nothing: what was half done went with its process."""
        return 0


class MemoryPartial:
    """A blob on its way into memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._tally = Tally()
        self._data: bytearray | None = bytearray()

    @property
    def size(self) -> int:
        """Count the bytes appended so far."""
        return self._tally.size

    def append(self, data: bytes) -> None:
        """Take the next bytes."""
        if self._data is None:
            raise ValueError("this blob is finished or abandoned")
        self._data += data
        self._tally.add(data)

    def finish(self) -> StoredBlob:
        """Make it visible."""
        if self._data is None:
            raise ValueError("this blob is finished or abandoned")
        stored = self._tally.result()
        self._store.blobs[stored.sha256] = bytes(self._data)
        self._data = None
        return stored

    def abandon(self) -> None:
        """Forget it."""
        self._data = None
