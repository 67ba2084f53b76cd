"""The journal says in words who did what to what, and can be narrowed by an address that keeps its conditions."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from tracker.admin.journal_views import PAGE, SOURCES
from tracker.db import confine
from tracker.journal.rules import Actor
from tracker.journal.service import record
from tracker.journal.tags import TAGS
from tracker.words import LOCALES, translate

SOMEBODY = Actor(id=None, name="tracker command", role="operator")


@pytest.fixture
def lead(client_as):
    return client_as("lead")


@pytest.fixture
def told(in_database, world):
    """Write an entry into the journal of alpha: `told(tag, subject)`."""
    organization_id = world.organizations["alpha"]
    confine(in_database, organization_id)

    def write(tag, subject, at=datetime(2026, 11, 20, 3, tzinfo=UTC)):
        record(in_database, organization_id=organization_id, actor=SOMEBODY, now=at, tag=tag, subject=subject)
        in_database.commit()

    return write


def rows(page):
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in page.text.split("<tr>")[2:]]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_tag_has_words(tag, locale):
    assert translate(TAGS[tag], None, locale) not in {"", TAGS[tag]}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_sort_of_action_has_words(source, locale):
    code = f"admin.journal_source.{source}"
    assert translate(code, None, locale) not in {"", code}


def test_a_recorded_change_stands_there_by_its_title(lead, told):
    told("certification:change:record", "layout_changed")
    page = lead.get("/journal")
    assert "建物・区域・保管場所の変更" in rows(page)[0]
    assert "layout_changed" not in page.text


def test_a_question_stands_there_by_plan_and_number_and_leads_to_it(lead, told):
    told("certification:answer:give", "alpha-jqa q10")
    page = lead.get("/journal")
    assert "設問 10" in rows(page)[0]
    assert "alpha-jqa q10" not in page.text
    assert 'href="/certifications/alpha-jqa/questions/10"' in page.text


def test_evidence_leads_to_its_page(lead, told):
    told("evidence:item:date", "証-0001-01")
    assert 'href="/evidence/1">証-0001-01</a>' in lead.get("/journal").text


def test_the_command_is_called_so_and_not_by_the_name_of_its_account(lead, told):
    told("bundle:edition:seal", "alpha-jqa")
    page = lead.get("/journal")
    assert "コマンド（設置）" in rows(page)[0]
    assert "tracker command" not in page.text


def test_a_sort_of_action_and_days_narrow_the_list(lead, told):
    told("bundle:edition:seal", "alpha-jqa")
    told("certification:change:record", "layout_changed", at=datetime(2026, 11, 21, 16, tzinfo=UTC))
    bundles = rows(lead.get("/journal?source=bundle"))
    assert "審査資料一式を封印した" in bundles[0]
    assert not [row for row in bundles if "変更を記録した" in row]
    # 16:00 in Greenwich is the next day in Tokyo.
    assert not [row for row in rows(lead.get("/journal?until=2026-11-21")) if "変更を記録した" in row]
    assert [row for row in rows(lead.get("/journal?until=2026-11-22")) if "変更を記録した" in row]
    assert "変更を記録した" in rows(lead.get("/journal?since=R8.11.22&source=certification"))[0]


def test_a_person_narrows_the_list(lead, told):
    told("bundle:edition:seal", "alpha-jqa")
    lead.post("/certifications/alpha-jqa/conditions/uses_cloud", {"holds": "no"})
    person = re.search(r'<option value="(\d+)">見本 lead</option>', lead.get("/journal").text)[1]
    found = rows(lead.get(f"/journal?person={person}"))
    assert found
    assert all("見本 lead" in row for row in found)


@pytest.mark.parametrize("text", ["保管場所", "layout"])
def test_a_subject_is_found_by_what_people_read_as_well_as_by_its_code(lead, told, text):
    told("certification:change:record", "layout_changed")
    told("bundle:edition:seal", "alpha-jqa")
    (only,) = rows(lead.get(f"/journal?q={quote(text)}"))
    assert "建物・区域・保管場所の変更" in only


def test_nothing_found_says_what_to_do(lead, as_words):
    page = lead.get("/journal?q=%25")
    assert "期間を広げるか、条件を外してください" in as_words(page)
    assert 'href="/journal">すべての記録を見る' in page.text


def test_a_day_that_cannot_be_read_is_said_to_be_unused(lead, as_words):
    assert "日付を読み取れなかった" in as_words(lead.get("/journal?since=never"))


def test_older_entries_keep_the_conditions(lead, told):
    for _ in range(PAGE):
        told("bundle:edition:seal", "alpha-jqa")
    assert re.search(r'href="/journal\?before=\d+&amp;source=bundle"', lead.get("/journal?source=bundle").text)


def test_what_another_organization_did_is_never_found(client_as, told):
    told("certification:change:record", "layout_changed")
    assert rows(client_as("stranger").get("/journal?q=layout")) == []
