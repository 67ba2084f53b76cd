"""The bundle's own page opens from a folder, without any network, in both languages, on a desk and on a phone."""

import re
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser_look import CODE, JAPANESE, WIDE, hindrances, picture

pytestmark = pytest.mark.browser

WORD = re.compile(r"^(?!SHA-256$|[\w/-]+\.(json|csv|txt)$)")
"""What is neither the name of a file nor of a digest."""
TEXT = "() => document.body.innerText"


@pytest.fixture(scope="module")
def unpacked(demo: Path, tmp_path_factory) -> Path:
    """Unpack the demo's bundle as its recipient does."""
    folder = tmp_path_factory.mktemp("received")
    with zipfile.ZipFile(demo / "demo-bundle.zip") as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    return root


@pytest.fixture
def page(unpacked: Path, windows):
    """Open the first page of the bundle with the network off."""
    window = windows("file://", offline=True)
    page = window.new_page()
    page.goto((unpacked / "data" / "index.html").as_uri())
    return page


def test_every_link_leads_to_a_file_of_the_bundle_and_every_evidence_file_is_led_to(page, unpacked):
    index = unpacked / "data" / "index.html"
    hrefs = set(page.evaluate("() => [...document.querySelectorAll('[href], [src]')].map((it) => it.href || it.src)"))
    led_to = set()
    for href in hrefs:
        address = urlsplit(href)
        assert address.scheme == "file", href
        target = Path(unquote(address.path))
        assert target.is_file(), href
        assert unpacked in target.parents, href
        if target == index and address.fragment:
            assert page.locator(f"[id='{unquote(address.fragment)}']").count() == 1, href
        led_to.add(target)
    evidence = {path for path in (unpacked / "data" / "evidence").rglob("*") if path.is_file()}
    assert evidence
    assert evidence <= led_to


def test_a_link_opens_a_picture_of_the_bundle(page):
    with page.expect_navigation():
        page.get_by_role("link", name="IMG_3877").filter(visible=True).first.click()
    assert page.evaluate("() => document.images[0].naturalWidth") > 0


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ja", ["見本プレス工業株式会社", "経営者", "61.1", "77.7", "保管庫の施錠写真", "非公式"]),
        ("en", ["見本プレス工業株式会社", "manager", "61.1", "77.7", "Photo of the locked storage", "unofficial"]),
    ],
)
def test_it_reads_in_both_languages_and_fits_a_phone(page, artefacts, language, says):
    page.locator(f"label[for=show-{language}]").click()
    assert page.locator("main").filter(visible=True).get_attribute("lang") == language
    text = page.evaluate(TEXT)
    assert [word for word in says if word not in text] == []
    assert CODE.search(text) is None
    heads = [
        head for head in page.locator("h2, h3, th, dt").filter(visible=True).all_inner_texts() if WORD.search(head)
    ]
    assert heads
    assert [head for head in heads if bool(JAPANESE.search(head)) != (language == "ja")] == []
    assert picture(page, str(artefacts / f"bundle-{language}")) == []


def test_nothing_hinders_reading_it(page):
    page.set_viewport_size({"width": WIDE, "height": 900})
    # The switch of language stands before both landmarks, so that it works by style alone.
    assert hindrances(page, but="region") == []
