"""What is stated beside the plan: conditions and changes. They show on the certification's page."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.certification import statements
from tracker.certification.queries import stated_facts
from tracker.desk import reach
from tracker.desk.forms import ChangeForm
from tracker.desk.views.certification import place_choices, render, with_choices
from tracker.desk.views.frame import acting, attempt, blueprint, told, us
from tracker.errors import InvalidInput, NotFound
from tracker.web.context import here
from tracker.web.permit import requires


@blueprint.post("/certifications/<slug>/conditions/<name>")
@requires("certification:fact:state")
def state_fact(slug: str, name: str) -> ResponseReturnValue:
    """Answer a condition with yes or no, or set it back to unanswered."""
    plan = reach.plan(here().session, slug, here().reach)
    if request.form.get("holds") == "unanswered":
        statements.withdraw_fact(here().session, certification_id=plan.id, name=name, **acting())
        here().session.commit()
        told("desk.condition_unanswered")
        return _back(slug, "conditions")
    holds = {"yes": True, "no": False}.get(request.form.get("holds", ""))
    if holds is None:
        raise InvalidInput("desk.condition_yes_or_no")
    statements.state_fact(here().session, certification_id=plan.id, name=name, holds=holds, **acting())
    here().session.commit()
    told("desk.condition_stated" if holds else "desk.condition_denied")
    return _back(slug, "conditions")


@blueprint.post("/certifications/<slug>/conditions/<int:fact_id>/approve")
@requires("certification:fact:approve")
def approve_fact(slug: str, fact_id: int) -> ResponseReturnValue:
    """Approve a denial as the second person."""
    asked = reach.plan(here().session, slug, here().reach)
    for plan in reach.plans(here().session, here().reach):
        stated = {fact.id for fact in stated_facts(here().session, plan.id).values()}
        if fact_id in stated and plan.id != asked.id:
            raise NotFound("certification.no_such_fact")
    statements.approve_fact(here().session, fact_id=fact_id, two_person_rule=us().two_person_rule, **acting())
    here().session.commit()
    told("desk.condition_approved")
    return _back(slug, "conditions")


@blueprint.post("/certifications/<slug>/changes")
@requires("certification:change:record")
def record_change(slug: str) -> ResponseReturnValue:
    """Record a dated change."""
    scope = reach.scope(here().session, reach.plan(here().session, slug, here().reach))
    form = with_choices(ChangeForm(), scope.profile)

    def act() -> None:
        statements.record_change(
            here().session,
            organization_id=here().organization_id,
            profile=scope.profile,
            kind=form.kind.data,
            on=form.on.data,
            places=form.places.data or (),
            known_places=[key for key, _ in place_choices()],
            note=form.note.data or "",
            **acting(),
        )

    status = attempt(form, act)
    if status:
        return render(scope.plan, change_form=form), status  # type: ignore[return-value]
    told("desk.change_recorded")
    return _back(slug, "changes")


@blueprint.post("/certifications/<slug>/changes/<int:change_id>/remove")
@requires("certification:change:record")
def remove_change(slug: str, change_id: int) -> ResponseReturnValue:
    """Take a change that was recorded by mistake off record."""
    reach.plan(here().session, slug, here().reach)
    statements.remove_change(here().session, change_id=change_id, **acting())
    here().session.commit()
    told("desk.change_removed")
    return _back(slug, "changes")


def _back(slug: str, part: str) -> ResponseReturnValue:
    return redirect(url_for("desk.certification", slug=slug) + f"#{part}", 303)
