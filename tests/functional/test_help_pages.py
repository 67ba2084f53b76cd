"""Help: complete in both languages, in the words of the screen, and linked from where the question arises."""

import re
from html import unescape
from pathlib import Path

import pytest
from markupsafe import Markup

import tracker
from tracker.web import prose
from tracker.words import LOCALES, sentences, translate

TRACKER = Path(tracker.__file__).parent
SHAPES = {"missing", "submitted", "returned", "provable", "expiring", "expired", "na"}
CASES = [(page, locale) for page in prose.PAGES for locale in LOCALES]
LINK = re.compile(r"""ui\.help\(\s*["']([a-z]+)["']\s*,\s*["']([a-z-]+)["']\s*\)""")


def read(page, locale):
    return prose.read(page, locale, lambda to, anchor: f"/help/{to}" + (f"#{anchor}" if anchor else ""))


def marks(page, locale):
    return [heading.anchor for heading in read(page, locale).headings]


def test_both_languages_have_the_same_pages():
    for locale in LOCALES:
        assert {path.stem for path in (TRACKER / "docs" / locale).glob("*.md")} == set(prose.PAGES)


@pytest.mark.parametrize("page", prose.PAGES)
def test_both_languages_have_the_same_headings(page):
    assert marks(page, "ja") == marks(page, "en")
    assert len(set(marks(page, "ja"))) == len(marks(page, "ja")) >= 3


@pytest.mark.parametrize(("page", "locale"), CASES)
def test_every_word_of_the_screen_is_one_of_the_catalogs(page, locale):
    codes = [
        f"state.{found['code']}" if found["state"] else found["code"]
        for found in prose.WORD.finditer(prose.source(page, locale))
    ]
    assert [code for code in codes if code not in sentences()] == []
    assert not re.search(r"[{}]", read(page, locale).html)


def test_both_languages_name_the_same_words_of_the_screen():
    for page in prose.PAGES:
        named = [sorted(found[0] for found in prose.WORD.finditer(prose.source(page, locale))) for locale in LOCALES]
        assert named[0] == named[1], page


@pytest.mark.parametrize("locale", LOCALES)
def test_the_states_are_explained_by_word_and_shape(locale):
    html = read("readiness", locale).html
    shown = dict(re.findall(r'<span class="state (\w+)">([^<]+)</span>', html))
    assert set(shown) == SHAPES
    for name in ("missing", "returned", "provable", "expiring", "expired"):
        assert unescape(shown[name]) == translate(f"state.{name}", locale=locale)


@pytest.mark.parametrize(("page", "locale"), CASES)
def test_links_between_pages_lead_to_what_is_there(page, locale):
    for to, anchor in re.findall(r'href="/help/([a-z]+)(?:#([a-z-]+))?"', read(page, locale).html):
        assert not anchor or anchor in marks(to, locale)


def test_every_link_of_a_template_to_help_leads_to_a_page_and_a_mark_in_both_languages():
    links = {
        (path.relative_to(TRACKER).as_posix(), *link)
        for path in (TRACKER / "templates").rglob("*.html")
        for link in LINK.findall(path.read_text(encoding="utf-8"))
    }
    assert len(links) >= 6
    broken = [
        link
        for link in links
        for locale in LOCALES
        if link[1] not in prose.PAGES or link[2] not in marks(link[1], locale)
    ]
    assert broken == []


@pytest.mark.parametrize(
    "written",
    ["[x](https://elsewhere.example/)", "[x](//elsewhere.example)", "[x](nowhere)", "![x](y.png)", "## No mark"],
)
def test_prose_that_leads_elsewhere_is_refused(monkeypatch, written):
    monkeypatch.setattr(prose, "source", lambda *_: f"# Title\n\n{written}\n")
    with pytest.raises(ValueError, match=r"not a page of ours|no picture|no mark"):
        read("start", "en")


def test_html_in_prose_is_shown_and_not_obeyed(monkeypatch):
    monkeypatch.setattr(prose, "source", lambda *_: "# T\n\n<script>x</script> <b>y</b>\n")
    html = read("start", "en").html
    assert isinstance(html, Markup)
    assert "<script" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("page", prose.PAGES)
def test_help_is_open_to_everybody_and_shows_nothing_of_anybody(visitor, client_as, page):
    for who in (visitor, client_as("auditor"), client_as("operator")):
        assert who.get(f"/help/{page}").status_code == 200
    assert "見本" not in visitor.get(f"/help/{page}").text


def test_the_sign_in_page_leads_to_help(visitor):
    assert 'href="/help"' in visitor.get("/sign-in").text
    assert visitor.client.get("/help").headers["Location"] == "/help/start"


def test_a_page_of_help_that_is_not_there_is_not_found(visitor):
    assert visitor.get("/help/nothing").status_code == 404
    assert visitor.get("/help/..%2Fja%2Fstart").status_code == 404


def test_prose_says_nothing_of_ours_as_if_it_were_official():
    ours_in = {"readiness": "figures", "changes": "effect", "mapping": "two-persons", "bundle": "before"}
    for page, ours in ours_in.items():
        for locale, word in (("ja", "非公式"), ("en", "unofficial")):
            part = read(page, locale).html.split(f'id="{ours}"')[1].partition("<section")[0]
            assert word in part, (page, locale)
