"""Tables for a terminal, with columns that hold Japanese. Pure."""

import unicodedata

from tracker.readiness.queries import Readiness
from tracker.readiness.rules import QuestionReport
from tracker.words import Locale, percent, translate

COLUMNS = 70
"""Width of the title column, wide enough for the longest question in Japanese."""


def width(text: str) -> int:
    """Count terminal columns: full-width letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def pad(text: str, columns: int) -> str:
    """Fill up with spaces to `columns` terminal columns."""
    return text + " " * max(0, columns - width(text))


def readiness_table(readiness: Readiness, locale: Locale) -> str:
    """Draw readiness by group and question, with the two figures on top."""
    report = readiness.report
    lines = [
        f"{readiness.certification.title}  {readiness.certification.slug}  {report.as_of.isoformat()}",
        translate(
            "cli.readiness_figures",
            {
                "provable": percent(report.provable_bp),
                "claimed": percent(report.claimed_bp),
                "provable_count": report.counts.provable,
                "claimed_count": report.counts.claimed,
                "applicable": report.counts.applicable,
            },
            locale,
        ),
        "",
    ]
    for group, figures in zip(readiness.profile.groups, report.groups, strict=True):
        title = f"{group.mark} {group.title.in_locale(locale)}"
        lines.append(f"{pad(title, COLUMNS)}{percent(figures.provable_bp):>8}  {percent(figures.claimed_bp):>8}")
        lines.extend(
            _question_line(readiness, question, locale) for question in report.questions if question.group == group.id
        )
    return "\n".join(lines)


def _question_line(readiness: Readiness, question: QuestionReport, locale: Locale) -> str:
    known = readiness.profile.question(question.number)
    assert known is not None
    title = f"  {question.number:>2} {known.title.in_locale(locale)}"
    if question.applies != "yes":
        return f"{pad(title, COLUMNS)}{translate(f'cli.{question.applies}', {}, locale)}"
    held = sum(slot.state == "provable" for slot in question.required)
    answer = translate(f"answer.{question.answer}", {}, locale)
    mark = "●" if question.provable else ""
    return f"{pad(title, COLUMNS)}{held:>2}/{len(question.required):<2} {pad(answer, 10)}{mark}".rstrip()
