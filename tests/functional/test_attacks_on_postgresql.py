"""On PostgreSQL: two people at the same moment, and text it cannot hold. Nothing is there twice, and no fault is ours.

Of two at once one is done and the other is told. A third transaction holds the organization's row, for which every
journal entry waits: both requests have read what stood there before, and neither sees the other, when they are let go.
"""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text, update

from tracker import db
from tracker.access import service as access
from tracker.bundle.models import Edition
from tracker.certification.models import Exclusion
from tracker.certification.queries import exclusions
from tracker.certification.service import make
from tracker.certification.statements import request_exclusion
from tracker.criteria.service import load
from tracker.evidence.models import EvidenceItem, Revision
from tracker.evidence.rules import FactDates
from tracker.evidence.service import Arrival, collect
from tracker.journal.queries import verify_organization
from tracker.journal.rules import Actor
from tracker.mapping.models import EvidenceLink, Verdict
from tracker.mapping.service import link
from tracker.organizations.models import Organization
from tracker.organizations.service import add_organization, add_site
from tracker.vault.service import stores_from

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SERVICE = Actor(None, "設置", "operator")
EXPECTATION = "q13-lock-photo"
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def shared_plant(databases, world, make_app, password):
    """Give an application over PostgreSQL with an organization, two managers and a linked photo by a third."""
    with databases("postgresql") as url:
        settings = replace(world.settings, database_url=url, instance=world.settings.instance / "pg")
        engine = db.connect(url)
        with db.opened(engine) as session:
            _furnish(session, settings, password)
            session.commit()
        yield make_app(settings), engine
        engine.dispose()


def _furnish(session, settings, password):
    now = datetime.now(UTC)
    edition = load(session, now=now)
    organization = add_organization(session, slug="gamma", name="見本ガンマ", actor=SERVICE, now=now)
    people = {}
    for who, role in (("anna", "manager"), ("ben", "manager"), ("cleo", "lead")):
        user = access.invite(
            session, email=f"{who}@gamma.example", name=f"見本 {who}", role=role, organization_id=organization.id,
            starts=date(2020, 1, 1), actor=SERVICE, now=now,
        )  # fmt: skip
        access.set_password(session, user, password, salt=settings.password_salt)
        people[who] = Actor(user.id, user.name, role)
    db.confine(session, organization.id)
    stores, by = stores_from(settings), {"actor": people["cleo"], "now": now}
    add_site(session, organization_id=organization.id, slug="honsha", name="本社工場", **by)
    profile = next(profile for profile in edition.profiles if profile.body == "jqa")
    plan = make(
        session, organization_id=organization.id, slug="gamma-jqa", title="計画", edition=edition.digest,
        profile=profile, known_sites={"honsha"}, sites=["honsha"], **by,
    )  # fmt: skip
    collect(
        session, stores, organization_id=organization.id, latest_day=date(2030, 1, 1), title="錠", kind="photo",
        arrival=Arrival(stores.writes_to.put(io.BytesIO(b"photo")), "lock.jpg"), dates=FactDates(date(2026, 1, 5)),
        **by,
    )  # fmt: skip
    question, expectation = profile.expectation(EXPECTATION)
    link(
        session, item_number=1, catalog_id=edition.catalog.id, question=question, expectation=expectation,
        places=["site:honsha"], known_places={"site:honsha"}, reason="施錠", **by,
    )  # fmt: skip
    request_exclusion(
        session, certification_id=plan.id, profile=profile, question=5, reason="該当しない",
        applies_from=date(2026, 1, 1), applies_until=None, **by,
    )  # fmt: skip


def sign_in(app, who, password):
    client = app.test_client()
    given = {"email": f"{who}@gamma.example", "password": password}
    token = TOKEN.search(client.get("/sign-in").text)[1]
    assert client.post("/sign-in", data={"csrf_token": token, **given}).status_code == 302
    return client, TOKEN.search(client.get("/change-password").text)[1]


@contextmanager
def held_back(engine):
    """Keep every writer of the organization waiting, and give what waits until so many do."""
    with engine.connect() as holder, engine.connect() as watcher:
        holder.execute(update(Organization).values(slug=Organization.slug))

        def until(waiting):
            for _ in range(200_000):
                if watcher.execute(WAITING).scalar_one() >= waiting:
                    return
                watcher.rollback()
            raise AssertionError("nobody waits")

        yield until


def both(plant, password, first, second):
    """Send two requests that meet; gives their sorted statuses. Each is (who, path, fields)."""
    app, engine = plant
    ready = [(sign_in(app, who, password), path, fields) for who, path, fields in (first, second)]

    def send(one):
        (client, token), path, fields = one
        answer = client.post(path, data={"csrf_token": token, **fields()})
        return answer.status_code, answer.text

    with ThreadPoolExecutor(2) as two:
        with held_back(engine) as until:
            sent = [two.submit(send, one) for one in ready]
            until(2)
        answers = [each.result(timeout=60) for each in sent]
    with db.opened(engine) as session:
        assert verify_organization(session, session.scalar(select(Organization.id))).ok
    return sorted(answers)


def count(plant, *wanted):
    with db.opened(plant[1]) as session:
        return session.scalar(select(func.count()).where(*wanted))


def verdict(outcome):
    return {"judged": "1:1", "outcome": outcome, "reason": "見えません"}


def test_of_two_verdicts_at_once_one_counts_and_the_other_is_told(shared_plant, password):
    path = "/certifications/gamma-jqa/questions/13/verdict"
    (done, _), (told, page) = both(
        shared_plant, password,
        ("anna", path, lambda: verdict("accepted")), ("ben", path, lambda: verdict("returned")),
    )  # fmt: skip
    assert (done, told) == (303, 409)
    assert "ほかの人がこの内容を変更しました" in page
    assert "見えません" in page
    assert count(shared_plant, Verdict.id > 0, Verdict.on_record()) == 1


def test_of_an_approval_and_an_end_at_once_one_counts_and_the_other_is_told(shared_plant, password):
    exclusion = "/certifications/gamma-jqa/questions/5/exclusion/1"
    (done, _), (told, _) = both(
        shared_plant, password, ("anna", f"{exclusion}/approve", dict), ("ben", f"{exclusion}/end", dict)
    )
    assert (done, told) == (303, 409)
    with db.opened(shared_plant[1]) as session:
        assert session.scalar(select(func.count(Exclusion.id)).where(Exclusion.on_record())) <= 1
        assert len(exclusions(session, 1)) <= 1


def test_of_two_seals_at_once_the_second_finds_what_the_first_made(shared_plant, password):
    path = "/bundles/gamma-jqa/seal"
    answers = both(shared_plant, password, ("anna", path, dict), ("ben", path, dict))
    assert [status for status, _ in answers] == [303, 303]
    assert count(shared_plant, Edition.id > 0) == 1


def test_two_who_collect_at_once_get_two_numbers(shared_plant, password):
    def fields(content):
        return lambda: {
            "kind": "photo",
            "collected_on": "2026-01-06",
            "file": (io.BytesIO(content), "同じ.jpg"),
        }

    answers = both(
        shared_plant, password,
        ("cleo", "/evidence/collect", fields(b"one")), ("cleo", "/evidence/collect", fields(b"two")),
    )  # fmt: skip
    assert [status for status, _ in answers] == [303, 303]
    with db.opened(shared_plant[1]) as session:
        assert session.scalars(select(EvidenceItem.number).order_by(EvidenceItem.number)).all() == [1, 2, 3]


def test_of_two_newer_files_at_once_one_is_kept_and_the_other_is_told(shared_plant, password):
    def fields(content):
        return lambda: {
            "kind": "photo",
            "collected_on": "2026-01-06",
            "file": (io.BytesIO(content), "新.jpg"),
        }

    (done, _), (told, page) = both(
        shared_plant, password,
        ("cleo", "/evidence/1/revise", fields(b"one")), ("cleo", "/evidence/1/revise", fields(b"two")),
    )  # fmt: skip
    assert (done, told) == (303, 409)
    assert "ほかの人がこの内容を変更しました" in page
    assert count(shared_plant, Revision.item_id == 1) == 2


def test_of_a_verdict_and_an_unlinking_at_once_the_verdict_never_outlives_the_link(shared_plant, password):
    answers = both(
        shared_plant, password,
        ("anna", "/certifications/gamma-jqa/questions/13/verdict", lambda: verdict("accepted")),
        ("cleo", "/evidence/1/links/1/unlink", dict),
    )  # fmt: skip
    assert {status for status, _ in answers} <= {303, 409}
    assert count(shared_plant, EvidenceLink.id > 0, EvidenceLink.on_record()) == 0


@pytest.mark.parametrize(
    "path", ["/certifications/a%00", "/manager?certification=%00", "/bundles/%00", "/sign-in?next=/%00"]
)
def test_text_that_postgresql_cannot_hold_is_no_fault_of_ours(shared_plant, password, path):
    client, _ = sign_in(shared_plant[0], "cleo", password)
    assert client.get(path).status_code in (302, 400, 404)


def test_words_that_postgresql_cannot_hold_find_no_evidence(shared_plant, password):
    client, _ = sign_in(shared_plant[0], "cleo", password)
    answer = client.get("/evidence?q=a%00b")
    assert answer.status_code == 200
    assert 'href="/evidence/1"' not in answer.text


def test_an_address_that_postgresql_cannot_hold_signs_nobody_in(shared_plant):
    client = shared_plant[0].test_client()
    token = TOKEN.search(client.get("/sign-in").text)[1]
    answer = client.post("/sign-in", data={"csrf_token": token, "email": "a\x00@gamma.example", "password": "x" * 12})
    assert answer.status_code == 400
    assert "保存も検索もできない" in answer.text


def test_a_name_that_postgresql_cannot_hold_is_told_at_once(shared_plant, password):
    client, token = sign_in(shared_plant[0], "cleo", password)
    given = {"slug": "x\x00y", "title": "x\x00y", "profile": "jqa", "stage": "preparing"}
    assert client.post("/certifications/new", data={"csrf_token": token, **given}).status_code == 400
