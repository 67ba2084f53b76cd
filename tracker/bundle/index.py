"""`data/index.html`: the binder's page, Japanese and English, readable offline and without a script. Pure.

Plain Jinja2 with autoescape, because what people typed is printed here; the product's own stylesheets travel inside.
The same contents give the same bytes in every process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.bundle.contents import Contents, Held
from tracker.bundle.plan import Entry
from tracker.bundle.tags import TAG_FILES
from tracker.criteria.rules import CONDITIONS, Question, Text
from tracker.errors import Reason
from tracker.readiness.rules import QuestionReport, question_state
from tracker.readiness.slots import Slot
from tracker.words import LOCALES, Locale, percent, say, translate

PACKAGE = Path(__file__).parent.parent
STYLES = ("tokens.css", "app.css")


@dataclass(frozen=True)
class Gap:
    """One thing that keeps a question from being provable: a slot, or (null) the answer alone."""

    question: int
    title: Text
    slot: Slot | None
    next: Reason


@dataclass(frozen=True)
class Row:
    """One question with what belongs to it."""

    asked: Question
    report: QuestionReport
    state: str
    held: tuple[Held, ...]


def render(contents: Contents, number: int, files: Sequence[Entry]) -> bytes:
    """Write the page of edition `number`. `files` are the other files of the payload, which it leads to."""
    text = (
        _environment()
        .get_template("bundle/index.html")
        .render(
            contents=contents,
            report=contents.report,
            number=number,
            rows=_rows(contents),
            gaps=gaps(contents),
            conditions=_conditions(contents),
            reports=[entry for entry in files if entry.origin == "report"],
            tags=TAG_FILES,
            numbers={held.number for held in contents.held},
            count=len(files) + 1,
            locales=LOCALES,
            styles=_styles(),
            title=_titles(contents),
        )
    )
    return text.encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        say=say, percent=percent, translate=translate, translator=_translator, link=link, era=_era
    )
    return environment


@cache
def _styles() -> str:
    """Read the product's stylesheets. They name no other file; a closing tag in them would end the page's style."""
    text = "\n".join((PACKAGE / "static" / name).read_text(encoding="utf-8") for name in STYLES)
    if "</" in text or "url(" in text or "@import" in text:
        raise ValueError("a stylesheet of the product cannot travel inside a page")
    return text


def _translator(locale: Locale) -> Callable[..., str]:
    def t(code: str, **params: object) -> str:
        return translate(code, params, locale)

    return t


def _titles(contents: Contents) -> Callable[[str, str], str]:
    def title(expectation_id: str, locale: str) -> str:
        known = contents.profile.expectation(expectation_id)
        return known[1].title.in_locale(locale) if known else expectation_id

    return title


def link(path: str) -> str:
    """Lead from `data/index.html` to a file of the bundle by a relative address, percent-encoded as UTF-8."""
    inside = path.removeprefix("data/")
    return quote(inside if inside != path else f"../{path}", safe="/")


def _rows(contents: Contents) -> list[Row]:
    reports = {report.number: report for report in contents.report.questions}
    return [
        Row(asked, reports[asked.number], question_state(reports[asked.number]), contents.under(asked.number))
        for asked in contents.profile.questions
        if asked.number in reports
    ]


def gaps(contents: Contents) -> list[Gap]:
    """Spell out `blocked_by`, in its order."""
    found = []
    for row in _rows(contents):
        blocking = [slot for slot in row.report.required if slot.state != "provable"]
        for slot in blocking:
            known = contents.profile.expectation(slot.expectation)
            title = known[1].title if known else Text(slot.expectation, slot.expectation)
            found.append(Gap(row.asked.number, title, slot, slot.next))
        if row.report.applies == "yes" and not blocking and not row.report.claimed:
            found.append(Gap(row.asked.number, row.asked.title, None, Reason("bundle.index.answer_missing")))
    return found


def _conditions(contents: Contents) -> list[tuple[str, str]]:
    """Say how each condition stands: yes, no, no but not approved yet, or unanswered, which counts as yes."""
    stated = {condition.name: condition for condition in contents.conditions}
    found = []
    for name in CONDITIONS:
        condition = stated.get(name)
        if condition is None:
            standing = "unanswered"
        elif condition.holds:
            standing = "holds"
        else:
            standing = "denied" if condition.approved else "denied_unapproved"
        found.append((name, f"bundle.condition.{standing}"))
    return found


def _era(day: date) -> str:
    """Give the year of 令和, which covers every day a bundle can be sealed on; its first is 元."""
    return "元" if day.year == 2019 else str(day.year - 2018)
