"""A day typed as text: 2026-11-20, 2026/11/20, 20261120, R8.11.20, 令和8年11月20日.

Browsers' own date pickers know no Japanese year and lose what they cannot read; here every typed text comes back.
"""

import re
import unicodedata
from datetime import date

from wtforms import Field
from wtforms.widgets import TextInput

from tracker.web.locale import t

ERA_STARTS = {"r": 2018, "令和": 2018, "h": 1988, "平成": 1988, "s": 1925, "昭和": 1925}
WESTERN = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?|(\d{4})(\d{2})(\d{2})")
JAPANESE = re.compile(r"(r|h|s|令和|平成|昭和)(元|\d{1,2})[^\d](\d{1,2})[^\d](\d{1,2})[^\d]?")


def read_day(text: str) -> date:
    """Read a day as people here write it.

    Raises:
        ValueError: it is no day, or none that the calendar has.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    if western := WESTERN.fullmatch(plain):
        year, month, day = (int(part) for part in western.groups() if part)
        return date(year, month, day)
    japanese = JAPANESE.fullmatch(plain)
    if japanese is None:
        raise ValueError(text)
    era, number, month_text, day_text = japanese.groups()
    year = ERA_STARTS[era] + (1 if number == "元" else int(number))
    return date(year, int(month_text), int(day_text))


class DayField(Field):
    """A form field of one day; its data is a `date` or None, its box holds the text as it was typed."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; empty is no day."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = read_day(valuelist[0])
        except ValueError:
            raise ValueError(t("look.not_a_day")) from None
