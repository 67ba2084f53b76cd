"""The loader of the sample organizations: replays `evidence_samples/samples.yaml` in the order things happened.

Every step goes through the service that the pages use, with the sample's own instant and person, so that the journal,
the past days and the numbers are those of a plant that really worked this way.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from tracker.access.models import User
from tracker.access.service import add_person, grant
from tracker.certification import service as certifications
from tracker.certification import statements
from tracker.certification.queries import certification
from tracker.cli.installation import Installation
from tracker.cli.installation import operator as command
from tracker.cli.sample_work import work_steps
from tracker.criteria.queries import newest
from tracker.criteria.rules import Profile
from tracker.db import confine, lift_confinement
from tracker.evidence import service as evidence
from tracker.evidence.rules import FactDates
from tracker.journal.rules import Actor
from tracker.mapping import service as mapping
from tracker.mapping.queries import links_of
from tracker.organizations import service as organizations
from tracker.organizations.queries import place_names
from tracker.organizations.rules import Stated
from tracker.readiness.queries import readiness
from tracker.vault.service import Stores

Step = tuple[datetime, Callable[[datetime], None]]
Entry = dict[str, Any]


def read_plan(folder: Path) -> Entry:
    """Read the plan beside the sample files."""
    plan: Entry = YAML(typ="safe").load((folder / "samples.yaml").read_text(encoding="utf-8"))
    return plan


def load_samples(session: Session, installation: Installation, folder: Path, plan: Entry) -> dict[str, User]:
    """Load every sample organization; gives the people by address. Commits nothing."""
    people: dict[str, User] = {}
    operator = _person(session, people, plan["operator"])
    grant(
        session,
        user=people[plan["operator"]["email"]],
        role="operator",
        starts=_at(plan["operator"]).date(),
        # Nobody grants a role to themselves: the first operator has theirs from the command.
        actor=command(),
        now=_at(plan["operator"]),
    )
    for stated in plan["organizations"]:
        lift_confinement(session)
        world = World(session, installation.stores, folder, plan["today"], people, operator)
        world.found(stated)
        planned = {plan["slug"] for plan in stated["certifications"]}
        admitted: list[Step] = [
            (_at(auditor), partial(_grant_auditor, session, installation, people, operator, auditor))
            for auditor in plan["auditors"]
            if auditor["certification"] in planned
        ]
        for at, act in sorted([*world.steps(stated), *admitted], key=lambda step: step[0]):
            act(at)
    lift_confinement(session)
    return people


def _grant_auditor(
    session: Session,
    installation: Installation,
    people: dict[str, User],
    operator: Actor,
    auditor: Entry,
    now: datetime,
) -> None:
    _person(session, people, auditor)
    plan = certification(session, auditor["certification"])
    grant(
        session,
        user=people[auditor["email"]],
        role="auditor",
        organization_id=plan.organization_id,
        certification_id=plan.id,
        starts=auditor["starts"],
        # No end in the plan: a year from the real day, so that the sample can be looked at on both days.
        ends=auditor["ends"] or installation.latest_day + timedelta(days=365),
        may_download=auditor["may_download"],
        actor=operator,
        now=now,
    )


def _person(session: Session, people: dict[str, User], stated: Entry) -> Actor:
    user = add_person(session, email=stated["email"], name=stated["name"], now=_at(stated))
    people[stated["email"]] = user
    return Actor(user.id, user.name, stated["role"])


def _at(stated: Entry, key: str = "at") -> datetime:
    return datetime.fromisoformat(stated[key])


def _dates(stated: Entry) -> FactDates:
    return FactDates(
        stated["collected_on"], stated.get("covers_from"), stated.get("covers_to"), stated.get("valid_until")
    )


@dataclass
class World:
    """One organization while its history is replayed."""

    session: Session
    stores: Stores
    folder: Path
    today: date
    people: dict[str, User]
    operator: Actor
    organization_id: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    stacks: dict[str, int] = field(default_factory=dict)

    def found(self, stated: Entry) -> None:
        """Add the organization with its facts, places and people."""
        now = _at(stated)
        founded = organizations.add_organization(
            self.session, slug=stated["slug"], name=stated["name"], actor=self.operator, now=now
        )
        self.organization_id = founded.id
        confine(self.session, founded.id)
        shared: dict[str, Any] = {"organization_id": founded.id, "actor": self.operator, "now": now}
        organizations.state_facts(self.session, stated=Stated(name=stated["name"], **stated["facts"]), **shared)
        for site in stated["sites"]:
            organizations.add_site(self.session, **site, **shared)
        for counterparty in stated["counterparties"]:
            organizations.add_counterparty(self.session, **counterparty, **shared)
        for person in stated["people"]:
            self.actors[person["key"]] = _person(self.session, self.people, {**person, "at": stated["at"]})
            grant(
                self.session,
                user=self.people[person["email"]],
                role=person["role"],
                organization_id=founded.id,
                starts=person["starts"],
                actor=self.operator,
                now=now,
            )

    def steps(self, stated: Entry) -> Iterable[Step]:
        """Give everything that happened, each with its instant."""
        yield from work_steps(self, stated)
        for plan in stated["certifications"]:
            yield _at(plan), partial(self.plan, plan)
            yield from self.statements(plan)
        for change in stated["changes"]:
            yield _at(change), partial(self.change, stated["certifications"][0], change)
        for item in stated["items"]:
            yield _at(item), partial(self.collect, item)
            for link in item["links"]:
                yield _at(link), partial(self.link, item, link)
            yield from self.verdicts(item, item["verdicts"], 1)
            for place, revision in enumerate(item.get("revisions", ())):
                yield _at(revision), partial(self.revise, item, revision)
                yield from self.verdicts(item, revision["verdicts"], place + 2)
            if withdrawn := item.get("withdrawn"):
                yield _at(withdrawn), partial(self.withdraw, item, withdrawn)

    def statements(self, plan: Entry) -> Iterable[Step]:
        """Give what was stated for a certification."""
        for fact in plan["stated"]:
            yield _at(fact), partial(self.state, plan, fact)
        for answer in plan["answers"]:
            yield _at(answer), partial(self.answer, plan, answer)
        for exclusion in plan["exclusions"]:
            yield _at(exclusion), partial(self.exclude, plan, exclusion)
        for confirmation in plan["confirmations"]:
            yield _at(confirmation), partial(self.confirm, plan, confirmation)

    def verdicts(self, item: Entry, given: Iterable[Entry], revision: int) -> Iterable[Step]:
        """Give the verdicts on one revision."""
        for verdict in given:
            yield _at(verdict), partial(self.judge, item, verdict, revision)

    def profile(self, plan: Entry) -> Profile:
        """Find the profile a plan names in the newest criteria."""
        return next(profile for profile in newest(self.session).profiles if profile.id == plan["profile"])

    def plan(self, plan: Entry, now: datetime) -> None:
        """Make a certification."""
        certifications.make(
            self.session,
            organization_id=self.organization_id,
            slug=plan["slug"],
            title=plan["title"],
            edition=newest(self.session).digest,
            profile=self.profile(plan),
            known_sites=set(plan["sites"]),
            sites=plan["sites"],
            departments=plan["departments"],
            protected_information=plan["protected_information"],
            audit_day=plan["audit_day"],
            stage=plan["stage"],
            actor=self.actors[plan["by"]],
            now=now,
        )

    def state(self, plan: Entry, fact: Entry, now: datetime) -> None:
        """Answer a condition, and approve a denial where the plan says so."""
        found = certification(self.session, plan["slug"])
        made = statements.state_fact(
            self.session,
            certification_id=found.id,
            name=fact["fact"],
            holds=fact["holds"],
            actor=self.actors[fact["by"]],
            now=now,
        )
        if fact["approved_by"] and not fact["holds"]:
            statements.approve_fact(
                self.session,
                fact_id=made.id,
                two_person_rule=True,
                actor=self.actors[fact["approved_by"]],
                now=_at(fact, "approved_at"),
            )

    def answer(self, plan: Entry, answer: Entry, now: datetime) -> None:
        """Answer a question."""
        certifications.give_answer(
            self.session,
            certification_id=certification(self.session, plan["slug"]).id,
            profile=self.profile(plan),
            question=answer["question"],
            answer=answer["answer"],
            actor=self.actors[answer["by"]],
            now=now,
        )

    def exclude(self, plan: Entry, exclusion: Entry, now: datetime) -> None:
        """Ask for an exclusion, and approve it where the plan says so."""
        made = statements.request_exclusion(
            self.session,
            certification_id=certification(self.session, plan["slug"]).id,
            profile=self.profile(plan),
            question=exclusion["question"],
            reason=exclusion["reason"],
            applies_from=exclusion["applies_from"],
            applies_until=exclusion["applies_until"],
            actor=self.actors[exclusion["by"]],
            now=now,
        )
        if exclusion["approved_by"]:
            statements.approve_exclusion(
                self.session,
                exclusion_id=made.id,
                two_person_rule=True,
                actor=self.actors[exclusion["approved_by"]],
                now=_at(exclusion, "approved_at"),
            )

    def confirm(self, plan: Entry, given: Entry, now: datetime) -> None:
        """Confirm scope and readiness as they stood at that moment."""
        seen = readiness(self.session, plan["slug"], as_of=now.date(), today=now.date())
        certifications.confirm(
            self.session,
            certification_id=seen.certification.id,
            seen_plan=seen.certification.plan_id,
            day=now.date(),
            provable_bp=seen.report.provable_bp,
            claimed_bp=seen.report.claimed_bp,
            actor=self.actors[given["by"]],
            now=now,
        )

    def change(self, plan: Entry, change: Entry, now: datetime) -> None:
        """Record a change."""
        statements.record_change(
            self.session,
            organization_id=self.organization_id,
            profile=self.profile(plan),
            kind=change["kind"],
            on=change["on"],
            places=change["places"],
            known_places=place_names(self.session),
            note=change["note"],
            actor=self.actors[change["by"]],
            now=now,
        )

    def arrival(self, file: str) -> evidence.Arrival:
        """Put a sample file into the vault."""
        path = self.folder / file
        with path.open("rb") as stream:
            return evidence.Arrival(self.stores.writes_to.put(stream), path.name)

    def collect(self, item: Entry, now: datetime) -> None:
        """Collect a file as a new item."""
        stack = item.get("stack")
        made = evidence.collect(
            self.session,
            self.stores,
            organization_id=self.organization_id,
            actor=self.actors[item["by"]],
            now=now,
            latest_day=self.today,
            arrival=self.arrival(item["file"]),
            title=item["title"],
            kind=item["kind"],
            dates=_dates(item),
            stack=self.stacks.get(stack) if stack else None,
        )
        self.numbers[item["file"]] = made.number
        if stack:
            made.stack = self.stacks.setdefault(stack, made.number)

    def revise(self, item: Entry, revision: Entry, now: datetime) -> None:
        """Add a newer revision."""
        evidence.revise(
            self.session,
            self.stores,
            item_number=self.numbers[item["file"]],
            actor=self.actors[revision["by"]],
            now=now,
            latest_day=self.today,
            arrival=self.arrival(revision["file"]),
            kind=revision["kind"],
            dates=_dates(revision),
        )

    def link(self, item: Entry, link: Entry, now: datetime) -> None:
        """Link an item to an expectation."""
        edition = newest(self.session)
        question, expectation = next(
            (question, expectation)
            for question in edition.catalog.questions
            for expectation in question.expectations
            if expectation.id == link["expectation"]
        )
        mapping.link(
            self.session,
            item_number=self.numbers[item["file"]],
            catalog_id=edition.catalog.id,
            question=question,
            expectation=expectation,
            places=link["places"],
            known_places=place_names(self.session),
            reason=link["reason"],
            actor=self.actors[link["by"]],
            now=now,
        )

    def judge(self, item: Entry, verdict: Entry, revision: int, now: datetime) -> None:
        """Give a verdict on one revision of one link."""
        (view,) = links_of(self.session, expectations=[verdict["expectation"]], items=[self.numbers[item["file"]]])
        (judged,) = (found.revision for found in view.revisions if found.revision.number == revision)
        expectation = next(
            expectation
            for question in newest(self.session).catalog.questions
            for expectation in question.expectations
            if expectation.id == verdict["expectation"]
        )
        mapping.give_verdict(
            self.session,
            link_id=view.link_id,
            facts_id=judged.facts_id,
            outcome=verdict["outcome"],
            reason=verdict["reason"],
            expectation=expectation,
            two_person_rule=True,
            actor=self.actors[verdict["by"]],
            now=now,
        )

    def withdraw(self, item: Entry, withdrawn: Entry, now: datetime) -> None:
        """Take the newest revision out of use."""
        evidence.withdraw(
            self.session,
            item_number=self.numbers[item["file"]],
            revision_number=None,
            reason=withdrawn["reason"],
            actor=self.actors[withdrawn["by"]],
            now=now,
        )
