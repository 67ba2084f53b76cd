"""What every page of the desk is made with: the blueprint, the words templates use, and how a form acts."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, g, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError

from tracker.certification.queries import changes
from tracker.criteria.rules import Source, Text
from tracker.desk import board
from tracker.desk.ledger import Asking
from tracker.desk.proofs import Judge
from tracker.desk.reach import Scope
from tracker.desk.rules import said_once
from tracker.errors import NotFound, Reason, Refusal
from tracker.evidence.files import SHOWN_IN_PLACE
from tracker.evidence.rules import evidence_number
from tracker.journal.service import record
from tracker.organizations.queries import OrganizationView, organization, place_names
from tracker.organizations.rules import WHOLE
from tracker.readiness.rules import QuestionReport, in_order, question_state, slot_state
from tracker.web.context import here
from tracker.web.dayfield import read_day
from tracker.web.errorpages import clash_of
from tracker.web.formfaults import show
from tracker.web.locale import t
from tracker.words import translate
from tracker.work.queries import AssignmentView

blueprint = Blueprint("desk", __name__)

NAMED = {
    "kind": "criteria.kind.",
    "expected": "criteria.kind.",
    "each": "place.",
    "industry": "organizations.industry_",
}
"""Params that hold a code of ours, and where its name stands."""


def words(text: Text | Source) -> str:
    """Give the words of the criteria in the reader's language."""
    return text.in_locale(here().locale)


def because(reason: Reason) -> str:
    """Say a reason in the reader's language, the codes in its params by their names."""
    named = {
        name: translate(NAMED[name] + str(value), None, here().locale) if name in NAMED and value else value
        for name, value in reason.params.items()
    }
    return translate(reason.code, named, here().locale)


def place(key: str | None) -> str:
    """Name a place; the whole organization is 全社, and a slot without a place has none."""
    if key is None:
        return "—"
    if key == WHOLE:
        return t("place.organization")
    if "desk_places" not in g:
        g.desk_places = place_names(here().session)
    names: dict[str, str] = g.desk_places
    return names.get(key, key)


def item_of(label: str) -> int:
    """Read the item's number from what people cite: 証-0014-02 is item 14."""
    return int(label.split("-")[1])


def strip(question: QuestionReport) -> tuple[str, ...]:
    """Give the states of a question's required slots, the most pressing first."""
    return in_order(slot_state(slot) for slot in question.required)


def holder(plan_id: int, task: str) -> AssignmentView | None:
    """Tell who holds a task of a certification; None = nobody who still works here."""
    if "desk_held" not in g:
        g.desk_held = {}
    known: dict[int, dict[str, AssignmentView]] = g.desk_held
    if plan_id not in known:
        known[plan_id] = board.held(plan_id)
    return known[plan_id].get(task)


def way(permission: str, endpoint: str, **values: Any) -> str | None:
    """Give the address of a page that this reader may reach; None = leave the link out."""
    if endpoint not in current_app.view_functions or not here().may(permission):
        return None
    return url_for(endpoint, **values)


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "w": words,
        "because": because,
        "place": place,
        "item_of": item_of,
        "label_of": evidence_number,
        "holder": holder,
        "slot_state": slot_state,
        "question_state": question_state,
        "strip": strip,
        "said_once": said_once,
        "shown_in_place": SHOWN_IN_PLACE,
        "may": here().may,
        "way": way,
    }


def us() -> OrganizationView:
    """Read the organization that this request is for."""
    if "desk_us" not in g:
        g.desk_us = organization(here().session, here().organization_id)
    read: OrganizationView = g.desk_us
    return read


def judge() -> Judge:
    """Tell who looks at the page, as somebody who may or may not give verdicts."""
    return Judge(here().actor, here().may("mapping:verdict:give"), us().two_person_rule)


def acting() -> dict[str, Any]:
    """Give what every service asks for: who acts, and when."""
    return {"actor": here().actor, "now": here().now}


def opened(tag: str, subject: str) -> None:
    """Put on record what an auditor opens; the organization's own people are not watched while they read.

    A commit of its own: a page that is read changes nothing else.
    """
    if here().certification_ids is None or request.method != "GET":
        return
    record(here().session, organization_id=here().organization_id, tag=tag, subject=subject, **acting())
    here().session.commit()


def asking(scope: Scope, day: date | None = None) -> Asking:
    """Say against what links are judged on a day, today unless told."""
    recorded = tuple(view.changed for view in changes(here().session))
    return Asking(scope.profile, recorded, scope.plan.audit_day, day or here().today)


def attempt(form: FlaskForm, act: Callable[[], object]) -> int:
    """Check a form, act and commit. Returns 0 when done, else the status to show the form with again.

    A refusal stands at its field, everything typed is still there, and nothing was written.

    Raises:
        NotFound: what the form is about is not there for this reader.
    """
    if not form.validate():
        return 400
    try:
        act()
        here().session.commit()
    except NotFound:
        raise
    except Refusal as refusal:
        return _shown_again(form, refusal)
    except IntegrityError as error:
        clash = clash_of(error)
        if clash is None:
            raise
        return _shown_again(form, clash)
    return 0


def _shown_again(form: FlaskForm, refusal: Refusal) -> int:
    here().session.rollback()
    show(form, refusal, here().locale)
    return refusal.status


def told(code: str, kind: str = "done", **params: object) -> None:
    """Leave a sentence for the next page."""
    flash({"code": code, "params": params} if params else code, kind)  # type: ignore[arg-type]


def asked_day(text: str | None) -> date | None:
    """Read a day from the address; what cannot be read counts as not asked for."""
    try:
        return read_day(text) if text else None
    except ValueError:
        told("look.not_a_day", "warning")
        return None
