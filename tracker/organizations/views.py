"""Pages of the organization, its sites and its counterparties."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.organizations import queries, service
from tracker.organizations.forms import CounterpartyForm, OrganizationForm, SiteForm
from tracker.organizations.rules import Stated
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.formfaults import show
from tracker.web.permit import requires
from tracker.web.rownumber import row_number

blueprint = Blueprint("organizations", __name__)


@blueprint.get("/organization")
@requires("organizations:organization:view")
def organization() -> str:
    """Show the organization, its sites and its counterparties."""
    session = here().session
    return render_template(
        "organizations/organization.html",
        organization=queries.organization(session, here().organization_id),
        sites=queries.sites(session),
        counterparties=queries.counterparties(session),
    )


@blueprint.route("/organization/edit", methods=["GET", "POST"])
@requires("organizations:organization:edit")
def edit() -> ResponseReturnValue:
    """Record what the organization states of itself."""
    view = queries.organization(here().session, here().organization_id)
    form = filled(OrganizationForm, data=_typed(view))

    may_set = here().may("organizations:two_person_rule:edit")

    def act() -> None:
        # Who may not set the rule is not shown its box: a missing box must not read as switched off.
        rule = form.two_person_rule.data if may_set else view.two_person_rule
        service.state_facts(
            here().session,
            stated=_stated(form, two_person_rule=rule),
            may_set_two_person_rule=may_set,
            seen=_seen(form),
            **_acting(),
        )

    return _answer(
        form, act, "organizations/edit.html", "organizations.facts_saved", organization=view, may_set_rule=may_set
    )


@blueprint.route("/organization/sites/add", methods=["GET", "POST"])
@requires("organizations:site:edit")
def add_site() -> ResponseReturnValue:
    """Add a site."""
    form = filled(SiteForm)

    def act() -> None:
        service.add_site(
            here().session,
            name=form.name.data or "",
            address=form.address.data or "",
            slug=_slug(form),
            **_acting(),
        )

    return _answer(form, act, "organizations/site.html", "organizations.site_added", site=None)


@blueprint.route("/organization/sites/<slug>", methods=["GET", "POST"])
@requires("organizations:site:edit")
def site(slug: str) -> ResponseReturnValue:
    """Rename, move, close or open a site."""
    view = queries.site(here().session, slug)
    shown = {"name": view.name, "address": view.address, "closed": view.closed, "version": view.version}
    form = filled(SiteForm, data=shown)

    def act() -> None:
        service.state_site(
            here().session,
            slug=slug,
            name=form.name.data or "",
            address=form.address.data or "",
            closed=form.closed.data,
            seen=_seen(form),
            **_acting(),
        )

    return _answer(form, act, "organizations/site.html", "organizations.site_saved", site=view)


@blueprint.route("/organization/counterparties/add", methods=["GET", "POST"])
@requires("organizations:counterparty:edit")
def add_counterparty() -> ResponseReturnValue:
    """Add a business partner or a cloud service."""
    form = filled(CounterpartyForm)

    def act() -> None:
        service.add_counterparty(
            here().session,
            kind=form.kind.data or "",
            name=form.name.data or "",
            slug=_slug(form),
            holds_information=form.holds_information.data,
            in_use=form.in_use.data,
            **_acting(),
        )

    return _answer(form, act, "organizations/counterparty.html", "organizations.counterparty_added", counterparty=None)


@blueprint.route("/organization/counterparties/<slug>", methods=["GET", "POST"])
@requires("organizations:counterparty:edit")
def counterparty(slug: str) -> ResponseReturnValue:
    """Rename a counterparty, or say whether it holds our information and is in use."""
    view = queries.counterparty(here().session, slug)
    shown = {
        "name": view.name,
        "holds_information": view.holds_information,
        "in_use": view.in_use,
        "version": view.version,
    }
    form = filled(CounterpartyForm, data=shown)

    def act() -> None:
        service.state_counterparty(
            here().session,
            slug=slug,
            name=form.name.data or "",
            holds_information=form.holds_information.data,
            in_use=form.in_use.data,
            seen=_seen(form),
            **_acting(),
        )

    return _answer(form, act, "organizations/counterparty.html", "organizations.counterparty_saved", counterparty=view)


def _answer(form: Any, act: Any, template: str, done: str, **shown: object) -> ResponseReturnValue:
    """Act on a sent form and go back to the organization's page; show the form again with what is wrong."""
    status = 200
    if form.is_submitted():
        status = 400
        if form.validate():
            try:
                act()
            except Refusal as refusal:
                here().session.rollback()
                show(form, refusal, here().locale)
                status = refusal.status
            else:
                here().session.commit()
                flash(done, "done")
                return redirect(url_for("organizations.organization"), 303)
    return render_template(template, form=form, **shown), status


def _acting() -> dict[str, Any]:
    return {"organization_id": here().organization_id, "actor": here().actor, "now": here().now}


def _seen(form: Any) -> int | None:
    text = str(form.version.data or "")
    return row_number(text) if text else None


def _slug(form: Any) -> str:
    return (form.slug.data or "").strip().lower()


def _typed(view: queries.OrganizationView) -> dict[str, object]:
    stated = view.stated
    return {
        "version": view.version,
        "name": stated.name,
        "industry": stated.industry or "",
        "employees": stated.employees,
        "capital_yen": stated.capital_yen,
        "defence_work": {True: "yes", False: "no", None: ""}[stated.defence_work],
        "two_person_rule": stated.two_person_rule,
    }


def _stated(form: OrganizationForm, *, two_person_rule: bool) -> Stated:
    return Stated(
        name=form.name.data or "",
        industry=form.industry.data or None,
        employees=form.employees.data,
        capital_yen=form.capital_yen.data,
        defence_work={"yes": True, "no": False}.get(form.defence_work.data or ""),
        two_person_rule=two_person_rule,
    )
