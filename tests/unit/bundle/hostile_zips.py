"""Ways to attack a bundle: each takes the honest ZIP or its parts and gives the attacker's."""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from tracker.bundle.bag import MADE_BY, MODE

FOLDER = "demo-bundle"
Files = dict[str, bytes]


def files_of(archive: bytes) -> Files:
    """Give the files of a bundle by path inside its folder, in order."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return {name.partition("/")[2]: opened.read(name) for name in opened.namelist()}


def packed(
    files: Files, *, folder: str = FOLDER, method: int = 0, mode: int = MODE, twice: Files | None = None
) -> bytes:
    """Pack files in our writer's form, whatever is in them; `twice` is packed after the rest."""
    parts, directory = [], []
    offset = 0
    for path, content in [*files.items(), *(twice or {}).items()]:
        name = f"{folder}/{path}".encode()
        local, central = record(name, content, offset, method=method, mode=mode)
        parts.append(local)
        directory.append(central)
        offset += len(local)
    ending = b"".join(directory)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(parts), len(parts), len(ending), offset, 0)
    return b"".join(parts) + ending + end


def record(name: bytes, content: bytes, offset: int, *, method: int = 0, mode: int = MODE) -> tuple[bytes, bytes]:
    """Give one entry with its data, and its line of the directory."""
    packed_content = content if method == 0 else deflated(content)
    shared = struct.pack(
        "<HHHHHIIIHH",
        20,
        0x800,
        method,
        0,
        0x5D77,
        zlib.crc32(content),
        len(packed_content),
        len(content),
        len(name),
        0,
    )
    local = b"PK\x03\x04" + shared + name + packed_content
    central = b"PK\x01\x02" + struct.pack("<H", MADE_BY) + shared + struct.pack("<HHHII", 0, 0, 0, mode, offset) + name
    return local, central


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def relisted(files: Files) -> Files:
    """Write both manifests anew over whatever the files are now, as an attacker who knows BagIt would."""
    files = dict(files)
    listed = [(path, content) for path, content in files.items() if path.startswith("data/")]
    files["manifest-sha256.txt"] = lines(listed)
    tags = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"]
    files["tagmanifest-sha256.txt"] = lines([(path, files[path]) for path in tags if path in files])
    return files


def lines(files: list[tuple[str, bytes]]) -> bytes:
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in files).encode()


def patched(archive: bytes, at: int, content: bytes) -> bytes:
    return archive[:at] + content + archive[at + len(content) :]


def central_at(archive: bytes, path: str) -> int:
    """Find the directory's record of a path."""
    return archive.rindex(f"{FOLDER}/{path}".encode()) - 46


def local_at(archive: bytes, path: str) -> int:
    """Find the entry's own header."""
    return archive.index(f"{FOLDER}/{path}".encode()) - 30


def with_end(archive: bytes, change: Callable[[list[int]], None]) -> bytes:
    """Change the fields of the end record."""
    fields = list(struct.unpack("<HHHHIIH", archive[-18:]))
    change(fields)
    return archive[:-18] + struct.pack("<HHHHIIH", *fields)


def rezipped(archive: bytes, method: int) -> bytes:
    """Pack the same files again with another program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as zipped:
        for path, content in files_of(archive).items():
            zipped.writestr(zipfile.ZipInfo(f"{FOLDER}/{path}", (2026, 12, 1, 9, 30, 0)), content, method)
    return out.getvalue()
