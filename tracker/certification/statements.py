"""Use cases of what is stated beside the plan: facts, exclusions and changes. The same rules as a `service.py`.

A statement that takes a requirement away counts only once a second person approved it; that rule is ours.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.certification.models import Certification, Change, Exclusion, StatedFact
from tracker.certification.rules import check_period, check_second_person
from tracker.criteria.rules import CONDITIONS, Profile
from tracker.errors import Conflict, InvalidInput, NotFound
from tracker.evidence.rules import MAX_REASON, clean_text
from tracker.journal.rules import Actor
from tracker.journal.service import record


def state_fact(
    session: Session, *, certification_id: int, name: str, holds: bool, actor: Actor, now: datetime
) -> StatedFact:
    """Answer a condition. A denial waits for a second person; an affirmation counts at once.

    Raises:
        InvalidInput: no such condition.
    """
    certification = _certification(session, certification_id)
    if name not in CONDITIONS:
        raise InvalidInput("certification.no_such_condition", field="name", name=name)
    before = _fact(session, certification_id, name)
    if before is not None and before.holds == holds:
        return before
    if before is not None:
        fact = before.supersede(session, now=now, by=actor.id, holds=holds, stated_by=actor.id, approved_by=None)
    else:
        fact = StatedFact(
            organization_id=certification.organization_id,
            certification_id=certification_id,
            name=name,
            holds=holds,
            stated_by=actor.id,
            approved_by=None,
            recorded_from=now,
            recorded_by=actor.id,
        )
        session.add(fact)
        session.flush()
    _journal(session, certification, actor, now, "certification:fact:state", {"name": name, "holds": holds})
    return fact


def withdraw_fact(session: Session, *, certification_id: int, name: str, actor: Actor, now: datetime) -> None:
    """Set a condition back to unanswered, which counts as met: nothing is taken away, so no second person is asked.

    The answer stays for past days. A condition without an answer is left as it is.

    Raises:
        InvalidInput: no such condition.
    """
    certification = _certification(session, certification_id)
    if name not in CONDITIONS:
        raise InvalidInput("certification.no_such_condition", field="name", name=name)
    before = _fact(session, certification_id, name)
    if before is None:
        return
    before.close(session, now=now)
    details = {"name": name, "holds": before.holds, "approved": before.approved_by is not None}
    _journal(session, certification, actor, now, "certification:fact:withdraw", details)


def approve_fact(session: Session, *, fact_id: int, two_person_rule: bool, actor: Actor, now: datetime) -> StatedFact:
    """Approve a denial as the second person, so that it counts.

    Raises:
        NotPermitted: the approver stated it.
        Conflict: it is no longer on record, needs no approval, or has it.
    """
    fact = session.get(StatedFact, fact_id)
    if fact is None:
        raise NotFound("certification.no_such_fact")
    if fact.recorded_to is not None or fact.holds or fact.approved_by is not None:
        raise Conflict("certification.nothing_to_approve")
    check_second_person(requested_by=fact.stated_by, approver=actor.id, two_person_rule=two_person_rule)
    approved = fact.supersede(session, now=now, by=actor.id, approved_by=actor.id)
    certification = _certification(session, fact.certification_id)
    _journal(session, certification, actor, now, "certification:fact:approve", {"name": fact.name, "holds": False})
    return approved


def request_exclusion(
    session: Session,
    *,
    certification_id: int,
    profile: Profile,
    question: int,
    reason: str,
    applies_from: date,
    applies_until: date | None,
    actor: Actor,
    now: datetime,
) -> Exclusion:
    """Ask to leave a question out; it stays in the denominator until a second person approves.

    Raises:
        NotFound: no such question. InvalidInput: no reason, or it ends before it begins.
        Conflict: one is on record for this question already.
    """
    certification = _certification(session, certification_id)
    if profile.question(question) is None:
        raise NotFound("certification.no_such_question", number=question)
    reason = clean_text(reason, field="reason", limit=MAX_REASON)
    check_period(applies_from, applies_until)
    if session.scalars(
        select(Exclusion.id).where(
            Exclusion.certification_id == certification_id, Exclusion.question == question, Exclusion.on_record()
        )
    ).first():
        raise Conflict("certification.exclusion_on_record", number=question)
    exclusion = Exclusion(
        organization_id=certification.organization_id,
        certification_id=certification_id,
        question=question,
        reason=reason,
        applies_from=applies_from,
        applies_until=applies_until,
        requested_by=actor.id,
        recorded_from=now,
        recorded_by=actor.id,
    )
    session.add(exclusion)
    session.flush()
    _journal(
        session,
        certification,
        actor,
        now,
        "certification:exclusion:request",
        {
            "question": question,
            "reason": reason,
            "from": applies_from.isoformat(),
            "until": applies_until.isoformat() if applies_until else None,
        },
    )
    return exclusion


def approve_exclusion(
    session: Session, *, exclusion_id: int, two_person_rule: bool, actor: Actor, now: datetime
) -> Exclusion:
    """Approve an exclusion as the second person, so that it counts.

    Raises:
        NotPermitted: the approver asked for it. Conflict: it is no longer on record, or approved already.
    """
    exclusion = _exclusion(session, exclusion_id)
    if exclusion.approved_by is not None:
        raise Conflict("certification.nothing_to_approve")
    check_second_person(requested_by=exclusion.requested_by, approver=actor.id, two_person_rule=two_person_rule)
    approved = exclusion.supersede(session, now=now, by=actor.id, approved_by=actor.id, approved_at=now)
    certification = _certification(session, exclusion.certification_id)
    details: dict[str, object] = {"question": exclusion.question, "reason": exclusion.reason}
    _journal(session, certification, actor, now, "certification:exclusion:approve", details)
    return approved


def end_exclusion(session: Session, *, exclusion_id: int, actor: Actor, now: datetime) -> None:
    """Take an exclusion, or the wish for one, off record; the question counts again from now."""
    exclusion = _exclusion(session, exclusion_id)
    exclusion.close(session, now=now)
    certification = _certification(session, exclusion.certification_id)
    details: dict[str, object] = {"question": exclusion.question, "reason": exclusion.reason}
    _journal(session, certification, actor, now, "certification:exclusion:end", details)


def record_change(
    session: Session,
    *,
    organization_id: int,
    profile: Profile,
    kind: str,
    on: date,
    places: Sequence[str],
    known_places: Collection[str],
    note: str,
    actor: Actor,
    now: datetime,
) -> Change:
    """Record a dated change; it ends the use of older evidence for the questions its kind touches.

    Raises:
        InvalidInput: a kind the criteria do not know, or an unknown place.
    """
    if kind not in {known.id for known in profile.change_kinds}:
        raise InvalidInput("certification.no_such_change", field="kind", kind=kind)
    for place in places:
        if place not in known_places:
            raise InvalidInput("mapping.unknown_place", field="places", place=place)
    change = Change(
        organization_id=organization_id,
        kind=kind,
        on=on,
        places=sorted(set(places)),
        note=clean_text(note, field="note", limit=MAX_REASON, required=False),
        recorded_from=now,
        recorded_by=actor.id,
    )
    session.add(change)
    session.flush()
    record(
        session,
        organization_id=organization_id,
        actor=actor,
        now=now,
        tag="certification:change:record",
        subject=kind,
        details={"on": on.isoformat(), "places": list(change.places), "note": change.note},
    )
    return change


def remove_change(session: Session, *, change_id: int, actor: Actor, now: datetime) -> None:
    """Take a change that was recorded by mistake off record; past days still see it.

    Raises:
        Conflict: it is off record already.
    """
    change = session.get(Change, change_id)
    if change is None:
        raise NotFound("certification.no_such_change_record")
    if change.recorded_to is not None:
        raise Conflict("certification.changed_meanwhile")
    change.close(session, now=now)
    record(
        session,
        organization_id=change.organization_id,
        actor=actor,
        now=now,
        tag="certification:change:remove",
        subject=change.kind,
        details={"on": change.on.isoformat(), "places": list(change.places)},
    )


def _fact(session: Session, certification_id: int, name: str) -> StatedFact | None:
    of = (StatedFact.certification_id == certification_id, StatedFact.name == name)
    return session.scalars(select(StatedFact).where(*of, StatedFact.on_record())).one_or_none()


def _certification(session: Session, certification_id: int) -> Certification:
    found = session.get(Certification, certification_id)
    if found is None:
        raise NotFound("certification.no_such_certification", slug=str(certification_id))
    return found


def _exclusion(session: Session, exclusion_id: int) -> Exclusion:
    found = session.get(Exclusion, exclusion_id)
    if found is None:
        raise NotFound("certification.no_such_exclusion")
    if found.recorded_to is not None:
        raise Conflict("certification.changed_meanwhile")
    return found


def _journal(
    session: Session,
    certification: Certification,
    actor: Actor,
    now: datetime,
    tag: str,
    details: dict[str, object],
) -> None:
    record(
        session,
        organization_id=certification.organization_id,
        actor=actor,
        now=now,
        tag=tag,
        subject=certification.slug,
        details=details,
    )
