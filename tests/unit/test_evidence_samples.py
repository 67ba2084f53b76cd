"""The sample files and the plan by which the demo loads them."""

import csv
import html
import io
import re
import unicodedata
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tracker.certification.rules import ANSWERS, STAGES, Changed, Excluded, Facts, Stated
from tracker.criteria.reading import read
from tracker.evidence.rules import FactDates, check_dates, check_kind
from tracker.mapping.rules import Candidate, check_places
from tracker.organizations.rules import INDUSTRIES, WHOLE, Places, check_slug
from tracker.readiness.rules import assess

FOLDER = Path(__file__).parents[2] / "evidence_samples"
PLAN = YAML(typ="safe").load((FOLDER / "samples.yaml").read_text(encoding="utf-8"))
EDITION = read()
PROFILES = {profile.id: profile for profile in EDITION.profiles}
ORGANIZATIONS = PLAN["organizations"]
LATIN, JAPANESE = "SAMPLE - synthetic", "見本・架空"
CERTIFICATIONS = [(organization, plan) for organization in ORGANIZATIONS for plan in organization["certifications"]]

each_organization = pytest.mark.parametrize(
    "organization", ORGANIZATIONS, ids=lambda organization: organization["slug"]
)


def files_of(organization):
    for item in organization["items"]:
        yield item["file"]
        yield from (revision["file"] for revision in item.get("revisions", ()))


ALL_FILES = sorted(name for organization in ORGANIZATIONS for name in files_of(organization))
each_file = pytest.mark.parametrize("name", ALL_FILES, ids=range(len(ALL_FILES)))


def places_of(organization, sites):
    def slugs(kind, held):
        parties = organization["counterparties"]
        return tuple(party["slug"] for party in parties if party["kind"] == kind and party[held])

    return Places(tuple(sites), slugs("partner", "holds_information"), slugs("cloud", "in_use"))


def everything_with_an_instant(node, path=""):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("at", "approved_at") and value is not None:
                yield path, datetime.fromisoformat(value)
            yield from everything_with_an_instant(value, f"{path}/{key}")
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from everything_with_an_instant(value, f"{path}/{position}")


def inflated(pdf: bytes) -> bytes:
    """What the page streams of a PDF say; fonts and pictures come along and do no harm."""
    text = b""
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            text += zlib.decompressobj().decompress(pdf[start.end() :])
        except zlib.error:
            continue
    return text


def test_every_planned_file_is_there_and_no_other():
    there = sorted(
        path.relative_to(FOLDER).as_posix()
        for folder in ("mihon-press", "kakuu-mold")
        for path in (FOLDER / folder).iterdir()
    )
    assert there == ALL_FILES


def test_the_samples_stay_small():
    assert sum((FOLDER / name).stat().st_size for name in ALL_FILES) < 6_000_000


@each_file
def test_every_file_says_inside_that_it_is_a_sample(name):
    content = (FOLDER / name).read_bytes()
    match Path(name).suffix.lower():
        case ".jpg" | ".heic":
            assert LATIN.encode() in content
            assert JAPANESE.encode("utf-16le") in content
        case ".pdf":
            assert f"({LATIN})".encode() in content
            assert b"SAMPLE" in inflated(content) or b"/Subtype /Image" in content
        case ".xlsx":
            parts = zipfile.ZipFile(io.BytesIO(content))
            sheets = [part for part in parts.namelist() if part.startswith("xl/worksheets/")]
            assert sheets
            assert all(JAPANESE in html.unescape(parts.read(sheet).decode()) for sheet in sheets)
        case ".docx":
            parts = zipfile.ZipFile(io.BytesIO(content))
            assert JAPANESE in parts.read("word/document.xml").decode()
            assert any(LATIN in parts.read(part).decode() for part in parts.namelist() if "footer" in part)
        case _:
            encoding = "utf-8" if content.startswith((b"\xef\xbb\xbf", b"#", b"<?xml")) else "cp932"
            assert JAPANESE in content.decode(encoding)


def test_the_names_come_as_a_plant_has_them():
    names = [Path(name).name for name in ALL_FILES]
    assert "入退室記録.csv" in names
    assert [name for name in names if name != unicodedata.normalize("NFC", name)] == [
        unicodedata.normalize("NFD", "インシデント対応手順書.docx")
    ]
    for letters in ("ｷｰﾎﾞｯｸｽ", "①", "髙﨑", "𠮷", "㈱"):
        assert any(letters in name for name in names), letters
    assert max(len(name.encode()) for name in names) == 255


def test_photos_tell_when_and_how_they_were_taken():
    taken = {name: (FOLDER / name).read_bytes() for name in ALL_FILES if Path(name).suffix.lower() in (".jpg", ".heic")}
    for organization in ORGANIZATIONS:
        for item in organization["items"]:
            if item["file"] in taken:
                assert f"{item['collected_on']:%Y:%m:%d}".encode() in taken[item["file"]], item["file"]
    heic = [content for name, content in taken.items() if name.endswith(".HEIC")]
    assert [content[4:12] for content in heic] == [b"ftypheic"]


def test_the_door_logs_come_in_two_encodings_and_the_training_list_has_three_absentees():
    door = (FOLDER / "mihon-press/入退室記録.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        door.decode("utf-8")
    rows = list(csv.reader(io.StringIO(door.decode("cp932"))))
    assert rows[3] == ["日付", "時刻", "扉", "カード番号", "氏名", "方向", "結果"]
    assert {row[6] for row in rows[4:]} == {"許可", "拒否"}
    typed = (FOLDER / "mihon-press/第二工場_入退室Ｒ８.８-１０.csv").read_text(encoding="utf-8")
    assert "令和８年１０月３０日" in typed
    training = next(name for name in ALL_FILES if "受講記録_令和八年" in name)
    cells = html.unescape(zipfile.ZipFile(FOLDER / training).read("xl/worksheets/sheet1.xml").decode())
    assert cells.count(">欠席<") == 3
    assert cells.count(">出席<") == 39


def test_every_instant_lies_before_the_samples_day_and_carries_its_offset():
    instants = list(everything_with_an_instant(PLAN))
    assert len(instants) > 200
    for path, moment in instants:
        assert moment.utcoffset() is not None, path
        assert moment.date() < PLAN["today"], path


@each_organization
def test_whoever_is_named_is_somebody_there(organization):
    people = {person["key"]: person for person in organization["people"]}
    assert {person["role"] for person in people.values()} == {"lead", "manager", "contributor"}
    assert organization["facts"]["industry"] in INDUSTRIES
    for person in people.values():
        assert person["email"].endswith(".example")

    def named(node):
        if isinstance(node, dict):
            yield from (value for key, value in node.items() if key in ("by", "approved_by") and value is not None)
            for value in node.values():
                yield from named(value)
        elif isinstance(node, list):
            for value in node:
                yield from named(value)

    assert set(named([organization["changes"], organization["certifications"], organization["items"]])) <= people.keys()


@each_organization
def test_the_plan_uses_only_ids_that_the_criteria_know(organization):
    for plan in organization["certifications"]:
        profile = PROFILES[plan["profile"]]
        check_slug(plan["slug"])
        assert plan["stage"] in STAGES
        assert {answer["answer"] for answer in plan["answers"]} <= set(ANSWERS)
        assert all(profile.question(row["question"]) for row in [*plan["answers"], *plan["exclusions"]])
        assert {change["kind"] for change in organization["changes"]} <= {kind.id for kind in profile.change_kinds}


@each_organization
def test_links_fit_the_kind_and_the_places_of_their_expectation(organization):
    profile = PROFILES[organization["certifications"][0]["profile"]]
    known = places_of(organization, [site["slug"] for site in organization["sites"]])
    for item in organization["items"]:
        check_kind(item["kind"])
        for link in item["links"]:
            found = profile.expectation(link["expectation"])
            assert found, link["expectation"]
            expectation = found[1]
            assert expectation.kind == item["kind"], (item["file"], expectation.id)
            assert set(check_places(expectation.each, link["places"], known.keys(expectation.each))) == set(
                link["places"]
            )
            assert bool(link["places"]) == (expectation.each != WHOLE)
        for revision in item.get("revisions", ()):
            assert revision["kind"] == item["kind"]


@each_organization
def test_dates_of_the_fact_are_possible_on_the_day_of_the_upload(organization):
    for item in organization["items"]:
        for one in (item, *item.get("revisions", ())):
            dates = FactDates(one["collected_on"], one.get("covers_from"), one.get("covers_to"), one.get("valid_until"))
            check_dates(dates, latest_day=datetime.fromisoformat(one["at"]).date())


@each_organization
def test_items_stand_in_the_order_in_which_they_came(organization):
    moments = [datetime.fromisoformat(item["at"]) for item in organization["items"]]
    assert moments == sorted(moments)


@each_organization
def test_nobody_judges_what_they_uploaded_or_linked(organization):
    judges = {person["key"] for person in organization["people"] if person["role"] in ("lead", "manager")}
    for item in organization["items"]:
        links = {link["expectation"]: link for link in item["links"]}
        for verdict in item["verdicts"]:
            link = links[verdict["expectation"]]
            assert verdict["by"] in judges - {item["by"], link["by"]}, item["file"]
            assert item["at"] < link["at"] < verdict["at"], item["file"]
            assert bool(verdict["reason"]) == (verdict["outcome"] == "returned")


@each_organization
def test_only_those_who_may_answer_state_and_approve(organization):
    role = {person["key"]: person["role"] for person in organization["people"]}
    for plan in organization["certifications"]:
        assert {role[row["by"]] for row in [*plan["answers"], *plan["stated"], *plan["exclusions"]]} == {"lead"}
        assert {role[row["by"]] for row in plan["confirmations"]} <= {"manager"}
        for row in [*plan["stated"], *plan["exclusions"]]:
            assert row["by"] != row["approved_by"]


def test_the_auditor_may_look_on_the_samples_day_and_long_after():
    (auditor,) = PLAN["auditors"]
    assert auditor["certification"] in {plan["slug"] for _, plan in CERTIFICATIONS}
    assert auditor["starts"] <= PLAN["today"]
    assert auditor["ends"] is None or auditor["ends"] > date(2099, 1, 1)


def candidates(organization, places):
    """Key the revisions by slot as the product does; the bytes stand for themselves."""
    slots = {}
    for number, item in enumerate(organization["items"], 1):
        if item.get("withdrawn"):
            continue
        verdicts = {verdict["expectation"]: verdict["outcome"] for verdict in item["verdicts"]}
        for link in item["links"]:
            each = EXPECTATIONS[link["expectation"]].each
            versions = [(item, verdicts.get(link["expectation"], "waiting"))]
            versions += [(revision, "waiting") for revision in item.get("revisions", ())]
            for version, (one, standing) in enumerate(versions, 1):
                made = Candidate(
                    number, version, one["file"], one["kind"], one["collected_on"], one.get("covers_from"),
                    one.get("covers_to"), one.get("valid_until"), standing,
                )  # fmt: skip
                for place in link["places"] or places.keys(each):
                    slots.setdefault((link["expectation"], place), []).append(made)
    return slots


EXPECTATIONS = {
    expectation.id: expectation for question in EDITION.catalog.questions for expectation in question.expectations
}


def picture(organization, plan, day):
    places = places_of(organization, plan["sites"])
    return assess(
        PROFILES[plan["profile"]],
        Facts(
            places,
            plan["audit_day"],
            {row["fact"]: Stated(row["holds"], row["approved_by"] is not None) for row in plan["stated"]},
        ),
        {row["question"]: row["answer"] for row in plan["answers"]},
        [
            Excluded(
                row["question"],
                row["reason"],
                row["approved_by"] is not None,
                row["applies_from"],
                row["applies_until"],
            )
            for row in plan["exclusions"]
        ],
        [Changed(row["kind"], row["on"], tuple(row["places"])) for row in organization["changes"]],
        candidates(organization, places),
        day,
    )


def test_the_press_plant_is_well_on_its_way_but_not_ready():
    report = picture(*CERTIFICATIONS[0], PLAN["today"])
    assert (report.counts.applicable, report.counts.provable, report.counts.claimed) == (18, 11, 14)
    assert report.counts.excluded == 1
    states = {slot.key: slot for question in report.questions for slot in question.slots}
    assert states["q13-lock-photo@site:daini"].state == "returned"
    assert states["q13-key-register@site:honsha"].state == "submitted"
    assert states["q13-key-register@site:daini"].state == "missing"
    assert states["q14-floor-plan@site:daini"].state == "expired"
    assert states["q06-notice-photo@site:daini"].state == "expired"
    assert states["q09-contact-tree@organization"].state == "expired"
    assert states["q11-nda@partner:kasou-jigu"].state == "expired"
    assert states["q11-nda@partner:reiji-netsu"].expiring
    assert not states["q11-nda@partner:takasaki-mekki"].expiring
    assert {state.state for state in states.values()} == {"missing", "submitted", "returned", "provable", "expired"}


def test_the_mold_shop_has_only_begun():
    report = picture(*CERTIFICATIONS[1], PLAN["today"])
    assert (report.counts.applicable, report.counts.provable, report.counts.claimed) == (17, 4, 8)
    assert (report.counts.excluded, report.counts.condition_unmet) == (1, 1)


def test_without_new_evidence_the_press_plant_slides_until_the_audit_day():
    organization, plan = CERTIFICATIONS[0]
    assert picture(organization, plan, plan["audit_day"]).counts.provable < 11
