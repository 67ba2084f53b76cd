"""Every page, as everybody who may open it, wide and narrow, in both languages: pictures, and what none may lack."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from browser_look import JAPANESE, WIDE, hindrances, look, picture
from browser_watch import Watch
from playwright.sync_api import Browser, BrowserContext

from tracker.app import create_app
from tracker.config import Settings
from tracker.criteria.reading import read

pytestmark = pytest.mark.browser

QUESTION = "/certifications/demo-jqa/questions"
COLLECT = "/evidence/collect?certification=demo-jqa&question=13&expectation=q13-key-register&place=site:daini"
SEVERAL = "item=3&item=7&item=12&item=47"
NARROWED = "state=provable&kind=photo&place=site:honsha&expiry=audit&order=newest"
PAGES = {
    "visitor": [
        "/sign-in", "404 /set-password/not-a-token", "/help/start", "/help/readiness", "/help/bundle",
    ],
    "lead": [
        "/", "/manager", "/certifications/demo-jqa", "/certifications/demo-jqa?as_of=2026-10-01",
        "/certifications/demo-jqa/edit", "/certifications/demo-jqa/bodies", "/certifications/new",
        f"{QUESTION}/3", f"{QUESTION}/8", f"{QUESTION}/13",
        f"{QUESTION}/16", "/evidence", "/evidence?state=returned", "/evidence?q=nothing-is-called-so", "/evidence/22",
        "/evidence/45", f"/evidence?{NARROWED}",
        f"/evidence/several/link?{SEVERAL}", f"/evidence/several/dates?{SEVERAL}",
        f"/evidence/several/places?{SEVERAL}", f"/evidence/several/withdraw?{SEVERAL}", COLLECT, "/evidence/3/links",
        "/evidence/3/links/3", "/organization", "/organization/edit",
        "/organization/sites/add", "/organization/sites/honsha", "/organization/counterparties/add",
        "/organization/counterparties/takasaki-mekki", "/bundles/demo-jqa", "/people", "/people/3", "/people/invite",
        "/requests", "/requests/1", f"{QUESTION}/13/requests/new?expectation=q13-key-register&place=site:daini",
        "/certifications/demo-jqa/assignments?task=q13-key-register@site:daini",
        "/journal", "/change-password", "/organizations", "404 /evidence/9999", "403 /settings",
    ],
    "stranger": ["/", "/certifications/demo-jdmia", "/manager", "/bundles/demo-jdmia", "/organization"],
    "manager": [
        "/", "/manager", "/certifications/demo-jqa", f"{QUESTION}/13", "/evidence", "/evidence/3", "/organization",
        "/organization/edit", "/bundles/demo-jqa", "/people", "/people/3", "/journal", "403 /evidence/collect",
        "/requests", "/requests/1",
    ],
    "auditor": [
        "/", "/certifications/demo-jqa", f"{QUESTION}/13", "/evidence", "/evidence/3", "/bundles/demo-jqa",
        "403 /people",
    ],
    "contributor": [
        "/", "/evidence", "/evidence/45", COLLECT, "/evidence/45/links", "403 /certifications", "404 /evidence/3",
        "/requests", "/requests/1", "/requests/3", "404 /requests/2",
    ],
    "operator": ["/people", "/people/3", "/people/invite", "/settings", "403 /evidence"],
}  # fmt: skip
"""Who opens what; a number before an address is the status it must answer with."""
NOT_PAGES = {
    "static", "access.healthz", "desk.evidence_csv", "desk.file", "desk.picture", "bundle.download",
    "desk.request_example", "access.start", "desk.choose_link", "help.index", "help.offline", "help.worker",
}  # fmt: skip
"""What answers with bytes, or only leads on."""
LANGUAGES = ("ja", "en")
CASES = [(who, asked) for who, paths in PAGES.items() for asked in paths]

Windows = Callable[[str, str], BrowserContext]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, served_demo) -> Iterator[Windows]:
    """Give a maker of signed-in windows, one a person and language, used for all their pages."""
    open_ones: dict[tuple[str, str], BrowserContext] = {}

    def window(who: str, language: str) -> BrowserContext:
        if (who, language) not in open_ones:
            context = browser.new_context(viewport={"width": WIDE, "height": 900})
            page = context.new_page()
            page.goto(f"{served_demo.url}/sign-in?lang={language}")
            if who != "visitor":
                email, password = served_demo.sign_in_of(who)
                page.locator("#email").fill(email)
                page.locator("#password").fill(password)
                with page.expect_navigation():
                    page.locator("main button.primary").click()
                assert "/sign-in" not in page.url
            open_ones[who, language] = context
        return open_ones[who, language]

    yield window
    for context in open_ones.values():
        context.close()


@pytest.fixture(scope="session")
def data(demo: Path) -> list[str]:
    """List what is written in Japanese whoever reads: all that stands in the database, and the bodies' short names."""
    with closing(sqlite3.connect(demo / "tracker.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        cells = {cell for table in tables for row in database.execute(f'SELECT * FROM "{table}"') for cell in row}
        names = [name for (name,) in database.execute("SELECT name FROM user")]
    typed = {line.strip() for cell in cells if isinstance(cell, str) for line in [cell, *cell.splitlines()]}
    typed |= {family for name in names for family in name.split()[:1]}  # A stamp bears the family name alone.
    typed |= {body.short for body in read().bodies}
    return sorted(filter(JAPANESE.search, typed), key=len, reverse=True)


@pytest.mark.parametrize(("who", "asked"), CASES, ids=[f"{who} {asked}" for who, asked in CASES])
def test_a_page_is_whole_fits_and_speaks_the_readers_language(
    served_demo, signed_in: Windows, artefacts: Path, data: list[str], who: str, asked: str
):
    expected, _, path = asked.rpartition(" ")
    faults = []
    for language in LANGUAGES:
        context = signed_in(who, language)
        page, watch = context.pages[0], Watch(context, served_demo.url)
        answer = page.goto(served_demo.url + path)
        assert answer is not None
        if answer.status != int(expected or 200):
            faults.append(f"{language}: answered {answer.status}")
        faults += look(page, language, data)
        name = re.sub(r"[^\w=-]+", "-", path).strip("-")[:60] or "home"
        faults += [f"{language}: {fault}" for fault in picture(page, f"{artefacts / who}-{name}-{language}")]
        if language == "ja":
            faults += hindrances(page)
        faults += watch.faults()
        watch.leave()
    assert faults == []


def test_no_page_is_forgotten(served_demo):
    app = create_app(Settings.load({"TRACKER_INSTANCE": str(served_demo.instance)}))
    app.extensions["tracker.engine"].dispose()
    addresses = app.url_map.bind("localhost")
    opened = {addresses.match(asked.rpartition(" ")[2].partition("?")[0])[0] for _, asked in CASES}
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert readable - opened == NOT_PAGES


def test_the_managers_page_prints_on_one_sheet(served_demo, signed_in: Windows, artefacts: Path):
    page = signed_in("manager", "ja").pages[0]
    page.goto(served_demo.url + "/manager")
    printed = page.pdf(path=artefacts / "manager.pdf", format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
