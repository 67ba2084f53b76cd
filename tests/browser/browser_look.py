"""What no page may lack, whoever reads it and in whatever language."""

import re

from axe_playwright_python.sync_playwright import Axe
from browser_people import PHONE, TOO_WIDE
from playwright.sync_api import Page

WIDE = 1280
ROOMS = "desk|look|evidence|mapping|certification|readiness|criteria|bundle|access|admin|web|organizations|journal"
CODE = re.compile(rf"(?<![-\w])({ROOMS})\.(?!json\b)[a-z_.]+\b")
JAPANESE = re.compile(r"[ぁ-ゟ゠-ヿ一-鿿𠀀-𪛟]")
CITED = re.compile(r"証-\d{4}(-\d{2})?")
PROPER = ("営業秘密保護推進研究会", "3,000万円")
"""What stays Japanese in an English sentence: the name in a source, and an amount as offices write it."""

VISIBLE = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [document.title];
  while (walker.nextNode()) {
    const it = walker.currentNode.parentElement;
    if (it.closest("body [lang=ja], script, style") || !it.checkVisibility({visibilityProperty: true})) continue;
    const text = walker.currentNode.data.trim();
    if (text) found.push(text);
  }
  for (const it of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (it.getAttribute(name)) found.push(it.getAttribute(name));
  return found;
}"""
PICTURES = """async () => {
  for (const it of document.images) it.loading = "eager";
  await Promise.all([...document.images].map((it) => it.decode()));
}"""


def look(page: Page, language: str, data: list[str]) -> list[str]:
    """Read a page and list what it lacks; `data` is what people typed, which is in their language."""
    faults = []
    if page.locator("html").get_attribute("lang") != language:
        faults.append("says it is in another language")
    if (heads := page.locator("h1").filter(visible=True).count()) != 1:
        faults.append(f"has {heads} first headings")
    texts = page.evaluate(VISIBLE)
    faults += [f"shows a code: {text}" for text in texts if CODE.search(text)]
    if language == "en":
        faults += [f"is not in English: {text}" for text in texts if JAPANESE.search(_without(data, text))]
    return [f"{language}: {fault}" for fault in faults]


def _without(data: list[str], text: str) -> str:
    text = CITED.sub("", text)
    for typed in (*PROPER, *data) if JAPANESE.search(text) else ():
        text = text.replace(typed, "")
    return text


def picture(page: Page, path: str) -> list[str]:
    """Take pictures of the whole page, wide and as on a phone, light and dark, and tell where it scrolls sideways."""
    faults = []
    page.evaluate(PICTURES)
    for width in (WIDE, PHONE):
        faults += overflows(page, width)
        for scheme, mark in (("light", ""), ("dark", "-dark")):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=f"{path}-{width}{mark}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})
    return faults


def overflows(page: Page, width: int) -> list[str]:
    """Make the window so wide, and tell whether the page then scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    over = page.evaluate(TOO_WIDE)
    return [f"{over} px too wide at {width}"] if over > 0 else []


def hindrances(page: Page, *, but: str = "") -> list[str]:
    """List what axe finds on the page, with the first place of each; `but` names a rule that is let pass."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"axe {violation['id']}: {violation['nodes'][0]['html'][:200]} ({len(violation['nodes'])})"
        for violation in found
        if violation["id"] != but
    ]
