"""The evidence list narrowed by every condition, its counts, its pages, and the same lines as CSV."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from tracker.web.context import day_in_tokyo


@pytest.fixture
def lead(client_as):
    return client_as("lead")


def numbers(answer):
    assert answer.status_code == 200
    return re.findall(r'href="/evidence/(\d+)(?:\?[^"]*)?">証', answer.text)


def rows(answer):
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.data.count(b"\n") == answer.data.count(b"\r\n")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("words", ["証-0002", "証-0002-01", "2", "0002", "０００２", "施錠写真2", "施錠写真２.PNG"])
def test_an_item_is_found_by_its_number_or_its_names_in_any_width(lead, words):
    assert numbers(lead.get("/evidence", query_string={"q": words})) == ["2"]


def test_every_word_must_be_found(lead):
    assert numbers(lead.get("/evidence?q=アルファ　写真3")) == ["3"]
    assert numbers(lead.get("/evidence?q=アルファ　金庫")) == []


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("place=site:alpha-site", {"1", "2"}),
        ("place=site:beta-site", set()),
        ("state=unlinked", {"3"}),
        ("kind=photo", {"1", "2", "3"}),
        ("kind=rule", set()),
        ("expiry=expired", set()),
        ("question=13&state=submitted", {"1", "2"}),
        ("group=x&expiry=never&order=sideways&state=lost", {"1", "2", "3"}),
    ],
)
def test_the_list_shows_what_answers_the_address(lead, address, found):
    assert set(numbers(lead.get(f"/evidence?{address}"))) == found
    assert {row[0].split("-")[1].lstrip("0") for row in rows(lead.get(f"/evidence.csv?{address}"))[1:]} == found


def test_the_group_of_a_linked_question_finds_the_item(lead):
    page = lead.get("/evidence").text
    groups = re.findall(r'<option value="(\d+)"', page.partition('name="group"')[2].partition("</select>")[0])
    holding = [group for group in groups if numbers(lead.get(f"/evidence?group={group}"))]
    assert len(groups) > 1
    assert len(holding) == 1, "both linked items answer one question, which stands in one group"


def test_what_ends_soon_or_before_the_audit_day_is_found(client_as, lead):
    manager, today = client_as("manager"), day_in_tokyo(datetime.now(UTC))
    for number, until in (("1", today + timedelta(days=20)), ("2", today + timedelta(days=200))):
        page = lead.get(f"/evidence/{number}").text
        seen = re.search(r'name="seen_facts"[^>]*value="(\d+)"', page)[1]
        lead.post(
            f"/evidence/{number}/1/dates",
            {"seen_facts": seen, "kind": "photo", "collected_on": today.isoformat(), "valid_until": until.isoformat()},
        )
    judged = re.findall(
        r'name="judged"[^>]*value="([^"]+)"', manager.get("/certifications/alpha-jqa/questions/13").text
    )
    for each in judged:
        manager.post(
            "/certifications/alpha-jqa/questions/13/verdict", {"judged": each, "outcome": "accepted", "reason": ""}
        )
    assert numbers(lead.get("/evidence?expiry=soon")) == ["1"]
    assert numbers(lead.get("/evidence?expiry=audit")) == ["1", "2"], "the soonest first"
    assert numbers(lead.get("/evidence?expiry=expired")) == []


def test_the_counts_are_those_of_the_same_narrowed_list_and_keep_the_conditions(lead, as_words):
    page = lead.get("/evidence?place=site:alpha-site&q=写真")
    assert "すべて 2 確認待ち 2" in as_words(page)
    assert "どの設問にも対応していない" not in as_words(page).partition("件のうち")[0].partition("すべて 2")[2]
    chip = re.search(r'href="([^"]+)"[^>]*>確認待ち 2', page.text)[1].replace("&amp;", "&")
    assert unquote(chip) == "/evidence?q=写真&place=site:alpha-site&state=submitted"
    assert "どの設問にも対応していない 1" in as_words(lead.get("/evidence"))


def test_the_order_is_said_and_can_be_changed(lead, as_words):
    urgent, newest = lead.get("/evidence"), lead.get("/evidence?order=newest")
    assert "手当ての急ぐ順 番号の新しい順に並べる" in as_words(urgent)
    assert numbers(urgent) == ["2", "1", "3"]
    assert "番号の新しい順 手当ての急ぐ順に並べる" in as_words(newest)
    assert numbers(newest) == ["3", "2", "1"]


def test_pages_keep_the_conditions(lead, monkeypatch):
    monkeypatch.setattr("tracker.desk.views.evidence.PER_PAGE", 1)
    page = lead.get("/evidence?kind=photo&order=newest&page=2")
    assert numbers(page) == ["2"]
    before, after = (re.search(rf'rel="{way}" href="([^"]+)"', page.text)[1] for way in ("prev", "next"))
    assert numbers(lead.get(before.replace("&amp;", "&"))) == ["3"]
    assert numbers(lead.get(after.replace("&amp;", "&"))) == ["1"]
    assert numbers(lead.get("/evidence?kind=photo&order=newest&page=99")) == ["1"], "the last page there is"


def test_the_csv_runs_nothing_in_a_spreadsheet(lead):
    lead.post("/evidence/1/title", {"title": "=cmd|' /C calc'!A1"})
    answer = lead.get("/evidence.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    head, *found = rows(answer)
    assert head[:3] == ["証跡の番号", "題名", "もとの名前"]
    assert {row[1] for row in found} >= {"'=cmd|' /C calc'!A1"}
    assert lead.get("/evidence.csv?lang=en").status_code == 200


def test_an_auditor_takes_along_only_the_lines_they_see_and_a_contributor_only_their_own(client_as):
    assert [row[0] for row in rows(client_as("auditor").get("/evidence.csv"))[1:]] == ["証-0002-01", "証-0001-01"]
    assert [row[0] for row in rows(client_as("contributor").get("/evidence.csv"))[1:]] == ["証-0002-01"]
    assert client_as("operator").get("/evidence.csv").status_code == 403
    assert numbers(client_as("auditor").get("/evidence?q=3")) == []


def test_an_item_leads_to_its_neighbours_in_the_list_it_was_opened_from(lead, as_words):
    page = lead.get("/evidence/2?kind=photo&order=newest")
    assert "一覧の 3 件のうち 2 件目" in as_words(page)
    assert 'rel="prev" href="/evidence/3?kind=photo&amp;order=newest"' in page.text
    assert 'rel="next" href="/evidence/1?kind=photo&amp;order=newest"' in page.text
    assert 'rel="next"' not in lead.get("/evidence/3?state=unlinked").text
    assert "件目" not in as_words(lead.get("/evidence/3?state=submitted")), "it is not in that list"


def test_the_history_of_an_item_is_told_in_words(lead, client_as, as_words):
    lead.post("/evidence/1/title", {"title": "新しい題名"})
    history = as_words(lead.get("/evidence/1")).partition("操作記録")[2]
    assert "題名：見本アルファ工業 施錠の写真 1 から 新しい題名 に変更" in history
    assert "場所：見本アルファ工業 本社工場" in history
    assert "施錠を示すため" in history
    assert "site:alpha-site" not in history
    assert "q13-lock-photo" not in history
    assert "施錠を示すため" not in as_words(client_as("auditor").get("/evidence/1")).partition("操作記録")[2]
