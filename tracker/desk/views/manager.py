"""経営者の一枚: for the owner's five minutes. What is claimed, what can be proven, what blocks, whose turn it is."""

from collections.abc import Mapping
from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.certification.queries import CertificationView, confirmation
from tracker.criteria import queries as criteria
from tracker.desk import board, reach, remembered, scopes
from tracker.desk.proofs import waiting
from tracker.desk.rules import blocking, columns, ending_before
from tracker.desk.views.assignments import question_of
from tracker.desk.views.certification import figures
from tracker.desk.views.frame import blueprint, judge
from tracker.readiness.queries import Readiness
from tracker.readiness.slots import EXPIRING_WITHIN
from tracker.web.context import here
from tracker.web.permit import requires
from tracker.work.rules import holders, outlook

SHOWN = 12
"""Lines of each list, so that the page stays one: the rest is one click away."""


def _answer(plan: CertificationView, found: Mapping[date, Readiness]) -> dict[str, object]:
    """Answer for the booked day, and sort what is in the way by who holds it."""
    day, today = plan.audit_day, here().today
    then = found.get(day) if day is not None else None
    if then is None and day is not None:
        then = remembered.on_days(plan.slug, [day]).get(day)
    holding = board.held(plan.id)
    tasks = board.as_tasks(holding)
    lacking = found[today].report.blocked_by
    return {
        "outlook": outlook(then.report if then else None, tasks, (), today),
        "holders": holders(lacking, then.report.blocked_by if then else (), tasks),
        "names": {each.owner: each.owner_name for each in holding.values()},
        "question_of": question_of,
    }


@blueprint.get("/manager")
@requires("desk:manager:view")
def manager() -> ResponseReturnValue:
    """Show the one page for one certification, the first unless told."""
    session, today = here().session, here().today
    plans = reach.plans(session, here().reach)
    if not plans:
        return redirect(url_for("desk.home"), 303)
    slug = request.args.get("certification", plans[0].slug)
    plan = reach.plan(session, slug, here().reach)
    days = columns(today, plan.audit_day)
    found = remembered.on_days(plan.slug, [column.day for column in days])
    on_days = [(column, found[column.day]) for column in days]
    now = on_days[0][1]
    ahead = plan.audit_day is not None and plan.audit_day > today
    items = {item.number: item for item in reach.items(session, here().reach)}
    scope = reach.scope(session, plan)
    return render_template(
        "desk/manager.html",
        plan=plan,
        plans=plans,
        profile=now.profile,
        body=scopes.body_of(criteria.edition(session, plan.edition), now.profile.body),
        now=now,
        on_days=on_days,
        blocking=blocking(now.report),
        ending=ending_before(now.report, plan.audit_day if ahead and plan.audit_day else today + EXPIRING_WITHIN),
        ahead=ahead,
        **_answer(plan, found),
        shown=SHOWN,
        waiting=waiting([link for link in now.links if scope.holds(link)], items, judge()),
        confirmed=confirmation(session, plan.id),
        figures=figures(now.report.provable_bp, now.report.claimed_bp),
    )
