"""The auditor's reading tool: index, question, one piece; the window on every page; nothing to send; each look once."""

import io
import re

import pytest

from tracker.db import confine
from tracker.journal.queries import Filters, entries

PLAN = "/certifications/alpha-jqa"
QUESTION = f"{PLAN}/questions/13"
PAGES = ["/", PLAN, QUESTION, "/evidence", "/evidence/1", "/bundles/alpha-jqa", "/help/mapping", "/no-such-page"]


@pytest.fixture
def auditor(client_as):
    return client_as("auditor")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_window_stands_on_every_page_an_auditor_sees(auditor, path, language):
    page = auditor.get(f"{path}?lang={language}").text
    banner = page[page.index('class="banner"') : page.index("<main")]
    assert "2099-12-31" in banner
    assert ("閲覧のみ" if language == "ja" else "Reading only") in banner
    assert re.search(r"残り \d+ 日" if language == "ja" else r"\d+ days left", banner)


@pytest.mark.parametrize("who", ["lead", "manager", "contributor"])
def test_nobody_else_is_told_of_a_window(client_as, who):
    assert "閲覧できる期間" not in client_as(who).get("/").text


@pytest.mark.parametrize("path", PAGES)
def test_an_auditors_page_sends_nothing_but_the_sign_out(auditor, path):
    page = auditor.get(path).text
    assert re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', page) == ["/sign-out"]
    assert "hx-post" not in page


def test_the_index_names_every_question_with_its_state_in_words(auditor):
    page = auditor.get(QUESTION).text
    index = page[page.index('id="index"') : page.index("</nav>", page.index('id="index"'))]
    assert re.findall(r"/questions/(\d+)", index) == [str(number) for number in range(1, 20)]
    assert index.count('class="vh"') == 19
    assert index.count("aria-current") == 1


def test_the_neighbours_of_a_question_are_a_key_away(auditor):
    page = auditor.get(QUESTION).text
    assert re.search(rf'data-key="k" href="{PLAN}/questions/12"', page)
    assert re.search(rf'data-key="j" href="{PLAN}/questions/14"', page)


def test_a_piece_is_shown_with_its_digest_in_full_and_the_original_to_take_along(auditor, client_as):
    page = auditor.get(f"{QUESTION}?evidence=1").text
    assert re.search(r'class="digest">[0-9a-f]{64}<', page)
    assert "/evidence/1/1/file" in page
    assert "/evidence/1/1/file" not in client_as("reader").get(f"{QUESTION}?evidence=1").text


@pytest.mark.parametrize("asked", ["999", "証-0999-01", "", "x"])
def test_a_piece_that_is_not_there_for_them_shows_the_first_that_is(auditor, asked):
    answer = auditor.get(QUESTION, query_string={"evidence": asked})
    assert answer.status_code == 200
    assert re.search(r'<h2 id="piece">証-0001-01', answer.text)


def test_one_look_at_a_picture_is_one_entry(auditor, world, in_database):
    page = auditor.get(f"{QUESTION}?evidence=1").text
    (picture,) = re.findall(r'src="(/evidence/\d+/\d+/picture)"', page)
    auditor.get(picture).close()
    confine(in_database, world.organizations["alpha"])
    found = entries(in_database, world.organizations["alpha"], filters=Filters(tag="evidence:item:open"))
    assert [entry.subject for entry in found] == ["証-0001-01"]


def test_one_look_at_a_file_that_has_no_picture_is_one_entry(auditor, client_as, world, in_database):
    data = {"kind": "photo", "collected_on": "2026-01-05", "file": (io.BytesIO(b"words"), "words.txt")}
    assert client_as("lead").post("/evidence/1/revise", data).status_code == 303
    assert "/picture" not in auditor.get(f"{QUESTION}?evidence=1").text
    confine(in_database, world.organizations["alpha"])
    found = entries(in_database, world.organizations["alpha"], filters=Filters(tag="evidence:item:open"))
    assert [entry.subject for entry in found] == ["証-0001-02"]


def test_home_leads_straight_to_the_first_question(auditor):
    page = auditor.get("/")
    assert "設問 1 から読む" in page.text
    assert f'href="{PLAN}/questions/1"' in page.text


def test_the_english_reading_tool_uses_ordinary_punctuation(auditor):
    page = auditor.get(f"{QUESTION}?lang=en").text
    main = re.sub(r'class="typed">.*?</dd>', "", page[page.index("<main") : page.index("</main>")], flags=re.DOTALL)
    assert not re.search("[（）、：]", main)
