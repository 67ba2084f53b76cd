"""経営者の一枚: for the owner's five minutes. What is claimed, what can be proven, what blocks, whose turn it is."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.certification.queries import confirmation
from tracker.criteria import queries as criteria
from tracker.desk import reach, remembered, scopes
from tracker.desk.proofs import waiting
from tracker.desk.rules import blocking, columns, ending_before
from tracker.desk.views.certification import figures
from tracker.desk.views.frame import blueprint, judge
from tracker.readiness.slots import EXPIRING_WITHIN
from tracker.web.context import here
from tracker.web.permit import requires


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
        waiting=waiting([link for link in now.links if scope.holds(link)], items, judge()),
        confirmed=confirmation(session, plan.id),
        figures=figures(now.report.provable_bp, now.report.claimed_bp),
    )
