"""Pages of prose: Markdown in `docs/<language>/`, turned into HTML of ours.

No HTML is let through, a link may lead only to another of these pages, and no picture is loaded. A word of the screen
is written as its code in braces (`{desk.collect}`, `{state:missing}`), so that the help says what the screen says,
also after a button got another name. A heading bears its mark: `## 日付の意味 {#dates}`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from importlib.resources import files
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from tracker.words import Locale, translate

PAGES = (
    "start", "evidence", "mapping", "readiness", "conditions", "changes", "requests", "bundle",
    "auditors", "operators", "unofficial", "privacy",
)  # fmt: skip
"""In the order they are read."""

MARK = re.compile(r"^(?P<title>.*?)\s*\{#(?P<anchor>[a-z-]+)\}$")
TARGET = re.compile(r"(?P<page>[a-z]+)(?:#(?P<anchor>[a-z-]+))?")
WORD = re.compile(r"\{(?P<state>state:)?(?P<code>[a-z][a-z0-9_.]*)\}")
SHAPES = {"unanswered": "submitted", "condition_unmet": "na"}
"""States that borrow another's shape, as in `web/parts.html`."""

TABLE = {
    "table_open": {"class": "list", "role": "table"},
    "thead_open": {"role": "rowgroup"},
    "tbody_open": {"role": "rowgroup"},
    "tr_open": {"role": "row"},
    "th_open": {"role": "columnheader", "scope": "col"},
    "td_open": {"role": "cell"},
}
"""What makes a table a list on phones, as in every template."""

Address = Callable[[str, str | None], str]


@dataclass(frozen=True)
class Heading:
    """A heading below the title, and the mark that links lead to."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Prose:
    """A page in one language, ready to be shown."""

    page: str
    title: str
    headings: tuple[Heading, ...]
    html: Markup


def source(page: str, locale: Locale) -> str:
    """Read the Markdown of a page.

    Raises:
        KeyError: there is no such page.
    """
    if page not in PAGES:
        raise KeyError(page)
    return (files("tracker") / "docs" / locale / f"{page}.md").read_text(encoding="utf-8")


@cache
def title_of(page: str, locale: Locale) -> str:
    """Read the title of a page: its first line."""
    return source(page, locale).partition("\n")[0].removeprefix("# ")


def read(page: str, locale: Locale, address: Address) -> Prose:
    """Make the HTML of a page; `address` tells where a page and its mark are found.

    Raises:
        KeyError: there is no such page.
        ValueError: it links elsewhere, loads a picture, or has a heading without a mark.
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(source(page, locale))[3:]  # The title stands in the form head.
    headings = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            headings.append(_marked(token, tokens[at + 1]))
        for name, value in TABLE.get(token.type, {}).items():
            token.attrSet(name, value)
        if token.type == "td_open" and tokens[at - 1].type == "tr_open":
            token.attrSet("class", "lead")
        for inner in token.children or ():
            _restrict(inner, address)
    html = _in_sections(markdown, tokens)
    return Prose(page, title_of(page, locale), tuple(headings), Markup(_with_words(html, locale)))  # noqa: S704 - made here


def _marked(opening: Token, inline: Token) -> Heading:
    found = MARK.match(inline.content)
    if found is None or not inline.children:
        raise ValueError(f"no mark: {inline.content}")
    inline.children[-1].content = inline.children[-1].content.removesuffix(f"{{#{found['anchor']}}}").rstrip()
    opening.attrSet("id", found["anchor"])
    return Heading(found["anchor"], found["title"])


def _restrict(token: Token, address: Address) -> None:
    if token.type == "image":
        raise ValueError("help loads no picture")
    if token.type != "link_open":
        return
    target = TARGET.fullmatch(str(token.attrGet("href")))
    if target is None or target["page"] not in PAGES:
        raise ValueError(f"not a page of ours: {token.attrGet('href')}")
    token.attrSet("href", address(target["page"], target["anchor"]))


def _in_sections(markdown: MarkdownIt, tokens: list[Token]) -> str:
    """Render each part under its heading as a section, named by it."""
    starts = [at for at, token in enumerate(tokens) if token.type == "heading_open"] + [len(tokens)]
    parts = [_drawn(markdown, tokens[: starts[0]])]
    for first, last in pairwise(starts):
        named = escape(str(tokens[first].attrGet("id")))
        parts.append(
            f'<section class="gap" aria-labelledby="{named}">\n{_drawn(markdown, tokens[first:last])}</section>\n'
        )
    return "".join(parts)


def _drawn(markdown: MarkdownIt, tokens: list[Token]) -> str:
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def _with_words(html: str, locale: Locale) -> str:
    def word(found: re.Match[str]) -> str:
        name = unescape(found["code"])
        if found["state"]:
            said = escape(translate(f"state.{name}", locale=locale))
            return f'<span class="state {SHAPES.get(name, name)}">{said}</span>'
        return escape(translate(name, locale=locale))

    return WORD.sub(word, html)
