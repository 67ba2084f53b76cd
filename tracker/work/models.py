"""Mapped classes of requests, replies and assignments."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Owned, Recorded

OPEN = text("recorded_to IS NULL")


class Request(Base, Owned):
    """依頼: one person is asked for one piece of evidence, in a plain sentence, until a day.

    How it stands is derived from its replies and their verdicts, never stored; `ended_at` = taken back.
    """

    __tablename__ = "request"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"), index=True)
    question: Mapped[int]
    expectation_id: Mapped[str]
    place: Mapped[str]
    asked_of: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    text: Mapped[str]
    example: Mapped[int | None]
    due_on: Mapped[date]
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class RequestReply(Base, Owned):
    """Which evidence was handed in for a request; the files of one sending share their instant."""

    __tablename__ = "request_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"), index=True)
    replied_at: Mapped[datetime]
    replied_by: Mapped[int] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (UniqueConstraint("request_id", "item_id", "replied_at"),)


class Assignment(Base, Owned, Recorded):
    """担当・期日: who holds a task, named as `blocked_by` of a readiness report names it, and until when."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"))
    task: Mapped[str]
    owner: Mapped[int] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date | None]

    __table_args__ = (
        Index("uq_assignment_open", "certification_id", "task", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )
