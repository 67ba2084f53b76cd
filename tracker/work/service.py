"""Use cases of work: ask somebody, take it back, put a reply on record; set and clear who holds a task.

Each journals in the caller's transaction and commits nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.certification.models import Certification
from tracker.criteria.rules import Expectation, Question
from tracker.errors import Conflict, InvalidInput, NotFound
from tracker.evidence.models import EvidenceItem
from tracker.evidence.rules import clean_text, evidence_number
from tracker.journal.rules import Actor
from tracker.journal.service import record
from tracker.readiness.slots import slot_key
from tracker.work.models import Assignment, Request, RequestReply
from tracker.work.rules import MAX_REQUEST


def make_request(
    session: Session,
    *,
    certification_id: int,
    question: Question,
    expectation: Expectation,
    place: str,
    known_places: Collection[str],
    asked_of: int | None,
    known_people: Collection[int],
    text: str,
    example: int | None,
    due_on: date | None,
    today: date,
    actor: Actor,
    now: datetime,
) -> Request:
    """Ask somebody for one piece of evidence; the task is theirs until that day from now on.

    `known_people` are those who may answer, `known_places` those that the expectation asks about.

    Raises:
        InvalidInput: an unknown place, nobody who may answer, no sentence, a day missing or past, or an example that
            this organization has not.
    """
    if place not in known_places:
        raise InvalidInput("work.unknown_place", field="place")
    if asked_of not in known_people or asked_of is None:
        raise InvalidInput("work.unknown_person", field="asked_of")
    text = clean_text(text, field="text", limit=MAX_REQUEST)
    if due_on is None or due_on < today:
        raise InvalidInput("work.due_day_past", field="due_on")
    if example is not None and _item(session, example) is None:
        raise InvalidInput("work.no_such_example", field="example", number=example)
    plan = session.get_one(Certification, certification_id)
    made = Request(
        organization_id=plan.organization_id,
        certification_id=plan.id,
        question=question.number,
        expectation_id=expectation.id,
        place=place,
        asked_of=asked_of,
        text=text,
        example=example,
        due_on=due_on,
        asked_by=actor.id,
        asked_at=now,
    )
    session.add(made)
    session.flush()
    details = {"asked_of": asked_of, "text": text, "due_on": due_on.isoformat(), "place": place}
    _journal(session, plan, "work:request:make", expectation.id, details, actor, now)
    _hold(session, plan, slot_key(expectation.id, place), asked_of, due_on, actor, now)
    return made


def take_back(session: Session, *, request_id: int, actor: Actor, now: datetime) -> None:
    """Take a request back; what was sent for it stays.

    Raises:
        Conflict: it is taken back already.
    """
    asked = _request(session, request_id)
    if asked.ended_at is not None:
        raise Conflict("work.taken_back_already")
    asked.ended_at, asked.ended_by = now, actor.id
    plan = session.get_one(Certification, asked.certification_id)
    _journal(session, plan, "work:request:take_back", asked.expectation_id, {"text": asked.text}, actor, now)
    session.flush()


def reply(session: Session, *, request_id: int, items: Iterable[int], actor: Actor, now: datetime) -> None:
    """Put on record which items were handed in for a request; they are collected and linked already.

    Raises:
        Conflict: it was taken back meanwhile.
        NotFound: no such request or item.
    """
    asked = _request(session, request_id)
    if asked.ended_at is not None:
        raise Conflict("work.taken_back_meanwhile")
    numbers = list(items)
    for number in numbers:
        item = _item(session, number)
        if item is None:
            raise NotFound("evidence.no_such_item", number=number)
        session.add(
            RequestReply(
                organization_id=asked.organization_id,
                request_id=asked.id,
                item_id=item.id,
                replied_at=now,
                replied_by=actor.id,
            )
        )
    plan = session.get_one(Certification, asked.certification_id)
    details = {"evidence": [evidence_number(number) for number in numbers]}
    _journal(session, plan, "work:request:reply", asked.expectation_id, details, actor, now)
    session.flush()


def assign(
    session: Session,
    *,
    certification_id: int,
    task: str,
    known_tasks: Collection[str],
    owner: int | None,
    known_people: Collection[int],
    due_on: date | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Say who holds a task and until when; saying again what is on record changes nothing.

    Raises:
        InvalidInput: no such task of this certification, or an owner without a live grant here.
    """
    if task not in known_tasks:
        raise InvalidInput("work.unknown_task", field="task")
    if owner is None or owner not in known_people:
        raise InvalidInput("work.unknown_person", field="owner")
    _hold(session, session.get_one(Certification, certification_id), task, owner, due_on, actor, now)


def _hold(
    session: Session, plan: Certification, task: str, owner: int, due_on: date | None, actor: Actor, now: datetime
) -> None:
    held = _assignment(session, plan, task)
    if held is None:
        session.add(
            Assignment(
                organization_id=plan.organization_id,
                certification_id=plan.id,
                task=task,
                owner=owner,
                due_on=due_on,
                recorded_from=now,
                recorded_by=actor.id,
            )
        )
    elif (held.owner, held.due_on) == (owner, due_on):
        return
    else:
        held.supersede(session, now=now, by=actor.id, owner=owner, due_on=due_on)
    details = {"owner": owner, "due_on": due_on.isoformat() if due_on else None}
    _journal(session, plan, "work:assignment:set", task, details, actor, now)
    session.flush()


def clear_assignment(session: Session, *, certification_id: int, task: str, actor: Actor, now: datetime) -> None:
    """Say that nobody holds a task any more.

    Raises:
        Conflict: nobody holds it.
    """
    plan = session.get_one(Certification, certification_id)
    held = _assignment(session, plan, task)
    if held is None:
        raise Conflict("work.nobody_holds_it")
    held.close(session, now=now)
    _journal(session, plan, "work:assignment:clear", task, {"owner": held.owner}, actor, now)


def _journal(
    session: Session,
    plan: Certification,
    tag: str,
    about: str,
    details: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> None:
    record(
        session,
        organization_id=plan.organization_id,
        actor=actor,
        now=now,
        tag=tag,
        subject=f"{plan.slug} {about}",
        details=dict(details),
    )


def _request(session: Session, number: int) -> Request:
    found = session.scalars(select(Request).where(Request.id == number)).one_or_none()
    if found is None:
        raise NotFound("work.no_such_request", number=number)
    return found


def _assignment(session: Session, plan: Certification, task: str) -> Assignment | None:
    return session.scalars(
        select(Assignment).where(
            Assignment.certification_id == plan.id, Assignment.task == task, Assignment.on_record()
        )
    ).one_or_none()


def _item(session: Session, number: int) -> EvidenceItem | None:
    return session.scalars(select(EvidenceItem).where(EvidenceItem.number == number)).one_or_none()
