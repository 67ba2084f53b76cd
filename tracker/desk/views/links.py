"""One link: other places, another reason, or no link at all."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.criteria.rules import Expectation, Question
from tracker.desk import reach
from tracker.desk.forms import LinkForm, PlacesForm, pick
from tracker.desk.reach import Scope
from tracker.desk.views.asking import chosen, insist, likely_places, named_in_address, with_choices
from tracker.desk.views.certification import place_choices
from tracker.desk.views.frame import acting, attempt, blueprint, told
from tracker.errors import InvalidInput, NotFound
from tracker.mapping import service
from tracker.mapping.queries import LinkView
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.permit import requires


@blueprint.get("/evidence/link")
@requires("mapping:link:edit")
def choose_link() -> ResponseReturnValue:
    """Lead from a question to the item that was picked there."""
    number = request.args.get("item", type=int)
    if number is None:
        return redirect(url_for("desk.evidence"), 303)
    asked = {name: request.args[name] for name in ("certification", "question") if request.args.get(name)}
    return redirect(url_for("desk.new_link", number=number, **asked), 303)  # type: ignore[arg-type]


@blueprint.route("/evidence/<int:number>/links", methods=["GET", "POST"])
@requires("mapping:link:edit")
def new_link(number: int) -> ResponseReturnValue:
    """Say what an item shows."""
    item = reach.item(here().session, number, here().reach)
    scope = chosen(reach.scopes(here().session, here().reach))
    form = with_choices(filled(LinkForm, data=_prefilled(scope)), scope, later=False)

    def act() -> None:
        asked = insist(scope, form)
        if scope is None or asked is None:
            raise InvalidInput("desk.choose_expectation", field="expectation")
        service.link(
            here().session,
            item_number=number,
            catalog_id=scope.profile.catalog_id,
            question=asked[0],
            expectation=asked[1],
            places=form.places.data or (),
            known_places=[key for key, _ in place_choices()],
            reason=form.reason.data or "",
            **acting(),
        )

    status = 200
    if form.is_submitted():
        status = attempt(form, act)
        if not status:
            told("desk.linked")
            return redirect(url_for("desk.item", number=number), 303)
    return render_template("desk/new_link.html", item=item, form=form, scope=scope), status


def _prefilled(scope: Scope | None) -> dict[str, Any]:
    asked = named_in_address(scope) if scope else None
    given: dict[str, Any] = {"certification": scope.plan.slug if scope else ""}
    if asked is not None:
        given |= {"expectation": asked[1].id, "places": likely_places(asked[1])}
    return given


@blueprint.route("/evidence/<int:number>/links/<int:link_id>", methods=["GET", "POST"])
@requires("mapping:link:edit")
def link(number: int, link_id: int) -> ResponseReturnValue:
    """Change the places or the reason of a link; its verdicts end."""
    found, question, expectation = _link(number, link_id)
    form = filled(PlacesForm, places=list(found.places), reason=found.reason)
    form.places.choices = pick(pair for pair in place_choices() if pair[0].startswith(f"{expectation.each}:"))

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
