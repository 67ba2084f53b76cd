"""Gather what was on record for a certification and assess it. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker.certification.queries import (
    AnswerView,
    CertificationView,
    ChangeView,
    ExclusionView,
    answers,
    certification,
    changes,
    exclusions,
    stated_facts,
)
from tracker.certification.rules import Facts
from tracker.criteria.queries import profile as kept_profile
from tracker.criteria.rules import Profile
from tracker.errors import NotFound
from tracker.mapping.queries import LinkView, links_of
from tracker.mapping.rules import Candidate
from tracker.organizations.queries import places as places_on_record
from tracker.organizations.rules import WHOLE
from tracker.readiness.document import Subject
from tracker.readiness.rules import Report, SlotKey, assess

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Record:
    """What was on record for a certification at one instant (`known_at` null = now): read once, assessed at will."""

    certification: CertificationView
    facts: Facts
    answers: Mapping[int, AnswerView]
    exclusions: tuple[ExclusionView, ...]
    changes: tuple[ChangeView, ...]
    links: tuple[LinkView, ...]
    known_at: datetime | None

    def assess(self, profile: Profile, as_of: date) -> "Readiness":
        """Assess the plan against a body's profile on a day that this record is good for."""
        asked = {expectation.id for question in profile.questions for expectation in question.expectations}
        links = tuple(link for link in self.links if link.expectation_id in asked)
        report = assess(
            profile,
            self.facts,
            {number: given.answer for number, given in self.answers.items()},
            [view.excluded for view in self.exclusions],
            [view.changed for view in self.changes],
            slot_candidates(links),
            as_of,
        )
        return Readiness(self, profile, links, report)


@dataclass(frozen=True)
class Readiness:
    """A report with what it was made of; `links` are those to an expectation of the profile."""

    record: Record
    profile: Profile
    links: tuple[LinkView, ...]
    report: Report

    @property
    def certification(self) -> CertificationView:
        """The plan that was assessed."""
        return self.record.certification

    @property
    def facts(self) -> Facts:
        """The facts it was assessed with."""
        return self.record.facts

    @property
    def exclusions(self) -> tuple[ExclusionView, ...]:
        """The exclusions on record, asked for or approved."""
        return self.record.exclusions

    @property
    def known_at(self) -> datetime | None:
        """The instant whose record was read; null = now."""
        return self.record.known_at

    @property
    def subject(self) -> Subject:
        """What the document says the report is about."""
        return Subject(
            slug=self.certification.slug,
            title=self.certification.title,
            body=self.profile.body,
            profile_id=self.profile.id,
            profile_digest=self.profile.digest,
        )


def known_at(as_of: date, *, today: date) -> datetime | None:
    """Say from which record a day is assessed: a past one from what was recorded by its end in Asia/Tokyo.

    Today and the future are assessed from what is on record now (null).
    """
    if as_of >= today:
        return None
    return datetime.combine(as_of + timedelta(days=1), time.min, TOKYO) - timedelta(microseconds=1)


def readiness(session: Session, slug: str, *, as_of: date, today: date) -> Readiness:
    """Assess a certification on any day.

    Raises:
        NotFound: no such certification, or it was not on record yet by the end of `as_of`.
    """
    record = on_record(session, slug, at=known_at(as_of, today=today))
    return record.assess(_profile_of(session, record), as_of)


def readiness_on_days(session: Session, slug: str, days: Iterable[date], *, today: date) -> dict[date, Readiness]:
    """Assess a certification on several days, reading each record once.

    Days on which it was not on record yet are left out.

    Raises:
        NotFound: no such certification.
    """
    certification(session, slug)
    records: dict[datetime | None, Record] = {}
    found: dict[date, Readiness] = {}
    for day in days:
        at = known_at(day, today=today)
        try:
            record = records.setdefault(at, records.get(at) or on_record(session, slug, at=at))
        except NotFound:
            continue
        found[day] = record.assess(_profile_of(session, record), day)
    return found


def on_record(session: Session, slug: str, *, at: datetime | None) -> Record:
    """Read everything that `assess` needs, as it was on record `at` (null = now).

    Raises:
        NotFound: no such certification, or it was not on record yet.
    """
    plan = certification(session, slug, known_at=at)
    facts = Facts(
        places=places_on_record(session, plan.sites, at=at),
        audit_day=plan.audit_day,
        conditions={name: view.stated for name, view in stated_facts(session, plan.id, at).items()},
    )
    return Record(
        certification=plan,
        facts=facts,
        answers=answers(session, plan.id, at),
        exclusions=exclusions(session, plan.id, at),
        changes=changes(session, at),
        links=links_of(session, known_at=at),
        known_at=at,
    )


def _profile_of(session: Session, record: Record) -> Profile:
    return kept_profile(session, record.certification.edition, record.certification.profile_id)


def slot_candidates(links: tuple[LinkView, ...]) -> Mapping[SlotKey, list[Candidate]]:
    """Sort the linked revisions by the slots they are linked to; a link without places names the whole organization."""
    by_slot: dict[SlotKey, list[Candidate]] = {}
    for link in links:
        for place in link.places or (WHOLE,):
            by_slot.setdefault((link.expectation_id, place), []).extend(link.candidates())
    return by_slot
