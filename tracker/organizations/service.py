"""What can be done to the organization and its places; each writes its journal entry in the same transaction.

`seen` is the `version` that a form showed; when somebody recorded another one meanwhile, the act is refused. None
does not ask.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.errors import Conflict, NotFound, NotPermitted
from tracker.journal import service as journal
from tracker.journal.rules import Actor
from tracker.organizations.models import Counterparty, Organization, OrganizationFacts, Site
from tracker.organizations.rules import (
    MAX_ADDRESS,
    MAX_NAME,
    Stated,
    changes_between,
    check_counterparty_kind,
    check_slug,
    check_stated,
    clean_line,
    propose_slug,
)

Row = TypeVar("Row", OrganizationFacts, Site, Counterparty)


def add_organization(session: Session, *, slug: str, name: str, actor: Actor, now: datetime) -> Organization:
    """Add an organization with its name; the rest it states of itself later.

    Raises:
        InvalidInput: the slug or name cannot be used, or the slug is taken.
    """
    taken = session.scalars(select(Organization.slug).where(Organization.slug == slug))
    check_slug(slug, taken=taken)
    stated = check_stated(Stated(name=name))
    organization = Organization(slug=slug, created_at=now)
    session.add(organization)
    session.flush()
    session.add(
        OrganizationFacts(organization_id=organization.id, recorded_from=now, recorded_by=actor.id, **asdict(stated))
    )
    session.flush()
    _journal(session, organization.id, actor, now, "organization:add", slug, {"name": stated.name})
    return organization


def state_facts(
    session: Session,
    *,
    organization_id: int,
    stated: Stated,
    actor: Actor,
    now: datetime,
    may_set_two_person_rule: bool = False,
    seen: int | None = None,
) -> None:
    """Record what the organization states of itself now; the same again records nothing.

    With it goes the two-person rule. `may_set_two_person_rule` is what the permission table says of this person; the
    journal tells of a switch, and every bundle says that the rule is off.

    Raises:
        InvalidInput: a value cannot be.
        NotPermitted: the two-person rule was to be switched by somebody who may not.
        Conflict: somebody else recorded other facts meanwhile.
    """
    stated = check_stated(stated)
    facts = _newest(session, OrganizationFacts, organization_id, None, seen)
    before = Stated(**{name: getattr(facts, name) for name in asdict(stated)})
    changed = changes_between(before, stated)
    if not changed:
        return
    if "two_person_rule" in changed and not may_set_two_person_rule:
        raise NotPermitted("organizations.two_person_rule_stays", field="two_person_rule")
    slug = session.scalars(select(Organization.slug).where(Organization.id == organization_id)).one()
    facts.supersede(session, now=now, by=actor.id, **asdict(stated))
    _journal(session, organization_id, actor, now, "facts:state", slug, {"changed": changed})


def add_site(
    session: Session,
    *,
    organization_id: int,
    name: str,
    slug: str = "",
    address: str = "",
    actor: Actor,
    now: datetime,
) -> Site:
    """Add a site; an empty slug is made from the name.

    Raises:
        InvalidInput: the slug, name or address cannot be used, or the slug is taken.
    """
    taken = _slugs(session, Site, organization_id)
    name = clean_line(name, field="name", limit=MAX_NAME)
    site = Site(
        organization_id=organization_id,
        slug=check_slug(slug or propose_slug(name, kind="site", taken=taken), taken=taken),
        name=name,
        address=clean_line(address, field="address", limit=MAX_ADDRESS, required=False),
        closed=False,
        recorded_from=now,
        recorded_by=actor.id,
    )
    session.add(site)
    session.flush()
    _journal(session, organization_id, actor, now, "site:add", f"site:{site.slug}", {"name": name})
    return site


def state_site(
    session: Session,
    *,
    organization_id: int,
    slug: str,
    name: str,
    address: str,
    closed: bool,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Record a site's name, address and whether it is closed; the same again records nothing.

    Raises:
        InvalidInput: a value cannot be used. NotFound: no such site. Conflict: changed by somebody else meanwhile.
    """
    values = {
        "name": clean_line(name, field="name", limit=MAX_NAME),
        "address": clean_line(address, field="address", limit=MAX_ADDRESS, required=False),
        "closed": closed,
    }
    site = _newest(session, Site, organization_id, slug, seen)
    changed = _supersede(session, site, values, actor, now)
    if changed:
        _journal(session, organization_id, actor, now, "site:state", f"site:{slug}", {"changed": changed})


def add_counterparty(
    session: Session,
    *,
    organization_id: int,
    kind: str,
    name: str,
    slug: str = "",
    holds_information: bool = True,
    in_use: bool = True,
    actor: Actor,
    now: datetime,
) -> Counterparty:
    """Add a business partner (`kind` partner) or a cloud service (`kind` cloud); an empty slug is made from the name.

    Raises:
        InvalidInput: the kind, slug or name cannot be used, or the slug is taken.
    """
    check_counterparty_kind(kind)
    taken = _slugs(session, Counterparty, organization_id)
    name = clean_line(name, field="name", limit=MAX_NAME)
    counterparty = Counterparty(
        organization_id=organization_id,
        slug=check_slug(slug or propose_slug(name, kind=kind, taken=taken), taken=taken),
        kind=kind,
        name=name,
        holds_information=holds_information,
        in_use=in_use,
        recorded_from=now,
        recorded_by=actor.id,
    )
    session.add(counterparty)
    session.flush()
    details = {"name": name, "holds_information": holds_information, "in_use": in_use}
    _journal(session, organization_id, actor, now, "counterparty:add", f"{kind}:{counterparty.slug}", details)
    return counterparty


def state_counterparty(
    session: Session,
    *,
    organization_id: int,
    slug: str,
    name: str,
    holds_information: bool,
    in_use: bool,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Record a counterparty's name, whether it holds our information and whether we use it.

    The kind stays: links name the place by it. The same again records nothing.

    Raises:
        InvalidInput: a value cannot be used. NotFound: no such one. Conflict: changed by somebody else meanwhile.
    """
    values = {
        "name": clean_line(name, field="name", limit=MAX_NAME),
        "holds_information": holds_information,
        "in_use": in_use,
    }
    row = _newest(session, Counterparty, organization_id, slug, seen)
    changed = _supersede(session, row, values, actor, now)
    if changed:
        _journal(session, organization_id, actor, now, "counterparty:state", f"{row.kind}:{slug}", {"changed": changed})


def _slugs(session: Session, cls: type[Site] | type[Counterparty], organization_id: int) -> set[str]:
    """Name every slug ever used: an old one must never come to mean another place."""
    return set(session.scalars(select(cls.slug).where(cls.organization_id == organization_id)))


def _newest(session: Session, cls: type[Row], organization_id: int, slug: str | None, seen: int | None) -> Row:
    """Lock and give the row on record; `slug` None where there is one row per organization."""
    mine: list[Any] = [cls.organization_id == organization_id]
    if slug is not None and not issubclass(cls, OrganizationFacts):
        mine.append(cls.slug == slug)
    row = session.scalars(select(cls).where(*mine, cls.on_record()).with_for_update()).one_or_none()
    if row is None and session.scalars(select(cls.id).where(*mine).limit(1)).first() is None:
        if issubclass(cls, OrganizationFacts):
            raise NotFound("organizations.no_such_organization", asked=str(organization_id))
        raise NotFound("organizations.no_such_site" if cls is Site else "organizations.no_such_counterparty", slug=slug)
    # No row on record though there once was one: another transaction closed it while we waited for the lock.
    if row is None or (seen is not None and row.id != seen):
        raise Conflict("organizations.changed_meanwhile")
    return row


def _supersede(
    session: Session, row: Site | Counterparty, values: dict[str, Any], actor: Actor, now: datetime
) -> dict[str, list[Any]]:
    changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if changed:
        row.supersede(session, now=now, by=actor.id, **values)
    return changed


def _journal(
    session: Session, organization_id: int, actor: Actor, now: datetime, act: str, subject: str, details: dict[str, Any]
) -> None:
    journal.record(
        session,
        organization_id=organization_id,
        actor=actor,
        now=now,
        tag=f"organization:{act}",
        subject=subject,
        details=details,
    )
