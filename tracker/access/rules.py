"""Who may do what: the whole policy as one table of pure predicates.

A permission names, per role, the predicates that must all hold; a role that is not named is refused. Whoever signed
in has the role `person`, with or without a live grant. A predicate returns the reason of its refusal, or None.
No other file compares the name of a role.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from tracker.errors import Reason

Role = Literal["operator", "lead", "contributor", "manager", "auditor", "person"]
GrantedRole = Literal["operator", "lead", "manager", "contributor", "auditor"]
GRANTED_ROLES: tuple[GrantedRole, ...] = get_args(GrantedRole)
"""The roles that a grant can give; a person with several acts in the first of them that may."""

SCOPE_OF_ROLE: Mapping[GrantedRole, str] = {
    "operator": "installation",
    "lead": "organization",
    "manager": "organization",
    "contributor": "organization",
    "auditor": "certification",
}
GIVEN_BY_LEAD: tuple[GrantedRole, ...] = ("lead", "manager", "contributor", "auditor")
"""The roles a lead may give inside their own organization; only an operator makes operators."""


@dataclass(frozen=True)
class Grant:
    """A grant as the rules see it: who, in what role, where, from when, until when, and the day it was cut short."""

    id: int
    user_id: int
    role: str
    scope_kind: str
    scope_id: int | None
    organization_id: int | None
    starts: date
    ends: date | None
    may_download: bool = False
    ended_on: date | None = None


@dataclass(frozen=True)
class Resource:
    """What somebody wants to reach. None = not known at the door; the queries behind it narrow it down."""

    organization_id: int | None = None
    certification_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """Whether it is allowed, by which grant, or why not. `role` is the role acted in."""

    allowed: bool
    role: str
    grant: Grant | None = None
    reason: Reason | None = None


Predicate = Callable[[Grant, Resource], Reason | None]


def same_organization(grant: Grant, resource: Resource) -> Reason | None:
    """Hold only inside the organization of the grant."""
    if grant.organization_id is not None and grant.organization_id == resource.organization_id:
        return None
    return Reason("access.other_organization")


def same_certification(grant: Grant, resource: Resource) -> Reason | None:
    """Hold only for the certification of the grant; where it is not known yet, the queries see no other."""
    if resource.certification_id in (None, grant.scope_id):
        return None
    return Reason("access.other_certification")


def own_item(grant: Grant, resource: Resource) -> Reason | None:
    """Hold only for what the person collected; where that is not known yet, the queries show nothing else."""
    if resource.owner_id in (None, grant.user_id):
        return None
    return Reason("access.not_collected_by_you")


def download_allowed(grant: Grant, _: Resource) -> Reason | None:
    """Hold only if the grant says that files may be taken along."""
    return None if grant.may_download else Reason("access.download_not_granted")


ANY: tuple[Predicate, ...] = ()
HERE: tuple[Predicate, ...] = (same_organization,)
OWN: tuple[Predicate, ...] = (same_organization, own_item)
AUDITED: tuple[Predicate, ...] = (same_organization, same_certification)
TAKEN_ALONG: tuple[Predicate, ...] = (*AUDITED, download_allowed)

PERMISSIONS: Mapping[str, Mapping[Role, tuple[Predicate, ...]]] = {
    "access:grant:end": {"operator": ANY, "lead": HERE},
    "access:grant:give": {"operator": ANY, "lead": HERE},
    "access:organization:choose": {"person": ANY},
    "access:password:change": {"person": ANY},
    "access:person:invite": {"operator": ANY, "lead": HERE},
    "access:person:view": {"operator": ANY, "lead": HERE, "manager": HERE},
    "access:session:begin": {"person": ANY},
    "access:session:end": {"person": ANY},
    "bundle:edition:download": {"lead": HERE, "manager": HERE, "auditor": TAKEN_ALONG},
    "bundle:edition:seal": {"lead": HERE, "manager": HERE},
    "bundle:edition:seal_incomplete": {"lead": HERE, "manager": HERE},
    "bundle:edition:view": {"lead": HERE, "manager": HERE, "auditor": AUDITED},
    "certification:answer:give": {"lead": HERE},
    "certification:bodies:view": {"lead": HERE, "manager": HERE},
    "certification:change:record": {"lead": HERE, "manager": HERE},
    "certification:confirmation:give": {"manager": HERE},
    "certification:exclusion:approve": {"lead": HERE, "manager": HERE},
    "certification:exclusion:request": {"lead": HERE},
    "certification:fact:approve": {"lead": HERE, "manager": HERE},
    "certification:fact:state": {"lead": HERE},
    "certification:plan:edit": {"lead": HERE},
    "certification:plan:view": {"lead": HERE, "manager": HERE, "auditor": AUDITED},
    "desk:home:view": {"lead": HERE, "manager": HERE, "contributor": HERE, "auditor": AUDITED},
    "desk:manager:view": {"lead": HERE, "manager": HERE},
    "evidence:file:download": {"lead": HERE, "manager": HERE, "contributor": OWN, "auditor": TAKEN_ALONG},
    "evidence:item:collect": {"lead": HERE, "contributor": HERE},
    "evidence:item:edit": {"lead": HERE, "contributor": OWN},
    "evidence:item:view": {"lead": HERE, "manager": HERE, "contributor": OWN, "auditor": AUDITED},
    "evidence:item:withdraw": {"lead": HERE},
    "installation:settings:view": {"operator": ANY},
    "journal:entry:view": {"lead": HERE, "manager": HERE},
    "mapping:link:edit": {"lead": HERE, "contributor": OWN},
    "mapping:verdict:give": {"lead": HERE, "manager": HERE},
    "organizations:counterparty:edit": {"lead": HERE},
    "organizations:organization:edit": {"lead": HERE, "manager": HERE},
    "organizations:organization:view": {"lead": HERE, "manager": HERE},
    "organizations:site:edit": {"lead": HERE},
    "organizations:two_person_rule:edit": {"manager": HERE},
    "work:assignment:set": {"lead": HERE, "manager": HERE},
    "work:request:answer": {"lead": HERE, "contributor": OWN},
    "work:request:make": {"lead": HERE},
    "work:request:view": {"lead": HERE, "manager": HERE, "contributor": OWN},
}
"""The policy. Alphabetical; one line a permission; read it as: this role may, if all these predicates hold."""


def not_active(grant: Grant, day: date) -> Reason | None:
    """Tell why a grant does not hold on `day` (the real day in Asia/Tokyo; its last day still counts), or None."""
    if grant.ended_on is not None:
        return Reason("access.grant_ended_early", {"day": grant.ended_on.isoformat()})
    if day < grant.starts:
        return Reason("access.grant_not_begun", {"day": grant.starts.isoformat()})
    if grant.ends is not None and day > grant.ends:
        return Reason("access.grant_over", {"day": grant.ends.isoformat()})
    return None


def is_about_the_window(reason: Reason) -> bool:
    """Tell whether somebody was refused for the day alone: with a longer grant the same act would be allowed."""
    return reason.code in {"access.grant_ended_early", "access.grant_not_begun", "access.grant_over"}


def active(grant: Grant, day: date) -> bool:
    """Tell whether a grant holds on `day`."""
    return not_active(grant, day) is None


def permits(permission: str, grants: Iterable[Grant], *, day: date, resource: Resource = Resource()) -> Decision:
    """Decide whether somebody who signed in with these grants may do it.

    `day` is the real day in Asia/Tokyo. Any one live grant is enough. A permission that is not in the table is
    refused to everybody. The reason of a refusal is the one of the grant that came nearest.
    """
    row = PERMISSIONS.get(permission, {})
    if "person" in row:
        return Decision(True, "person")
    nearest = Reason("access.no_grant")
    in_order = sorted(grants, key=lambda grant: _rank(grant.role))
    for grant in in_order:
        predicates = row.get(grant.role)  # type: ignore[call-overload]
        if predicates is None:
            if active(grant, day) and nearest.code == "access.no_grant":
                nearest = Reason("access.role_may_not")
            continue
        refusal = not_active(grant, day) or _first_refusal(predicates, grant, resource)
        if refusal is None:
            return Decision(True, grant.role, grant)
        nearest = refusal
    return Decision(False, "person", reason=nearest)


def _first_refusal(predicates: tuple[Predicate, ...], grant: Grant, resource: Resource) -> Reason | None:
    return next((refusal for predicate in predicates if (refusal := predicate(grant, resource))), None)


def _rank(role: str) -> int:
    return next((rank for rank, known in enumerate(GRANTED_ROLES) if known == role), len(GRANTED_ROLES))


def organizations_of(grants: Iterable[Grant], day: date) -> tuple[int, ...]:
    """Name the organizations in which somebody holds a live grant, each once, in order of their ids."""
    return tuple(sorted({g.organization_id for g in grants if g.organization_id is not None and active(g, day)}))


def certifications_in_reach(grants: Iterable[Grant], organization_id: int, day: date) -> frozenset[int] | None:
    """Name the only certifications of the organization that these grants show; None = all of them.

    An auditor sees what the grants name and nothing else; any other role of the organization sees all. One that opens
    no certification by itself (a contributor's) adds none to what an auditor sees.
    """
    live = [g for g in grants if active(g, day) and g.organization_id == organization_id]
    named = frozenset(g.scope_id for g in live if g.scope_kind == "certification" and g.scope_id is not None)
    inside = {g.role for g in live if g.scope_kind == "organization"}
    if inside and (not named or not inside.isdisjoint(PERMISSIONS["certification:plan:view"])):
        return None
    return named


def sees_only_own_items(grants: Iterable[Grant], organization_id: int, day: date) -> bool:
    """Tell whether evidence of others stays out of sight: for contributors without a role that sees all of it.

    An auditor's role does not: what it opens to read, a contributor's would let them edit.
    """
    live = [g for g in grants if active(g, day) and g.organization_id == organization_id]
    seen_by = [PERMISSIONS["evidence:item:view"].get(g.role) for g in live if g.scope_kind == "organization"]  # type: ignore[call-overload]
    return bool(seen_by) and all(predicates is None or own_item in predicates for predicates in seen_by)


def main_role(grants: Iterable[Grant], organization_id: int, day: date) -> str:
    """Name the role somebody mostly has here: the first of their live ones, or `person`."""
    live = [g.role for g in grants if active(g, day) and g.organization_id in (None, organization_id)]
    return min(live, key=_rank, default="person")


def last_ended(grants: Iterable[Grant], day: date) -> Reason | None:
    """Tell why somebody without a live grant is let in nowhere: what ended last or begins next; None = never any."""
    reasons = [(g.ended_on or g.ends or g.starts, reason) for g in grants if (reason := not_active(g, day)) is not None]
    return max(reasons, key=lambda pair: pair[0])[1] if reasons else None
