"""Choosing what evidence is said to show: a certification, an expectation of it, and places."""

from flask import request

from tracker.criteria.rules import Expectation, Question
from tracker.desk.forms import CollectForm, LinkForm, pick, pick_grouped
from tracker.desk.reach import Scope
from tracker.desk.views.certification import place_choices
from tracker.errors import InvalidInput
from tracker.web.context import here


def chosen(scopes: tuple[Scope, ...]) -> Scope | None:
    """Take the certification that the form or the address names, else the first."""
    slug = request.form.get("certification") or request.args.get("certification")
    return next((scope for scope in scopes if scope.plan.slug == slug), scopes[0] if scopes else None)


def with_choices(form: CollectForm | LinkForm, scope: Scope | None, *, later: bool = True) -> CollectForm | LinkForm:
    """Fill in expectations under their questions, and the places; `later` = it may stay without a link."""
    locale = here().locale
    groups: dict[str, list[tuple[str, str]]] = {}
    if later:
        groups["desk.collect.later"] = [("", "desk.collect.no_expectation")]
    for question in scope.profile.questions if scope else ():
        groups[f"{question.number}　{question.title.in_locale(locale)}"] = [
            (each.id, each.title.in_locale(locale)) for each in question.expectations
        ]
    form.expectation.choices = pick_grouped(groups)
    form.places.choices = pick(place_choices())
    return form


def named_in_address(scope: Scope) -> tuple[Question, Expectation] | None:
    """Find the expectation that the address names, or the first of the question it names."""
    asked = scope.asked(request.args.get("expectation", ""))
    question = scope.profile.question(request.args.get("question", 0, type=int))
    if asked is None and question is not None:
        return question, question.expectations[0]
    return asked


def likely_places(expectation: Expectation) -> list[str]:
    """Tick the place that the address names, or the only one there is."""
    possible = [key for key, _ in place_choices() if key.startswith(f"{expectation.each}:")]
    named = [key for key in request.args.getlist("place") if key in possible]
    return named or (possible if len(possible) == 1 else [])


def asked_of(scope: Scope | None, form: CollectForm | LinkForm) -> tuple[Question, Expectation] | None:
    """Find what the form names; None where it names nothing."""
    return scope.asked(form.expectation.data or "") if scope else None


def insist(scope: Scope | None, form: CollectForm | LinkForm) -> tuple[Question, Expectation] | None:
    """Find what the form names.

    Raises:
        InvalidInput: it names something that the certification does not ask for.
    """
    asked = asked_of(scope, form)
    if form.expectation.data and asked is None:
        raise InvalidInput("desk.unknown_expectation", field="expectation", given=form.expectation.data[:80])
    return asked
