"""What a page says about a report: the state of a question, the days compared, and what to do next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.errors import Reason
from tracker.readiness.rules import QuestionReport, QuestionState, Report, question_state
from tracker.readiness.slots import Slot

COMPARED_WITH = timedelta(days=30)
STEPS_IN_ORDER = (
    "readiness.next.give_verdict",
    "desk.next.answer",
    "readiness.next.collect_again",
    "readiness.next.renew",
    "readiness.next.collect",
    "readiness.next.renew_before",
)
"""The cheapest first among what is lacking; what holds and only ends soon comes after that."""
TOGETHER = {
    "readiness.why.accepted_until": "desk.why.together",
    "readiness.why.accepted": "desk.why.together_for_good",
}
"""What is said once for several accepted pieces, instead of a sentence for each."""


@dataclass(frozen=True)
class Column:
    """A day that the figures are shown for; `code` says which day it is."""

    code: str
    day: date


@dataclass(frozen=True)
class Step:
    """One next step at one question: what to do, at how many slots, and the first of them."""

    question: int
    next: Reason
    state: QuestionState
    slots: tuple[Slot, ...]


def gaps(question: QuestionReport) -> tuple[Slot, ...]:
    """List the required slots that are not provable."""
    return tuple(slot for slot in question.required if slot.state != "provable")


def said_once(whys: Sequence[Reason]) -> tuple[Reason, ...]:
    """Say once what holds for several pieces alike: accepted until the same day. What is lacking stays as it is."""
    alike: dict[tuple[str, str], int] = {}
    for why in whys:
        if why.code in TOGETHER:
            alike[why.code, str(why.params.get("until", ""))] = (
                alike.get((why.code, str(why.params.get("until", ""))), 0) + 1
            )
    said: list[Reason] = []
    for why in whys:
        until = str(why.params.get("until", ""))
        count = alike.get((why.code, until), 0)
        if count < 2:
            said.append(why)
            continue
        together = Reason(TOGETHER[why.code], {"count": count} | ({"until": until} if until else {}))
        if together not in said:
            said.append(together)
    return tuple(said)


def holds_until(question: QuestionReport) -> date | None:
    """Tell the last day on which every required slot still holds; None = no end, or it does not hold now."""
    if gaps(question):
        return None
    ends = [slot.good_until for slot in question.required if slot.good_until is not None]
    return min(ends, default=None)


def columns(today: date, audit_day: date | None, asked: date | None = None) -> tuple[Column, ...]:
    """Choose the days to compare: today, the audit day, and the day somebody asked for, else the one in 30 days.

    Never more than three: a phone has no room for a fourth.
    """
    chosen = [Column("desk.today", today)]
    if asked is None:
        chosen.append(Column("desk.in_30_days", today + COMPARED_WITH))
    if audit_day is not None and audit_day > today:
        chosen.append(Column("desk.audit_day", audit_day))
    if asked is not None and asked not in {column.day for column in chosen}:
        chosen.append(Column("desk.asked_day", asked))
    return tuple(sorted(chosen, key=lambda column: column.day))


def lost_between(before: Report, after: Report) -> tuple[int, ...]:
    """Find the questions that are provable in one report and no longer in the other."""
    held = {question.number for question in before.questions if question.provable}
    return tuple(question.number for question in after.questions if question.number in held and not question.provable)


def next_steps(report: Report) -> tuple[Step, ...]:
    """List what would help, one line a question and sort of step: what is lacking before what only ends soon.

    Within each, the cheapest first.
    """
    steps = []
    for question in report.questions:
        if question.applies != "yes":
            continue
        by_code: dict[str, list[Slot]] = {}
        for slot in question.required:
            if slot.state != "provable" or slot.expiring:
                by_code.setdefault(slot.next.code, []).append(slot)
        state = question_state(question)
        steps += [Step(question.number, slots[0].next, state, tuple(slots)) for slots in by_code.values()]
        if not gaps(question) and not question.claimed:
            steps.append(Step(question.number, Reason("desk.next.answer"), state, ()))
    return tuple(sorted(steps, key=lambda step: (_rank(step.next.code), step.question)))


def _rank(code: str) -> int:
    return STEPS_IN_ORDER.index(code) if code in STEPS_IN_ORDER else len(STEPS_IN_ORDER)


def blocking(report: Report) -> tuple[tuple[QuestionReport, tuple[Slot, ...]], ...]:
    """Sort what blocks by question; a question with no blocking slot waits for its answer alone."""
    return tuple(
        (question, gaps(question))
        for question in report.questions
        if question.applies == "yes" and not question.provable
    )


def ending_before(report: Report, day: date) -> tuple[tuple[QuestionReport, Slot], ...]:
    """List the required slots that hold now and end before `day`, the earliest first."""
    found = [
        (question, slot)
        for question in report.questions
        for slot in question.required
        if slot.state == "provable" and slot.good_until is not None and slot.good_until < day
    ]
    return tuple(sorted(found, key=lambda pair: (pair[1].good_until or day, pair[0].number, pair[1].key)))


def ended(report: Report) -> tuple[tuple[QuestionReport, Slot], ...]:
    """List the required slots whose evidence has run out."""
    return tuple(
        (question, slot) for question in report.questions for slot in question.required if slot.state == "expired"
    )


def neighbours(numbers: Sequence[int], number: int) -> tuple[int | None, int | None]:
    """Name the question before and after one, None at either end."""
    at = numbers.index(number)
    return (numbers[at - 1] if at else None, numbers[at + 1] if at + 1 < len(numbers) else None)
