"""What a request knows: the one value that views take everything from.

`open_context` makes it before each request, knowing nobody; the guard in `access` replaces it by one that knows who
acts, for which organization, and what they may see. Views read it with `here()` and never ask Flask-Login, the
settings or the clock themselves.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import g
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.journal.rules import Actor
from tracker.vault.service import Stores
from tracker.words import Locale

TOKYO = ZoneInfo("Asia/Tokyo")
NOWHERE = 0
"""The organization of a request that has none: no row belongs to it, so a confined session finds nothing."""

NOBODY = Actor(id=None, name="", role="")


class May(Protocol):
    """Tells whether this request's person holds a permission; at one certification, where that is known."""

    def __call__(self, permission: str, certification_id: int | None = None) -> bool:
        """Ask the permission table."""


def _nothing(permission: str, certification_id: int | None = None) -> bool:  # noqa: ARG001
    return False


@dataclass(frozen=True)
class Reach:
    """How far the eyes of this request go inside the organization.

    `certification_ids`: only these certifications and what is linked to them (an auditor); None = all.
    `items_of`: only evidence that this person collected (a contributor); None = everybody's.
    """

    certification_ids: frozenset[int] | None = None
    items_of: int | None = None


@dataclass(frozen=True)
class RequestContext:
    """Everything a view may want to know; frozen, so that nothing on the way changes it.

    `now` is the real instant (aware UTC). `today` is the day that readiness and defaults are about: fixed by the
    settings for samples, else the real day in Asia/Tokyo. `real_day` is always the latter; windows of grants are
    checked on it.
    """

    session: Session
    settings: Settings
    stores: Stores
    now: datetime
    today: date
    real_day: date
    locale: Locale
    actor: Actor = NOBODY
    organization_id: int = NOWHERE
    organization_slug: str = ""
    organization_name: str = ""
    organizations: int = 0
    may: May = _nothing
    reach: Reach = Reach()

    @property
    def signed_in(self) -> bool:
        """Tell whether somebody acts."""
        return self.actor.id is not None

    @property
    def latest_day(self) -> date:
        """The last day that is not the future: the later of the fixed day and the real one."""
        return max(self.today, self.real_day)

    @property
    def certification_ids(self) -> frozenset[int] | None:
        """The certifications this request may see; None = all of the organization."""
        return self.reach.certification_ids

    @property
    def items_of(self) -> int | None:
        """The person whose evidence alone this request may see; None = everybody's."""
        return self.reach.items_of


def day_in_tokyo(now: datetime) -> date:
    """Read the Asia/Tokyo day of an instant, whatever zone the server runs in."""
    return now.astimezone(TOKYO).date()


def open_context(*, session: Session, settings: Settings, stores: Stores, locale: Locale) -> RequestContext:
    """Start the context of a request that nobody is known to make yet."""
    now = datetime.now(UTC)
    real_day = day_in_tokyo(now)
    context = RequestContext(
        session=session,
        settings=settings,
        stores=stores,
        now=now,
        today=settings.today or real_day,
        real_day=real_day,
        locale=locale,
    )
    enter(context)
    return context


def enter(context: RequestContext) -> None:
    """Make this the context of the running request."""
    g.tracker_context = context


def here() -> RequestContext:
    """Give what this request knows.

    Raises:
        LookupError: called outside of a request.
    """
    context = here_or_none()
    if context is None:
        raise LookupError("no request is running")
    return context


def here_or_none() -> RequestContext | None:
    """Give what this request knows, or None where it could not even be opened (the database is away)."""
    context: RequestContext | None = g.get("tracker_context") if g else None
    return context
