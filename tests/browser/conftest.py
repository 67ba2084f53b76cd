"""A real browser over a real server process, and people who use it.

Every page that is opened here must stay without console errors, without requests to other hosts, and must not scroll
sideways on a phone; the fixtures see to that, no test has to ask for it.
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from browser_overfull import furnish
from browser_people import Person
from browser_server import COMPANY, EMAIL, NAME, Server, tracker
from browser_watch import Watch

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium that TEST_BROWSER names, or the one on the path."""
    named = os.environ.get("TEST_BROWSER") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert named, "no Chromium: install one or name it by TEST_BROWSER"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Name the folder of pictures, which git ignores."""
    folder = Path(__file__).parent.parent / "artefacts"
    folder.mkdir(exist_ok=True)
    return folder


def _once(shared: Path, name: str, prepare: Callable[[Path], None]) -> Path:
    """Prepare an instance folder once for all workers; nobody serves from it, it is copied."""
    instance, ready = shared / f"{name}-instance", shared / f"{name}.ready"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            prepare(instance)
            ready.touch()
    return instance


@pytest.fixture(scope="session")
def demo(shared: Path) -> Path:
    """Give the samples as `tracker demo` loads them."""

    def prepare(instance: Path) -> None:
        assert tracker(instance, "demo")["verified"]

    return _once(shared, "demo", prepare)


@pytest.fixture(scope="session")
def beginning(shared: Path) -> Path:
    """Give an installation with an organization and its first lead, made at the command line, and nothing else.

    `link.txt` in it holds the path of the one-time link.
    """

    def prepare(instance: Path) -> None:
        tracker(instance, "init")
        tracker(instance, "organization", "add", "hajime", "--name", COMPANY)
        added = tracker(instance, "user", "add", EMAIL, "--role", "lead", "--organization", "hajime", "--name", NAME)
        (instance / "link.txt").write_text(added["set_password_path"])

    return _once(shared, "beginning", prepare)


@pytest.fixture(scope="session")
def served_demo(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the samples to tests that only look."""
    yield from _to_look_at(demo, tmp_path_factory)


@pytest.fixture(scope="session")
def served_overfull(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the organization where everything is long and many, to tests that only look."""
    yield from _to_look_at(_once(shared, "overfull", furnish), tmp_path_factory)


@pytest.fixture(scope="session")
def served_empty(beginning: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the installation that has just begun, to tests that only look."""
    yield from _to_look_at(beginning, tmp_path_factory)


def _to_look_at(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    instance = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(prepared, instance)
    server = Server(instance)
    try:
        server.wait_until_it_answers()
        yield server
    finally:
        server.stop()


@dataclass
class Place:
    """A server of one's own, and people at it."""

    server: Server
    windows: Callable[..., BrowserContext]

    def visitor(self, **window: object) -> Person:
        """Let somebody open a browser who has not signed in."""
        context = self.windows(self.server.url, **window)
        return Person(context.new_page(), self.server.url)

    def person(self, who: str, **window: object) -> Person:
        """Let a sample person sign in."""
        person = self.visitor(**window)
        person.signs_in(*self.server.sign_in_of(who))
        return person


@pytest.fixture
def windows(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Give a maker of browser windows; at the end nothing may have gone wrong in any of them."""
    watches: list[Watch] = []

    def opened(home: str, *, width: int = 1280, **more: object) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        watches.append(Watch(context, home))
        return context

    yield opened
    for watch in watches:
        watch.context.close()
    assert [fault for watch in watches for fault in watch.faults()] == []


@pytest.fixture
def empty_place(beginning: Path, tmp_path: Path, windows: Callable[..., BrowserContext]) -> Iterator[Place]:
    """Serve an installation where there is one person and nothing yet."""
    yield from _served(beginning, tmp_path / "instance", windows)


@pytest.fixture
def place(demo: Path, tmp_path: Path, windows: Callable[..., BrowserContext]) -> Iterator[Place]:
    """Serve a fresh copy of the samples, to be changed by this test alone."""
    yield from _served(demo, tmp_path / "instance", windows)


@pytest.fixture
def looking(served_demo: Server, windows: Callable[..., BrowserContext]) -> Place:
    """Give the samples to a test that changes nothing there."""
    return Place(served_demo, windows)


def _served(prepared: Path, instance: Path, windows: Callable[..., BrowserContext]) -> Iterator[Place]:
    shutil.copytree(prepared, instance)
    server = Server(instance)
    try:
        server.wait_until_it_answers()
        yield Place(server, windows)
    finally:
        server.stop()
