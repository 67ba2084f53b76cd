"""Mapped classes of links and verdicts."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Owned, Recorded

OPEN = text("recorded_to IS NULL")


class EvidenceLink(Base, Owned, Recorded):
    """対応付け: this item shows that expectation, at these places, for this reason.

    A row is closed when unlinked and superseded when expectation, places or reason change; a verdict names the row, so
    it ends with it. `made_by` is the first maker, kept through every successor.
    """

    __tablename__ = "evidence_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"), index=True)
    catalog_id: Mapped[str]
    question: Mapped[int]
    expectation_id: Mapped[str]
    reason: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))

    places: Mapped[list["LinkPlace"]] = relationship(lazy="selectin", order_by="LinkPlace.place")

    __table_args__ = (
        Index(
            "uq_evidence_link_open", "item_id", "expectation_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index("ix_evidence_link_slot", "organization_id", "expectation_id"),
    )


class LinkPlace(Base, Owned):
    """One place that a link names, as a place key (site:honsha). No row = the whole organization."""

    __tablename__ = "link_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("evidence_link.id"))
    place: Mapped[str]

    __table_args__ = (UniqueConstraint("link_id", "place"),)


class Verdict(Base, Owned, Recorded):
    """確認: on one link row, one revision and one row of its facts; accepted as proof, or returned with a reason.

    `sha256` repeats the digest that was judged: approval is bound to bytes.
    """

    __tablename__ = "verdict"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("evidence_link.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    facts_id: Mapped[int] = mapped_column(ForeignKey("revision_facts.id"))
    sha256: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("outcome IN ('accepted', 'returned')", name="outcome"),
        CheckConstraint("outcome = 'accepted' OR reason <> ''", name="returned_with_reason"),
        Index(
            "uq_verdict_open",
            "link_id",
            "revision_id",
            "facts_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )
