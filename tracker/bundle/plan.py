"""The frozen plan of an edition: every entry of the ZIP in order, tag files too. Pure.

The plan alone, with the blobs it names, gives the ZIP byte for byte again, whatever the product has become by then.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from tracker.bundle.names import MAX_FOLDER, MAX_PATH, clashes, units

FORMAT = "tics-plan/1"
Origin = Literal["tag", "report", "evidence"]
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    """One file of the bundle. `path` is inside the folder; `size` in bytes; the bytes are the blob `sha256`."""

    path: str
    sha256: str
    crc32: int
    size: int
    origin: Origin


@dataclass(frozen=True)
class Plan:
    """What one ZIP consists of. `day` is the sealed day, which every entry is dated with."""

    folder: str
    day: date
    entries: tuple[Entry, ...]

    @property
    def digests(self) -> tuple[str, ...]:
        """Name every blob it needs, each once."""
        return tuple(sorted({entry.sha256 for entry in self.entries}))


def make(folder: str, day: date, entries: Iterable[Entry]) -> Plan:
    """Freeze a plan: tag files first as they came, then the payload by path.

    Raises:
        ValueError: a name breaks the rules of CONTRACTS; a fault of ours, because `names` makes them all.
    """
    given = tuple(entries)
    tags = tuple(entry for entry in given if entry.origin == "tag")
    payload = tuple(sorted((entry for entry in given if entry.origin != "tag"), key=lambda entry: entry.path))
    plan = Plan(folder, day, tags + payload)
    paths = [entry.path for entry in plan.entries]
    too_long = [path for path in paths if units(path) > MAX_PATH]
    if units(folder) > MAX_FOLDER or too_long or clashes(paths):
        raise ValueError(f"unsafe plan: {folder} {too_long} {clashes(paths)}")
    return plan


def encode(plan: Plan) -> bytes:
    """Write the plan as canonical JSON: sorted keys, no spaces, UTF-8."""
    document = {
        "format": FORMAT,
        "folder": plan.folder,
        "day": plan.day.isoformat(),
        "entries": [asdict(entry) for entry in plan.entries],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode(document: bytes) -> Plan:
    """Read a plan back.

    Raises:
        ValueError: it is not a plan of this format.
    """
    values: Any = json.loads(document)
    if values.get("format") != FORMAT:
        raise ValueError("not a plan of this format")
    entries = tuple(Entry(**entry) for entry in values["entries"])
    if not all(DIGEST.fullmatch(entry.sha256) for entry in entries):
        raise ValueError("a digest of the plan cannot be read")
    return Plan(values["folder"], date.fromisoformat(values["day"]), entries)
