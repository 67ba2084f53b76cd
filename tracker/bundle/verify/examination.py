"""`verify`: hold everything that is in a bundle against everything its manifests list."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tracker.bundle.tags import BAGIT
from tracker.bundle.verify.archive import Archive, Read
from tracker.bundle.verify.findings import Fault, Result, Signature, in_order
from tracker.bundle.verify.folder import Folder
from tracker.bundle.verify.manifests import Manifest, oxum, parse
from tracker.errors import NotFound

MAX_MANIFEST = 32 * 1024 * 1024
MANIFEST, TAGMANIFEST, INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"
REQUIRED = ("bagit.txt", INFO, MANIFEST, TAGMANIFEST)
SEAL, TIMESTAMP = "seal.sig", "seal.tsr"
OUTSIDE = frozenset({TAGMANIFEST, SEAL, TIMESTAMP})
"""What the tag manifest does not list: itself, and the seal made over it."""


class Holder(Protocol):
    """A ZIP or a folder: what is in it, read with suspicion."""

    listed: set[str]
    faults: list[Fault]

    @property
    def readable(self) -> Mapping[str, object]:
        """Name the files whose bytes can be read."""

    def read(self, path: str) -> Read:
        """Hash one file."""

    def content(self, path: str, limit: int) -> bytes | None:
        """Give one small file whole."""


def verify(path: Path, *, key: str | None = None) -> Result:
    """Check a bundle, ZIP or unpacked folder, and name every fault. Nothing is unpacked; memory stays bounded.

    `key`: the fingerprint the seal must be made with. Whatever the bytes are, the answer is a `Result`.

    Raises:
        NotFound: nothing that can be opened is there.
    """
    if path.is_dir():
        return examine(Folder(path), key)
    try:
        with path.open("rb") as file:
            return examine(Archive(file, path.stat().st_size), key)
    except OSError as fault:
        raise NotFound("bundle.no_such_file", path=str(path)) from fault


def examine(holder: Holder, key: str | None) -> Result:
    """Examine what a holder holds; see `verify`."""
    faults: list[Fault] = []
    payload = _manifest(holder, MANIFEST, faults)
    tags = _manifest(holder, TAGMANIFEST, faults)
    faults += [Fault(path, "missing") for path in REQUIRED if path not in holder.listed and path not in tags.digests]
    reads = {path: holder.read(path) for path in sorted(holder.readable)}
    faults += _against({**payload.digests, **tags.digests}, holder, reads)
    if "bagit.txt" in reads and holder.content("bagit.txt", 1024) != BAGIT.encode():
        faults.append(Fault("bagit.txt", "structure", "not_bagit"))
    faults += _payload_oxum(holder, reads, faults)
    signature = _signature(holder)
    if signature == "invalid" or (key is not None and signature != "valid"):
        faults.append(Fault(SEAL, "signature", signature.replace("-", "_")))
    return Result(signature, in_order([*holder.faults, *faults]), len(reads), key is not None)


def _manifest(holder: Holder, name: str, faults: list[Fault]) -> Manifest:
    if name not in holder.readable:
        return Manifest({}, ())
    content = holder.content(name, MAX_MANIFEST)
    if content is None:
        faults.append(Fault(name, "structure", "unreadable"))
        return Manifest({}, ())
    manifest = parse(content, name, payload=name == MANIFEST)
    faults += manifest.faults
    return manifest


def _against(digests: Mapping[str, str], holder: Holder, reads: Mapping[str, Read]) -> list[Fault]:
    """Compare what is listed with what is there; a missing path whose bytes stand under another name was renamed."""
    faults: list[Fault] = []
    unlisted: dict[str, list[str]] = {}
    for path, read in reads.items():
        if path in digests:
            if read.sha256 != digests[path]:
                faults.append(Fault(path, "changed"))
            elif not read.sound:
                faults.append(Fault(path, "structure", "checksum"))
        elif path in OUTSIDE:
            if not read.sound:
                faults.append(Fault(path, "changed"))
        elif _lister(path) in reads:
            unlisted.setdefault(read.sha256, []).append(path)
            if not read.sound:
                faults.append(Fault(path, "structure", "checksum"))
    for path in sorted(digests.keys() - reads.keys() - holder.listed):
        found = unlisted.get(digests[path])
        if found:
            found.pop(0)
        faults.append(Fault(path, "missing" if found is None else "renamed"))
        if found == []:
            del unlisted[digests[path]]
    faults += [Fault(path, "extra") for paths in unlisted.values() for path in paths]
    return faults


def _lister(path: str) -> str:
    """Name the manifest that a file should stand in. Where that is gone, calling every file extra would say nothing."""
    return MANIFEST if path.startswith("data/") else TAGMANIFEST


def _payload_oxum(holder: Holder, reads: Mapping[str, Read], faults: list[Fault]) -> list[Fault]:
    """Check the totals where nothing else explains a difference."""
    if INFO not in reads or any(fault.path.startswith("data/") for fault in (*faults, *holder.faults)):
        return []
    sizes = [read.size for path, read in reads.items() if path.startswith("data/")]
    content = holder.content(INFO, MAX_MANIFEST)
    stated = None if content is None else oxum(content)
    return [] if stated == (sum(sizes), len(sizes)) else [Fault(INFO, "structure", "oxum")]


def _signature(holder: Holder) -> Signature:
    """Tell how the seal stands. This version makes none and can read none, so one that is there proves nothing."""
    return "invalid" if SEAL in holder.listed or TIMESTAMP in holder.listed else "none"
