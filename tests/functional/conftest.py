"""Two furnished organizations and people of every role, made through the services, and visitors who use the pages.

The organizations are made once a run and copied for each test: a test may do whatever it likes to its own.
"""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_request_context
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tracker import db
from tracker.access import service as access
from tracker.access.queries import person_by_email
from tracker.app import create_app
from tracker.bundle.service import seal
from tracker.certification import statements
from tracker.certification.queries import certification
from tracker.certification.service import make
from tracker.config import Settings
from tracker.criteria.rules import Edition, Profile
from tracker.criteria.service import load
from tracker.evidence.rules import FactDates
from tracker.evidence.service import Arrival, collect
from tracker.journal.rules import Actor
from tracker.mapping.service import link
from tracker.organizations.queries import place_names
from tracker.organizations.service import add_counterparty, add_organization, add_site
from tracker.vault.service import Stores, stores_from
from tracker.work.service import make_request

PASSWORD = "きんこのかぎはにほん・2026"
WORDS = re.compile(r"<[^>]+>")
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a4944415478da6360000000020001e527defc0000000049454e44ae426082"
)
"""The smallest picture there is; what follows its end makes each a file of its own."""
LONG_AGO = date(2020, 1, 1)
SERVICE = Actor(None, "設置", "operator")

PEOPLE = {
    "operator": ("operator", None),
    "lead": ("lead", "alpha"),
    "manager": ("manager", "alpha"),
    "contributor": ("contributor", "alpha"),
    "auditor": ("auditor", "alpha"),
    "reader": ("auditor", "alpha"),
    "stranger": ("lead", "beta"),
}
"""Who is there: a role and an organization each; `reader` is an auditor who may not download."""


@dataclass
class World:
    """What stands in the furnished database, by name. All values are what addresses are made of."""

    settings: Settings
    people: dict[str, int] = field(default_factory=dict)
    organizations: dict[str, int] = field(default_factory=dict)
    certifications: dict[str, int] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    spare_grants: dict[str, int] = field(default_factory=dict)
    stated: dict[str, dict[str, int]] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        """A fresh engine over this world's database; the caller disposes of it."""
        return db.connect(self.settings.resolved_database_url)


def _settings(instance: Path) -> Settings:
    return Settings(
        instance=instance,
        secret_key="functional-tests-secret-key-0123456789",
        password_salt="functional-tests-salt-0123456789-abcdef",
        max_file_bytes=64 * 1024 * 1024,
    )


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Furnish the database that every test gets a copy of."""
    world = World(_settings(tmp_path_factory.mktemp("furnished")))
    db.load_models()
    engine = world.engine
    db.Base.metadata.create_all(engine)
    now = datetime.now(UTC) - timedelta(days=1)
    with db.opened(engine) as session:
        edition = load(session, now=now)
        for slug, name in (("alpha", "見本アルファ工業"), ("beta", "見本ベータ製作所")):
            _furnish(session, world, edition, stores_from(world.settings), slug, name, now)
        _people(session, world, now)
        session.commit()
    engine.dispose()
    return world


def _furnish(
    session: Session, world: World, edition: Edition, stores: Stores, slug: str, name: str, now: datetime
) -> None:
    """Make an organization with a lead, a contributor, a site, a partner, two plans, evidence and an edition."""
    db.lift_confinement(session)
    organization = add_organization(session, slug=slug, name=name, actor=SERVICE, now=now)
    world.organizations[slug] = organization.id
    lead, helper = (
        access.invite(
            session, email=f"{who}@{slug}.example", name=f"見本 {slug} {who}", role=role,
            organization_id=organization.id, starts=LONG_AGO, actor=SERVICE, now=now,
        )
        for who, role in (("first", "lead"), ("contributor", "contributor"))
    )  # fmt: skip
    db.confine(session, organization.id)
    actor, helping = Actor(lead.id, lead.name, "lead"), Actor(helper.id, helper.name, "contributor")
    given = {"organization_id": organization.id, "actor": actor, "now": now}
    add_site(session, slug=f"{slug}-site", name=f"{name} 本社工場", **given)
    add_counterparty(session, kind="partner", slug=f"{slug}-partner", name="架空メッキ", **given)
    profile = next(profile for profile in edition.profiles if profile.body == "jqa")
    for plan in (f"{slug}-jqa", f"{slug}-other"):
        world.certifications[plan] = make(
            session, slug=plan, title=f"{name} の認証計画", edition=edition.digest, profile=profile,
            known_sites={f"{slug}-site"}, sites=[f"{slug}-site"], audit_day=date(2030, 2, 10), **given,
        ).id  # fmt: skip
    question, expectation = profile.expectation("q13-lock-photo")
    # 1 the lead's, linked · 2 the contributor's, linked · 3 the lead's, unlinked · from 4 on in Beta alone.
    for number in range(1, {"alpha": 3, "beta": 6}[slug] + 1):
        who = helping if number == 2 else actor
        stored = stores.writes_to.put(io.BytesIO(PICTURE + f"{slug} {number}".encode()))
        collect(
            session, stores, organization_id=organization.id, actor=who, now=now, latest_day=now.date(),
            arrival=Arrival(stored, f"施錠写真{number}.png"), title=f"{name} 施錠の写真 {number}", kind="photo",
            dates=FactDates(now.date()),
        )  # fmt: skip
        if number == 3:
            continue
        world.links[f"{slug}-{number}"] = link(
            session, item_number=number, catalog_id=edition.catalog.id, question=question, expectation=expectation,
            places=[f"site:{slug}-site"], known_places=place_names(session), reason="施錠を示すため", actor=who,
            now=now,
        ).id  # fmt: skip
    for who, key in ((helping, slug), (actor, f"{slug}-lead")):
        world.requests[key] = make_request(
            session, certification_id=world.certifications[f"{slug}-jqa"], question=question, expectation=expectation,
            place=f"site:{slug}-site", known_places=[f"site:{slug}-site"], asked_of=who.id,
            known_people=[lead.id, helper.id], text="金庫の施錠を撮って送ってください。", example=1,
            due_on=now.date() + timedelta(days=7), today=now.date(), actor=actor, now=now,
        ).id  # fmt: skip
    _state(session, world, profile, slug, given)
    seal(session, stores, certification=certification(session, f"{slug}-jqa"), day=now.date(), actor=actor, now=now)
    db.lift_confinement(session)


def _state(session: Session, world: World, profile: Profile, slug: str, given: dict[str, Any]) -> None:
    """State what can be approved, ended and removed."""
    plan, by = world.certifications[f"{slug}-jqa"], {"actor": given["actor"], "now": given["now"]}
    fact = statements.state_fact(session, certification_id=plan, name="uses_cloud", holds=False, **by)
    exclusion = statements.request_exclusion(
        session, certification_id=plan, profile=profile, question=13, reason="該当する業務がない",
        applies_from=given["now"].date(), applies_until=None, **by,
    )  # fmt: skip
    kind = next(iter(profile.change_kinds)).id
    change = statements.record_change(
        session, profile=profile, kind=kind, on=given["now"].date(), places=[], known_places=place_names(session),
        note="見本", **given,
    )  # fmt: skip
    world.stated[slug] = {"fact": fact.id, "exclusion": exclusion.id, "change": change.id}


def _people(session: Session, world: World, now: datetime) -> None:
    for who, (role, slug) in PEOPLE.items():
        email = f"{who}@{slug or 'service'}.example"
        user = person_by_email(session, email) or access.invite(
            session, email=email, name=f"見本 {who}", role=role,
            organization_id=world.organizations[slug] if slug else None,
            certification_id=world.certifications[f"{slug}-jqa"] if role == "auditor" else None,
            starts=LONG_AGO, ends=date(2099, 12, 31), may_download=who == "auditor", actor=SERVICE, now=now,
        )  # fmt: skip
        access.set_password(session, user, PASSWORD, salt=world.settings.password_salt)
        world.people[who] = user.id
    for slug, organization_id in world.organizations.items():
        spare = access.add_person(session, email=f"spare@{slug}.example", name=f"見本 予備 {slug}", now=now)
        world.people[f"spare-{slug}"] = spare.id
        world.spare_grants[slug] = access.grant(
            session, user=spare, role="contributor", organization_id=organization_id, starts=LONG_AGO,
            actor=SERVICE, now=now,
        ).id  # fmt: skip


@pytest.fixture
def world(furnished: World, tmp_path: Path) -> World:
    """Give this test its own copy of the furnished database and vault."""
    instance = tmp_path / "instance"
    shutil.copytree(furnished.settings.instance, instance)
    return replace(furnished, settings=_settings(instance))


@pytest.fixture
def make_app(world: World) -> Iterator[Callable[..., Flask]]:
    """Give a maker of applications over this world, with other settings or stores where a test needs them."""
    made: list[Flask] = []

    def make(settings: Settings | None = None, *, stores: Stores | None = None) -> Flask:
        app = create_app(settings or world.settings, stores=stores, insist_on_head=False)
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["tracker.engine"].dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """Give the application over this world."""
    return make_app()


@pytest.fixture(autouse=True)
def every_change_is_journalled() -> Iterator[None]:
    """Refuse a commit that changed rows of an organization and added nothing to its journal.

    Pages are remembered until the journal grows (`desk/remembered.py`): a change without an entry would not be seen.
    """
    unspoken: list[str] = []

    def note(session: Session, changed: set[str]) -> None:
        session.info.setdefault("changed", set()).update(changed)

    def flushed(session: Session, _: Any) -> None:
        note(session, {type(row).__name__ for row in (*session.new, *session.dirty, *session.deleted)})

    def executed(state: Any) -> None:
        if (state.is_update or state.is_delete or state.is_insert) and state.bind_mapper is not None:
            note(state.session, {state.bind_mapper.class_.__name__})

    def committing(session: Session) -> None:
        changed = session.info.pop("changed", set())
        if not has_request_context():
            return  # A test that prepares rows of its own.
        owned = {mapper.class_.__name__ for mapper in db.Base.registry.mappers if issubclass(mapper.class_, db.Owned)}
        if changed & owned and "JournalEntry" not in changed:
            unspoken.append(", ".join(sorted(changed & owned)))

    def undone(session: Session) -> None:
        session.info.pop("changed", None)

    listeners = {
        "before_flush": lambda session, context, _: flushed(session, context),
        "do_orm_execute": executed,
        "before_commit": committing,
        "after_rollback": undone,
    }
    for name, listener in listeners.items():
        event.listen(Session, name, listener)
    yield
    for name, listener in listeners.items():
        event.remove(Session, name, listener)
    assert unspoken == [], "changed without a journal entry"


@pytest.fixture
def in_database(world: World) -> Iterator[Session]:
    """Look into the database beside the application."""
    engine = world.engine
    with db.opened(engine) as session:
        yield session
    engine.dispose()


class Visitor:
    """Somebody with a browser."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, object] | None = None, **more: object) -> TestResponse:
        """Send a form with the token this browser holds."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **more)

    def token(self) -> str:
        """Read a form token from a page that everybody may open."""
        for path in ("/change-password", "/sign-in"):
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(path).text)
            if found:
                return found[1]
        raise AssertionError("no page gave a form token")

    def sign_in(self, email: str, password: str = PASSWORD, **more: object) -> TestResponse:
        return self.post("/sign-in", {"email": email, "password": password, **more})

    def sign_out(self) -> TestResponse:
        return self.post("/sign-out")

    def is_signed_in(self) -> bool:
        return self.client.get("/change-password").status_code == 200


def words(response: TestResponse) -> str:
    """Read a page as its reader does: without the markup."""
    main = response.text.partition("<main")[2] or response.text
    return " ".join(WORDS.sub(" ", main).split())


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Give somebody who has not signed in."""
    return Visitor(app)


@pytest.fixture
def client_as(app: Flask) -> Callable[[str], Visitor]:
    """Give somebody who has signed in: `client_as("lead")`, any name of `PEOPLE`."""

    def signed_in(who: str) -> Visitor:
        visitor = Visitor(app)
        role_and_slug = PEOPLE[who]
        answer = visitor.sign_in(f"{who}@{role_and_slug[1] or 'service'}.example")
        assert answer.status_code == 302, words(answer)
        return visitor

    return signed_in


@pytest.fixture
def as_words() -> Callable[[TestResponse], str]:
    """Give the reader of pages."""
    return words


@pytest.fixture
def password() -> str:
    """Give the password of everybody in the world."""
    return PASSWORD


@pytest.fixture
def new_visitor(app: Flask) -> Callable[[], Visitor]:
    """Give a maker of people with other browsers."""
    return lambda: Visitor(app)
