"""Several items of the list at once: linked, dated, placed or withdrawn, after one page that says what will change.

All of it or nothing: the services run in one transaction, and the first refusal undoes it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.desk import reach
from tracker.desk.forms import LinkForm, SeveralDatesForm, SeveralForm, SeveralPlacesForm, SeveralReasonForm, pick
from tracker.desk.reach import Scope
from tracker.desk.several import Chosen, chosen, insist
from tracker.desk.views import asking
from tracker.desk.views.certification import place_choices
from tracker.desk.views.frame import acting, attempt, blueprint, told
from tracker.errors import InvalidInput, NotFound, Refusal
from tracker.evidence import service
from tracker.evidence.queries import ItemView
from tracker.evidence.rules import FactDates
from tracker.mapping import service as mapping
from tracker.mapping.queries import LinkView
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.permit import requires
from tracker.web.rownumber import row_number

MOST = 200
"""As many as one page of the list and a few more; the form's fields stay far below what a request may hold."""

WhyNot = Callable[[ItemView, Sequence[LinkView]], str | None]


@blueprint.route("/evidence/several/link", methods=["GET", "POST"])
@requires("mapping:link:edit")
def link_several() -> ResponseReturnValue:
    """Link all to one expectation, at the same places, for one reason."""
    scope = asking.chosen(reach.scopes(here().session, here().reach))
    form = asking.with_choices(
        filled(LinkForm, data={"certification": scope.plan.slug if scope else ""}), scope, later=False
    )

    def change(each: Chosen) -> None:
        asked = asking.insist(scope, form)
        if scope is None or asked is None:
            raise InvalidInput("desk.choose_expectation", field="expectation")
        mapping.link(
            here().session,
            item_number=each.item.number,
            catalog_id=scope.profile.catalog_id,
            question=asked[0],
            expectation=asked[1],
            places=form.places.data or (),
            known_places=[key for key, _ in place_choices()],
            reason=form.reason.data or "",
            **acting(),
        )

    return _step("link", form, change, _withdrawn, scope=scope)


@blueprint.route("/evidence/several/dates", methods=["GET", "POST"])
@requires("evidence:item:edit")
def date_several() -> ResponseReturnValue:
    """Give the newest revisions another day of collecting, another end, or both; what is left empty stays."""
    form = filled(SeveralDatesForm)

    def change(each: Chosen) -> None:
        if form.collected_on.data is None and form.valid_until.data is None:
            raise InvalidInput("desk.several.no_day", field="collected_on")
        newest = each.item.newest
        service.state_facts(
            here().session,
            item_number=each.item.number,
            revision_number=newest.number,
            seen_facts=newest.facts_id,
            latest_day=here().latest_day,
            kind=newest.kind,
            dates=FactDates(
                form.collected_on.data or newest.collected_on,
                newest.covers_from,
                newest.covers_to,
                form.valid_until.data or newest.valid_until,
            ),
            **acting(),
        )

    return _step("date", form, change, _newest_withdrawn)


@blueprint.route("/evidence/several/places", methods=["GET", "POST"])
@requires("mapping:link:edit")
def place_several() -> ResponseReturnValue:
    """Name other sites on every link that is about sites; links about anything else stay as they are."""
    scopes = reach.scopes(here().session, here().reach)
    form = filled(SeveralPlacesForm)
    form.places.choices = pick(pair for pair in place_choices() if pair[0].startswith("site:"))

    def why_not(item: ItemView, links: Sequence[LinkView]) -> str | None:
        return _withdrawn(item, links) or (None if _of_sites(scopes, links) else "desk.several.no_site_link")

    def change(each: Chosen) -> None:
        for link, expectation in _of_sites(scopes, each.links):
            mapping.change_link(
                here().session,
                link_id=link.link_id,
                expectation=expectation,
                places=form.places.data or (),
                known_places=[key for key, _ in place_choices()],
                reason=link.reason,
                **acting(),
            )

    return _step("place", form, change, why_not)


@blueprint.route("/evidence/several/withdraw", methods=["GET", "POST"])
@requires("evidence:item:withdraw")
def withdraw_several() -> ResponseReturnValue:
    """Take all out of use, every revision of them, for one reason."""
    form = filled(SeveralReasonForm)

    def change(each: Chosen) -> None:
        service.withdraw(
            here().session,
            item_number=each.item.number,
            revision_number=None,
            reason=form.reason.data or "",
            **acting(),
        )

    return _step("withdraw", form, change, _withdrawn)


def _step(
    verb: str, form: SeveralForm | LinkForm, change: Callable[[Chosen], None], why_not: WhyNot, **shown: Any
) -> ResponseReturnValue:
    """Show what will change, or change it all and go back to the list."""
    found = _found(why_not)
    if not found:
        told("desk.several.nothing_chosen", "warning")
        return redirect(url_for("desk.evidence"), 303)
    ticked = _numbers(request.form.getlist("item")) if form.is_submitted() else [each.item.number for each in found]
    touched: list[Chosen] = []

    def act() -> None:
        touched.extend(insist(found, ticked, _seen()))
        for each in touched:
            try:
                change(each)
            except Refusal as refusal:
                # Which of them it was, unless the sentence says so or a field is what has to be mended.
                if refusal.field is None and "evidence" not in refusal.reason.params:
                    told("desk.several.stopped_at", "warning", evidence=each.item.label)
                raise

    status = 200
    if form.is_submitted():
        status = attempt(form, act)
        if not status:
            told(f"desk.several.{verb}_done", count=len(touched))
            return redirect(url_for("desk.evidence"), 303)
    page = render_template("desk/several.html", verb=verb, form=form, found=found, ticked=ticked, **shown)
    return page, status


def _found(why_not: WhyNot) -> tuple[Chosen, ...]:
    """Find what was chosen, and nothing that is not in this reader's reach.

    Raises:
        NotFound: one of the numbers is none of theirs.
        InvalidInput: more than one step may touch.
    """
    numbers = _numbers(request.values.getlist("item")) | _seen().keys()
    if len(numbers) > MOST:
        raise InvalidInput("desk.several.too_many", most=MOST)
    if not numbers:
        return ()
    items = [item for item in reach.items(here().session, here().reach) if item.number in numbers]
    if len(items) != len(numbers):
        raise NotFound("evidence.no_such_item", number=min(numbers - {item.number for item in items}))
    links = reach.links(here().session, here().reach, items=numbers)
    return chosen(items, links, why_not)


def _numbers(texts: list[str]) -> set[int]:
    return {row_number(text) for text in texts}


def _seen() -> dict[int, str]:
    """Read what the page showed of each item: `number=facts:links`."""
    pairs = (text.partition("=") for text in request.form.getlist("seen"))
    return {row_number(number): seen for number, _, seen in pairs}


def _withdrawn(item: ItemView, _: Sequence[LinkView]) -> str | None:
    return "desk.several.is_withdrawn" if item.withdrawn else None


def _newest_withdrawn(item: ItemView, _: Sequence[LinkView]) -> str | None:
    return "desk.several.is_withdrawn" if item.newest.withdrawn is not None else None


def _of_sites(scopes: Sequence[Scope], links: Sequence[LinkView]) -> list[tuple[LinkView, Any]]:
    """Pick the links that are about sites, each with its expectation."""
    asked = ((link, next(filter(None, (scope.asked(link.expectation_id) for scope in scopes)), None)) for link in links)
    return [(link, found[1]) for link, found in asked if found is not None and found[1].each == "site"]
