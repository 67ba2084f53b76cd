"""Who may judge what, and how a linked item stands towards a slot: pure rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.errors import InvalidInput, NotPermitted
from tracker.evidence.rules import evidence_number
from tracker.organizations.rules import WHOLE, kind_of

Outcome = Literal["accepted", "returned"]
Standing = Literal["accepted", "waiting", "returned"]
JUDGES = frozenset({"lead", "manager"})


@dataclass(frozen=True)
class Candidate:
    """One revision of a linked item, as it stands towards one slot.

    Withdrawn, erased and infected revisions are never candidates. Dates are those of the fact.
    """

    item: int
    revision: int
    sha256: str
    kind: str
    collected_on: date
    covers_from: date | None
    covers_to: date | None
    valid_until: date | None
    standing: Standing

    @property
    def number(self) -> str:
        """The number people cite: 証-0014-02."""
        return evidence_number(self.item, self.revision)

    @property
    def basis(self) -> date:
        """The day from which its age counts: the end of the period covered, else the day of collecting."""
        return self.covers_to or self.collected_on


@dataclass(frozen=True)
class Fill:
    """What one item brings to a slot: the revision that counts, and a newer one that nobody has accepted yet."""

    counts: Candidate | None
    newest: Candidate | None


def fill_by_item(candidates: Iterable[Candidate]) -> tuple[Fill, ...]:
    """Choose one revision per item: the newest accepted counts.

    A newer one is kept beside it as it stands (waiting or returned) and lowers nothing; unaccepted revisions older
    than the newest say nothing any more.
    """
    by_item: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_item.setdefault(candidate.item, []).append(candidate)
    fills = []
    for _, revisions in sorted(by_item.items()):
        revisions.sort(key=lambda candidate: -candidate.revision)
        counts = next((candidate for candidate in revisions if candidate.standing == "accepted"), None)
        newest = revisions[0] if revisions[0].standing != "accepted" else None
        fills.append(Fill(counts, newest))
    return tuple(fills)


def check_places(each: str, places: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Refuse places that the expectation does not ask about; give them back sorted, each once.

    An expectation of the whole organization takes no place; any other needs at least one, of its own sort.

    Raises:
        InvalidInput: none named though one is needed, one of another sort, or one that is not registered.
    """
    named = tuple(sorted(set(places) - {WHOLE}))
    if each == "organization":
        if named:
            raise InvalidInput("mapping.no_place_needed", field="places")
        return ()
    if not named:
        raise InvalidInput(f"mapping.name_the_{each}", field="places")
    known_keys = set(known)
    for place in named:
        if kind_of(place) != each or place not in known_keys:
            raise InvalidInput("mapping.unknown_place", field="places", place=place)
    return named


def who_set(history: Sequence[tuple[int | None, tuple[object, ...]]]) -> frozenset[int | None]:
    """Name who gave each field the value it has now.

    `history`: every statement, the oldest first, as whose it is and its values. Somebody who states the other fields
    anew takes nobody's hands off those they left as they were.
    """
    found: set[int | None] = set()
    for position, value in enumerate(history[-1][1] if history else ()):
        author = None
        for by, values in reversed(history):
            if values[position] != value:
                break
            author = by
        found.add(author)
    return frozenset(found)


def check_judge(*, judge: int | None, role: str, hands: Iterable[int | None], two_person_rule: bool) -> None:
    """Refuse a verdict by somebody whose own hands are on what is judged.

    `hands`: who uploaded the revision, made the link, and last changed each field of both. An organization of one may
    have switched the two-person rule off; the role is needed all the same.

    Raises:
        NotPermitted: the role gives no verdicts, or the judge's own hands are on it.
    """
    if role not in JUDGES or judge is None:
        raise NotPermitted("mapping.only_lead_or_manager_judges")
    if two_person_rule and judge in set(hands):
        raise NotPermitted("mapping.not_your_own_hands")
