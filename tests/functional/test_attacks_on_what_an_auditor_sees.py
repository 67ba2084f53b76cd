"""An auditor sees one certification and what stands in it; nothing withdrawn, nothing of another, by no side road."""

import io
import re
import zipfile

import pytest
from sqlalchemy import select

from tracker.certification.models import CertificationPlan
from tracker.db import confine

PLAN = "/certifications/alpha-jqa"
VERDICT = f"{PLAN}/questions/13/verdict"
SECRET = "これは見えない"


@pytest.fixture
def lead(client_as):
    return client_as("lead")


@pytest.fixture
def auditor(client_as):
    return client_as("auditor")


def accept(manager, item):
    """Accept what waits at question 13, and see that the item was among it."""
    page = manager.get(f"{PLAN}/questions/13").text
    assert f"/evidence/{item}" in page
    for pair in filter(None, re.findall(r'name="judged"[^>]*value="([^"]+)"', page)):
        assert manager.post(VERDICT, {"judged": pair, "outcome": "accepted"}).status_code == 303


def revise(lead, item, content, name):
    data = {"kind": "photo", "collected_on": "2026-01-05", "file": (io.BytesIO(content), name)}
    assert lead.post(f"/evidence/{item}/revise", data).status_code == 303


def sealed(lead, number):
    assert lead.post("/bundles/alpha-jqa/seal").status_code == 303
    answer = lead.get(f"/bundles/alpha-jqa/editions/{number}/download")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_a_withdrawn_revision_is_not_there_for_an_auditor(lead, auditor):
    revise(lead, 1, b"private", f"{SECRET}.txt")
    assert SECRET in auditor.get("/evidence/1").text
    given = {"revision": "2", "reason": f"{SECRET}理由"}
    assert lead.post("/evidence/1/withdraw", given).status_code == 303
    assert SECRET in lead.get("/evidence/1").text
    assert SECRET not in auditor.get("/evidence/1").text
    assert auditor.get("/evidence/1/2/file").status_code == 404
    assert auditor.get("/evidence/1/2/picture").status_code == 404
    first = auditor.get("/evidence/1/1/file")
    assert first.status_code == 200
    first.close()


def test_a_withdrawn_item_is_not_there_for_an_auditor_on_any_page(lead, auditor):
    assert lead.post("/evidence/1/title", {"title": SECRET}).status_code == 303
    assert SECRET in auditor.get("/evidence").text
    assert lead.post("/evidence/1/withdraw", {"reason": "誤り"}).status_code == 303
    for path in ("/", "/evidence", f"/evidence?q={SECRET}", f"{PLAN}/questions/13", PLAN, "/bundles/alpha-jqa"):
        page = auditor.get(path).text.replace(f'value="{SECRET}"', "")
        assert SECRET not in page, path
    assert auditor.get("/evidence/1").status_code == 404
    assert auditor.get("/evidence/1/1/file").status_code == 404


def test_what_was_accepted_and_then_withdrawn_is_in_no_bundle_sealed_afterwards(lead, client_as):
    manager = client_as("manager")
    accept(manager, 1)
    assert any("証-0001-01" in name for name in sealed(lead, 2))
    assert lead.post("/evidence/1/withdraw", {"reason": "誤り"}).status_code == 303
    after = sealed(lead, 3)
    assert [name for name in after if "証-0001" in name] == []
    assert [name for name, content in after.items() if "証-0001-01".encode() in content] == []


def test_a_newer_file_that_nobody_accepted_is_in_no_bundle(lead, client_as):
    accept(client_as("manager"), 1)
    revise(lead, 1, b"not yet seen by anybody", f"{SECRET}.txt")
    after = sealed(lead, 2)
    assert any("証-0001-01" in name for name in after)
    assert [name for name, content in after.items() if SECRET in name or SECRET.encode() in content] == []
    assert b"not yet seen by anybody" not in after.values()


def test_a_change_at_a_place_out_of_scope_is_not_shown_to_an_auditor(lead, auditor):
    site = {"name": "よその工場", "slug": "elsewhere"}
    assert lead.post("/organization/sites/add", site).status_code == 303
    for place, note in (("site:elsewhere", SECRET), ("site:alpha-site", "ここの変更")):
        given = {"kind": "layout_changed", "on": "2026-01-02", "places": [place], "note": note}
        assert lead.post(f"{PLAN}/changes", given).status_code == 303
    assert SECRET in lead.get(PLAN).text
    page = auditor.get(PLAN).text
    assert "ここの変更" in page
    assert SECRET not in page
    assert "よその工場" not in page


def test_an_auditor_does_not_read_how_we_would_stand_with_another_body(lead, auditor):
    assert 'id="elsewhere"' in lead.get(PLAN).text
    assert 'id="elsewhere"' not in auditor.get(PLAN).text
    assert auditor.get(f"{PLAN}/bodies").status_code == 403


def test_a_certification_whose_scope_shrank_takes_its_evidence_out_of_an_auditors_sight(
    lead, auditor, in_database, world
):
    confine(in_database, world.organizations["alpha"])
    plan = in_database.scalar(
        select(CertificationPlan).where(CertificationPlan.certification_id == world.certifications["alpha-jqa"])
    )
    assert auditor.get("/evidence/1").status_code == 200
    stated = {"seen_plan": plan.id, "profile": plan.profile_id, "title": "事業所なし", "stage": "preparing"}
    assert lead.post(f"{PLAN}/edit", stated).status_code == 303
    assert auditor.get("/evidence/1").status_code == 404
    assert "施錠の写真 1" not in auditor.get("/evidence").text


@pytest.mark.parametrize("certification", ["alpha-other", "beta-jqa", "2", "3"])
def test_naming_another_certification_anywhere_shows_an_auditor_nothing_of_it(auditor, certification, world):
    assert (world.certifications["alpha-other"], world.certifications["beta-jqa"]) == (2, 3)
    for path in (
        f"/certifications/{certification}", f"/certifications/{certification}/questions/13",
        f"/bundles/{certification}", f"/bundles/{certification}/editions/1/download",
    ):  # fmt: skip
        assert auditor.get(path).status_code == 404, path
    assert auditor.get(f"/manager?certification={certification}").status_code == 403
    assert f"/certifications/{certification}" not in auditor.get(f"/evidence?certification={certification}").text
