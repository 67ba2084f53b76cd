"""Pages where there is nothing yet, and pages where everything is long and many: what none may lack in either."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_look import WIDE, hindrances, overflows, picture
from browser_overfull import NAME_LENGTH, PASSWORD, long
from browser_people import Person
from browser_server import EMAIL, Server
from browser_watch import Watch
from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.browser

PLAN = "/certifications/nagai-keikaku"
OVERFULL = {
    "lead": [
        "/", "/manager", PLAN, f"{PLAN}/edit", f"{PLAN}/questions/2", f"{PLAN}/questions/13", "/certifications/new",
        "/evidence", "/evidence?page=2", "/evidence?state=returned", "/evidence/4", "/evidence/4/links",
        "/evidence/collect?certification=nagai-keikaku&question=13&expectation=q13-lock-photo", "/organization",
        "/organization/sites/site-1", "/organization/counterparties/other-1", "/bundles/nagai-keikaku", "/people",
        "/people/1", "/journal",
    ],
    "manager": ["/", "/manager", f"{PLAN}/questions/13"],
    "contributor": ["/", "/evidence"],
    "auditor": ["/", PLAN, f"{PLAN}/questions/2", f"{PLAN}/questions/13", "/evidence", "/evidence/4"],
}  # fmt: skip
EMPTY = [
    "/", "/manager", "/certifications", "/certifications/new", "/evidence", "/evidence/collect", "/organization",
    "/organization/edit", "/organization/sites/add", "/organization/counterparties/add", "/people", "/people/invite",
    "/journal",
]  # fmt: skip
OVERFULL_CASES = [(who, path) for who, paths in OVERFULL.items() for path in paths]
LANGUAGES = ("ja", "en")
ZOOMED_TWICE = WIDE // 2
"""At 200 % a window of 1280 px has room for half as many of the page's own pixels."""

Windows = Callable[[str], BrowserContext]


@pytest.fixture(scope="module")
def in_overfull(browser: Browser, served_overfull: Server) -> Iterator[Windows]:
    """Give a maker of signed-in windows at the overfull place, one a person."""
    open_ones: dict[str, BrowserContext] = {}

    def window(who: str) -> BrowserContext:
        if who not in open_ones:
            open_ones[who] = browser.new_context(viewport={"width": WIDE, "height": 900})
            person = Person(open_ones[who].new_page(), served_overfull.url)
            person.signs_in(f"{who}@{'nagai-' * 8}namae.example", PASSWORD)
        return open_ones[who]

    yield window
    for context in open_ones.values():
        context.close()


@pytest.fixture(scope="module")
def in_empty(browser: Browser, served_empty: Server) -> Iterator[BrowserContext]:
    """Give the window of a first lead who has done nothing yet."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    person = Person(context.new_page(), served_empty.url)
    person.opens((served_empty.instance / "link.txt").read_text())
    for box in person.page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    with person.page.expect_navigation():
        person.page.locator("main button.primary").click()
    if "/sign-in" in person.page.url:
        person.signs_in(EMAIL, PASSWORD)
    yield context
    context.close()


def seen(context: BrowserContext, home: str, path: str, artefacts: Path, name: str) -> list[str]:
    """Open a page in both languages and list what it lacks in any of its looks; leave pictures of them."""
    page, watch, faults = context.pages[0], Watch(context, home), []
    name = re.sub(r"[^\w=-]+", "-", f"{name}-{path}").strip("-")[:80]
    for language in LANGUAGES:
        answer = page.goto(f"{home}{path}{'&' if '?' in path else '?'}lang={language}")
        assert answer is not None
        if answer.status != 200:
            faults.append(f"{language}: answered {answer.status}")
        faults += [f"{language}: {fault}" for fault in picture(page, f"{artefacts / name}-{language}")]
        faults += [f"{language}: {fault}" for fault in overflows(page, ZOOMED_TWICE)]
    faults += hindrances(page)
    faults += watch.faults()
    watch.leave()
    return faults


@pytest.mark.parametrize(("who", "path"), OVERFULL_CASES, ids=[f"{who} {path}" for who, path in OVERFULL_CASES])
def test_an_overfull_page_fits_and_is_whole(
    served_overfull: Server, in_overfull: Windows, artefacts: Path, who: str, path: str
):
    assert len(long("第20事業所")) == NAME_LENGTH
    assert seen(in_overfull(who), served_overfull.url, path, artefacts, f"overfull-{who}") == []


@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_page_fits_and_is_whole(served_empty: Server, in_empty: BrowserContext, artefacts: Path, path: str):
    assert seen(in_empty, served_empty.url, path, artefacts, "empty") == []
