"""Making a certification plan and stating it anew, with the bodies side by side."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.certification import service
from tracker.certification.queries import CertificationView
from tracker.criteria import queries as criteria
from tracker.criteria.rules import Edition, Profile
from tracker.desk import reach, scopes
from tracker.desk.forms import PlanForm, pick
from tracker.desk.views.frame import acting, attempt, blueprint, told, us
from tracker.errors import InvalidInput
from tracker.organizations.queries import sites
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.permit import requires
from tracker.web.rownumber import row_number


@blueprint.route("/certifications/new", methods=["GET", "POST"])
@requires("certification:plan:edit")
def new_certification() -> ResponseReturnValue:
    """Make a plan on the newest criteria."""
    edition = criteria.newest(here().session)
    form = _choices(filled(PlanForm, sites=[site.slug for site in sites(here().session) if not site.closed]), edition)
    slug = (form.slug.data or "").strip()

    def act() -> None:
        if slug == "new":  # It would stand in the address of this very page.
            raise InvalidInput("organizations.slug_taken", field="slug", slug=slug)
        service.make(
            here().session,
            organization_id=here().organization_id,
            slug=slug,
            **_stated(form, edition),
        )

    if form.is_submitted():
        status = attempt(form, act)
        if not status:
            told("desk.plan_made")
            return redirect(url_for("desk.certification", slug=slug), 303)
        return _page(form, edition, None), status
    return _page(form, edition, None)


@blueprint.route("/certifications/<slug>/edit", methods=["GET", "POST"])
@requires("certification:plan:edit")
def edit_certification(slug: str) -> ResponseReturnValue:
    """State a plan anew. It stays on its edition of the criteria."""
    plan = reach.plan(here().session, slug, here().reach)
    edition = criteria.edition(here().session, plan.edition)
    form = _choices(filled(PlanForm, data=_typed(plan)), edition)

    def act() -> None:
        service.state_plan(
            here().session,
            certification_id=plan.id,
            seen_plan=row_number(form.seen_plan.data),
            **_stated(form, edition),
        )

    if form.is_submitted():
        status = attempt(form, act)
        if not status:
            told("desk.plan_stated")
            return redirect(url_for("desk.certification", slug=plan.slug), 303)
        return _page(form, edition, plan), status
    return _page(form, edition, plan)


@blueprint.post("/certifications/<slug>/criteria")
@requires("certification:plan:edit")
def adopt_criteria(slug: str) -> ResponseReturnValue:
    """Move a plan to the newest criteria; past days stay on those of their time."""
    plan = reach.plan(here().session, slug, here().reach)
    edition = criteria.newest(here().session)
    service.state_plan(
        here().session,
        certification_id=plan.id,
        seen_plan=row_number(request.form.get("seen_plan")),
        title=plan.title,
        edition=edition.digest,
        profile=_profile(edition, plan.profile_id),
        known_sites=[site.slug for site in sites(here().session)],
        sites=plan.sites,
        departments=plan.departments,
        protected_information=plan.protected_information,
        audit_day=plan.audit_day,
        stage=plan.stage,
        **acting(),
    )
    here().session.commit()
    told("desk.criteria_adopted", version=edition.catalog.version)
    return redirect(url_for("desk.certification", slug=slug), 303)


def _page(form: PlanForm, edition: Edition, plan: CertificationView | None) -> str:
    lines = scopes.bodies(edition, us().stated)
    return render_template("desk/plan.html", form=form, lines=lines, edition=edition, plan=plan)


def _choices(form: PlanForm, edition: Edition) -> PlanForm:
    form.profile.choices = pick((profile.id, profile.title.in_locale(here().locale)) for profile in edition.profiles)
    open_or_named = [site for site in sites(here().session) if not site.closed or site.slug in (form.sites.data or ())]
    form.sites.choices = pick((site.slug, site.name) for site in open_or_named)
    return form


def _typed(plan: CertificationView) -> dict[str, Any]:
    return {
        "seen_plan": plan.plan_id,
        "profile": plan.profile_id,
        "title": plan.title,
        "sites": list(plan.sites),
        "departments": plan.departments,
        "protected_information": plan.protected_information,
        "audit_day": plan.audit_day,
        "stage": plan.stage,
    }


def _stated(form: PlanForm, edition: Edition) -> dict[str, Any]:
    """Give what `make` and `state_plan` both ask for."""
    return {
        "title": form.title.data or "",
        "edition": edition.digest,
        "profile": _profile(edition, form.profile.data),
        "known_sites": [site.slug for site in sites(here().session)],
        "sites": form.sites.data or (),
        "departments": form.departments.data or "",
        "protected_information": form.protected_information.data or "",
        "audit_day": form.audit_day.data,
        "stage": form.stage.data,
        **acting(),
    }


def _profile(edition: Edition, profile_id: str) -> Profile:
    for profile in edition.profiles:
        if profile.id == profile_id:
            return profile
    raise InvalidInput("criteria.no_such_profile", field="profile", profile=profile_id)
