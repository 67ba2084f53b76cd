"""Mapped classes of people and what they were granted."""

from datetime import date, datetime

from flask_security.core import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base


class User(Base, UserMixin):
    """A person who signs in. What they may do stands in their grants alone."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str | None]
    created_at: Mapped[datetime]


class Grant(Base):
    """権限付与: who may act in which role, where, from when, until when.

    `scope_id` is an organization's or a certification's id by `scope_kind`; the installation has none. `ends` is the
    last day that counts. Rows are ended, never deleted. Only an auditor needs `may_download`.
    """

    __tablename__ = "grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str]
    scope_kind: Mapped[str]
    scope_id: Mapped[int | None]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date | None]
    may_download: Mapped[bool] = mapped_column(default=False)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("role IN ('operator', 'lead', 'contributor', 'manager', 'auditor')", name="role"),
        CheckConstraint("scope_kind IN ('installation', 'organization', 'certification')", name="scope_kind"),
        CheckConstraint("(scope_kind = 'installation') = (scope_id IS NULL)", name="scope_id"),
        Index("ix_grant_scope", "scope_kind", "scope_id"),
    )
