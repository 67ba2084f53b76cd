"""Reads of the organization and its places, now or as recorded at an instant.

All but `organization_by_slug` and `organizations` rely on a session confined to one organization.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tracker.errors import NotFound
from tracker.organizations.models import Counterparty, Organization, OrganizationFacts, Site
from tracker.organizations.rules import WHOLE, Places, Stated


@dataclass(frozen=True)
class OrganizationView:
    """事業者 as recorded; `version` names the row, so that a form can tell that it still shows the newest."""

    id: int
    slug: str
    stated: Stated
    recorded_from: datetime
    version: int

    @property
    def name(self) -> str:
        """The name it states."""
        return self.stated.name

    @property
    def two_person_rule(self) -> bool:
        """Whether judging and approving need a second person."""
        return self.stated.two_person_rule


@dataclass(frozen=True)
class SiteView:
    """事業所 as recorded."""

    slug: str
    name: str
    address: str
    closed: bool
    version: int

    @property
    def key(self) -> str:
        """The place key."""
        return f"site:{self.slug}"


@dataclass(frozen=True)
class CounterpartyView:
    """取引先 or クラウド as recorded; `asked_for` = its slots are asked for."""

    slug: str
    kind: str
    name: str
    holds_information: bool
    in_use: bool
    version: int

    @property
    def key(self) -> str:
        """The place key."""
        return f"{self.kind}:{self.slug}"

    @property
    def asked_for(self) -> bool:
        """Tell whether evidence about it is expected: a partner that holds information, a cloud in use."""
        return self.in_use if self.kind == "cloud" else self.holds_information


def organization(session: Session, organization_id: int, at: datetime | None = None) -> OrganizationView:
    """Give an organization as recorded at `at` (None = now).

    Raises:
        NotFound: no such organization, or not yet on record then.
    """
    return _one_organization(session, Organization.id == organization_id, at, str(organization_id))


def organization_by_slug(session: Session, slug: str) -> OrganizationView:
    """Give an organization by its short name; for the command and for signing in.

    Raises:
        NotFound: no such organization.
    """
    return _one_organization(session, Organization.slug == slug, None, slug)


def organizations(session: Session) -> tuple[OrganizationView, ...]:
    """List all organizations by short name: only for the operator, signing in and the command."""
    rows = session.execute(
        select(Organization, OrganizationFacts)
        .join(OrganizationFacts, OrganizationFacts.organization_id == Organization.id)
        .where(OrganizationFacts.on_record())
        .order_by(Organization.slug)
    )
    return tuple(_view(identity, facts) for identity, facts in rows)


def sites(session: Session, at: datetime | None = None) -> tuple[SiteView, ...]:
    """List the sites as recorded at `at`, closed ones too, by short name."""
    rows = session.scalars(select(Site).where(Site.on_record(at)).order_by(Site.slug))
    return tuple(SiteView(row.slug, row.name, row.address, row.closed, row.id) for row in rows)


def counterparties(session: Session, at: datetime | None = None) -> tuple[CounterpartyView, ...]:
    """List partners, then cloud services, as recorded at `at`, by short name."""
    rows = session.scalars(
        select(Counterparty).where(Counterparty.on_record(at)).order_by(Counterparty.kind.desc(), Counterparty.slug)
    )
    return tuple(
        CounterpartyView(row.slug, row.kind, row.name, row.holds_information, row.in_use, row.id) for row in rows
    )


def site(session: Session, slug: str) -> SiteView:
    """Give one site.

    Raises:
        NotFound: none of that short name in this organization.
    """
    for view in sites(session):
        if view.slug == slug:
            return view
    raise NotFound("organizations.no_such_site", slug=slug)


def counterparty(session: Session, slug: str) -> CounterpartyView:
    """Give one partner or cloud service.

    Raises:
        NotFound: none of that short name in this organization.
    """
    for view in counterparties(session):
        if view.slug == slug:
            return view
    raise NotFound("organizations.no_such_counterparty", slug=slug)


def places(session: Session, site_slugs: Iterable[str], at: datetime | None = None) -> Places:
    """Give the places that slots are about, as recorded at `at`.

    The named sites that are open, partners that hold information, clouds in use; a slug no site bears is left out.
    """
    wanted = set(site_slugs)
    others = [view for view in counterparties(session, at) if view.asked_for]
    return Places(
        sites=tuple(view.slug for view in sites(session, at) if view.slug in wanted and not view.closed),
        partners=tuple(view.slug for view in others if view.kind == "partner"),
        clouds=tuple(view.slug for view in others if view.kind == "cloud"),
    )


def place_names(session: Session, at: datetime | None = None) -> dict[str, str]:
    """Give the name of every place by its key, closed and unused ones too: old links still name them.

    The whole organization bears the organization's own name.
    """
    whole = session.scalar(select(OrganizationFacts.name).where(OrganizationFacts.on_record(at)))
    named = {place.key: place.name for place in sites(session, at)}
    named |= {place.key: place.name for place in counterparties(session, at)}
    return {WHOLE: whole, **named} if whole is not None else named


def _one_organization(
    session: Session, which: ColumnElement[bool], at: datetime | None, asked: str
) -> OrganizationView:
    row = session.execute(
        select(Organization, OrganizationFacts)
        .join(OrganizationFacts, OrganizationFacts.organization_id == Organization.id)
        .where(which, OrganizationFacts.on_record(at))
    ).one_or_none()
    if row is None:
        raise NotFound("organizations.no_such_organization", asked=asked)
    return _view(*row)


def _view(identity: Organization, facts: OrganizationFacts) -> OrganizationView:
    stated = Stated(
        name=facts.name,
        industry=facts.industry,
        employees=facts.employees,
        capital_yen=facts.capital_yen,
        defence_work=facts.defence_work,
        two_person_rule=facts.two_person_rule,
    )
    return OrganizationView(identity.id, identity.slug, stated, facts.recorded_from, facts.id)
