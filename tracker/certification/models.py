"""Mapped classes of a certification plan and what is stated for it."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Owned, Recorded

OPEN = text("recorded_to IS NULL")


class Certification(Base, Owned):
    """認証計画: an organization going for one body's scope. Only its identity; see `CertificationPlan`."""

    __tablename__ = "certification"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class CertificationPlan(Base, Owned, Recorded):
    """What is planned: the profile by id and digest, the scope statement, the audit day and the stage.

    `sites` are site slugs; `edition` is the digest of the criteria edition the profile was resolved from.
    """

    __tablename__ = "certification_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"))
    title: Mapped[str]
    edition: Mapped[str]
    profile_id: Mapped[str]
    profile_digest: Mapped[str]
    sites: Mapped[list[str]] = mapped_column(JSON)
    departments: Mapped[str] = mapped_column(default="")
    protected_information: Mapped[str] = mapped_column(default="")
    audit_day: Mapped[date | None]
    stage: Mapped[str]

    __table_args__ = (
        Index("uq_certification_plan_open", "certification_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )


class StatedFact(Base, Owned, Recorded):
    """An answer to a condition (`uses_cloud`, …). One that takes a requirement away counts only once approved."""

    __tablename__ = "stated_fact"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"))
    name: Mapped[str]
    holds: Mapped[bool]
    stated_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (
        Index("uq_stated_fact_open", "certification_id", "name", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )


class Answer(Base, Owned, Recorded):
    """回答: per certification and question; todo, considering, partial or done."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"))
    question: Mapped[int]
    answer: Mapped[str]

    __table_args__ = (
        CheckConstraint("answer IN ('todo', 'considering', 'partial', 'done')", name="answer"),
        Index("uq_answer_open", "certification_id", "question", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )


class Exclusion(Base, Owned, Recorded):
    """適用除外: a question left out for a reason, from and until; counts only once a second person approved it."""

    __tablename__ = "exclusion"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"))
    question: Mapped[int]
    reason: Mapped[str]
    applies_from: Mapped[date]
    applies_until: Mapped[date | None]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_exclusion_open", "certification_id", "question", unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        ),
    )


class Change(Base, Owned, Recorded):
    """変更: a dated event of a criteria kind at named places (none = all) that ends older evidence it touches."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    on: Mapped[date]
    places: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_change_on", "organization_id", "on"),)


class Confirmation(Base, Owned):
    """経営者確認: the manager confirmed this scope and this readiness on this day; rows only accumulate."""

    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("certification_plan.id"))
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime]
    day: Mapped[date]
    provable_bp: Mapped[int | None]
    claimed_bp: Mapped[int | None]

    __table_args__ = (UniqueConstraint("certification_id", "confirmed_at"),)
