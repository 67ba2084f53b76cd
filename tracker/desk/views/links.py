"""One link: other places, another reason, or no link at all."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.criteria.rules import Expectation, Question
from tracker.desk import reach
from tracker.desk.forms import PlacesForm
from tracker.desk.views.certification import place_choices
from tracker.desk.views.frame import acting, attempt, blueprint, told
from tracker.errors import NotFound
from tracker.mapping import service
from tracker.mapping.queries import LinkView
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.permit import requires


@blueprint.route("/evidence/<int:number>/links/<int:link_id>", methods=["GET", "POST"])
@requires("mapping:link:edit")
def link(number: int, link_id: int) -> ResponseReturnValue:
    """Change the places or the reason of a link; its verdicts end."""
    found, question, expectation = _link(number, link_id)
    form = filled(PlacesForm, places=list(found.places), reason=found.reason)
    form.places.choices = [pair for pair in place_choices() if pair[0].startswith(f"{expectation.each}:")]

    def act() -> None:
        service.change_link(
            here().session,
            link_id=link_id,
            expectation=expectation,
            places=form.places.data or (),
            known_places=[key for key, _ in place_choices()],
            reason=form.reason.data or "",
            **acting(),
        )

    status = 200
    if form.is_submitted():
        status = attempt(form, act)
        if not status:
            told("desk.link_changed")
            return redirect(url_for("desk.item", number=number), 303)
    page = render_template("desk/link.html", link=found, question=question, expectation=expectation, form=form)
    return page, status


@blueprint.post("/evidence/<int:number>/links/<int:link_id>/unlink")
@requires("mapping:link:edit")
def unlink(number: int, link_id: int) -> ResponseReturnValue:
    """Take a link away; past days still know it."""
    _link(number, link_id)
    service.unlink(here().session, link_id=link_id, **acting())
    here().session.commit()
    told("desk.unlinked")
    return redirect(url_for("desk.item", number=number), 303)


def _link(number: int, link_id: int) -> tuple[LinkView, Question, Expectation]:
    """Find a link of an item in reach, with what it is said to show.

    Raises:
        NotFound: no such item for this reader, no such link of it, or no plan asks for its expectation.
    """
    item = reach.item(here().session, number, here().reach)
    for found in reach.links(here().session, here().reach, items=[item.number]):
        if found.link_id == link_id:
            for scope in reach.scopes(here().session, here().reach):
                asked = scope.asked(found.expectation_id)
                if asked is not None:
                    return found, *asked
    raise NotFound("mapping.no_such_link")
