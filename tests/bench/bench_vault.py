"""Taking a file in: the local store beside raw disk writes and beside hashing alone."""

import hashlib
import os
import tempfile
from io import BytesIO
from pathlib import Path

from measuring import compare

from tracker.vault.local import LocalStore

MEBIBYTE = 1024 * 1024
SIZE = 256 * MEBIBYTE


class Fresh:
    """256 MiB that differ in each run, so that nothing is kept already."""

    def __init__(self) -> None:
        self.content = bytearray(os.urandom(MEBIBYTE) * (SIZE // MEBIBYTE))
        self.turn = 0

    def next(self) -> bytes:
        self.turn += 1
        self.content[:8] = self.turn.to_bytes(8, "big")
        return bytes(self.content)


with tempfile.TemporaryDirectory() as folder:
    store, fresh = LocalStore(Path(folder) / "vault"), Fresh()

    def put() -> None:
        store.erase(store.put(BytesIO(fresh.next())).sha256)

    def write() -> None:
        path = Path(folder) / "raw"
        with path.open("wb") as file:
            file.write(fresh.next())
            file.flush()
            os.fsync(file.fileno())
        path.unlink()

    def digest() -> None:
        hashlib.sha256(fresh.next()).hexdigest()

    compare("put 256 MiB into the local store", put, "write and fsync 256 MiB", write)
    compare("put 256 MiB into the local store", put, "sha256 of 256 MiB", digest)
