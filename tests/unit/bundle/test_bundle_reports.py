"""What the reports of a bundle say, and that they say the same."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
import sample_bundles as samples

from tracker.bundle import checklist, evidence_json, index
from tracker.bundle.contents import Shown, digest
from tracker.bundle.selection import Selected, select
from tracker.words import neutral, percent


class Page(HTMLParser):
    """The links and the text of a page, and what is shown for one language."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.text: dict[str, str] = {"ja": "", "en": ""}
        self.language = "ja"
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "main":
            self.language = given["lang"]
        if "href" in given:
            self.links.append(given["href"])
        if "id" in given:
            self.ids.append(given["id"])

    def handle_data(self, data):
        self.text[self.language] += data


def page_of(**changes):
    return Page(samples.bound(samples.contents(**changes)).files["data/index.html"])


def rows_of(told):
    text = checklist.encode(told).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_checklist_is_utf8_with_bom_crlf_one_row_a_question_and_the_whole_last():
    told = samples.contents()
    raw = checklist.encode(told)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 1 + 19 + 1
    rows = rows_of(told)
    assert [row[0] for row in rows[1:]] == [*map(str, range(1, 20)), "全体"]
    assert {len(row) for row in rows} == {len(rows[0])}


def test_the_checklist_gives_the_percentages_of_readiness_json():
    told = samples.contents()
    document = json.loads(samples.bound(told).files["data/readiness.json"])
    whole = dict(zip(rows_of(told)[0], rows_of(told)[-1], strict=True))
    assert document["claimed_bp"] == 555
    assert whole["申告"] == percent(document["claimed_bp"]) == "5.5 %"
    assert whole["立証可能"] == percent(document["provable_bp"])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", " =", "\u3000＝", "−"])
def test_a_cell_that_a_spreadsheet_could_run_is_neutralised(start):
    assert neutral(f"{start}cmd()") == f"'{start}cmd()"


@pytest.mark.parametrize("cell", ["", "—", "証-0014-02", "a=b", "1", "・例", "55.55%"])
def test_an_ordinary_cell_is_left_alone(cell):
    assert neutral(cell) == cell


def test_a_formula_typed_as_a_reason_is_no_formula_in_the_checklist():
    excluded = [replace(question, reason="=HYPERLINK(1)") for question in samples.contents().report.questions]
    told = samples.contents()
    told = replace(told, report=replace(told.report, questions=tuple(excluded)))
    assert "'=HYPERLINK(1)" in rows_of(told)[1]


def test_evidence_json_keeps_the_original_name_and_the_digest_of_each_revision():
    document = json.loads(evidence_json.encode(samples.contents()))
    by_number = {held["number"]: held for held in document["evidence"]}
    held = by_number["証-0014-02"]
    assert held["original_name"] == "金庫の写真 50%.JPG"
    assert held["path"].endswith("/証-0014-02_金庫の写真 50％.JPG")
    assert held["shows"][0]["accepted_by"] == "見本 花子"
    assert len(held["sha256"]) == 64
    assert document["as_of"] == "2026-11-23"


def test_a_revision_that_could_not_be_written_has_no_path():
    told = samples.contents()
    lacking = replace(told, held=(replace(told.held[0], whole=False), *told.held[1:]), incomplete_reason="故障")
    document = json.loads(evidence_json.encode(lacking))
    assert [held["path"] is None for held in document["evidence"]] == [True, False, False]


def test_the_page_leads_to_every_file_of_the_bundle():
    made = samples.bound()
    page = Page(made.files["data/index.html"])
    led = {unquote(link) for link in page.links if not link.startswith("#")}
    there = {entry.path for entry in made.plan.entries} - {"data/index.html"}
    assert led == {path.removeprefix("data/") if path.startswith("data/") else f"../{path}" for path in there}


def test_links_survive_names_with_percent_hash_and_question_marks():
    assert index.link("data/evidence/13/証-0001-01_a#b?c％ &d.txt") == (
        "evidence/13/%E8%A8%BC-0001-01_a%23b%3Fc%EF%BC%85%20%26d.txt"
    )


def test_every_anchor_on_the_page_leads_somewhere():
    page = page_of()
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_page_runs_nothing_and_contacts_nobody():
    raw = samples.bound().files["data/index.html"].decode()
    page = Page(raw.encode())
    assert not page.tags & {"script", "link", "img", "iframe", "form", "base"}
    assert not re.search(r"\son\w+=|javascript:|https?://|@import|url\(", raw)
    assert "default-src 'none'" in raw


def test_what_people_typed_is_shown_and_not_run():
    raw = samples.bound(samples.contents(departments="<script>alert(1)</script>")).files["data/index.html"].decode()
    assert "<script>" not in raw
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw


@pytest.mark.parametrize(
    ("changes", "japanese", "english"),
    [
        ({}, "見本プレス工業 <株式会社>", "見本プレス工業 <株式会社>"),
        ({}, "本社工場 見本県見本市1-1", "製造部"),
        ({}, "金型図面\n試作品", "Protected information"),
        ({}, "2027-02-10", "Audit day"),
        ({}, "2026-11-23　見本 花子", "Confirmed by the manager"),
        ({"confirmed": None}, "未確認", "Not confirmed"),
        ({"incomplete_reason": "ディスクの故障"}, "不完全", "INCOMPLETE"),
        ({"incomplete_reason": "ディスクの故障"}, "ディスクの故障", "ディスクの故障"),
        ({"two_person_rule": False}, "2 人で行う決まりを外しています", "two-person rule off"),
        ({}, "証跡を登録してください。", "Collect evidence for this."),
        ({}, "適用除外の理由：クラウドを使わない", "Excluded because: クラウドを使わない"),
        ({}, "守る情報を、クラウドサービスに置いている", "kept in cloud services"),
        ({}, "非公式", "unofficial"),
    ],
)
def test_the_first_page_says_it_in_both_languages(changes, japanese, english):
    page = page_of(**changes)
    assert japanese in page.text["ja"]
    assert english in page.text["en"]


def test_the_first_page_shows_the_figures_and_each_thing_that_blocks():
    told = samples.contents()
    page = Page(samples.bound(told).files["data/index.html"])
    assert "0.0 %" in page.text["ja"]
    assert "5.5 %" in page.text["ja"]
    assert len(index.gaps(told)) == len(told.report.blocked_by)


def test_a_complete_edition_does_not_say_incomplete():
    assert "不完全" not in page_of().text["ja"]


def test_the_page_never_prints_that_somebody_passed():
    raw = samples.bound().files["data/index.html"].decode()
    assert "合格" not in raw
    assert "認証可" not in raw


def selected(number="証-0014-02", question=13, places=(), **changes):
    told = samples.contents()
    expectation_id = next(held for held in told.held if held.number == "証-0014-02").links[0].expectation
    held = replace(told.held[0], links=(), path="", **changes)
    shown = Shown(question, expectation_id, places, "", "", None)
    return told, Selected(replace(held, number=number), shown)


def test_a_link_to_a_question_that_does_not_apply_selects_nothing():
    told, one = selected()
    excluded = tuple(replace(question, applies="excluded", slots=()) for question in told.report.questions)
    assert select([one], replace(told.report, questions=excluded), told.profile) == ()


def test_a_link_whose_kind_does_not_match_selects_nothing():
    told, one = selected(kind="nda")
    assert select([one], told.report, told.profile) == ()


def test_a_link_to_a_place_out_of_scope_selects_nothing():
    told, one = selected(places=("site:elsewhere",))
    assert select([one], told.report, told.profile) == ()


def test_a_revision_shown_by_two_questions_is_stored_once_under_the_lower():
    told, high = selected(question=13)
    _, low = selected(question=4)
    (held,) = select([high, low], told.report, told.profile)
    assert held.path.startswith("data/evidence/04/証-0014-02_")
    assert [link.question for link in held.links] == [4, 13]


def test_a_revision_out_of_date_in_its_slot_goes_in_and_is_marked():
    told, one = selected()
    expired = tuple(
        replace(question, slots=tuple(replace(slot, state="expired") for slot in question.slots))
        for question in told.report.questions
    )
    (held,) = select([one], replace(told.report, questions=expired), told.profile)
    assert held.expired


def test_contents_that_differ_in_anything_are_other_inputs():
    told = samples.contents()
    same = digest(told, "folder")
    assert digest(samples.contents(), "folder") == same
    others = (
        digest(told, None),
        digest(replace(told, confirmed=None), "folder"),
        digest(replace(told, departments="x"), "folder"),
        digest(replace(told, held=told.held[1:]), "folder"),
        digest(replace(told, incomplete_reason="x"), "folder"),
        digest(replace(told, report=replace(told.report, claimed_bp=1)), "folder"),
    )
    assert len({same, *others}) == 7


def test_two_time_zones_and_two_hash_seeds_give_the_same_bytes():
    import os
    import subprocess
    import sys
    from pathlib import Path

    program = "import hashlib, sample_bundles as s; print(hashlib.sha256(s.sample_zip()).hexdigest())"
    seen = set()
    for zone, seed in (("UTC", "1"), ("Asia/Tokyo", "2"), ("America/Los_Angeles", "0")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True
        )
        seen.add(done.stdout)
    assert len(seen) == 1
