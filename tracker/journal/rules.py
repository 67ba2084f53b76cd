"""The hash chain of the journal: pure rules.

Each entry's digest covers the digest before it and the entry's canonical bytes, so that no entry can be edited,
dropped, moved or put in later without breaking every digest behind it. What it cannot show by itself is a tail that
was cut off, or a whole chain written anew: that takes a head kept elsewhere (a sealed bundle holds one).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from tracker.errors import Reason

FORMAT = "tics-journal/1"
GENESIS = hashlib.sha256(FORMAT.encode("ascii")).hexdigest()
"""What the first entry follows: the digest of the format's name."""

SECRET_WORDS = frozenset({"password", "passwd", "secret", "token", "key", "salt", "otp"})
"""No key of an entry's details may hold one of these words: what is written here can never be taken back."""

MAX_DEPTH = 20


@dataclass(frozen=True)
class Actor:
    """Who acts, in what role; the service itself has no id."""

    id: int | None
    name: str
    role: str


@dataclass(frozen=True)
class Entry:
    """What one entry says, as the chain covers it. `sequence` counts from 1 within one organization."""

    organization_id: int
    sequence: int
    at: datetime
    actor_id: int | None
    actor_name: str
    role: str
    tag: str
    subject: str
    details: Any


@dataclass(frozen=True)
class Link:
    """An entry with the digests that tie it into its chain."""

    entry: Entry
    previous: str
    digest: str


FaultKind = Literal["changed", "missing", "misplaced", "unlinked"]


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of the chain, from `sequence` through `through`.

    changed = the entry does not have its digest; missing = nothing has these sequences; misplaced = it stands after a
    later one, or twice; unlinked = it does not follow the entry before it.
    """

    kind: FaultKind
    sequence: int
    through: int

    @property
    def reason(self) -> Reason:
        """Say it by code."""
        return Reason(f"journal.fault.{self.kind}", {"sequence": self.sequence, "through": self.through})


def canonical(entry: Entry) -> bytes:
    """Write an entry as bytes that depend on nothing but what it says: sorted keys, UTF-8, the instant in UTC."""
    document = {
        "format": FORMAT,
        "organization": entry.organization_id,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "name": entry.actor_name,
        "role": entry.role,
        "tag": entry.tag,
        "subject": entry.subject,
        "details": entry.details,
    }
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def digest(previous: str, entry: Entry) -> str:
    """Tie an entry to the digest before it; hex SHA-256."""
    return hashlib.sha256(bytes.fromhex(previous) + canonical(entry)).hexdigest()


def verify(links: Iterable[Link]) -> list[Fault]:
    """Check a chain from its first entry on, in the order given, in constant memory; go on after every fault."""
    return list(faults(links))


def faults(links: Iterable[Link]) -> Iterator[Fault]:
    """Walk along a chain and tell every fault as it is met."""
    newest, previous = 0, GENESIS
    for link in links:
        sequence = link.entry.sequence
        if digest(link.previous, link.entry) != link.digest:
            yield Fault("changed", sequence, sequence)
        if sequence <= newest:
            yield Fault("misplaced", sequence, sequence)
        if sequence > newest + 1:
            yield Fault("missing", newest + 1, sequence - 1)
        if link.previous != previous:
            yield Fault("unlinked", sequence, sequence)
        newest, previous = max(newest, sequence), link.digest


def check_details(details: Any) -> Any:
    """Hand back details that can be chained: plain JSON without fractions, which no two writers print alike.

    Raises:
        ValueError: a float, another type than JSON's, text that is not Unicode, a key that is not text or is named
            like a secret. A fault of ours: details are made by services, never typed.
    """
    _check(details, 0)
    return details


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError("details are nested too deeply")
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str):
                raise ValueError(f"a key of details must be text: {name!r}")
            if SECRET_WORDS & set(name.lower().replace("-", "_").split("_")):
                raise ValueError(f"details must not hold a secret: {name}")
            _check(name, depth)
            _check(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth + 1)
    elif value is not None and not isinstance(value, bool | int):
        raise ValueError(f"details must be JSON without fractions, not {type(value).__name__}")
