"""The BagIt tag files of a bundle (RFC 8493, version 1.0). Pure: text from a list of entries."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from datetime import date

from tracker.bundle.plan import Entry, Origin

BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
SOFTWARE = "tracker (tics-plan/1)"


def entry_of(path: str, content: bytes, origin: Origin) -> Entry:
    """Make the entry of bytes at hand."""
    return Entry(path, hashlib.sha256(content).hexdigest(), zlib.crc32(content), len(content), origin)


def manifest(entries: Iterable[Entry]) -> bytes:
    """List digests and paths, by path. RFC 8493 section 2.1.3: only CR, LF and % are escaped; `names` leaves none."""
    lines = (f"{entry.sha256}  {entry.path}\n" for entry in sorted(entries, key=lambda entry: entry.path))
    return "".join(lines).encode()


def bag_info(
    payload: Sequence[Entry], *, day: date, organization: str, identifier: str, title: str, incomplete_reason: str
) -> bytes:
    """Say what the bag is: sealed day, source, identifier, Payload-Oxum, and 不完全 with its reason where it is so."""
    octets = sum(entry.size for entry in payload)
    lines = [
        ("Source-Organization", organization),
        ("External-Identifier", identifier),
        ("External-Description", f"審査資料一式（非公式） {title}"),
        ("Bagging-Date", day.isoformat()),
        ("Payload-Oxum", f"{octets}.{len(payload)}"),
        ("Bag-Software-Agent", SOFTWARE),
    ]
    if incomplete_reason:
        lines.append(("Completeness", f"不完全: {incomplete_reason}"))
    return "".join(f"{label}: {_one_line(value)}\n" for label, value in lines).encode()


def tag_files(payload: Sequence[Entry], info: bytes) -> dict[str, bytes]:
    """Give every tag file by its path, in the order they stand in the ZIP."""
    files = {"bagit.txt": BAGIT.encode(), "bag-info.txt": info, "manifest-sha256.txt": manifest(payload)}
    files["tagmanifest-sha256.txt"] = manifest(entry_of(path, content, "tag") for path, content in files.items())
    return files


def _one_line(value: str) -> str:
    """Keep a value on its line: a typed line break must not begin a label of its own."""
    return " ".join(value.split())
