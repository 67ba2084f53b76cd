"""What a store of blobs is: bytes known by their SHA-256, written once, read back whole or from anywhere inside."""

import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

CHUNK_BYTES = 1024 * 1024
"""How much is in memory at once while bytes are copied or hashed."""

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class StoredBlob:
    """Bytes that are safely in a store: lower-case hex SHA-256, size in bytes, CRC-32."""

    sha256: str
    size: int
    crc32: int


class Partial(Protocol):
    """A blob on its way in: appended to, then finished or abandoned. Nobody else can see it."""

    @property
    def size(self) -> int:
        """Count the bytes appended so far."""
        ...

    def append(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            StoreFull: no room for them.
            StoreUnreachable: the store does not take them.
        """
        ...

    def finish(self) -> StoredBlob:
        """Make the bytes durable and visible under their digest; only then does this return.

        Raises:
            StoreFull: no room for them.
            StoreUnreachable: the store does not take them.
            BlobDamaged: what the store got is not what was sent.
        """
        ...

    def abandon(self) -> None:
        """Throw the bytes away; nothing happens when they are finished or abandoned already."""
        ...


class Store(Protocol):
    """Where blobs live. Every digest given must be lower-case hex, or `ValueError` is raised."""

    @property
    def name(self) -> str:
        """Name the store as the rows of `Blob` do."""
        ...

    def begin(self) -> Partial:
        """Begin a blob.

        Raises:
            StoreFull: no room for it.
            StoreUnreachable: the store does not answer.
        """
        ...

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> StoredBlob:
        """Read `stream` to its end, once and in constant memory, and keep it. The same bytes twice are one blob.

        Raises:
            BlobTooLarge: there are more than `limit` bytes; none of them is kept.
            StoreFull: no room for them.
            StoreUnreachable: the store does not take them.
            BlobDamaged: what the store got is not what was sent.
        """
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Open a blob for reading and seeking; the caller closes it.

        Raises:
            BlobMissing: no such blob.
            StoreUnreachable: the store does not answer.
        """
        ...

    def exists(self, sha256: str) -> bool:
        """Tell whether the blob is there.

        Raises:
            StoreUnreachable: the store does not answer.
        """
        ...

    def erase(self, sha256: str) -> None:
        """Remove a blob for good; one that is not there is no fault. Ask its holders first (`service.erase`).

        Raises:
            StoreUnreachable: the store does not answer.
        """
        ...

    def sweep(self, older_than: datetime) -> int:
        """Remove what killed processes left half done, if untouched since `older_than`; return how many there were.

        Called when the product starts, with an instant at least a day ago.
        """
        ...


class Tally:
    """Count and digest bytes as they pass, so that they are read once only."""

    def __init__(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._crc32 = 0

    def add(self, data: bytes) -> None:
        """Take the next bytes."""
        self.size += len(data)
        self._sha256.update(data)
        self._crc32 = zlib.crc32(data, self._crc32)

    def result(self) -> StoredBlob:
        """Name what passed."""
        return StoredBlob(self._sha256.hexdigest(), self.size, self._crc32)


def check_digest(sha256: str) -> str:
    """Refuse anything but a digest as the name of a blob: nothing else may ever become a path or a key.

    Raises:
        ValueError: not 64 lower-case hex digits.
    """
    if not DIGEST.fullmatch(sha256):
        raise ValueError(f"not a SHA-256: {sha256[:80]!r}")
    return sha256
