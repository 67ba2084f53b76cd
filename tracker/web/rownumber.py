"""Numbers of rows, as addresses and hidden fields carry them; what no database can hold is simply not there.

Typed by anybody: ² is a digit to Python and no number, and one of 5000 figures is refused by `int` itself.
"""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""What an INTEGER of PostgreSQL holds; SQLite holds more."""
NO_ROW = 0
"""The number that no row has."""


class RowNumberConverter(IntegerConverter):
    """The `int` of every address: a larger number is 404, like any that is not there."""

    def __init__(self, url_map: Map, **kwargs: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST, **kwargs})


def row_number(text: str | None) -> int:
    """Read the number of a row; `NO_ROW` for anything that cannot be one. Never raises."""
    plain = (text or "").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= len(str(LARGEST))):
        return NO_ROW
    number = int(plain)
    return number if number <= LARGEST else NO_ROW
