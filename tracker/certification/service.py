"""Use cases of the plan itself: make it, state it anew, answer its questions, confirm it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.certification.models import Answer, Certification, CertificationPlan, Confirmation
from tracker.certification.rules import ANSWERS, STAGES
from tracker.criteria.rules import Profile
from tracker.errors import Conflict, InvalidInput, NotFound
from tracker.evidence.rules import MAX_TITLE, clean_text
from tracker.journal.rules import Actor
from tracker.journal.service import record
from tracker.organizations.rules import check_slug

MAX_STATEMENT = 4000


def make(
    session: Session,
    *,
    organization_id: int,
    slug: str,
    title: str,
    edition: str,
    profile: Profile,
    known_sites: Collection[str],
    sites: Sequence[str],
    departments: str = "",
    protected_information: str = "",
    audit_day: date | None = None,
    stage: str = "preparing",
    actor: Actor,
    now: datetime,
) -> Certification:
    """Make a certification plan for one body's scope.

    Raises:
        InvalidInput: a slug that is taken or cannot stand in an address, no title, unknown sites or stage.
    """
    taken = session.scalar(select(Certification.slug).where(Certification.slug == slug))
    check_slug(slug, taken=() if taken is None else (taken,))
    certification = Certification(organization_id=organization_id, slug=slug, created_at=now, created_by=actor.id)
    session.add(certification)
    try:
        session.flush()
    except IntegrityError as fault:
        # Another organization's: this session cannot see it, but the name stands in commands for all.
        raise InvalidInput("organizations.slug_taken", field="slug", slug=slug) from fault
    plan = CertificationPlan(
        organization_id=organization_id,
        certification_id=certification.id,
        title=clean_text(title, field="title", limit=MAX_TITLE),
        edition=edition,
        profile_id=profile.id,
        profile_digest=profile.digest,
        sites=_sites(sites, known_sites),
        departments=clean_text(departments, field="departments", limit=MAX_STATEMENT, required=False),
        protected_information=clean_text(
            protected_information, field="protected_information", limit=MAX_STATEMENT, required=False
        ),
        audit_day=audit_day,
        stage=_stage(stage),
        recorded_from=now,
        recorded_by=actor.id,
    )
    session.add(plan)
    session.flush()
    record(
        session,
        organization_id=organization_id,
        actor=actor,
        now=now,
        tag="certification:plan:make",
        subject=slug,
        details=_told(plan),
    )
    return certification


def state_plan(
    session: Session,
    *,
    certification_id: int,
    seen_plan: int,
    title: str,
    edition: str,
    profile: Profile,
    known_sites: Collection[str],
    sites: Sequence[str],
    departments: str,
    protected_information: str,
    audit_day: date | None,
    stage: str,
    actor: Actor,
    now: datetime,
) -> CertificationPlan:
    """State the plan anew: scope, audit day, stage, profile. The row before stays for past days.

    Raises:
        Conflict: somebody stated it anew since `seen_plan`.
        InvalidInput: as `make`.
    """
    certification, plan = _current(session, certification_id)
    if plan.id != seen_plan:
        raise Conflict("certification.changed_meanwhile")
    stated = {
        "title": clean_text(title, field="title", limit=MAX_TITLE),
        "edition": edition,
        "profile_id": profile.id,
        "profile_digest": profile.digest,
        "sites": _sites(sites, known_sites),
        "departments": clean_text(departments, field="departments", limit=MAX_STATEMENT, required=False),
        "protected_information": clean_text(
            protected_information, field="protected_information", limit=MAX_STATEMENT, required=False
        ),
        "audit_day": audit_day,
        "stage": _stage(stage),
    }
    if all(getattr(plan, name) == value for name, value in stated.items()):
        return plan
    before = _told(plan)
    successor = plan.supersede(session, now=now, by=actor.id, **stated)
    record(
        session,
        organization_id=certification.organization_id,
        actor=actor,
        now=now,
        tag="certification:plan:state",
        subject=certification.slug,
        details={"before": before, "after": _told(successor)},
    )
    return successor


def give_answer(
    session: Session,
    *,
    certification_id: int,
    profile: Profile,
    question: int,
    answer: str,
    actor: Actor,
    now: datetime,
) -> Answer:
    """Answer a question; evidence never changes an answer, and an answer never changes evidence.

    Raises:
        NotFound: the profile has no such question.
        InvalidInput: not one of the four answers.
    """
    certification, _ = _current(session, certification_id)
    if profile.question(question) is None:
        raise NotFound("certification.no_such_question", number=question)
    if answer not in ANSWERS:
        raise InvalidInput("certification.no_such_answer", field="answer", answer=answer)
    given = session.scalars(
        select(Answer).where(
            Answer.certification_id == certification_id, Answer.question == question, Answer.on_record()
        )
    ).one_or_none()
    if given is not None and given.answer == answer:
        return given
    before = "todo" if given is None else given.answer
    if given is not None:
        successor = given.supersede(session, now=now, by=actor.id, answer=answer)
    else:
        successor = Answer(
            organization_id=certification.organization_id,
            certification_id=certification_id,
            question=question,
            answer=answer,
            recorded_from=now,
            recorded_by=actor.id,
        )
        session.add(successor)
        session.flush()
    record(
        session,
        organization_id=certification.organization_id,
        actor=actor,
        now=now,
        tag="certification:answer:give",
        subject=f"{certification.slug} q{question:02d}",
        details={"before": before, "after": answer},
    )
    return successor


def confirm(
    session: Session,
    *,
    certification_id: int,
    seen_plan: int,
    day: date,
    provable_bp: int | None,
    claimed_bp: int | None,
    actor: Actor,
    now: datetime,
) -> Confirmation:
    """経営者確認: put on record that the manager saw this scope and these figures of `day`.

    Raises:
        Conflict: the plan was stated anew since the manager opened the page.
    """
    certification, plan = _current(session, certification_id)
    if plan.id != seen_plan:
        raise Conflict("certification.changed_meanwhile")
    confirmation = Confirmation(
        organization_id=certification.organization_id,
        certification_id=certification_id,
        plan_id=plan.id,
        confirmed_by=actor.id,
        confirmed_at=now,
        day=day,
        provable_bp=provable_bp,
        claimed_bp=claimed_bp,
    )
    session.add(confirmation)
    session.flush()
    record(
        session,
        organization_id=certification.organization_id,
        actor=actor,
        now=now,
        tag="certification:confirmation:give",
        subject=certification.slug,
        details={"day": day.isoformat(), "provable_bp": provable_bp, "claimed_bp": claimed_bp},
    )
    return confirmation


def _current(session: Session, certification_id: int) -> tuple[Certification, CertificationPlan]:
    row = session.execute(
        select(Certification, CertificationPlan)
        .join(CertificationPlan, CertificationPlan.certification_id == Certification.id)
        .where(Certification.id == certification_id, CertificationPlan.on_record())
    ).first()
    if row is None:
        raise NotFound("certification.no_such_certification", slug=str(certification_id))
    return row[0], row[1]


def _sites(sites: Sequence[str], known: Collection[str]) -> list[str]:
    named = sorted(set(sites))
    for slug in named:
        if slug not in known:
            raise InvalidInput("certification.unknown_site", field="sites", slug=slug)
    return named


def _stage(stage: str) -> str:
    if stage not in STAGES:
        raise InvalidInput("certification.no_such_stage", field="stage", stage=stage)
    return stage


def _told(plan: CertificationPlan) -> dict[str, object]:
    return {
        "title": plan.title,
        "profile": plan.profile_id,
        "profile_digest": plan.profile_digest,
        "sites": list(plan.sites),
        "departments": plan.departments,
        "protected_information": plan.protected_information,
        "audit_day": plan.audit_day.isoformat() if plan.audit_day else None,
        "stage": plan.stage,
    }
