"""Recording in the transaction of the change, gap-free, with many writers; on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from tracker import db
from tracker.journal.models import JournalEntry
from tracker.journal.queries import Filters, count, entries, verify_organization
from tracker.journal.rules import GENESIS, Actor, Fault
from tracker.journal.service import record
from tracker.organizations.models import Organization, Site

NOW = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
LEAD = Actor(None, "田中", "lead")


@pytest.fixture
def organizations(engine):
    with db.opened(engine) as session:
        rows = [Organization(slug=slug, created_at=NOW) for slug in ("one", "two")]
        session.add_all(rows)
        session.commit()
        return [row.id for row in rows]


def write(session, organization_id, tag="evidence:item:collect", **said):
    known = {"actor": LEAD, "now": NOW, "tag": tag, "subject": "証-0001", "details": {"title": "金庫の写真"}}
    return record(session, organization_id=organization_id, **{**known, **said})


def sequences(session, organization_id):
    mine = select(JournalEntry.sequence).where(JournalEntry.organization_id == organization_id)
    return list(session.scalars(mine.order_by(JournalEntry.sequence)))


def test_entries_are_numbered_from_one_and_chained_within_their_organization(session, organizations):
    one, two = organizations
    first, other, second = write(session, one), write(session, two), write(session, one)
    assert [first.sequence, second.sequence, other.sequence] == [1, 2, 1]
    assert (first.previous, second.previous, other.previous) == (GENESIS, first.digest, GENESIS)


def test_a_written_chain_still_holds_when_it_is_read_back(engine, organizations):
    details = {"places": ["site:honsha"], "n": 2**60, "from": None, "推移": ("a", "b"), "nested": {"ü": [True, {}]}}
    with db.opened(engine) as session:
        for _ in range(3):
            head = write(session, organizations[0], details=details).digest
        session.commit()
    with db.opened(engine) as session:
        report = verify_organization(session, organizations[0])
        assert (report.ok, report.entries, report.head) == (True, 3, head)


def test_an_organization_without_entries_has_a_whole_chain(session, organizations):
    report = verify_organization(session, organizations[0])
    assert (report.ok, report.entries, report.head) == (True, 0, GENESIS)


def test_the_entry_vanishes_when_the_change_is_rolled_back(engine, organizations):
    with db.opened(engine) as session:
        write(session, organizations[0])
        session.commit()
    with db.opened(engine) as session:
        session.add(site(organizations[0], "honsha"))
        write(session, organizations[0])
        session.rollback()
    with db.opened(engine) as session:
        assert session.scalars(select(Site)).all() == []
        assert sequences(session, organizations[0]) == [1]
        write(session, organizations[0])
        session.commit()
        assert sequences(session, organizations[0]) == [1, 2]
        assert verify_organization(session, organizations[0]).ok


def test_recording_commits_nothing(engine, session, organizations):
    write(session, organizations[0])
    with db.opened(engine) as another:
        assert sequences(another, organizations[0]) == []


def site(organization_id, slug):
    return Site(organization_id=organization_id, slug=slug, name=slug, recorded_from=NOW)


@pytest.mark.parametrize("change_first", [True, False], ids=["change, then record", "record, then change"])
def test_writers_at_once_leave_no_gap_no_fork_and_do_not_lock_each_other_out(engine, organizations, change_first):
    together, faults = threading.Barrier(2), []

    def act(writer):
        try:
            for number in range(10):
                with db.opened(engine) as session:
                    together.wait(timeout=30)
                    changed = site(organizations[0], f"{writer}-{number}")
                    if change_first:
                        session.add(changed)
                        session.flush()
                    write(session, organizations[0], subject=changed.slug)
                    if not change_first:
                        session.add(changed)
                    session.commit()
        except Exception as fault:  # noqa: BLE001 - the test looks at it
            faults.append(fault)
            together.abort()

    threads = [threading.Thread(target=act, args=(writer,)) for writer in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    with db.opened(engine) as session:
        assert sequences(session, organizations[0]) == list(range(1, 21))
        assert verify_organization(session, organizations[0]).ok


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_writers_of_different_organizations_do_not_wait_on_postgresql(engine, organizations):
    with db.opened(engine) as one, db.opened(engine) as two:
        two.execute(text("SET lock_timeout = '2s'"))
        write(one, organizations[0])
        write(two, organizations[1])
        two.commit()
        one.commit()
        for organization in organizations[:2]:
            assert sequences(one, organization) == [1]


def test_an_unknown_tag_is_refused(session, organizations):
    with pytest.raises(ValueError, match="not a tag"):
        write(session, organizations[0], tag="evidence:item:frobnicate")


@pytest.mark.parametrize("details", [{"share": 0.5}, {"password": "x"}, {"at": NOW}])
def test_details_that_cannot_be_chained_are_refused(session, organizations, details):
    with pytest.raises(ValueError, match="details"):
        write(session, organizations[0], details=details)
    assert sequences(session, organizations[0]) == []


def test_an_organization_that_is_not_there_has_no_journal(session, organizations):
    with pytest.raises(LookupError):
        write(session, max(organizations) + 1)


def test_a_confined_session_journals_for_its_own_organization_only(session, organizations):
    one, two = organizations
    write(session, two)
    session.commit()
    db.confine(session, one)
    assert write(session, one).sequence == 1
    assert entries(session, two) == []
    with pytest.raises(db.TenantBreach):
        write(session, two)


def test_damage_in_the_database_is_found(session, organizations):
    for _ in range(5):
        write(session, organizations[0])
    session.execute(text("UPDATE journal_entry SET subject = 'forged' WHERE sequence = 2"))
    session.execute(text("DELETE FROM journal_entry WHERE sequence = 4"))
    assert verify_organization(session, organizations[0]).faults == (
        Fault("changed", 2, 2),
        Fault("missing", 4, 4),
        Fault("unlinked", 5, 5),
    )


def test_a_chain_longer_than_a_page_is_checked_to_its_end(session, organizations, monkeypatch):
    from tracker.journal import queries

    monkeypatch.setattr(queries, "PAGE", 3)
    for _ in range(8):
        write(session, organizations[0])
    assert verify_organization(session, organizations[0]).entries == 8
    session.execute(text("UPDATE journal_entry SET role = 'manager' WHERE sequence = 8"))
    assert verify_organization(session, organizations[0]).faults == (Fault("changed", 8, 8),)


def test_the_newest_entries_come_first_page_by_page(session, organizations):
    for _ in range(5):
        write(session, organizations[0])
    first = entries(session, organizations[0], limit=2)
    second = entries(session, organizations[0], limit=2, before=first[-1].sequence)
    assert [entry.sequence for entry in (*first, *second)] == [5, 4, 3, 2]
    assert first[0].code == "journal.tag.evidence.item.collect"
    assert (first[0].actor_name, first[0].details) == ("田中", {"title": "金庫の写真"})


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), [3, 2, 1]),
        (Filters(source="mapping"), [2]),
        (Filters(source="m"), []),
        (Filters(tag="evidence:item:withdraw"), [3]),
        (Filters(subject="証-0001"), [2, 1]),
        (Filters(since=NOW + timedelta(hours=1)), [3, 2]),
        (Filters(until=NOW + timedelta(hours=1)), [1]),
        (Filters(actor_id=99), []),
    ],
)
def test_entries_are_filtered_and_counted_alike(session, organizations, filters, found):
    write(session, organizations[0])
    write(session, organizations[0], tag="mapping:link:make", now=NOW + timedelta(hours=1))
    write(session, organizations[0], tag="evidence:item:withdraw", subject="証-0002", now=NOW + timedelta(hours=2))
    write(session, organizations[1])
    assert [entry.sequence for entry in entries(session, organizations[0], filters=filters)] == found
    assert count(session, organizations[0], filters=filters) == len(found)
