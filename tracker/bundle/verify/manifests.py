"""The lines of a BagIt manifest, read strictly. Pure. Format: RFC 8493 section 2.1.3, as our own writer keeps it."""

import re
import unicodedata
from dataclasses import dataclass

from tracker.bundle.names import sameness
from tracker.bundle.verify.findings import Fault
from tracker.bundle.verify.paths import is_safe, shown

LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n%]+)")
"""Lower case, two spaces: a manifest of ours has no other form, so a byte changed anywhere in a line is seen."""
OXUM = re.compile(r"Payload-Oxum: ([0-9]{1,20})\.([0-9]{1,10})")


@dataclass(frozen=True)
class Manifest:
    """Digests by path, and what is wrong with the list itself."""

    digests: dict[str, str]
    faults: tuple[Fault, ...]


def parse(content: bytes, name: str, *, payload: bool) -> Manifest:
    """Read the manifest called `name`; with `payload` it lists only what is under `data/`, else nothing of that."""
    digests: dict[str, str] = {}
    faults: list[Fault] = []
    same: set[str] = set()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return Manifest({}, (Fault(name, "structure", "not_utf8"),))
    lines = text.split("\n")
    if lines.pop() or text.startswith("\ufeff"):
        faults.append(Fault(name, "structure", "bad_line"))
    for line in lines:
        match = LINE.fullmatch(line)
        if match is None:
            faults.append(Fault(name, "structure", "bad_line"))
            continue
        digest, path = match.groups()
        if not is_safe(path):
            faults.append(Fault(shown(path.encode()), "unsafe-path"))
        elif path.startswith("data/") != payload or path == name or not unicodedata.is_normalized("NFC", path):
            faults.append(Fault(name, "structure", "wrong_list"))
        elif sameness(path) in same:
            faults.append(Fault(path, "duplicate", "listed"))
        else:
            same.add(sameness(path))
            digests[path] = digest
    return Manifest(digests, tuple(faults))


def oxum(content: bytes) -> tuple[int, int] | None:
    """Read octets and files from bag-info.txt; None when it does not say so exactly once."""
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
    found = [line for line in lines if line.lower().startswith("payload-oxum")]
    match = OXUM.fullmatch(found[0]) if len(found) == 1 else None
    return None if match is None else (int(match[1]), int(match[2]))
