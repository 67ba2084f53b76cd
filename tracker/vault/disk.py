"""The few things the vault asks of the operating system, in one place, so that tests can record and break them."""

import os
from pathlib import Path


class FileLayer:
    """Do file operations by name of what they are for; nothing here decides anything."""

    def make_folder(self, path: Path) -> None:
        """Make a folder that only we may enter."""
        path.mkdir(mode=0o700)

    def create(self, path: Path) -> int:
        """Create a file that only we may read and that was not there; return its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def write(self, descriptor: int, data: bytes) -> int:
        """Write, and return how many bytes were taken."""
        return os.write(descriptor, data)

    def sync_file(self, descriptor: int) -> None:
        """Wait until the file's bytes are on the disk."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close the file."""
        os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Give the file its name, in place of what had that name."""
        source.replace(target)

    def sync_folder(self, path: Path) -> None:
        """Wait until the folder's names are on the disk."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is no fault."""
        path.unlink(missing_ok=True)
