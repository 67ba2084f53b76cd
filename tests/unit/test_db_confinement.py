"""A confined session neither reads nor writes another organization's rows, whatever the statement; both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, exists, func, insert, select, text, union_all, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker import db
from tracker.access.models import User
from tracker.evidence.models import EvidenceItem
from tracker.mapping.models import EvidenceLink, LinkPlace
from tracker.organizations.models import Organization, Site

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TABLE = Site.__table__


@pytest.fixture
def ids(engine):
    """Two organizations with a site, an item and a link each; the ids of the two."""
    with db.opened(engine) as session:
        user = User(email="a@example.test", name="a", fs_uniquifier="a", created_at=NOW)
        organizations = [Organization(slug=slug, created_at=NOW) for slug in ("ours", "theirs")]
        session.add_all([user, *organizations])
        session.flush()
        for organization in organizations:
            mine = {"organization_id": organization.id}
            item = EvidenceItem(**mine, number=1, title=organization.slug, created_at=NOW, created_by=user.id)
            session.add_all([item, new_site(organization.id, organization.slug)])
            session.flush()
            link = EvidenceLink(
                **mine,
                item_id=item.id,
                catalog_id="c",
                question=1,
                expectation_id="e",
                reason=organization.slug,
                made_by=user.id,
                recorded_from=NOW,
            )
            link.places = [LinkPlace(**mine, place=f"site:{organization.slug}")]
            session.add(link)
        session.commit()
        return [organization.id for organization in organizations]


def new_site(organization_id, name):
    return Site(organization_id=organization_id, slug=name, name=name, recorded_from=NOW)


@pytest.fixture
def confined(session, ids):
    db.confine(session, ids[0])
    return session


@pytest.fixture
def their_site(engine, ids):
    with db.opened(engine) as session:
        return session.scalars(select(Site.id).where(Site.organization_id == ids[1])).one()


OTHER = aliased(Site)
NAMES = select(Site.name).cte("names")
LINKED = select(EvidenceLink.reason).join(EvidenceItem, EvidenceItem.id == EvidenceLink.item_id)
READS = {
    "entities": lambda s: [site.name for site in s.scalars(select(Site))],
    "columns": lambda s: s.scalars(select(Site.name)).all(),
    "labelled": lambda s: s.scalars(select(func.lower(Site.name).label("n"))).all(),
    "aliased": lambda s: s.scalars(select(OTHER.name)).all(),
    "joined": lambda s: s.scalars(LINKED).all(),
    "joined from the free side": lambda s: s.scalars(
        select(Site.name).select_from(Organization).join(Site, Site.organization_id == Organization.id)
    ).all(),
    "common table": lambda s: s.scalars(select(NAMES.c.name)).all(),
    "subquery": lambda s: s.scalars(select(select(Site.name).subquery().c.name)).all(),
    "entity of a subquery": lambda s: [site.name for site in s.scalars(select(aliased(Site, select(Site).subquery())))],
    "in": lambda s: s.scalars(select(Organization.slug).where(Organization.id.in_(select(Site.organization_id)))).all(),
    "exists": lambda s: s.scalars(
        select(Organization.slug).where(exists().where(Site.organization_id == Organization.id))
    ).all(),
    "scalar subquery": lambda s: [s.scalar(select(select(func.max(Site.name)).scalar_subquery()))],
    "window": lambda s: [row[0] for row in s.execute(select(Site.name, func.row_number().over(order_by=Site.id)))],
    "grouped": lambda s: s.scalars(select(Site.name).group_by(Site.name).having(func.count() > 0)).all(),
    "legacy query": lambda s: [site.name for site in s.query(Site)],
    "relationship": lambda s: [place.place[5:] for link in s.scalars(select(EvidenceLink)) for place in link.places],
    "eager relationship": lambda s: [
        place.place[5:]
        for link in s.scalars(select(EvidenceLink).options(selectinload(EvidenceLink.places)))
        for place in link.places
    ],
    "joined relationship": lambda s: [
        place.place[5:]
        for link in s.scalars(select(EvidenceLink).options(joinedload(EvidenceLink.places))).unique()
        for place in link.places
    ],
    "counted": lambda s: ["ours"] * s.scalar(select(func.count()).select_from(Site)),
    "counted by id": lambda s: ["ours"] * s.scalar(select(func.count(Site.id))),
    "counted subquery": lambda s: ["ours"] * s.scalar(select(func.count()).select_from(select(Site).subquery())),
    "legacy count": lambda s: ["ours"] * s.query(Site).count(),
}


@pytest.mark.parametrize("read", READS)
def test_only_own_rows_are_read(confined, read):
    assert READS[read](confined) == ["ours"]


def test_a_union_reads_own_rows_on_both_sides(confined):
    both = union_all(select(Site.name), select(OTHER.name))
    assert confined.scalars(both).all() == ["ours", "ours"]
    assert confined.scalars(select(both.subquery().c.name)).all() == ["ours", "ours"]


@pytest.mark.usefixtures("ids")
def test_an_unconfined_session_reads_all(session):
    assert sorted(READS["columns"](session)) == ["ours", "theirs"]


def test_a_lifted_confinement_reads_all_again(confined):
    db.lift_confinement(confined)
    assert sorted(READS["columns"](confined)) == ["ours", "theirs"]


def test_two_sessions_are_confined_each_to_its_own(engine, ids):
    for organization_id, name in (*zip(ids, ("ours", "theirs"), strict=True), (ids[0], "ours")):
        with db.opened(engine) as session:
            db.confine(session, organization_id)
            assert READS["columns"](session) == [name]
            assert READS["aliased"](session) == [name]


def test_a_foreign_id_finds_nothing(confined, their_site):
    assert confined.get(Site, their_site) is None
    assert confined.get_one(Site, confined.scalars(select(Site.id)).one()).name == "ours"


def test_a_foreign_row_loaded_before_the_confinement_is_let_go(session, ids, their_site):
    theirs = session.get(Site, their_site)
    db.confine(session, ids[0])
    assert theirs not in session
    assert session.get(Site, their_site) is None


def test_rows_without_an_owner_stay_readable(confined):
    assert sorted(confined.scalars(select(Organization.slug))) == ["ours", "theirs"]
    assert confined.scalar(select(User.name)) == "a"


@pytest.mark.parametrize(
    "statement",
    [
        select(TABLE),
        select(TABLE.c.name),
        select(Organization.slug, TABLE.c.name).where(TABLE.c.organization_id == Organization.id),
        select(Organization.slug).join(TABLE, TABLE.c.organization_id == Organization.id),
        select(Organization.slug).where(Organization.id.in_(select(TABLE.c.organization_id))),
        select(func.count()).select_from(TABLE),
        select(TABLE.alias().c.name),
        text("SELECT name FROM site"),
        select(Site).from_statement(text("SELECT * FROM site")),
        select(Organization.slug).where(text("EXISTS (SELECT 1 FROM site)")),
        delete(TABLE),
        update(TABLE).values(name="x"),
    ],
    ids=str,
)
def test_a_statement_that_cannot_be_filtered_is_a_breach(confined, statement):
    with pytest.raises(db.TenantBreach):
        confined.execute(statement)


def names(engine):
    with db.opened(engine) as session:
        return dict(session.execute(select(Site.name, Site.organization_id)).all())


def test_updates_and_deletes_in_bulk_touch_own_rows_only(engine, confined, ids):
    confined.execute(update(Site).values(name="changed"))
    confined.commit()
    assert names(engine) == {"changed": ids[0], "theirs": ids[1]}
    confined.execute(delete(Site))
    confined.commit()
    assert names(engine) == {"theirs": ids[1]}


def test_a_new_row_for_another_organization_is_a_breach(engine, confined, ids):
    confined.add(new_site(ids[1], "planted"))
    with pytest.raises(db.TenantBreach):
        confined.flush()
    confined.rollback()
    confined.add(new_site(ids[0], "second"))
    confined.commit()
    assert names(engine) == {"ours": ids[0], "second": ids[0], "theirs": ids[1]}


def test_an_own_row_cannot_be_given_away(confined, ids):
    item = confined.scalars(select(EvidenceItem)).one()
    item.organization_id = ids[1]
    with pytest.raises(db.TenantBreach):
        confined.flush()


def test_own_rows_cannot_be_given_away_in_bulk(confined, ids):
    with pytest.raises(db.TenantBreach):
        confined.execute(update(EvidenceItem).values(organization_id=ids[1]))
    with pytest.raises(db.TenantBreach):
        confined.execute(update(EvidenceItem).values({"organization_id": ids[1]}))


def test_a_foreign_row_taken_from_another_session_cannot_be_written(engine, confined, ids):
    with db.opened(engine) as free:
        theirs = free.scalars(select(EvidenceItem).where(EvidenceItem.organization_id == ids[1])).one()
    confined.add(theirs)
    theirs.title = "defaced"
    with pytest.raises(db.TenantBreach):
        confined.flush()


def test_writes_that_name_rows_themselves_are_a_breach(confined, ids, their_site):
    row = {
        "organization_id": ids[1],
        "slug": "x",
        "name": "x",
        "address": "",
        "closed": False,
        "recorded_from": NOW,
    }
    with pytest.raises(db.TenantBreach):
        confined.execute(insert(Site).values(**row))
    with pytest.raises(db.TenantBreach):
        confined.execute(insert(Site), [row])
    with pytest.raises(db.TenantBreach):
        confined.execute(update(Site), [{"id": their_site, "name": "defaced"}])


def test_an_instant_comes_back_as_utc_and_a_naive_one_is_refused(session):
    tokyo = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    session.add(Organization(slug="tokyo", created_at=tokyo))
    session.commit()
    session.expire_all()
    kept = session.scalars(select(Organization.created_at)).one()
    assert kept == tokyo
    assert kept.tzinfo is UTC
    session.add(Organization(slug="nowhere", created_at=datetime(2026, 11, 23)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


def test_a_foreign_key_that_points_nowhere_is_refused(session):
    session.add(new_site(12345, "lost"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_what_was_not_committed_is_gone(engine):
    with db.opened(engine) as session:
        session.add(Organization(slug="draft", created_at=NOW))
        session.flush()
    with db.opened(engine) as session:
        assert session.scalars(select(Organization)).all() == []
