"""An organization where everything is long and many: 200 pieces of evidence, 20 sites, names of 100 kanji."""

import io
import itertools
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

from browser_people import SAMPLES
from browser_server import tracker
from sqlalchemy.orm import Session

from tracker import db
from tracker.access import service as access
from tracker.access.models import User
from tracker.certification.service import give_answer, make
from tracker.config import Settings
from tracker.criteria.queries import newest
from tracker.criteria.rules import Expectation, Profile, Question
from tracker.evidence.rules import FactDates
from tracker.evidence.service import Arrival, collect
from tracker.journal.rules import Actor
from tracker.mapping.queries import links_of
from tracker.mapping.rules import Outcome
from tracker.mapping.service import give_verdict, link
from tracker.organizations.queries import place_names
from tracker.organizations.service import add_counterparty, add_organization, add_site
from tracker.vault.service import Stores, stores_from

SITES, PARTNERS, ITEMS, NAME_LENGTH = 20, 12, 200, 100
PASSWORD = "ながいなまえのみほん・2026"
ROLES = ("lead", "manager", "contributor", "auditor")
SLUG = "nagai"
STARTS = date(2026, 1, 1)
WORDS = "株式会社見本長大名称精密金型冷間鍛造熱処理表面処理組立検査物流総合技術開発事業本部東日本統括製造部"


def long(text: str) -> str:
    """Write a name of exactly 100 kanji, without a place to break."""
    return (text + WORDS * 4)[:NAME_LENGTH]


def furnish(instance: Path) -> None:
    """Make the organization, and write down who signs in how, as the samples do."""
    tracker(instance, "init")
    settings = Settings.load({"TRACKER_INSTANCE": str(instance)})
    engine, stores = db.connect(settings.resolved_database_url), stores_from(settings)
    with db.opened(engine) as session:
        people = _Overfull(session, stores, settings).furnish()
        session.commit()
    engine.dispose()
    (instance / "demo-sign-ins.json").write_text(json.dumps(people))


class _Overfull:
    """The furnishing of one organization, step by step."""

    def __init__(self, session: Session, stores: Stores, settings: Settings) -> None:
        self.session, self.stores, self.settings = session, stores, settings
        self.now = datetime.fromisoformat("2026-11-20T01:00:00+00:00")
        self.people: dict[str, User] = {}

    def furnish(self) -> list[dict[str, str]]:
        session, service = self.session, Actor(None, "設置", "operator")
        founded = add_organization(session, slug=SLUG, name=long(""), actor=service, now=self.now)
        self.organization = founded.id
        for role in ROLES[:-1]:
            self._invite(role, service)
        db.confine(session, self.organization)
        lead = self._actor("lead")
        given = {"organization_id": self.organization, "actor": lead, "now": self.now}
        for number in range(1, SITES + 1):
            add_site(session, slug=f"site-{number}", name=long(f"第{number}事業所"), address=long("住所"), **given)
        for number in range(1, PARTNERS + 1):
            kind = "partner" if number % 2 else "cloud"
            add_counterparty(session, kind=kind, slug=f"other-{number}", name=long(f"取引先{number}"), **given)
        edition = newest(session)
        profile = next(profile for profile in edition.profiles if profile.body == "jqa")
        sites = [f"site-{number}" for number in range(1, SITES + 1)]
        plan = make(
            session, slug="nagai-keikaku", title=long("認証計画"), edition=edition.digest, profile=profile,
            known_sites=set(sites), sites=sites, departments=long("部門") * 3, protected_information=long("情報") * 3,
            audit_day=date(2027, 2, 10), **given,
        ).id  # fmt: skip
        db.lift_confinement(session)
        self._invite("auditor", service, plan)
        db.confine(session, self.organization)
        for question in profile.questions:
            give_answer(
                session, certification_id=plan, profile=profile, question=question.number,
                answer=("done", "partial", "considering", "todo")[question.number % 4], actor=lead, now=self.now,
            )  # fmt: skip
        self._collect(profile, edition.catalog.id)
        return [
            {"role": role, "email": user.email, "password": PASSWORD, "name": user.name}
            for role, user in self.people.items()
        ]

    def _invite(self, role: str, service: Actor, plan: int | None = None) -> None:
        user = access.invite(
            self.session, email=f"{role}@{'nagai-' * 8}namae.example", name=long(f"{role}見本"), role=role,
            organization_id=self.organization, certification_id=plan, starts=STARTS, ends=date(2027, 12, 31),
            may_download=True, actor=service, now=self.now,
        )  # fmt: skip
        access.set_password(self.session, user, PASSWORD, salt=self.settings.password_salt)
        self.people[role] = user

    def _actor(self, role: str) -> Actor:
        return Actor(self.people[role].id, self.people[role].name, role)

    def _collect(self, profile: Profile, catalog: str) -> None:
        """Take in 200 files, linked to slot after slot; two of three are judged, every fifth returned."""
        asked = [(question, each) for question in profile.questions for each in question.expectations]
        pictures = itertools.cycle(sorted(path for path in SAMPLES.glob("*/*.JPG")))
        slots = itertools.cycle(asked)
        names = place_names(self.session)
        for number in range(1, ITEMS + 1):
            question, expectation = next(slots)
            with next(pictures).open("rb") as picture:
                content = picture.read() + str(number).encode()
            item = self._item(number, content, expectation)
            if number % 10 == 0:
                continue  # linked to nothing
            made = link(
                self.session, item_number=item, catalog_id=catalog, question=question, expectation=expectation,
                places=_places(expectation, names, number), known_places=names, reason=long("理由") * 2,
                actor=self._actor("lead"), now=self.now,
            )  # fmt: skip
            if number % 3:
                self._judge(made.id, question, expectation, "returned" if number % 5 == 0 else "accepted")

    def _item(self, number: int, content: bytes, expectation: Expectation) -> int:
        stored = self.stores.writes_to.put(io.BytesIO(content))
        collected = date(2026, 11, 20) - timedelta(days=2 * number)
        return collect(
            self.session, self.stores, organization_id=self.organization,
            actor=self._actor("contributor" if number % 7 == 0 else "lead"), now=self.now, latest_day=self.now.date(),
            arrival=Arrival(stored, long(f"写真{number}")[:90] + ".JPG"), title=long(f"証跡{number}"),
            kind=expectation.kind, dates=FactDates(collected),
        ).number  # fmt: skip

    def _judge(self, link_id: int, question: Question, expectation: Expectation, outcome: str) -> None:
        seen = next(each for each in links_of(self.session, question=question.number) if each.link_id == link_id)
        give_verdict(
            self.session, link_id=link_id, facts_id=seen.revisions[0].revision.facts_id,
            outcome=cast(Outcome, outcome), reason=long("差戻しの理由") if outcome == "returned" else "",
            expectation=expectation, two_person_rule=True, actor=self._actor("manager"), now=self.now,
        )  # fmt: skip


def _places(expectation: Expectation, names: dict[str, str], number: int) -> list[str]:
    if expectation.each == "organization":
        return []
    fitting = [key for key in names if key.startswith(f"{expectation.each}:")]
    return [fitting[number % len(fitting)]]
