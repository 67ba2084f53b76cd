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
    """Take a picture of the whole page, wide and as on a phone, and tell where it scrolls sideways."""
    faults = []
    page.evaluate(PICTURES)
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        if (over := page.evaluate(TOO_WIDE)) > 0:
            faults.append(f"{over} px too wide at {width}")
        page.screenshot(path=f"{path}-{width}.png", full_page=True)
    page.set_viewport_size({"width": WIDE, "height": 900})
    return faults


def hindrances(page: Page) -> list[str]:
    """List what axe finds serious or critical on the page, with the first place of each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"axe {violation['id']}: {violation['nodes'][0]['html'][:200]} ({len(violation['nodes'])})"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
