"""A reader over a remote object that can seek: it fetches from where it stands and goes on after a broken line."""

import io
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from botocore.exceptions import BotoCoreError, IncompleteReadError
from urllib3.exceptions import HTTPError

from tracker.errors import Refusal
from tracker.vault.protocol import CHUNK_BYTES

ATTEMPTS = 3
"""How often one read is tried; each new try fetches from where the last one broke."""

BROKEN = (BotoCoreError, IncompleteReadError, HTTPError, OSError)


def open_ranged(fetch: Callable[[int], BinaryIO], size: int, unreachable: Refusal) -> BinaryIO:
    """Open an object of `size` bytes; `fetch(start)` streams it from `start` to its end.

    Reading raises `unreachable` when the line stays broken.
    """
    return cast(BinaryIO, io.BufferedReader(_Ranged(fetch, size, unreachable), CHUNK_BYTES))


class _Ranged(io.RawIOBase):
    def __init__(self, fetch: Callable[[int], BinaryIO], size: int, unreachable: Refusal) -> None:
        super().__init__()
        self._fetch = fetch
        self._size = size
        self._unreachable = unreachable
        self._at = 0
        self._body: BinaryIO | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError(f"seek before the beginning: {start + offset}")
        if start + offset != self._at:
            self._drop()
            self._at = start + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        room = min(len(buffer), self._size - self._at)
        if room <= 0:
            return 0
        data = self._read(room)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._drop()
        super().close()

    def _read(self, room: int) -> bytes:
        fault: Exception | None = None
        for _ in range(ATTEMPTS):
            try:
                if self._body is None:
                    self._body = self._fetch(self._at)
                if data := self._body.read(room):
                    return data
            except BROKEN as broken:
                fault = broken
            self._drop()
        raise self._unreachable from fault

    def _drop(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            body.close()
