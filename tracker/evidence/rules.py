"""Kinds, numbers and dates of evidence: pure rules.

The list of kinds belongs to the criteria, which ask for them; it is named here too for whoever holds evidence.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date

from tracker.criteria.rules import KINDS as KINDS
from tracker.errors import InvalidInput

MAX_TITLE = 200
MAX_NAME = 255
MAX_REASON = 2000


@dataclass(frozen=True)
class FactDates:
    """The dates of the fact that a revision shows, not of its upload."""

    collected_on: date
    covers_from: date | None = None
    covers_to: date | None = None
    valid_until: date | None = None


def evidence_number(item: int, revision: int | None = None) -> str:
    """Write the number people cite: 証-0014, or 証-0014-02 with its revision."""
    return f"証-{item:04d}" if revision is None else f"証-{item:04d}-{revision:02d}"


def check_kind(kind: str) -> None:
    """Refuse a kind that no expectation could ask for."""
    if kind not in KINDS:
        raise InvalidInput("evidence.unknown_kind", field="kind", kind=kind)


def check_dates(dates: FactDates, *, latest_day: date) -> None:
    """Refuse dates that cannot be true.

    `latest_day` is the last day that is not the future: the later of a fixed day and the real one, in Asia/Tokyo.

    Raises:
        InvalidInput: collected in the future; valid until before collected; a period without both ends, turned
            round, or covering days after the day it was collected.
    """
    if dates.collected_on > latest_day:
        raise InvalidInput(
            "evidence.collected_in_future",
            field="collected_on",
            day=dates.collected_on.isoformat(),
            latest=latest_day.isoformat(),
        )
    if dates.valid_until is not None and dates.valid_until < dates.collected_on:
        raise InvalidInput("evidence.valid_until_before_collected", field="valid_until")
    if (dates.covers_from is None) != (dates.covers_to is None):
        raise InvalidInput("evidence.period_needs_both_ends", field="covers_from")
    if dates.covers_from is not None and dates.covers_to is not None:
        if dates.covers_from > dates.covers_to:
            raise InvalidInput("evidence.period_turned_round", field="covers_to")
        if dates.covers_to > dates.collected_on:
            raise InvalidInput("evidence.period_after_collected", field="covers_to")


def clean_text(value: str, *, field: str, limit: int, required: bool = True) -> str:
    """Normalise a typed line to NFC without control characters, and hold it to its limit.

    Raises:
        InvalidInput: empty though required, or longer than `limit` characters.
    """
    text = "".join(
        letter
        for letter in unicodedata.normalize("NFC", value)
        if letter == "\n" or unicodedata.category(letter) != "Cc"
    ).strip()
    if required and not text:
        raise InvalidInput("input.required", field=field)
    if len(text) > limit:
        raise InvalidInput("input.too_long", field=field, limit=limit, length=len(text))
    return text
