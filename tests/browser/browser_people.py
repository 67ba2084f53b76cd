"""People at a browser, in the words of what they do. Nothing here knows an address that a reader could not follow."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, Response, expect

SAMPLES = Path(__file__).parent.parent.parent / "evidence_samples"
ARTEFACTS = Path(__file__).parent.parent / "artefacts"
PHONE = 360
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

expect.set_options(timeout=10_000)


def sample(name: str) -> Path:
    """Find a sample file by its name, whatever the normal form in which this disk keeps it."""
    (found,) = (path for path in SAMPLES.glob("*/*") if path.name == name)
    return found


class Person:
    """Somebody with a browser window."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home

    # Getting about

    def opens(self, path: str, *, status: int = 200) -> "Person":
        """Go to an address of ours."""
        return self._arrived(self.page.goto(self.home + path), status)

    def follows(self, link: str | re.Pattern[str], *, within: Locator | None = None, status: int = 200) -> "Person":
        """Follow the first link of that name that is in sight."""
        found = (within or self.page.locator("body")).get_by_role("link", name=link)
        return self._goes(found.filter(visible=True).first, status)

    def presses(self, button: str, *, within: Locator | None = None, status: int = 200) -> "Person":
        """Press the button of exactly that name and wait for the page it brings."""
        found = (within or self.page.locator("body")).get_by_role("button", name=button, exact=True)
        return self._goes(found, status)

    def turns_to(self, entry: str) -> "Person":
        """Choose a line of the menu."""
        menu = self.page.get_by_role("button", name=re.compile("目次|Menu"))
        if menu.is_visible():
            menu.click()
        return self._goes(self.page.locator("#menu").get_by_role("link", name=entry, exact=True))

    def _goes(self, pressed: Locator, status: int = 200) -> "Person":
        with self.page.expect_navigation() as going:
            pressed.click()
        return self._arrived(going.value, status)

    def _arrived(self, response: Response | None, status: int) -> "Person":
        if response is not None:  # None: the same page at another of its marks
            assert response.status == status, f"{response.status} at {self.page.url}: {self.main()[:300]}"
        self.fits_a_phone()
        return self

    def fits_a_phone(self) -> None:
        """See that this page does not scroll sideways on a small phone."""
        size = self.page.viewport_size
        assert size
        self.page.set_viewport_size({"width": PHONE, "height": size["height"]})
        over = self.page.evaluate(TOO_WIDE)
        if over > 0:
            self.page.screenshot(path=ARTEFACTS / "scrolls-sideways.png")
        self.page.set_viewport_size(size)
        assert over <= 0, f"{self.page.url} is {over} px too wide for a phone"

    # Reading

    def main(self) -> str:
        """Read the page without mast and foot."""
        return " ".join(self.page.locator("main").inner_text().split())

    def sees(self, *texts: str) -> "Person":
        """Insist that every text is in sight."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()
        return self

    def does_not_see(self, *texts: str) -> "Person":
        """Insist that none of the texts is anywhere on the page."""
        page = self.page.content()
        assert [text for text in texts if text in page] == []
        return self

    def fault_at(self, field: str) -> str:
        """Read what stands at a field that was refused, and see that the field itself is marked."""
        expect(self.page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
        return self.page.locator(f"#{field}-fault").inner_text().strip()

    # Signing in

    def signs_in(self, email: str, password: str) -> "Person":
        if not self.page.url.startswith(self.home):
            self.opens("/")
        self.page.locator("#email").fill(email)
        self.page.locator("#password").fill(password)
        self._goes(self.page.locator("main button.primary"))
        assert "/sign-in" not in self.page.url, self.main()
        return self

    # Collecting and judging

    def fills_in(self, **typed: str) -> "Person":
        """Fill in fields by the names they are sent with; a select takes its value."""
        for name, value in typed.items():
            field = self.page.locator(f"main [name={name}]:not([type=hidden])").first
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def ticks(self, *labels: str) -> "Person":
        """Tick boxes by what stands at them."""
        for label in labels:
            self.page.locator("label.tick").filter(has_text=label).get_by_role("checkbox").check()
        return self

    def chooses_file(self, *names: str) -> "Person":
        """Choose sample files in the form."""
        self.page.locator("input[type=file][multiple]").set_input_files([sample(name) for name in names])
        return self

    def collects(
        self, *names: str, showing: str, kind: str, because: str, at: str = "", collected_on: str = "", **dates: str
    ) -> str:
        """Collect files from the page of the question they show and link them there; gives the number of the first."""
        question = int(showing[1:3])
        self.opens_question(question)
        self.follows(re.compile("^(証跡を登録する|Collect evidence)$"), within=self.page.locator(".formhead"))
        self.chooses_file(*names)
        self.fills_in(expectation=showing, kind=kind, reason=because, **dates)
        if collected_on:
            self.fills_in(collected_on=collected_on)
        for box in self.page.locator("input[name=places]:checked").all():
            box.uncheck()
        self.ticks(*filter(None, [at]))
        self.presses("登録する")
        found = re.search(r"証-\d{4}", self.page.get_by_role("status").first.inner_text())
        assert found, self.main()[:300]
        return f"{found[0]}-01"

    def opens_question(self, number: int, plan: str = "demo-jqa") -> "Person":
        return self.opens(f"/certifications/{plan}/questions/{number}")

    def proof(self, evidence: str) -> Locator:
        """Find what is linked to the question on this page, by the number people cite."""
        return self.page.locator("article.proof").filter(has=self.page.locator("h3", has_text=evidence))

    def writes_why(self, piece: Locator, reason: str) -> "Person":
        """Open what asks for the reason of a return, and write there; nothing is sent yet."""
        piece.get_by_role("button", name="理由を書いて差し戻す", exact=True).click()
        piece.get_by_role("dialog").get_by_role("textbox").fill(reason)
        return self

    def returns(self, piece: Locator, reason: str) -> "Person":
        """Return a piece of evidence with the reason."""
        self.writes_why(piece, reason)
        return self.presses("差し戻す", within=piece.get_by_role("dialog"))

    def accepts(self, evidence: str) -> "Person":
        """Find the evidence among what waits for this person, and accept it."""
        self.opens("/").follows(re.compile(f"^{evidence}"), within=self.page.locator("section[aria-labelledby=mine]"))
        self.presses("この版を受理する", within=self.proof(evidence))
        return self.sees("受理しました。")

    def readiness(self, plan: str = "demo-jqa") -> str:
        """Read today's figures off the certification's page: provable, and of how many."""
        self.opens(f"/certifications/{plan}")
        return " ".join(self.page.locator("table.dates tbody td.now").first.inner_text().split())

    def downloads(self, link: str | re.Pattern[str], to: Path, *, within: Locator | None = None) -> Path:
        """Download what a link leads to, under the name the browser gives it."""
        found = (within or self.page.locator("main")).get_by_role("link", name=link, exact=True).first
        with self.page.expect_download() as coming:
            found.click()
        path = to / coming.value.suggested_filename
        coming.value.save_as(path)
        return path
