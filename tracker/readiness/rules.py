"""How ready a certification is on a day: the one pure function behind every number the product shows.

Formula 1: each applicable question counts one. *Claimed* = answered 実施済. *Provable* = those of them whose every
required slot is provable. Basis points, floor, so that 10000 means all. (DESIGN section 4, "Readiness".)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.certification.rules import AnswerValue, Changed, Excluded, Facts
from tracker.criteria.rules import Profile, Question, Step
from tracker.mapping.rules import Candidate
from tracker.readiness.slots import Slot, evaluate, without_place

FORMULA = 1
Applies = Literal["yes", "excluded", "condition_unmet"]
SlotKey = tuple[str, str]
"""(expectation id, place key): what the candidates of a slot are kept under."""

QuestionState = Literal[
    "missing",
    "returned",
    "expired",
    "submitted",
    "expiring",
    "provable",
    "unanswered",
    "excluded",
    "condition_unmet",
]
PRESSING: tuple[str, ...] = ("missing", "returned", "expired", "submitted", "expiring", "provable")
"""The order in which a state presses (screens, "States"): the first one found is the state of the whole."""


@dataclass(frozen=True)
class QuestionReport:
    """One question on one day. `reason` says why it does not apply: the exclusion's, or the unmet conditions."""

    number: int
    group: int
    step: Step
    answer: AnswerValue
    applies: Applies
    reason: str | None
    claimed: bool
    provable: bool
    slots: tuple[Slot, ...]

    @property
    def required(self) -> tuple[Slot, ...]:
        """The slots that gate it."""
        return tuple(slot for slot in self.slots if slot.counts)


def slot_state(slot: Slot) -> str:
    """Name the state to show: a provable slot that ends too early is expiring."""
    return "expiring" if slot.expiring else slot.state


def most_pressing(states: Iterable[str]) -> str | None:
    """Pick the most pressing of some states; None where there are none."""
    found = set(states)
    return next((state for state in PRESSING if state in found), None)


def in_order(states: Iterable[str]) -> tuple[str, ...]:
    """Put states in the order in which they press, for a strip."""
    return tuple(sorted(states, key=PRESSING.index))


def question_state(question: QuestionReport) -> QuestionState:
    """Name the state of a question: that of its most pressing required slot.

    All slots provable but not answered 実施済 is `unanswered`; one that does not apply says why.
    """
    if question.applies != "yes":
        return question.applies
    pressing = most_pressing(slot_state(slot) for slot in question.required)
    if pressing in ("expiring", "provable") and not question.claimed:
        return "unanswered"
    for state in ("missing", "returned", "expired", "submitted", "expiring", "provable"):
        if pressing == state:
            return state
    return "missing"


@dataclass(frozen=True)
class GroupReport:
    """One of ①–⑨: the same figures over its own questions; null where nothing applies."""

    id: int
    provable_bp: int | None
    claimed_bp: int | None
    applicable: int


@dataclass(frozen=True)
class Counts:
    """How many questions stand where."""

    applicable: int
    provable: int
    claimed: int
    excluded: int
    condition_unmet: int


@dataclass(frozen=True)
class Report:
    """Readiness on `as_of`. The three answers are null (「—」) where no site is in scope or nothing applies."""

    as_of: date
    audit_day: date | None
    provable_bp: int | None
    claimed_bp: int | None
    ready: bool | None
    blocked_by: tuple[str, ...]
    counts: Counts
    groups: tuple[GroupReport, ...]
    questions: tuple[QuestionReport, ...]


def assess(
    profile: Profile,
    facts: Facts,
    answers: Mapping[int, AnswerValue],
    exclusions: Iterable[Excluded],
    changes: Iterable[Changed],
    slots: Mapping[SlotKey, Sequence[Candidate]],
    as_of: date,
) -> Report:
    """Say how ready a certification is on `as_of`, from what is given and nothing else.

    `slots` holds, per expectation and place, the revisions whose link names that place. The same inputs give the same
    report in every process.
    """
    ordered = sorted(exclusions, key=lambda exclusion: (exclusion.question, exclusion.applies_from, exclusion.reason))
    in_force = {exclusion.question: exclusion for exclusion in ordered if exclusion.in_force(as_of)}
    known_changes = tuple(sorted(changes, key=lambda change: (change.on, change.kind, change.places)))
    questions = tuple(
        _question(profile, question, facts, answers, in_force.get(question.number), known_changes, slots, as_of)
        for question in profile.questions
    )
    applicable = [question for question in questions if question.applies == "yes"]
    measurable = bool(applicable) and bool(facts.places.sites)
    return Report(
        as_of=as_of,
        audit_day=facts.audit_day,
        provable_bp=_share(applicable, "provable") if measurable else None,
        claimed_bp=_share(applicable, "claimed") if measurable else None,
        ready=all(question.provable for question in applicable) if measurable else None,
        blocked_by=tuple(_blocks(applicable)),
        counts=Counts(
            applicable=len(applicable),
            provable=sum(question.provable for question in applicable),
            claimed=sum(question.claimed for question in applicable),
            excluded=sum(question.applies == "excluded" for question in questions),
            condition_unmet=sum(question.applies == "condition_unmet" for question in questions),
        ),
        groups=tuple(
            _group(group.id, [question for question in applicable if question.group == group.id], measurable)
            for group in profile.groups
        ),
        questions=questions,
    )


def _question(
    profile: Profile,
    question: Question,
    facts: Facts,
    answers: Mapping[int, AnswerValue],
    exclusion: Excluded | None,
    changes: Sequence[Changed],
    slots: Mapping[SlotKey, Sequence[Candidate]],
    as_of: date,
) -> QuestionReport:
    answer = answers.get(question.number, "todo")
    applies, reason = _applies(question, facts, exclusion)
    if applies != "yes":
        return QuestionReport(question.number, question.group, question.step, answer, applies, reason, False, False, ())
    touching = {kind.id for kind in profile.change_kinds if question.number in kind.questions}
    touching_changes = [change for change in changes if change.kind in touching]
    derived: list[Slot] = []
    for expectation in question.expectations:
        if not all(facts.met(condition) for condition in expectation.when):
            continue
        places = facts.places.keys(expectation.each)
        if not places:
            derived.append(without_place(expectation))
        derived += [
            evaluate(
                expectation,
                place,
                slots.get((expectation.id, place), ()),
                touching_changes,
                as_of=as_of,
                audit_day=facts.audit_day,
            )
            for place in places
        ]
    claimed = answer == "done"
    provable = claimed and all(slot.state == "provable" for slot in derived if slot.counts)
    return QuestionReport(
        question.number, question.group, question.step, answer, "yes", None, claimed, provable, tuple(derived)
    )


def _applies(question: Question, facts: Facts, exclusion: Excluded | None) -> tuple[Applies, str | None]:
    if exclusion is not None:
        return "excluded", exclusion.reason
    counting = [expectation for expectation in question.expectations if expectation.counts]
    if any(all(facts.met(condition) for condition in expectation.when) for expectation in counting):
        return "yes", None
    unmet = {condition for expectation in counting for condition in expectation.when if not facts.met(condition)}
    return "condition_unmet", " ".join(sorted(unmet))


def _share(applicable: Sequence[QuestionReport], figure: Literal["provable", "claimed"]) -> int:
    reached = sum(question.provable if figure == "provable" else question.claimed for question in applicable)
    return reached * 10_000 // len(applicable)


def _group(group: int, applicable: Sequence[QuestionReport], measurable: bool) -> GroupReport:
    shown = measurable and bool(applicable)
    return GroupReport(
        id=group,
        provable_bp=_share(applicable, "provable") if shown else None,
        claimed_bp=_share(applicable, "claimed") if shown else None,
        applicable=len(applicable),
    )


def _blocks(applicable: Iterable[QuestionReport]) -> Iterable[str]:
    """Name what keeps each question from being provable: its slots, or `q13` where only the answer is missing."""
    for question in applicable:
        blocking = [slot.key for slot in question.required if slot.state != "provable"]
        yield from blocking
        if not blocking and not question.claimed:
            yield answer_key(question.number)


def answer_key(question: int) -> str:
    """Name what is missing where only a question's answer is: `q13`."""
    return f"q{question:02d}"
