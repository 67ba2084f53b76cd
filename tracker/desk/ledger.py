"""The lines of the evidence list: how each item stands, until when, and at which questions. Pure over what was read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.certification.rules import Changed
from tracker.criteria.rules import Expectation, Profile
from tracker.evidence.queries import ItemView
from tracker.mapping.queries import LinkView
from tracker.organizations.rules import WHOLE
from tracker.readiness.rules import most_pressing, slot_state
from tracker.readiness.slots import Slot, evaluate

STATES = ("returned", "expired", "submitted", "expiring", "provable", "other_kind", "unlinked", "withdrawn")
"""How an item can stand, the most pressing first."""


@dataclass(frozen=True)
class Asking:
    """Against what links are judged: a profile, the recorded changes, the audit day, on one day."""

    profile: Profile
    changes: tuple[Changed, ...]
    audit_day: date | None
    as_of: date


@dataclass(frozen=True)
class Line:
    """One item as the list shows it. `until` null = no end, or it does not hold."""

    item: ItemView
    state: str
    until: date | None
    links: tuple[LinkView, ...]

    @property
    def questions(self) -> tuple[int, ...]:
        """The questions it is linked to."""
        return tuple(sorted({link.question for link in self.links}))

    @property
    def places(self) -> tuple[str, ...]:
        """The places it is said to show; a link that names none is about the whole organization."""
        return tuple(sorted({place for link in self.links for place in link.places or (WHOLE,)}))


def lines(items: Iterable[ItemView], links: Iterable[LinkView], asking: Asking | None) -> tuple[Line, ...]:
    """Say how each item stands, the most pressing first; `asking` null = no certification is planned yet."""
    by_item: dict[int, list[LinkView]] = {}
    for link in links:
        by_item.setdefault(link.item, []).append(link)
    found = [_line(item, tuple(by_item.get(item.number, ())), asking) for item in items]
    return tuple(sorted(found, key=lambda line: (STATES.index(line.state), line.until or date.max, -line.item.number)))


def counted(found: Sequence[Line]) -> dict[str, int]:
    """Count the lines by state, in the order of `STATES`, leaving out those that nobody is in."""
    count = Counter(line.state for line in found)
    return {state: count[state] for state in STATES if count[state]}


def link_state(link: LinkView, asking: Asking | None) -> tuple[str, date | None]:
    """Say how one link stands by itself, whatever else its slot holds, and until when it is good."""
    newest = link.revisions[0] if link.revisions else None
    if newest is None:
        return "withdrawn", None
    if newest.standing != "accepted":
        return ("submitted" if newest.standing == "waiting" else "returned"), None
    asked = asking.profile.expectation(link.expectation_id) if asking else None
    if asking is None or asked is None:
        return "provable", None
    slots = [_alone(link, asked[1], place, asked[0].number, asking) for place in link.places or (WHOLE,)]
    state = most_pressing(slot_state(slot) for slot in slots) or "provable"
    ends = [slot.good_until for slot in slots if slot.good_until is not None]
    return ("other_kind" if state == "missing" else state), min(ends, default=None)


def _alone(link: LinkView, expectation: Expectation, place: str, question: int, asking: Asking) -> Slot:
    """Judge the link as if one piece of it were all that is asked for."""
    touching = {kind.id for kind in asking.profile.change_kinds if question in kind.questions}
    return evaluate(
        replace(expectation, at_least=1, covers_months=None),
        place,
        link.candidates(),
        [change for change in asking.changes if change.kind in touching],
        as_of=asking.as_of,
        audit_day=asking.audit_day,
    )


def _line(item: ItemView, links: tuple[LinkView, ...], asking: Asking | None) -> Line:
    if item.withdrawn:
        return Line(item, "withdrawn", None, links)
    if not links:
        return Line(item, "unlinked", None, ())
    standing = [link_state(link, asking) for link in links]
    state = min((state for state, _ in standing), key=STATES.index)
    ends = [until for _, until in standing if until is not None]
    return Line(item, state, min(ends, default=None) if state in ("provable", "expiring", "expired") else None, links)
