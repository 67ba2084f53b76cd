"""What this reader may see: the one filter behind every list, count and page of this room.

An auditor sees the certifications of their grants, and of the evidence only what is linked inside those: the
profile's expectations, at the places in scope; nothing that was withdrawn. A contributor sees only what they
collected. Anything else is not there: 404, like a number that never was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from tracker.certification import queries as plans_on_record
from tracker.certification.queries import CertificationView
from tracker.criteria import queries as criteria
from tracker.criteria.rules import Expectation, Profile, Question
from tracker.errors import NotFound
from tracker.evidence import queries as evidence
from tracker.evidence.queries import ItemView
from tracker.mapping.queries import LinkView, links_of
from tracker.organizations.queries import places as places_on_record
from tracker.organizations.rules import WHOLE, Places
from tracker.web.context import Reach, RequestContext


@dataclass(frozen=True)
class Scope:
    """A plan with what it asks for and where."""

    plan: CertificationView
    profile: Profile
    places: Places

    def asked(self, expectation_id: str) -> tuple[Question, Expectation] | None:
        """Find an expectation of the profile, with its question."""
        return self.profile.expectation(expectation_id)

    def holds(self, link: LinkView) -> bool:
        """Tell whether a link shows something that is asked for at a place in scope."""
        asked = self.asked(link.expectation_id)
        if asked is None:
            return False
        places = self.places.keys(asked[1].each)
        return any(place in places for place in link.places or (WHOLE,))


def plans(session: Session, reach: Reach) -> tuple[CertificationView, ...]:
    """List the certifications in reach."""
    return plans_on_record.certifications(session, only=reach.certification_ids)


def plan(session: Session, slug: str, reach: Reach) -> CertificationView:
    """Read one certification in reach.

    Raises:
        NotFound: none of that name for this reader.
    """
    return plans_on_record.certification(session, slug, only=reach.certification_ids)


def scope(session: Session, plan: CertificationView) -> Scope:
    """Read what a plan asks for and where."""
    profile = criteria.profile(session, plan.edition, plan.profile_id)
    return Scope(plan, profile, places_on_record(session, plan.sites))


def scopes(session: Session, reach: Reach) -> tuple[Scope, ...]:
    """Read every plan in reach with what it asks for."""
    return tuple(scope(session, plan) for plan in plans(session, reach))


def links(session: Session, reach: Reach, *, items: Iterable[int] | None = None) -> tuple[LinkView, ...]:
    """List the links in reach, of some item numbers or of all."""
    found = links_of(session, items=items)
    if reach.certification_ids is None:
        return found
    inside = scopes(session, reach)
    return tuple(link for link in found if any(in_reach_of_an_auditor(scope, link) for scope in inside))


def in_reach_of_an_auditor(scope: Scope, link: LinkView) -> bool:
    """Tell whether a link shows an auditor of this certification something: asked for there, and in use."""
    return scope.holds(link) and bool(link.revisions)


def items(session: Session, reach: Reach) -> tuple[ItemView, ...]:
    """List the evidence in reach, newest first."""
    found = evidence.items(session, numbers=_numbers(session, reach), uploaded_by=reach.items_of)
    return tuple(_in_use(item, reach) for item in found)


def item(session: Session, number: int, reach: Reach) -> ItemView:
    """Read one item in reach.

    Raises:
        NotFound: none of that number for this reader.
    """
    found = evidence.item(session, number)
    if reach.items_of is not None and found.created_by != reach.items_of:
        raise NotFound("evidence.no_such_item", number=number)
    if reach.certification_ids is not None and not links(session, reach, items=[number]):
        raise NotFound("evidence.no_such_item", number=number)
    return _in_use(found, reach)


def _in_use(item: ItemView, reach: Reach) -> ItemView:
    """Leave out withdrawn revisions for an auditor: what was uploaded by mistake is none of theirs."""
    if reach.certification_ids is None:
        return item
    return replace(item, revisions=tuple(each for each in item.revisions if each.withdrawn is None))


def may_take_along(context: RequestContext, number: int) -> bool:
    """Tell whether an item in reach may leave as a file: an auditor's leave is for one certification at a time."""
    if context.certification_ids is None:
        return True
    linked = links(context.session, context.reach, items=[number])
    return any(
        context.may("evidence:file:download", scope.plan.id)
        for scope in scopes(context.session, context.reach)
        if any(scope.holds(link) for link in linked)
    )


def _numbers(session: Session, reach: Reach) -> Sequence[int] | None:
    if reach.certification_ids is None:
        return None
    return sorted({link.item for link in links(session, reach)})
