"""Leaving a question out: asked for, approved by a second person, ended. It shows on the question's page."""

from flask import redirect
from flask.typing import ResponseReturnValue

from tracker.certification import statements
from tracker.certification.queries import exclusions
from tracker.desk import reach
from tracker.desk.forms import ExclusionForm
from tracker.desk.views.frame import acting, attempt, blueprint, told, us
from tracker.desk.views.question import Asked, asked, render
from tracker.errors import NotFound
from tracker.web.context import here
from tracker.web.permit import requires


@blueprint.post("/certifications/<slug>/questions/<int:number>/exclusion")
@requires("certification:exclusion:request")
def request_exclusion(slug: str, number: int) -> ResponseReturnValue:
    """Ask to leave the question out."""
    found = asked(slug, number)
    form = ExclusionForm()

    def act() -> None:
        statements.request_exclusion(
            here().session,
            certification_id=found.scope.plan.id,
            profile=found.scope.profile,
            question=number,
            reason=form.reason.data or "",
            applies_from=form.applies_from.data,
            applies_until=form.applies_until.data,
            **acting(),
        )

    status = attempt(form, act)
    if status:
        return render(found, exclusion_form=form), status
    told("desk.exclusion_requested")
    return redirect(found.url, 303)


@blueprint.post("/certifications/<slug>/questions/<int:number>/exclusion/<int:exclusion_id>/approve")
@requires("certification:exclusion:approve")
def approve_exclusion(slug: str, number: int, exclusion_id: int) -> ResponseReturnValue:
    """Approve it as the second person."""
    found = _of_question(slug, number, exclusion_id)
    statements.approve_exclusion(
        here().session, exclusion_id=exclusion_id, two_person_rule=us().two_person_rule, **acting()
    )
    here().session.commit()
    told("desk.exclusion_approved")
    return redirect(found.url, 303)


@blueprint.post("/certifications/<slug>/questions/<int:number>/exclusion/<int:exclusion_id>/end")
@requires("certification:exclusion:approve")
def end_exclusion(slug: str, number: int, exclusion_id: int) -> ResponseReturnValue:
    """Turn the wish down, or end what was approved; the question counts again."""
    found = _of_question(slug, number, exclusion_id)
    statements.end_exclusion(here().session, exclusion_id=exclusion_id, **acting())
    here().session.commit()
    told("desk.exclusion_ended")
    return redirect(found.url, 303)


def _of_question(slug: str, number: int, exclusion_id: int) -> Asked:
    """Find the question, and see that the exclusion is not on record for another one.

    One that is no longer on record is the service's to refuse: the page was out of date.

    Raises:
        NotFound: it is another question's, or another certification's.
    """
    found = asked(slug, number)
    for plan in reach.plans(here().session, here().reach):
        for each in exclusions(here().session, plan.id):
            here_asked = plan.id == found.scope.plan.id and each.excluded.question == number
            if each.id == exclusion_id and not here_asked:
                raise NotFound("certification.no_such_exclusion")
    return found
