"""Sentences in Japanese and English, made from codes and params; the same for pages, reports, command and jobs.

The sentences live in `sentences/<room>.yaml`, one code with `ja` and `en` each. Nothing here knows Flask. A code
without a sentence is a fault that the house-rule tests find; a reader meets the code itself, never a broken page.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from ruamel.yaml import YAML

from tracker.errors import Reason

Locale = Literal["ja", "en"]
LOCALES: tuple[Locale, ...] = ("ja", "en")
FORMULA = frozenset("=+-@＝＋－＠−﹢﹣\t\r\n|%")
"""What makes Excel, LibreOffice or an input method's width conversion read a cell as a formula."""


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Load every sentence of the product, once.

    Raises:
        ValueError: a code stands in two files, or lacks a language.
    """
    found: dict[str, Mapping[str, str]] = {}
    for source in sorted((files("tracker") / "sentences").iterdir(), key=lambda entry: entry.name):
        if not source.name.endswith(".yaml"):
            continue
        for code, languages in YAML(typ="safe").load(source.read_text(encoding="utf-8")).items():
            if code in found:
                raise ValueError(f"{source.name}: {code} is already said elsewhere")
            if set(languages) != set(LOCALES):
                raise ValueError(f"{source.name}: {code} needs exactly {LOCALES}")
            found[code] = languages
    return found


def translate(code: str, params: Mapping[str, object] | None = None, locale: Locale = "ja") -> str:
    """Make the sentence for `code` in `locale`, filled with `params` (`{name}` in the sentence)."""
    languages = sentences().get(code)
    if languages is None:
        return code
    return languages[locale].format_map(_Params(params or {}))


def say(reason: Reason, locale: Locale = "ja") -> str:
    """Make the sentence for a reason."""
    return translate(reason.code, reason.params, locale)


def percent(basis_points: int | None) -> str:
    """Write basis points as the one figure that page, paper, CSV and command show: 6111 is 「61.1 %」.

    Cut, not rounded, so that only 10000 is 100.0 %; nothing to measure is 「—」.
    """
    if basis_points is None:
        return "—"
    tenths = basis_points // 10
    return f"{tenths // 10}.{tenths % 10} %"


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def neutral(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet could run; spaces in front do not hide it."""
    return f"'{cell}" if cell.strip(" \u3000\u00a0")[:1] in FORMULA and cell else cell


def sheet(rows: Iterable[Iterable[str]]) -> bytes:
    """Write rows as CSV for Excel in a Japanese office, every cell neutralised.

    UTF-8 with BOM and CRLF, because Excel reads nothing else safely.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode()
