"""A small plant to work in: one organization, three people, two sites, a partner, the packaged criteria, one plan."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tracker.access.models import User
from tracker.certification.queries import CertificationView, certification
from tracker.certification.service import make
from tracker.criteria.rules import Edition, Expectation, Profile, Question
from tracker.criteria.service import load
from tracker.db import confine
from tracker.evidence.rules import FactDates
from tracker.evidence.service import Arrival, collect
from tracker.journal.rules import Actor
from tracker.mapping.queries import LinkView, links_of
from tracker.mapping.service import give_verdict, link
from tracker.organizations.queries import place_names
from tracker.organizations.service import add_counterparty, add_organization, add_site
from tracker.readiness.queries import Readiness, readiness
from tracker.vault.memory import MemoryStore
from tracker.vault.service import Stores

START = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)


@dataclass
class Plant:
    """The plant and what its people do; `now` moves only when told."""

    session: Session
    stores: Stores
    store: MemoryStore
    organization_id: int
    people: dict[str, Actor]
    edition: Edition
    profile: Profile
    now: datetime = START
    serial: Iterator[int] = field(default_factory=lambda: iter(range(10_000)))

    def later(self, **step: int) -> datetime:
        self.now += timedelta(**step)
        return self.now

    def at(self, day: str) -> datetime:
        """Move to noon (Asia/Tokyo) of a day."""
        self.now = datetime.fromisoformat(f"{day}T03:00:00+00:00")
        return self.now

    def arrival(self, name: str = "IMG_4101.HEIC", content: bytes | None = None) -> Arrival:
        content = f"bytes {next(self.serial)}".encode() if content is None else content
        return Arrival(self.store.put(io.BytesIO(content)), name)

    def expectation(self, expectation_id: str) -> tuple[Question, Expectation]:
        found = self.profile.expectation(expectation_id)
        assert found is not None
        return found

    def collect(
        self, *, by: str = "contributor", kind: str = "photo", collected_on: date | None = None, **more: object
    ) -> int:
        dates = FactDates(
            collected_on or self.now.date(),
            more.pop("covers_from", None),
            more.pop("covers_to", None),
            more.pop("valid_until", None),
        )
        return collect(
            self.session,
            self.stores,
            organization_id=self.organization_id,
            actor=self.people[by],
            now=self.now,
            latest_day=date(2030, 1, 1),
            arrival=more.pop("arrival", None) or self.arrival(),
            title=str(more.pop("title", "")),
            kind=kind,
            dates=dates,
            **more,
        ).number

    def link(
        self, item: int, expectation_id: str, *places: str, by: str = "contributor", reason: str = "施錠を示すため"
    ) -> int:
        question, expectation = self.expectation(expectation_id)
        return link(
            self.session,
            item_number=item,
            catalog_id=self.edition.catalog.id,
            question=question,
            expectation=expectation,
            places=places,
            known_places=place_names(self.session),
            reason=reason,
            actor=self.people[by],
            now=self.now,
        ).id

    def seen(self, link_id: int) -> LinkView:
        return next(view for view in links_of(self.session) if view.link_id == link_id)

    def judge(
        self, link_id: int, outcome: str = "accepted", *, by: str = "lead", reason: str = "", two: bool = True
    ) -> None:
        view = self.seen(link_id)
        _, expectation = self.expectation(view.expectation_id)
        give_verdict(
            self.session,
            link_id=link_id,
            facts_id=view.revisions[0].revision.facts_id,
            outcome=outcome,
            reason=reason or ("" if outcome == "accepted" else "撮り直してください"),
            expectation=expectation,
            two_person_rule=two,
            actor=self.people[by],
            now=self.now,
        )

    def proof(self, expectation_id: str, *places: str, **collected: object) -> tuple[int, int]:
        """Collect, link and accept in one go."""
        _, expectation = self.expectation(expectation_id)
        item = self.collect(kind=expectation.kind, **collected)
        link_id = self.link(item, expectation_id, *places)
        self.judge(link_id)
        return item, link_id

    @property
    def plan(self) -> CertificationView:
        return certification(self.session, "plan-jqa")

    def readiness(self, as_of: date | str, today: date | None = None) -> Readiness:
        day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        return readiness(self.session, "plan-jqa", as_of=day, today=today or self.now.date())

    def slot(self, key: str, as_of: date | str, today: date | None = None):
        report = self.readiness(as_of, today).report
        return next(slot for question in report.questions for slot in question.slots if slot.key == key)


@pytest.fixture
def plant(session: Session) -> Plant:
    """Give the plant, once on SQLite and once on PostgreSQL."""
    service = Actor(None, "設置", "operator")
    organization = add_organization(session, slug="mihon", name="見本プレス工業", actor=service, now=START)
    people = {}
    for role in ("lead", "manager", "contributor"):
        user = User(
            email=f"{role}@mihon.example", name=f"見本 {role}", password=None, active=True,
            fs_uniquifier=role, locale=None, created_at=START,
        )  # fmt: skip
        session.add(user)
        session.flush()
        people[role] = Actor(user.id, user.name, role)
    confine(session, organization.id)
    for slug, name in (("honsha", "本社工場"), ("daini", "第二工場")):
        add_site(session, organization_id=organization.id, slug=slug, name=name, actor=people["lead"], now=START)
    add_counterparty(
        session, organization_id=organization.id, kind="partner", slug="mekki", name="架空メッキ",
        actor=people["lead"], now=START,
    )  # fmt: skip
    edition = load(session, now=START)
    profile = next(profile for profile in edition.profiles if profile.body == "jqa")
    make(
        session, organization_id=organization.id, slug="plan-jqa", title="新規審査の準備", edition=edition.digest,
        profile=profile, known_sites={"honsha", "daini"}, sites=["honsha", "daini"],
        audit_day=date(2027, 2, 10), actor=people["lead"], now=START,
    )  # fmt: skip
    store = MemoryStore()
    return Plant(session, Stores(store, {store.name: store}), store, organization.id, people, edition, profile)
