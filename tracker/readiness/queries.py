"""Gather what was on record for a certification and assess it. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker.certification.queries import (
    CertificationView,
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
class Readiness:
    """A report with what it was made of. `known_at` null = from what is on record now."""

    certification: CertificationView
    profile: Profile
    facts: Facts
    links: tuple[LinkView, ...]
    exclusions: tuple[ExclusionView, ...]
    report: Report
    known_at: datetime | None

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

    def links_for(self, expectation_id: str, place: str | None) -> tuple[LinkView, ...]:
        """List the links that name this slot."""
        return tuple(
            link
            for link in self.links
            if link.expectation_id == expectation_id and place is not None and place in (link.places or (WHOLE,))
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
    at = known_at(as_of, today=today)
    plan = certification(session, slug, known_at=at)
    return of_plan(session, plan, kept_profile(session, plan.edition, plan.profile_id), as_of=as_of, at=at)


def in_scope_of(session: Session, plan: CertificationView, profile_id: str, *, as_of: date) -> Readiness | None:
    """Assess the same plan in another body's scope of the same criteria edition; null if the edition lacks it."""
    try:
        other = kept_profile(session, plan.edition, profile_id)
    except NotFound:
        return None
    return of_plan(session, plan, other, as_of=as_of, at=None)


def of_plan(
    session: Session, plan: CertificationView, profile: Profile, *, as_of: date, at: datetime | None
) -> Readiness:
    """Assess a plan against a profile from what was on record `at` (null = now)."""
    facts = Facts(
        places=places_on_record(session, plan.sites, at=at),
        audit_day=plan.audit_day,
        conditions={name: view.stated for name, view in stated_facts(session, plan.id, at).items()},
    )
    expectation_ids = [expectation.id for question in profile.questions for expectation in question.expectations]
    links = links_of(session, expectations=expectation_ids, known_at=at)
    excluded = exclusions(session, plan.id, at)
    report = assess(
        profile,
        facts,
        {number: view.answer for number, view in answers(session, plan.id, at).items()},
        [view.excluded for view in excluded],
        [view.changed for view in changes(session, at)],
        slot_candidates(links),
        as_of,
    )
    return Readiness(plan, profile, facts, links, excluded, report, at)


def slot_candidates(links: tuple[LinkView, ...]) -> Mapping[SlotKey, list[Candidate]]:
    """Sort the linked revisions by the slots they are linked to; a link without places names the whole organization."""
    by_slot: dict[SlotKey, list[Candidate]] = {}
    for link in links:
        for place in link.places or (WHOLE,):
            by_slot.setdefault((link.expectation_id, place), []).extend(link.candidates())
    return by_slot
