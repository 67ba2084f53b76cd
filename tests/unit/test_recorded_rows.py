"""Rows that remember: superseded and closed, never edited, so that any past instant can be read; both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tracker import db
from tracker.access.models import User
from tracker.errors import Conflict
from tracker.organizations.models import Organization, Site

DAY = timedelta(days=1)
FIRST = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def people(session):
    rows = [User(email=f"{name}@example.test", name=name, fs_uniquifier=name, created_at=FIRST) for name in "ab"]
    session.add_all(rows)
    session.commit()
    return rows


@pytest.fixture
def site(session, people):
    organization = Organization(slug="o", created_at=FIRST)
    session.add(organization)
    session.flush()
    row = Site(
        organization_id=organization.id,
        slug="honsha",
        name="本社",
        address="東京",
        recorded_from=FIRST,
        recorded_by=people[0].id,
    )
    session.add(row)
    session.commit()
    return row


def names(session, at=None):
    return session.scalars(select(Site.name).where(Site.on_record(at))).all()


def test_a_successor_keeps_what_was_not_changed_and_says_who_and_when(session, site, people):
    after = site.supersede(session, now=FIRST + DAY, by=people[1].id, name="本社工場")
    assert (after.slug, after.name, after.address, after.organization_id) == (
        "honsha",
        "本社工場",
        "東京",
        site.organization_id,
    )
    assert (after.recorded_from, after.recorded_to, after.recorded_by) == (FIRST + DAY, None, people[1].id)
    assert after.id != site.id


def test_the_superseded_row_keeps_all_it_said(session, site, people):
    site.supersede(session, now=FIRST + DAY, by=people[1].id, name="本社工場", address="大阪")
    session.commit()
    session.expire_all()
    assert (site.name, site.address, site.recorded_from, site.recorded_to, site.recorded_by) == (
        "本社",
        "東京",
        FIRST,
        FIRST + DAY,
        people[0].id,
    )


def test_every_instant_has_exactly_the_row_on_record_then(session, site):
    second = site.supersede(session, now=FIRST + DAY, by=None, name="two")
    second.supersede(session, now=FIRST + 2 * DAY, by=None, name="three")
    session.commit()
    tick = timedelta(microseconds=1)
    assert names(session, FIRST - tick) == []
    assert names(session, FIRST) == ["本社"]
    assert names(session, FIRST + DAY - tick) == ["本社"]
    assert names(session, FIRST + DAY) == ["two"]
    assert names(session, FIRST + 2 * DAY) == ["three"]
    assert names(session, FIRST + 999 * DAY) == ["three"]
    assert names(session) == ["three"]


def test_a_closed_row_is_on_record_until_then(session, site):
    site.close(session, now=FIRST + DAY)
    assert site.recorded_to == FIRST + DAY
    assert names(session) == []
    assert names(session, FIRST + DAY) == []
    assert names(session, FIRST) == ["本社"]


def test_a_row_is_closed_once_only(session, site):
    site.close(session, now=FIRST + DAY)
    with pytest.raises(Conflict) as refused:
        site.close(session, now=FIRST + 2 * DAY)
    assert refused.value.reason.code == "db.changed_meanwhile"
    with pytest.raises(Conflict):
        site.supersede(session, now=FIRST + 2 * DAY, by=None, name="x")
    assert site.recorded_to == FIRST + DAY


def test_whoever_comes_second_is_told_and_changes_nothing(engine, session, site):
    with db.opened(engine) as another:
        theirs = another.get_one(Site, site.id)
        theirs.supersede(another, now=FIRST + DAY, by=None, name="theirs")
        another.commit()
    with pytest.raises(Conflict):
        site.supersede(session, now=FIRST + 2 * DAY, by=None, name="ours")
    session.rollback()
    assert names(session) == ["theirs"]
    assert names(session, FIRST + DAY) == ["theirs"]


def test_of_two_at_the_same_moment_one_wins(engine, site):
    together, outcomes = threading.Barrier(2), []

    def act(name):
        try:
            with db.opened(engine) as session:
                row = session.get_one(Site, site.id)
                together.wait(timeout=30)
                row.supersede(session, now=FIRST + DAY, by=None, name=name)
                session.commit()
            outcomes.append(name)
        except Conflict:
            outcomes.append("told")

    threads = [threading.Thread(target=act, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [winner] = set(outcomes) - {"told"}
    assert sorted(outcomes) == sorted([winner, "told"])
    with db.opened(engine) as session:
        assert names(session) == [winner]


def test_editing_a_recorded_row_in_place_is_a_fault(session, site):
    site.name = "edited"
    with pytest.raises(db.EditedRecord, match="Site: name"):
        session.flush()
    session.rollback()
    assert names(session) == ["本社"]


def test_ending_a_recorded_row_twice_or_reopening_it_is_a_fault(session, site):
    site.recorded_to = FIRST + DAY
    session.commit()
    for other in (FIRST + 2 * DAY, None):
        site.recorded_to = other
        with pytest.raises(db.EditedRecord):
            session.flush()
        session.rollback()


def test_deleting_a_recorded_row_is_a_fault(session, site):
    session.delete(site)
    with pytest.raises(db.EditedRecord):
        session.flush()


def test_setting_a_value_to_itself_edits_nothing(session, site):
    site.name = str(site.name)
    session.flush()
    assert names(session) == ["本社"]


def test_a_confined_session_supersedes_its_own_rows(session, site):
    db.confine(session, site.organization_id)
    site.supersede(session, now=FIRST + DAY, by=None, name="confined")
    session.commit()
    assert names(session) == ["confined"]
