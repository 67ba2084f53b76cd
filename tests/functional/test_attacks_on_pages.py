"""What is typed and uploaded against whoever reads it, what other sites send, and what strangers send."""

import io
import json
import re
import zipfile

import pytest
from sqlalchemy import func, select

from tracker.access.models import User
from tracker.certification.models import Certification, CertificationPlan
from tracker.db import confine
from tracker.evidence.models import EvidenceItem
from tracker.journal.models import JournalEntry
from tracker.web.models import Draft
from tracker.web.permit import PUBLIC, permission_of
from tracker.web.receiving import TYPED_BYTES

MARKUP = "\"'><svg/onload=alert(1)><script>alert(2)</script>{{7*1913}}${7*1913}"
RUNS = ("<svg/onload", "<script>alert", ">13391<")
PLAN = "/certifications/alpha-jqa"
PHOTO = {"kind": "photo", "collected_on": "2026-01-05"}


@pytest.fixture
def poisoned(client_as, in_database, world):
    """Type markup wherever something can be typed, and give a lead who then looks at it."""
    lead, manager = client_as("lead"), client_as("manager")
    site = {"name": f"工場{MARKUP}", "address": MARKUP}
    assert lead.post("/organization/sites/add", {**site, "slug": "bad"}).status_code == 303
    partner = {"name": f"取引先{MARKUP}", "kind": "partner", "holds_information": "y", "in_use": "y"}
    assert lead.post("/organization/counterparties/add", partner).status_code == 303
    collected = {**PHOTO, "title": f"題{MARKUP}", "expectation": "q13-lock-photo", "places": ["site:alpha-site"]}
    collected |= {"certification": "alpha-jqa", "reason": f"理由{MARKUP}"}
    collected |= {"file": (io.BytesIO(b"new"), f"名{MARKUP}.png")}
    assert lead.post("/evidence/collect", collected).status_code == 303
    confine(in_database, world.organizations["alpha"])
    (number,) = in_database.scalars(select(EvidenceItem.number).where(EvidenceItem.title.contains("題")))
    change = {"kind": "layout_changed", "on": "2026-01-02", "note": f"注{MARKUP}"}
    lead.post(f"{PLAN}/changes", change)
    wish = {"reason": f"除外{MARKUP}", "applies_from": "2026-01-01"}
    assert lead.post(f"{PLAN}/questions/1/exclusion", wish).status_code == 303
    seen = in_database.scalar(
        select(CertificationPlan.id).where(
            CertificationPlan.certification_id == world.certifications["alpha-jqa"], CertificationPlan.on_record()
        )
    )
    profile = in_database.get_one(CertificationPlan, seen).profile_id
    plan = {"seen_plan": seen, "profile": profile, "title": f"計画{MARKUP}", "sites": ["alpha-site", "bad"]}
    plan |= {"departments": f"部署{MARKUP}", "protected_information": f"情報{MARKUP}", "stage": "preparing"}
    assert lead.post(f"{PLAN}/edit", plan).status_code == 303
    page = manager.get(f"{PLAN}/questions/13").text
    judged = [pair for pair in re.findall(r'name="judged"[^>]*value="([^"]+)"', page) if pair]
    assert judged
    for pair in judged:
        given = {"judged": pair, "outcome": "returned", "reason": f"差戻{MARKUP}"}
        assert manager.post(f"{PLAN}/questions/13/verdict", given).status_code == 303
    person = {"email": "bad@alpha.example", "name": f"人{MARKUP}", "role": "lead", "starts": "2026-01-01"}
    person |= {"organization": str(world.organizations["alpha"]), "certification": "0"}
    assert lead.post("/people/invite", person).status_code == 200
    return lead, number


def test_no_page_runs_what_was_typed_as_a_name_a_title_a_reason_or_a_file_name(poisoned, client_as):
    lead, number = poisoned
    pages = (
        "/", "/manager", "/certifications", PLAN, f"{PLAN}/edit", f"{PLAN}/questions/13", f"{PLAN}/questions/1",
        "/evidence", "/evidence?q=" + MARKUP.replace("{", "%7B"), f"/evidence/{number}", f"/evidence/{number}/links",
        "/evidence/collect", "/organization", "/organization/edit", "/organization/sites/bad", "/people", "/journal",
        "/people/invite", "/bundles/alpha-jqa", f"/evidence?kind={MARKUP}&state={MARKUP}", f"/{MARKUP}",
        f"{PLAN}?as_of={MARKUP}", f"/sign-in?next={MARKUP}", f"/set-password/{MARKUP}", f"/?lang={MARKUP}",
    )  # fmt: skip
    shown = 0
    for who in (lead, client_as("manager"), client_as("auditor")):
        for path in pages:
            text = who.get(path).text
            assert [mark for mark in RUNS if mark in text] == [], path
            shown += "&lt;svg/onload" in text
    assert shown > 20


def test_the_bundle_runs_nothing_that_was_typed_and_no_spreadsheet_computes_it(poisoned):
    lead, _ = poisoned
    assert lead.post("/bundles/alpha-jqa/seal").status_code == 303
    answer = lead.get("/bundles/alpha-jqa/editions/2/download")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        names = bundle.namelist()
        index = bundle.read(next(name for name in names if name.endswith("/data/index.html"))).decode()
        rows = bundle.read(next(name for name in names if name.endswith("/data/checklist.csv"))).decode("utf-8-sig")
        for name in names:
            if name.endswith(".json"):
                json.loads(bundle.read(name))
    assert "&lt;svg/onload" in index
    assert [mark for mark in RUNS if mark in index] == []
    assert not re.search(r"<script|javascript:|\son[a-z]+=", index.replace("&lt;", "").lower())
    cells = [cell.strip('"') for line in rows.split("\r\n") for cell in line.split(",")]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "＝", "＋", "＠")] == []


@pytest.mark.parametrize(
    "name",
    ['a"\r\nSet-Cookie: x=1; b=".png', "..\\..\\etc\\passwd", "../../etc/passwd", "a\x00.png",
     "\u202egnp.exe", "'; filename=evil.exe; x='.png", "%0d%0aX: y.png"],
)  # fmt: skip
def test_a_file_name_says_nothing_to_the_browser_but_itself(client_as, in_database, world, name):
    lead = client_as("lead")
    before = in_database.scalar(select(func.max(EvidenceItem.number)).where(EvidenceItem.organization_id == 1)) or 0
    assert world.organizations["alpha"] == 1
    lead.post("/evidence/collect", {**PHOTO, "file": (io.BytesIO(b"bytes"), name)})
    answer = lead.get(f"/evidence/{before + 1}/1/file")
    assert answer.status_code == 200
    header = answer.headers["Content-Disposition"]
    answer.close()
    assert answer.headers.getlist("Set-Cookie") == []
    assert re.fullmatch(
        r"attachment; filename=\"evidence-\d{4}-\d\d(\.[A-Za-z0-9]+)?\"; filename\*=UTF-8''[A-Za-z0-9_.~%-]+", header
    )
    assert not {"%0D", "%0A", "%00", "%2F", "%5C", "%E2%80%AE"} & set(re.findall(r"%[0-9A-F]{2}", header))
    assert "%E2%80%AE" not in header


def test_nothing_is_done_for_a_form_without_our_token(app, client_as, in_database):
    """Every route that takes a form, from every role that may send it, without the token and with a wrong one."""

    def state():
        in_database.rollback()
        tables = (JournalEntry, User, Draft, Certification)
        return [in_database.scalar(select(func.count(table.id))) for table in tables]

    people = [client_as(who) for who in ("lead", "manager", "contributor", "operator")]
    fill = {"slug": "alpha-jqa", "number": "1", "name": "uses_cloud", "token": "x"}
    before = state()
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or permission_of(app, rule.endpoint) == PUBLIC:
            continue
        path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: fill.get(found[1], "1"), rule.rule)
        for person in people:
            for data in ({}, {"csrf_token": "forged"}):
                status = person.client.post(path, data=data, headers={"Origin": "https://evil.example"}).status_code
                assert status in (400, 403), (path, status)
    assert state() == before


def test_a_form_sent_by_another_site_with_the_readers_own_token_field_missing_is_refused_over_json_too(client_as):
    lead = client_as("lead")
    answer = lead.client.post(f"{PLAN}/questions/13/answer", json={"answer": "done"})
    assert answer.status_code == 400


def test_a_strangers_large_body_is_not_read_to_its_end(app):
    """Nobody who never signed in here has a file on the way; the body says it is large and is not waited for."""

    class Counted(io.BytesIO):
        given = 0

        def read(self, size=-1):
            block = super().read(size)
            self.given += len(block)
            return block

        def readinto(self, buffer):
            size = super().readinto(buffer)
            self.given += size
            return size

    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    length = 60 * TYPED_BYTES
    for announced in ({"CONTENT_LENGTH": str(length)}, {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}):
        body = Counted(head + b"x" * (length - len(head)))
        given = {"wsgi.input": body, "CONTENT_TYPE": "multipart/form-data; boundary=b", **announced}
        answer = app.test_client().post("/evidence/collect", environ_overrides=given)
        assert answer.status_code in (303, 413)
        assert body.given <= 4 * TYPED_BYTES


@pytest.mark.parametrize("size", [TYPED_BYTES * 3, TYPED_BYTES * 40])
def test_a_page_that_takes_no_files_takes_no_large_form(client_as, size):
    lead = client_as("lead")
    typed = f"csrf_token={lead.token()}&title={'x' * size}"
    answer = lead.client.post("/evidence/1/title", data=typed, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def test_a_form_of_very_many_fields_is_refused(client_as):
    fields = {f"f{number}": "x" for number in range(1500)}
    answer = client_as("lead").post("/evidence/1/title", {**fields, "title": "題"}, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_a_host_that_another_proxy_names_stands_in_no_link_of_ours(client_as, world):
    lead = client_as("lead")
    forged = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Forwarded-Prefix": "/evil"}
    answer = lead.post(f"/people/{world.people['spare-alpha']}/link", headers=forged)
    assert answer.status_code == 200
    assert "evil" not in answer.text


def test_a_certification_called_like_another_ones_number_is_read_as_itself(client_as, in_database, world):
    """An auditor's grant is for 2; one called 1 would otherwise show the certification of id 1 under its own name."""
    row = in_database.get_one(Certification, world.certifications["alpha-other"])
    row.slug = str(world.certifications["alpha-jqa"])
    title = in_database.scalar(select(CertificationPlan).where(CertificationPlan.certification_id == row.id))
    stated = {"seen_plan": title.id, "profile": title.profile_id, "title": "もう一つの計画", "stage": "preparing"}
    in_database.commit()
    lead = client_as("lead")
    assert lead.post(f"/certifications/{row.slug}/edit", stated).status_code == 303
    page = lead.get(f"/certifications/{row.slug}")
    assert "もう一つの計画" in page.text
    assert "見本アルファ工業 の認証計画" not in page.text.partition("<main")[2].partition("</h1>")[0]


def test_an_entry_from_another_organization_is_never_shown_whatever_is_asked_for(client_as, in_database, world):
    beta = in_database.scalars(
        select(JournalEntry.subject).where(JournalEntry.organization_id == world.organizations["beta"])
    ).all()
    lead = client_as("lead")
    paths = ("/journal", "/journal?before=999999", "/journal?organization=2", "/people")
    texts = [lead.get(path).text for path in paths]
    for subject in {subject for subject in beta if "beta" in subject}:
        assert all(subject not in text for text in texts), subject


def test_a_session_says_nothing_of_what_it_may(client_as, world):
    """What stands in the cookie is who and where, never a role: it is read anew from the grants each time."""
    lead = client_as("lead")
    with lead.client.session_transaction() as cookie:
        assert not {"role", "grants", "may"} & set(cookie)
        cookie["organization"] = world.organizations["beta"]
    assert "ベータ" not in lead.get("/organization").text
