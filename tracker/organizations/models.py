"""Mapped classes of the organization and its places."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Owned, Recorded

OPEN = text("recorded_to IS NULL")


class Organization(Base):
    """事業者: the auditee. Only its identity; what it says of itself is `OrganizationFacts`."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class OrganizationFacts(Base, Owned, Recorded):
    """What the organization states of itself; unknown stays null and is never guessed.

    `industry` is a code of `organizations.rules.INDUSTRIES`, `capital_yen` whole yen.
    """

    __tablename__ = "organization_facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    industry: Mapped[str | None]
    employees: Mapped[int | None]
    # Large firms state more yen than 32 bits hold.
    capital_yen: Mapped[int | None] = mapped_column(BigInteger)
    defence_work: Mapped[bool | None]
    two_person_rule: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        Index("uq_organization_facts_open", "organization_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )


class Site(Base, Owned, Recorded):
    """事業所: one place of the organization. The slug is the identity; each row is what was on record of it."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    closed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("uq_site_open", "organization_id", "slug", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )


class Counterparty(Base, Owned, Recorded):
    """取引先・クラウド: whoever holds the organization's information, by slug like a site.

    `kind` partner: a slot is asked for while `holds_information`; kind cloud: while `in_use`.
    """

    __tablename__ = "counterparty"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    holds_information: Mapped[bool] = mapped_column(default=True)
    in_use: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        CheckConstraint("kind IN ('partner', 'cloud')", name="kind"),
        Index("uq_counterparty_open", "organization_id", "slug", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )
