"""`data/checklist.csv`: one row a question and 全体 last, for Excel in a Japanese office. Pure.

Percentages come from the basis points of
readiness.json, written by `words.percent` like everywhere else.
"""

from collections.abc import Iterable

from tracker.bundle.contents import Contents
from tracker.organizations.rules import WHOLE
from tracker.readiness.rules import QuestionReport
from tracker.words import percent, sheet, translate

HEADINGS = (
    "number",
    "group",
    "step",
    "title",
    "applies",
    "answer",
    "claimed",
    "provable",
    "required_slots",
    "provable_slots",
    "evidence",
    "missing",
    "reason",
)


def encode(contents: Contents) -> bytes:
    """Write the list, in Japanese."""
    headings = [translate(f"bundle.checklist.{heading}") for heading in HEADINGS]
    return sheet([headings, *(_row(contents, question) for question in contents.report.questions), _totals(contents)])


def _row(contents: Contents, question: QuestionReport) -> Iterable[str]:
    known = contents.profile.question(question.number)
    group = next((group for group in contents.profile.groups if group.id == question.group), None)
    required = question.required
    applies = question.applies == "yes"
    yield str(question.number)
    yield f"{group.mark} {group.title.ja}" if group else str(question.group)
    yield translate(f"criteria.step.{question.step}")
    yield known.title.ja if known else ""
    yield translate(f"bundle.applies.{question.applies}")
    yield translate(f"answer.{question.answer}")
    yield translate("look.yes" if question.claimed else "look.no") if applies else "—"
    yield translate("look.yes" if question.provable else "look.no") if applies else "—"
    yield str(len(required))
    yield str(sum(slot.state == "provable" for slot in required))
    yield " ".join(held.number for held in contents.under(question.number))
    yield " / ".join(
        f"{_title(contents, slot.expectation)}（{_where(contents, slot.of)}）{translate(f'state.{slot.state}')}"
        for slot in required
        if slot.state != "provable"
    )
    yield _reason(question)


def _totals(contents: Contents) -> Iterable[str]:
    report = contents.report
    required = [slot for question in report.questions for slot in question.required]
    yield translate("bundle.checklist.total")
    yield ""
    yield ""
    yield translate("bundle.checklist.of_applicable", {"count": report.counts.applicable})
    yield ""
    yield ""
    yield percent(report.claimed_bp)
    yield percent(report.provable_bp)
    yield str(len(required))
    yield str(sum(slot.state == "provable" for slot in required))
    yield str(len(contents.held))
    yield str(sum(slot.state != "provable" for slot in required))
    yield translate("criteria.unofficial.mapping")


def _title(contents: Contents, expectation_id: str) -> str:
    found = contents.profile.expectation(expectation_id)
    return found[1].title.ja if found else expectation_id


def _where(contents: Contents, place: str | None) -> str:
    return translate("place.organization") if place == WHOLE else contents.place(place) or "—"


def _reason(question: QuestionReport) -> str:
    """Say why a question does not apply: an exclusion's own words, or the unmet conditions by name."""
    if question.applies == "condition_unmet":
        return "、".join(translate(f"criteria.condition.{name}") for name in (question.reason or "").split())
    return question.reason or ""
