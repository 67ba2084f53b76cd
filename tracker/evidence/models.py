"""Mapped classes of evidence."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Owned, Recorded

OPEN = text("recorded_to IS NULL")


class EvidenceItem(Base, Owned):
    """証跡: one piece of audit evidence; its number is stable for ever (証-0014). One file, one item.

    `stack` is the number of the first item of photos taken in one step; they are shown and judged together.
    """

    __tablename__ = "evidence_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    title: Mapped[str]
    stack: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (UniqueConstraint("organization_id", "number"),)


class Revision(Base, Owned):
    """版: bytes that are never edited, with the name they came by (NFC, as given) and the type read from the bytes."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"), index=True)
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    original_name: Mapped[str]
    media_type: Mapped[str]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("item_id", "number"),)


class RevisionFacts(Base, Owned, Recorded):
    """Kind and dates of the fact that a revision shows, not of its upload."""

    __tablename__ = "revision_facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    kind: Mapped[str]
    collected_on: Mapped[date]
    covers_from: Mapped[date | None]
    covers_to: Mapped[date | None]
    valid_until: Mapped[date | None]

    __table_args__ = (
        Index("uq_revision_facts_open", "revision_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_revision_facts_revision", "revision_id", "recorded_from"),
    )


class Withdrawal(Base, Owned, Recorded):
    """A revision taken out of use, with the reason; while on record it counts for nothing. The bytes stay."""

    __tablename__ = "withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    reason: Mapped[str]

    __table_args__ = (
        Index("uq_withdrawal_open", "revision_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )
