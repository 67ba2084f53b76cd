import os

import pytest

from tracker.vault.disk import FileLayer


class RecordingFiles(FileLayer):
    """Does the real thing, writes down the order, and fails with `error` at the call that is numbered `fails_at`."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.fails_at: int | None = None
        self.error = 0

    def _step(self, name: str) -> None:
        self.calls.append(name)
        if len(self.calls) - 1 == self.fails_at:
            raise OSError(self.error, os.strerror(self.error))

    def make_folder(self, path):
        self._step("make folder")
        super().make_folder(path)

    def create(self, path):
        self._step("create")
        return super().create(path)

    def write(self, descriptor, data):
        self._step("write")
        # A disk may take less than it was given.
        return super().write(descriptor, data[:1000])

    def sync_file(self, descriptor):
        self._step("sync file")
        super().sync_file(descriptor)

    def close(self, descriptor):
        super().close(descriptor)
        self._step("close")

    def rename(self, source, target):
        self._step("rename")
        super().rename(source, target)

    def sync_folder(self, path):
        self._step(f"sync folder {path.name}")
        super().sync_folder(path)

    def remove(self, path):
        super().remove(path)
        self._step("remove")


@pytest.fixture
def files():
    return RecordingFiles()
