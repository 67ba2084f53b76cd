"""The page of one certification: the figures, the questions, what is stated beside them."""

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tracker.certification import service
from tracker.certification.queries import CertificationView, ChangeView, changes, confirmation, stated_facts
from tracker.certification.rules import STAGES
from tracker.criteria import queries as criteria
from tracker.criteria.rules import CONDITIONS, Edition, Profile
from tracker.desk import reach, remembered, scopes
from tracker.desk.forms import ChangeForm, pick
from tracker.desk.rules import Column, columns, holds_until, lost_between, next_steps
from tracker.desk.views.frame import acting, asked_day, blueprint, opened, told, us
from tracker.errors import Conflict
from tracker.organizations.queries import counterparties, sites
from tracker.organizations.rules import COUNTERPARTY_KINDS, kind_of
from tracker.readiness.queries import Readiness, readiness
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.locale import t
from tracker.web.permit import requires
from tracker.web.rownumber import row_number

STEPS_SHOWN = 6


@blueprint.get("/certifications/<slug>")
@requires("certification:plan:view")
def certification(slug: str) -> ResponseReturnValue:
    """Show one certification, on today or on any day (`?as_of=`)."""
    plan = reach.plan(here().session, slug, here().reach)
    opened("certification:plan:open", plan.slug)
    return render(plan, as_of=asked_day(request.args.get("as_of")))


def render(
    plan: CertificationView, *, as_of: date | None = None, change_form: ChangeForm | None = None
) -> ResponseReturnValue:
    """Draw the page; `change_form` is the one that could not be sent."""
    session, today = here().session, here().today
    on_days = _on_days(plan.slug, columns(today, plan.audit_day, as_of))
    asked = next((seen for column, seen in on_days if column.day == as_of), None)
    if as_of is not None and asked is None:
        told("desk.no_record_on_day", "warning", day=as_of.isoformat())
    now = next(seen for column, seen in on_days if column.day == today)
    edition = criteria.edition(session, plan.edition)
    facts = stated_facts(session, plan.id)
    return render_template(
        "desk/certification.html",
        plan=plan,
        seen=asked or now,
        now=now,
        on_days=[(column, seen, lost_between(now.report, seen.report)) for column, seen in on_days],
        body=scopes.body_of(edition, now.profile.body),
        edition=edition,
        newer=_newer(edition),
        list=_list(plan, asked or now),
        conditions=[(name, facts.get(name)) for name in CONDITIONS if name in _asked_about(now.profile)],
        changes=[each for each in changes(session) if _shown(each, now)],
        change_kinds={kind.id: kind for kind in now.profile.change_kinds},
        change_form=change_form or _change_form(now.profile),
        confirmed=confirmation(session, plan.id),
        steps=next_steps(now.report),
        steps_shown=STEPS_SHOWN,
        stages=STAGES,
        two_person_rule=us().two_person_rule,
    )


def _list(plan: CertificationView, seen: Readiness) -> Markup:
    """Draw the questions with their slots, by far the longest part of the page."""
    return remembered.part(
        "desk/certification_list.html",
        (plan.slug, seen.report.as_of),
        plan=plan,
        seen=seen,
        answers=seen.record.answers,
        holds_until=holds_until,
    )


def _newer(edition: Edition) -> Edition | None:
    """Give the newest criteria, where the plan is not on them and the reader may move it."""
    newest = criteria.newest(here().session)
    return newest if newest.digest != edition.digest and here().may("certification:plan:edit") else None


def _shown(change: ChangeView, now: Readiness) -> bool:
    """Leave out what happened only at places out of scope, for whoever sees only certain certifications."""
    places = change.changed.places
    inside = {place for each in ("site", *COUNTERPARTY_KINDS) for place in now.facts.places.keys(each)}
    return here().certification_ids is None or not places or not inside.isdisjoint(places)


def _on_days(slug: str, days: tuple[Column, ...]) -> list[tuple[Column, Readiness]]:
    """Assess on each day; one on which the plan was not on record yet is left out."""
    found = remembered.on_days(slug, [column.day for column in days])
    return [(column, found[column.day]) for column in days if column.day in found]


def _asked_about(profile: Profile) -> set[str]:
    """Name the conditions that decide about an expectation of this profile."""
    return {
        condition
        for question in profile.questions
        for expectation in question.expectations
        for condition in expectation.when
    }


def place_choices() -> list[tuple[str, str]]:
    """List every open site and every counterparty that is asked for, by key, with its sort and name."""
    session = here().session
    here_and_there: list[Any] = [site for site in sites(session) if not site.closed]
    here_and_there += [other for other in counterparties(session) if other.asked_for]
    return [(found.key, f"{t(f'place.{kind_of(found.key)}')}　{found.name}") for found in here_and_there]


def _change_form(profile: Profile) -> ChangeForm:
    form: ChangeForm = filled(ChangeForm, on=here().today, action=f"{request.path}/changes")
    return with_choices(form, profile)


def with_choices(form: ChangeForm, profile: Profile) -> ChangeForm:
    """Fill in what can be chosen."""
    locale = here().locale
    form.kind.choices = pick(((kind.id, kind.title.in_locale(locale)) for kind in profile.change_kinds), "look.choose")
    form.places.choices = pick(place_choices())
    return form


@blueprint.post("/certifications/<slug>/confirm")
@requires("certification:confirmation:give")
def confirm(slug: str) -> ResponseReturnValue:
    """Put on record that the manager saw this scope and these figures; other figures meanwhile are a conflict."""
    plan = reach.plan(here().session, slug, here().reach)
    report = readiness(here().session, slug, as_of=here().today, today=here().today).report
    if request.form.get("figures") != figures(report.provable_bp, report.claimed_bp):
        raise Conflict("desk.figures_changed")
    service.confirm(
        here().session,
        certification_id=plan.id,
        seen_plan=row_number(request.form.get("seen_plan")),
        day=here().today,
        provable_bp=report.provable_bp,
        claimed_bp=report.claimed_bp,
        **acting(),
    )
    here().session.commit()
    told("desk.confirmed")
    if request.form.get("back") == "manager":
        return redirect(url_for("desk.manager", certification=slug), 303)
    return redirect(url_for("desk.certification", slug=slug) + "#confirmation", 303)


def figures(provable_bp: int | None, claimed_bp: int | None) -> str:
    """Write both figures as the page carries them back."""
    return f"{provable_bp}/{claimed_bp}"
