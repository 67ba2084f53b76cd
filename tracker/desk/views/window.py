"""The window of an auditor's access, which stands on every page that an auditor sees."""

from dataclasses import dataclass
from datetime import date

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from tracker.access.queries import grants_of
from tracker.access.rules import active
from tracker.certification.queries import CertificationView
from tracker.desk import reach
from tracker.desk.views.frame import blueprint
from tracker.web.context import here, here_or_none


@dataclass(frozen=True)
class Window:
    """One certification that an auditor may look at: from when, until when (null = no end), and the days left."""

    plan: CertificationView
    starts: date
    ends: date | None
    may_download: bool
    remaining: int | None


def windows() -> tuple[Window, ...]:
    """List the windows that are open to this reader; empty for everybody who is not an auditor.

    Read once a request. Windows are checked on the real day, never on the sample's.
    """
    context = here_or_none()
    if context is None or context.certification_ids is None:
        return ()
    if "desk_windows" not in g:
        plans = {plan.id: plan for plan in reach.plans(here().session, here().reach)}
        g.desk_windows = tuple(
            Window(
                plans[grant.scope_id],
                grant.starts,
                grant.ends,
                grant.may_download,
                (grant.ends - here().real_day).days if grant.ends else None,
            )
            for grant in grants_of(here().session, here().actor.id or 0)
            if grant.scope_kind == "certification" and active(grant, here().real_day) and grant.scope_id in plans
        )
    found: tuple[Window, ...] = g.desk_windows
    return found


def _on_any_page() -> tuple[Window, ...]:
    """Give the windows to the page, none where the database cannot be read: an error page has to stand all the same."""
    try:
        return windows()
    except SQLAlchemyError:
        return ()


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"windows": _on_any_page}
