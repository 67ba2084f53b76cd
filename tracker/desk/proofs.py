"""Linked evidence as a person judges it: photos of one step together, and who may give the verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.desk.ledger import Asking, link_state
from tracker.errors import InvalidInput, NotPermitted, Reason
from tracker.evidence.queries import ItemView, RevisionView
from tracker.journal.rules import Actor
from tracker.mapping.queries import LinkView, RevisionStanding
from tracker.mapping.rules import check_judge
from tracker.readiness.rules import most_pressing


@dataclass(frozen=True)
class Proof:
    """One linked item, or a stack of them: shown together, judged by one click with one verdict each.

    `refusal` says why this reader may not judge; null = they may. `until` null = no end.
    """

    links: tuple[LinkView, ...]
    state: str
    until: date | None
    refusal: Reason | None

    @property
    def first(self) -> LinkView:
        """The link that speaks for all."""
        return self.links[0]

    @property
    def key(self) -> str:
        """Name it inside the page."""
        return f"link-{self.first.link_id}"

    @property
    def waiting(self) -> tuple[tuple[LinkView, RevisionView], ...]:
        """What a verdict is asked for: each link with its newest revision, where nobody judged that yet."""
        return tuple((link, link.undecided.revision) for link in self.links if link.undecided is not None)

    @property
    def judged(self) -> str:
        """What the form carries: exactly what was seen, as `link:facts` pairs."""
        return " ".join(f"{link.link_id}:{revision.facts_id}" for link, revision in self.waiting)

    @property
    def shown(self) -> tuple[RevisionStanding, ...]:
        """The newest revision of each item, withdrawn ones left out."""
        return tuple(link.revisions[0] for link in self.links if link.revisions)


@dataclass(frozen=True)
class Judge:
    """Who looks at the page, and whether the organization asks for a second person."""

    actor: Actor
    may_judge: bool
    two_person_rule: bool

    def refusal(self, links: Iterable[LinkView]) -> Reason | None:
        """Say why this person may not judge what waits on these links; null = they may."""
        for link in links:
            if link.undecided is None:
                continue
            try:
                check_judge(
                    judge=self.actor.id,
                    role=self.actor.role if self.may_judge else "",
                    hands=link.hands_on(link.undecided.revision),
                    two_person_rule=self.two_person_rule,
                )
            except NotPermitted as refused:
                return refused.reason
        return None


def proofs(links: Iterable[LinkView], items: Mapping[int, ItemView], judge: Judge, asking: Asking) -> tuple[Proof, ...]:
    """Put links that stand on one stack, for one expectation, places and reason, together; the pressing ones first."""
    together: dict[tuple[object, ...], list[LinkView]] = {}
    for link in links:
        stack = items[link.item].stack if link.item in items else None
        key = (link.expectation_id, stack or link.item, link.places, link.reason)
        together.setdefault(key, []).append(link)
    return tuple(_proof(tuple(found), judge, asking) for found in together.values())


def urgency(proof: Proof) -> int:
    """Sort what is shown: what waits for a verdict first, then what is to be mended, then what is settled."""
    return 0 if proof.waiting else 2 if folds(proof) else 1


def folds(proof: Proof) -> bool:
    """Tell whether nothing is to be done about it: everything is accepted and counts."""
    return not proof.waiting and bool(proof.shown) and proof.state == "provable"


def read_judged(text: str) -> tuple[tuple[int, int], ...]:
    """Read the `link:facts` pairs that a verdict's form carried.

    Raises:
        InvalidInput: they are not ours.
    """
    pairs: list[tuple[int, int]] = []
    for word in text.split():
        link, _, facts = word.partition(":")
        if not (link.isascii() and link.isdigit() and facts.isascii() and facts.isdigit()):
            raise InvalidInput("desk.nothing_to_judge")
        pairs.append((int(link[:18]), int(facts[:18])))
    if not pairs:
        raise InvalidInput("desk.nothing_to_judge")
    return tuple(pairs)


def waiting(links: Iterable[LinkView], items: Mapping[int, ItemView], judge: Judge) -> tuple[Proof, ...]:
    """List what waits for a verdict, one line a stack, oldest first."""
    undecided = [link for link in links if link.undecided is not None]
    found: dict[tuple[object, ...], list[LinkView]] = {}
    for link in undecided:
        stack = items[link.item].stack if link.item in items else None
        found.setdefault((link.expectation_id, stack or link.item, link.places), []).append(link)
    together = (Proof(tuple(group), "submitted", None, judge.refusal(group)) for group in found.values())
    return tuple(sorted(together, key=lambda proof: (proof.first.recorded_from, proof.first.link_id)))


def _proof(links: Sequence[LinkView], judge: Judge, asking: Asking) -> Proof:
    standing = [link_state(link, asking) for link in links]
    states = [state for state, _ in standing]
    state = "withdrawn" if set(states) == {"withdrawn"} else most_pressing(states) or states[0]
    ends = [until for _, until in standing if until is not None]
    return Proof(tuple(links), state, min(ends, default=None), judge.refusal(links))
