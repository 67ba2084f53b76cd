"""The certification bodies side by side, for one plan. Only here is the plan assessed in every body's scope."""

from flask import render_template

from tracker.criteria import queries as criteria
from tracker.desk import reach, remembered, scopes
from tracker.desk.views.frame import blueprint, us
from tracker.web.context import here
from tracker.web.permit import requires


@blueprint.get("/certifications/<slug>/bodies")
@requires("certification:bodies:view")
def bodies(slug: str) -> str:
    """Show each body's eligibility and how far the same evidence reaches in its scope, today.

    How we would stand with another body is no business of the auditor of this one: the permission is not theirs.
    """
    plan = reach.plan(here().session, slug, here().reach)
    now = remembered.on_day(plan.slug, here().today)
    edition = criteria.edition(here().session, plan.edition)
    lines = remembered.for_reader(("bodies", plan.slug), lambda: scopes.elsewhere(now, edition, us().stated))
    return render_template("desk/bodies.html", plan=plan, lines=lines)
