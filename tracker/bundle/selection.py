"""Which revisions go in and where they stand: accepted, linked, in scope. Pure.

Each revision is stored once, in the folder of the lowest applicable question whose link selects it (CONTRACTS).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tracker.bundle.contents import Held, Shown
from tracker.bundle.names import evidence_path
from tracker.criteria.rules import Profile
from tracker.organizations.rules import WHOLE
from tracker.readiness.rules import Report, SlotKey
from tracker.readiness.slots import Slot

ENDED = "readiness.why.ended_by_"


@dataclass(frozen=True)
class Selected:
    """A link with the revision of its item that counts: the newest accepted."""

    held: Held
    link: Shown


def select(found: Iterable[Selected], report: Report, profile: Profile) -> tuple[Held, ...]:
    """Keep what is in scope on the day of the report, each revision once with all its links, by number.

    In scope: the question applies, the expectation asks for this kind, and the link names a place that has a slot.
    """
    slots: dict[SlotKey, Slot] = {
        (slot.expectation, slot.of): slot for question in report.questions for slot in question.slots if slot.of
    }
    kinds = {
        expectation.id: expectation.kind for question in profile.questions for expectation in question.expectations
    }
    links: dict[str, list[Shown]] = {}
    revisions: dict[str, Held] = {}
    for one in found:
        named = [slots.get((one.link.expectation, place)) for place in one.link.places or (WHOLE,)]
        standing = [slot for slot in named if slot is not None]
        if not standing or kinds.get(one.link.expectation) != one.held.kind:
            continue
        expired = all(_expired(slot, one.held.number) for slot in standing)
        revisions[one.held.number] = one.held
        links.setdefault(one.held.number, []).append(replace(one.link, expired=expired))
    return tuple(_placed(held, links[number]) for number, held in sorted(revisions.items()))


def _placed(held: Held, links: list[Shown]) -> Held:
    ordered = tuple(sorted(links, key=lambda link: (link.question, link.expectation, link.places)))
    return replace(held, links=ordered, path=evidence_path(ordered[0].question, held.number, held.original_name))


def _expired(slot: Slot, number: str) -> bool:
    """Tell whether a revision is out of date in a slot; the slot says so itself."""
    ended = any(why.code.startswith(ENDED) and why.params.get("evidence") == number for why in slot.why)
    return ended or slot.state == "expired"
