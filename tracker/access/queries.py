"""Reads of people and grants, as frozen values. A grant belongs to no tenant filter: each read here names its scope."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.access import models
from tracker.access.rules import GRANTED_ROLES, Grant, active, not_active
from tracker.errors import NotFound, Reason
from tracker.organizations.models import Organization
from tracker.web.context import day_in_tokyo


@dataclass(frozen=True)
class GrantLine:
    """One grant as a list shows it. `refused` says why it does not hold today, None = it holds."""

    id: int
    role: str
    organization_slug: str
    scope_kind: str
    scope_id: int | None
    starts: date
    ends: date | None
    may_download: bool
    refused: Reason | None


@dataclass(frozen=True)
class Person:
    """One person as a list shows them, with the grants that the reader may see."""

    id: int
    name: str
    email: str
    active: bool
    has_password: bool
    created_at: datetime
    grants: tuple[GrantLine, ...]


def as_rule(row: models.Grant) -> Grant:
    """Turn a row into what the rules look at."""
    return Grant(
        id=row.id,
        user_id=row.user_id,
        role=row.role,
        scope_kind=row.scope_kind,
        scope_id=row.scope_id,
        organization_id=row.organization_id,
        starts=row.starts,
        ends=row.ends,
        may_download=row.may_download,
        ended_on=day_in_tokyo(row.ended_at) if row.ended_at is not None else None,
    )


def grants_of(session: Session, user_id: int) -> tuple[Grant, ...]:
    """List every grant a person ever had, ended ones too."""
    rows = session.scalars(select(models.Grant).where(models.Grant.user_id == user_id).order_by(models.Grant.id))
    return tuple(as_rule(row) for row in rows)


def person_by_email(session: Session, email: str) -> models.User | None:
    """Find a person by address, whatever its capitals."""
    return session.scalar(select(models.User).where(func.lower(models.User.email) == email.lower()))


def people(session: Session, *, organization_id: int | None, day: date) -> list[Person]:
    """List people by name with their grants: those of one organization, or of the installation (None).

    Inside one organization only its own grants are shown: where else somebody works is nobody's business.
    """
    query = select(models.Grant, Organization.slug).outerjoin(
        Organization, Organization.id == models.Grant.organization_id
    )
    if organization_id is not None:
        query = query.where(models.Grant.organization_id == organization_id)
    lines: dict[int, list[GrantLine]] = {}
    for row, slug in session.execute(query.order_by(models.Grant.id)):
        lines.setdefault(row.user_id, []).append(
            GrantLine(
                id=row.id,
                role=row.role,
                organization_slug=slug or "",
                scope_kind=row.scope_kind,
                scope_id=row.scope_id,
                starts=row.starts,
                ends=row.ends,
                may_download=row.may_download,
                refused=not_active(as_rule(row), day),
            )
        )
    users = select(models.User).order_by(models.User.name, models.User.id)
    if organization_id is not None:
        users = users.where(models.User.id.in_(lines))
    return [
        Person(
            id=user.id,
            name=user.name,
            email=user.email,
            active=user.active,
            has_password=user.password is not None,
            created_at=user.created_at,
            grants=tuple(lines.get(user.id, ())),
        )
        for user in session.scalars(users)
    ]


def person(session: Session, user_id: int, *, organization_id: int | None, day: date) -> Person:
    """Read one person as the reader may see them.

    Raises:
        NotFound: nobody of that id, or nobody of this organization.
    """
    for found in people(session, organization_id=organization_id, day=day):
        if found.id == user_id:
            return found
    raise NotFound("access.no_such_person")


def names_of(session: Session, user_ids: set[int]) -> dict[int, str]:
    """Name people by id, for pages that show who did something."""
    rows = session.execute(select(models.User.id, models.User.name).where(models.User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def whom_to_ask(session: Session, organization_id: int, day: date) -> list[str]:
    """Name who can give access in an organization: its leads with a live grant."""
    lead = GRANTED_ROLES[1]
    rows = session.execute(
        select(models.Grant, models.User.name)
        .join(models.User, models.User.id == models.Grant.user_id)
        .where(models.Grant.organization_id == organization_id, models.Grant.role == lead, models.User.active)
        .order_by(models.User.name)
    )
    return list(dict.fromkeys(name for row, name in rows if active(as_rule(row), day)))
