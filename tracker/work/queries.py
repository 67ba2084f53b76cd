"""Reads of requests and assignments, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tracker.access.models import User
from tracker.certification.models import Certification
from tracker.errors import NotFound
from tracker.evidence.models import EvidenceItem
from tracker.mapping.queries import LinkView, links_of
from tracker.work.models import Assignment, Request, RequestReply
from tracker.work.rules import RequestState, Task, request_state


@dataclass(frozen=True)
class RequestView:
    """One request and how it stands. `sent` are the items of the newest reply; `reason` is why it was returned."""

    id: int
    certification: str
    question: int
    expectation_id: str
    place: str
    asked_of: int
    asked_of_name: str
    asked_by_name: str
    asked_at: datetime
    text: str
    example: int | None
    due_on: date
    state: RequestState
    sent: tuple[int, ...]
    returned: tuple[int, ...]
    sent_at: datetime | None
    reason: str

    @property
    def waits_for_them(self) -> bool:
        """Tell whether it is the turn of whoever was asked."""
        return self.state in ("open", "returned")

    def late(self, today: date) -> bool:
        """Tell whether it still waits after its day."""
        return self.waits_for_them and self.due_on < today


@dataclass(frozen=True)
class AssignmentView:
    """Who holds a task, and until when."""

    task: str
    owner: int
    owner_name: str
    due_on: date | None

    @property
    def as_task(self) -> Task:
        """Give what the rules look at."""
        return Task(self.owner, self.due_on)


def requests(session: Session, *, asked_of: int | None = None, number: int | None = None) -> tuple[RequestView, ...]:
    """List requests, the one due first at the top; `asked_of` narrows to one person's."""
    asker, asked = aliased(User), aliased(User)
    statement = (
        select(Request, Certification.slug, asked.name, asker.name)
        .join(Certification, Certification.id == Request.certification_id)
        .join(asked, asked.id == Request.asked_of)
        .join(asker, asker.id == Request.asked_by)
        .order_by(Request.due_on, Request.id)
    )
    if asked_of is not None:
        statement = statement.where(Request.asked_of == asked_of)
    if number is not None:
        statement = statement.where(Request.id == number)
    rows = session.execute(statement).all()
    replies = _newest_replies(session, [row.id for row, *_ in rows])
    sent = {item for _, items in replies.values() for item in items}
    links = {(link.item, link.expectation_id): link for link in links_of(session, items=sorted(sent))} if sent else {}
    return tuple(
        _view(row, slug, asked_name, asker_name, replies.get(row.id, (None, ())), links)
        for row, slug, asked_name, asker_name in rows
    )


def request(session: Session, number: int, *, asked_of: int | None = None) -> RequestView:
    """Read one request.

    Raises:
        NotFound: none of that number for this reader.
    """
    found = requests(session, asked_of=asked_of, number=number)
    if not found:
        raise NotFound("work.no_such_request", number=number)
    return found[0]


def _newest_replies(session: Session, request_ids: list[int]) -> dict[int, tuple[datetime, tuple[int, ...]]]:
    rows = session.execute(
        select(RequestReply, EvidenceItem.number)
        .join(EvidenceItem, EvidenceItem.id == RequestReply.item_id)
        .where(RequestReply.request_id.in_(request_ids))
        .order_by(RequestReply.replied_at, EvidenceItem.number)
    )
    found: dict[int, tuple[datetime, tuple[int, ...]]] = {}
    for reply, number in rows:
        at, items = found.get(reply.request_id, (reply.replied_at, ()))
        found[reply.request_id] = (reply.replied_at, (*items, number) if at == reply.replied_at else (number,))
    return found


def _view(
    row: Request,
    slug: str,
    asked_of_name: str,
    asked_by_name: str,
    reply: tuple[datetime | None, tuple[int, ...]],
    links: dict[tuple[int, str], LinkView],
) -> RequestView:
    sent_at, sent = reply
    standing = {
        item: link.revisions[0]
        for item in sent
        if (link := links.get((item, row.expectation_id))) is not None and link.revisions
    }
    returned = tuple(item for item, one in standing.items() if one.standing == "returned")
    state = request_state(taken_back=row.ended_at is not None, newest_reply=[one.standing for one in standing.values()])
    return RequestView(
        id=row.id,
        certification=slug,
        question=row.question,
        expectation_id=row.expectation_id,
        place=row.place,
        asked_of=row.asked_of,
        asked_of_name=asked_of_name,
        asked_by_name=asked_by_name,
        asked_at=row.asked_at,
        text=row.text,
        example=row.example,
        due_on=row.due_on,
        state=state,
        sent=tuple(standing),
        returned=returned,
        sent_at=sent_at if standing else None,
        reason=" ".join(dict.fromkeys(standing[item].verdict_reason for item in returned)),
    )


def assignments(session: Session, certification_id: int) -> dict[str, AssignmentView]:
    """List who holds which task of a certification, by task."""
    rows = session.execute(
        select(Assignment, User.name)
        .join(User, User.id == Assignment.owner)
        .where(Assignment.certification_id == certification_id, Assignment.on_record())
        .order_by(Assignment.task)
    )
    return {row.task: AssignmentView(row.task, row.owner, name, row.due_on) for row, name in rows}
