"""What one edition says: everything its reports are written from, and nothing else. Pure.

Two gatherings with equal contents on the same day are the same edition; `digest` is how that is told.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from tracker.criteria.rules import Profile, Text
from tracker.readiness.document import Subject, encode
from tracker.readiness.rules import Report


@dataclass(frozen=True)
class Shown:
    """One link that selects a revision: what it shows, where, why, and who accepted it on which day (Asia/Tokyo).

    `expired` = accepted, but out of date in every slot it stands in on the sealed day.
    """

    question: int
    expectation: str
    places: tuple[str, ...]
    reason: str
    accepted_by: str
    accepted_on: date | None
    expired: bool = False


@dataclass(frozen=True)
class Held:
    """One revision that goes in, with every link that selects it.

    `size` in bytes; `whole` = its bytes were read and hash right; `path` is inside the bundle.
    """

    number: str
    title: str
    sha256: str
    size: int
    original_name: str
    media_type: str
    kind: str
    collected_on: date
    covers_from: date | None
    covers_to: date | None
    valid_until: date | None
    uploaded_by: str
    uploaded_on: date
    links: tuple[Shown, ...] = ()
    path: str = ""
    whole: bool = True

    @property
    def expired(self) -> bool:
        """Tell whether it is out of date wherever it stands."""
        return all(link.expired for link in self.links)


@dataclass(frozen=True)
class Condition:
    """A stated fact. A denial counts only once it is approved."""

    name: str
    holds: bool
    approved: bool


@dataclass(frozen=True)
class Left:
    """An exclusion on record, with who asked and who approved ("" = nobody yet)."""

    question: int
    reason: str
    applies_from: date
    applies_until: date | None
    requested_by: str
    approved_by: str


@dataclass(frozen=True)
class Confirmed:
    """経営者確認. `of_this_plan` = the scope has not changed since."""

    by: str
    day: date
    provable_bp: int | None
    claimed_bp: int | None
    of_this_plan: bool


@dataclass(frozen=True)
class Contents:
    """All that an edition says. `places` names place keys; `day` is the sealed day."""

    organization: str
    two_person_rule: bool
    subject: Subject
    body: Text
    profile: Profile
    day: date
    stage: str
    sites: tuple[str, ...]
    departments: str
    protected_information: str
    places: Mapping[str, str]
    report: Report
    conditions: tuple[Condition, ...]
    left: tuple[Left, ...]
    confirmed: Confirmed | None
    held: tuple[Held, ...]
    incomplete_reason: str = ""

    @property
    def lacking(self) -> tuple[Held, ...]:
        """The selected revisions whose bytes cannot be written whole."""
        return tuple(held for held in self.held if not held.whole)

    def under(self, question: int) -> tuple[Held, ...]:
        """List the revisions that some link shows for a question."""
        return tuple(held for held in self.held if any(link.question == question for link in held.links))

    def place(self, key: str | None) -> str:
        """Name a place; one that nobody registered keeps its key."""
        return self.places.get(key or "", key or "")


def digest(contents: Contents, folder: str | None) -> str:
    """Name the contents by the SHA-256 of their canonical JSON, with the folder that was asked for.

    The profile goes in by its own digest.
    """
    document: dict[str, Any] = {
        part.name: getattr(contents, part.name) for part in fields(contents) if part.name not in ("profile", "report")
    }
    document["profile"] = contents.profile.digest
    document["report"] = encode(contents.report, contents.subject).decode()
    document["folder"] = folder
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
