"""Collecting: files in, what they show and where, in one step and without scripts."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.criteria.rules import Expectation, Question
from tracker.desk import reach
from tracker.desk.forms import CollectForm
from tracker.desk.reach import Scope
from tracker.desk.views.asking import asked_of, chosen, insist, likely_places, named_in_address, with_choices
from tracker.desk.views.certification import place_choices
from tracker.desk.views.frame import acting, attempt, blueprint, told
from tracker.desk.views.item import dates_of
from tracker.desk.views.receipt import received, tell_file_fault
from tracker.errors import InvalidInput
from tracker.evidence import queries as evidence
from tracker.evidence import service
from tracker.evidence.rules import evidence_number
from tracker.evidence.service import Arrival
from tracker.mapping import service as mapping
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.permit import receives_files, requires
from tracker.web.receiving import READ_AND_DROPPED


@blueprint.route("/evidence/collect", methods=["GET", "POST"])
@requires("evidence:item:collect")
@receives_files
def collect() -> ResponseReturnValue:
    """Take in one file or several of one step, and say what they show; all of it, or nothing."""
    scopes = reach.scopes(here().session, here().reach)
    scope = chosen(scopes)
    form = with_choices(filled(CollectForm, data=_prefilled(scope)), scope)
    kept: list[int] = []

    def act() -> None:
        kept.extend(_collect(form, scope))

    status = 200
    if form.is_submitted():
        status = attempt(form, act)
        if status:
            tell_file_fault(form)
        else:
            return _done(kept, scope, form.expectation.data)
    page = render_template(
        "desk/collect.html",
        form=form,
        scopes=scopes,
        scope=scope,
        asked=asked_of(scope, form),
        most_bytes=READ_AND_DROPPED * here().settings.max_file_bytes,
    )
    return page, status


def _prefilled(scope: Scope | None) -> dict[str, Any]:
    """Fill in what the address says: question, expectation, place. The kind is what the expectation asks for."""
    given: dict[str, Any] = {
        "certification": scope.plan.slug if scope else "",
        "collected_on": here().today,
        "expectation": "",
    }
    asked = named_in_address(scope) if scope else None
    if asked is not None:
        given |= {"expectation": asked[1].id, "kind": asked[1].kind, "places": likely_places(asked[1])}
    return given


def _collect(form: CollectForm, scope: Scope | None) -> list[int]:
    """Write one item a file and link each; the first names the stack.

    Raises:
        Refusal: at its field; the caller rolls everything back.
    """
    asked = insist(scope, form)
    if asked is None and form.places.data:
        raise InvalidInput("desk.places_need_expectation", field="expectation")
    arrivals = received(form)
    numbers: list[int] = []
    for position, arrival in enumerate(arrivals, start=1):
        _tell_same_bytes(arrival)
        title = (form.title.data or "").strip()
        item = service.collect(
            here().session,
            here().stores,
            organization_id=here().organization_id,
            latest_day=here().latest_day,
            arrival=arrival,
            title=f"{title}（{position}/{len(arrivals)}）" if title and len(arrivals) > 1 else title,
            kind=form.kind.data,
            dates=dates_of(form),
            **acting(),
        )
        numbers.append(item.number)
        if len(arrivals) > 1:
            item.stack = numbers[0]
        if scope is not None and asked is not None:
            _link(form, scope, asked, item.number)
    return numbers


def _link(form: CollectForm, scope: Scope, asked: tuple[Question, Expectation], number: int) -> None:
    mapping.link(
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


def _tell_same_bytes(arrival: Arrival) -> None:
    """Say that the same bytes are here already; that is a notice, no refusal."""
    held = evidence.same_bytes(here().session, arrival.stored.sha256)
    if held and here().items_of is None:
        flash({"code": "desk.same_bytes", "params": {"name": arrival.name, "held": "、".join(held)}}, "warning")  # type: ignore[arg-type]


def _done(numbers: list[int], scope: Scope | None, expectation_id: str | None) -> ResponseReturnValue:
    first, last = evidence_number(numbers[0]), evidence_number(numbers[-1])
    if len(numbers) == 1:
        told("desk.collected", evidence=first)
    else:
        told("desk.collected_several", count=len(numbers), first=first, last=last)
    asked = scope.asked(expectation_id or "") if scope else None
    goes_on = url_for("desk.item", number=numbers[0])
    if scope is not None and asked is not None and here().may("certification:plan:view"):
        goes_on = url_for("desk.question", slug=scope.plan.slug, number=asked[0].number)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        # The script that shows how far a file is sent goes there itself, so that what the page says is not spent.
        return Response(status=201, headers={"Location": goes_on})
    return redirect(goes_on, 303)
