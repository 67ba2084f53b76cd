"""Reads of certification plans and what is stated for them, as recorded now or at an instant."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tracker.access.models import User
from tracker.certification.models import (
    Answer,
    Certification,
    CertificationPlan,
    Change,
    Confirmation,
    Exclusion,
    StatedFact,
)
from tracker.certification.rules import ANSWERS, AnswerValue, Changed, Excluded, Stated
from tracker.errors import NotFound


@dataclass(frozen=True)
class CertificationView:
    """A certification with the plan on record. `plan_id` names the row that the person is looking at."""

    id: int
    slug: str
    organization_id: int
    plan_id: int
    title: str
    edition: str
    profile_id: str
    profile_digest: str
    sites: tuple[str, ...]
    departments: str
    protected_information: str
    audit_day: date | None
    stage: str


@dataclass(frozen=True)
class AnswerView:
    """An answer with who gave it and when."""

    question: int
    answer: AnswerValue
    by_name: str | None
    at: datetime


@dataclass(frozen=True)
class StatedFactView:
    """A stated fact with its two persons."""

    id: int
    name: str
    stated: Stated
    stated_by: int | None
    stated_by_name: str | None
    approved_by_name: str | None
    at: datetime


@dataclass(frozen=True)
class ExclusionView:
    """An exclusion with its two persons."""

    id: int
    excluded: Excluded
    requested_by: int | None
    requested_by_name: str | None
    approved_by_name: str | None
    approved_at: datetime | None


@dataclass(frozen=True)
class ChangeView:
    """A recorded change."""

    id: int
    changed: Changed
    note: str
    by_name: str | None


@dataclass(frozen=True)
class ConfirmationView:
    """経営者確認: the newest one. `of_this_plan` tells whether the plan it confirmed is still the one on record."""

    by_name: str
    day: date
    confirmed_at: datetime
    provable_bp: int | None
    claimed_bp: int | None
    of_this_plan: bool


def certifications(
    session: Session, *, only: Collection[int] | None = None, known_at: datetime | None = None
) -> tuple[CertificationView, ...]:
    """List the certifications that this session may see; `only` narrows to those ids (an auditor's grants)."""
    statement = (
        select(Certification, CertificationPlan)
        .join(CertificationPlan, CertificationPlan.certification_id == Certification.id)
        .where(CertificationPlan.on_record(known_at))
        .order_by(Certification.id)
    )
    if only is not None:
        statement = statement.where(Certification.id.in_(list(only)))
    return tuple(_view(certification, plan) for certification, plan in session.execute(statement))


def certification(
    session: Session, slug: str, *, only: Collection[int] | None = None, known_at: datetime | None = None
) -> CertificationView:
    """Read one certification by slug, or by id written in digits.

    Raises:
        NotFound: none of that name for this reader, or none was planned yet at `known_at`.
    """
    wanted = Certification.slug == slug
    if slug.isascii() and slug.isdigit():
        wanted = wanted | (Certification.id == int(slug[:18]))
    statement = (
        select(Certification, CertificationPlan)
        .join(CertificationPlan, CertificationPlan.certification_id == Certification.id)
        .where(wanted, CertificationPlan.on_record(known_at))
        # One that is called 7 is meant before the one of id 7.
        .order_by((Certification.slug == slug).desc(), Certification.id)
    )
    if only is not None:
        statement = statement.where(Certification.id.in_(list(only)))
    row = session.execute(statement).first()
    if row is None:
        raise NotFound("certification.no_such_certification", slug=slug)
    return _view(*row)


def _view(certification: Certification, plan: CertificationPlan) -> CertificationView:
    return CertificationView(
        id=certification.id,
        slug=certification.slug,
        organization_id=certification.organization_id,
        plan_id=plan.id,
        title=plan.title,
        edition=plan.edition,
        profile_id=plan.profile_id,
        profile_digest=plan.profile_digest,
        sites=tuple(plan.sites),
        departments=plan.departments,
        protected_information=plan.protected_information,
        audit_day=plan.audit_day,
        stage=plan.stage,
    )


def answers(session: Session, certification_id: int, known_at: datetime | None = None) -> dict[int, AnswerView]:
    """Read the answers by question number; a question without one is 未着手."""
    giver = aliased(User)
    rows = session.execute(
        select(Answer, giver.name)
        .outerjoin(giver, giver.id == Answer.recorded_by)
        .where(Answer.certification_id == certification_id, Answer.on_record(known_at))
    )
    return {row.question: AnswerView(row.question, _answer(row.answer), name, row.recorded_from) for row, name in rows}


def _answer(text: str) -> AnswerValue:
    return next(value for value in ANSWERS if value == text)


def stated_facts(
    session: Session, certification_id: int, known_at: datetime | None = None
) -> dict[str, StatedFactView]:
    """Read the stated facts by condition name; an unanswered condition has none."""
    stater, approver = aliased(User), aliased(User)
    rows = session.execute(
        select(StatedFact, stater.name, approver.name)
        .outerjoin(stater, stater.id == StatedFact.stated_by)
        .outerjoin(approver, approver.id == StatedFact.approved_by)
        .where(StatedFact.certification_id == certification_id, StatedFact.on_record(known_at))
    )
    return {
        row.name: StatedFactView(
            id=row.id,
            name=row.name,
            stated=Stated(holds=row.holds, approved=row.approved_by is not None),
            stated_by=row.stated_by,
            stated_by_name=stater_name,
            approved_by_name=approver_name,
            at=row.recorded_from,
        )
        for row, stater_name, approver_name in rows
    }


def exclusions(session: Session, certification_id: int, known_at: datetime | None = None) -> tuple[ExclusionView, ...]:
    """List the exclusions, asked for or approved, by question."""
    asker, approver = aliased(User), aliased(User)
    rows = session.execute(
        select(Exclusion, asker.name, approver.name)
        .outerjoin(asker, asker.id == Exclusion.requested_by)
        .outerjoin(approver, approver.id == Exclusion.approved_by)
        .where(Exclusion.certification_id == certification_id, Exclusion.on_record(known_at))
        .order_by(Exclusion.question)
    )
    return tuple(
        ExclusionView(
            id=row.id,
            excluded=Excluded(
                question=row.question,
                reason=row.reason,
                approved=row.approved_by is not None,
                applies_from=row.applies_from,
                applies_until=row.applies_until,
            ),
            requested_by=row.requested_by,
            requested_by_name=asker_name,
            approved_by_name=approver_name,
            approved_at=row.approved_at,
        )
        for row, asker_name, approver_name in rows
    )


def changes(session: Session, known_at: datetime | None = None) -> tuple[ChangeView, ...]:
    """List the organization's recorded changes, oldest first."""
    recorder = aliased(User)
    rows = session.execute(
        select(Change, recorder.name)
        .outerjoin(recorder, recorder.id == Change.recorded_by)
        .where(Change.on_record(known_at))
        .order_by(Change.on, Change.id)
    )
    return tuple(
        ChangeView(row.id, Changed(kind=row.kind, on=row.on, places=tuple(row.places)), row.note, name)
        for row, name in rows
    )


def confirmation(session: Session, certification_id: int, known_at: datetime | None = None) -> ConfirmationView | None:
    """Read the newest confirmation by the manager, or none."""
    statement = (
        select(Confirmation, User.name, CertificationPlan.recorded_to)
        .join(User, User.id == Confirmation.confirmed_by)
        .join(CertificationPlan, CertificationPlan.id == Confirmation.plan_id)
        .where(Confirmation.certification_id == certification_id)
        .order_by(Confirmation.confirmed_at.desc(), Confirmation.id.desc())
        .limit(1)
    )
    if known_at is not None:
        statement = statement.where(Confirmation.confirmed_at <= known_at)
    row = session.execute(statement).first()
    if row is None:
        return None
    confirmed, name, plan_closed = row
    return ConfirmationView(
        by_name=name,
        day=confirmed.day,
        confirmed_at=confirmed.confirmed_at,
        provable_bp=confirmed.provable_bp,
        claimed_bp=confirmed.claimed_bp,
        of_this_plan=plan_closed is None or (known_at is not None and plan_closed > known_at),
    )
