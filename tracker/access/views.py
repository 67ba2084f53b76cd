"""Pages of signing in: where to start, which organization to work for, and setting a password by a one-time link."""

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from tracker.access import links, queries, rules, service
from tracker.access.forms import NewPasswordForm, OrganizationForm
from tracker.access.signing import ORGANIZATION
from tracker.db import lift_confinement
from tracker.errors import InvalidInput, NotFound
from tracker.organizations.models import OrganizationFacts
from tracker.web.context import here
from tracker.web.formfaults import show
from tracker.web.permit import public, requires

blueprint = Blueprint("access", __name__)


@dataclass(frozen=True)
class Start:
    """A page to begin with: who may see it, and its endpoint. `app` lists them, the first permitted one wins."""

    permission: str
    endpoint: str


@blueprint.get("/start")
@requires("access:session:begin")
def start() -> ResponseReturnValue:
    """Lead to the first page this person may see, or say plainly that there is none."""
    context = here()
    starts: tuple[Start, ...] = current_app.extensions["tracker.starts"]
    for page in starts:
        if context.may(page.permission):
            return redirect(url_for(page.endpoint), 303)
    grants = queries.grants_of(context.session, context.actor.id or 0)
    reason = rules.last_ended(grants, context.real_day)
    return render_template("access/no_access.html", reason=reason), 403


@blueprint.route("/organizations", methods=["GET", "POST"])
@requires("access:organization:choose")
def organizations() -> ResponseReturnValue:
    """Let somebody with grants in several organizations choose the one to work for."""
    context = here()
    grants = queries.grants_of(context.session, context.actor.id or 0)
    of = rules.organizations_of(grants, context.real_day)
    # Only the names of one's own organizations, so this one read looks past the confinement.
    lift_confinement(context.session)
    names = context.session.execute(
        select(OrganizationFacts.organization_id, OrganizationFacts.name).where(
            OrganizationFacts.organization_id.in_(of), OrganizationFacts.on_record()
        )
    )
    form = OrganizationForm(organization=context.organization_id)
    form.organization.choices = sorted(((number, name) for number, name in names), key=lambda pair: pair[1])
    if form.validate_on_submit():
        session[ORGANIZATION] = form.organization.data
        return redirect(url_for("access.start"), 303)
    return render_template("access/organizations.html", form=form)


@blueprint.route("/set-password/<token>", methods=["GET", "POST"])
@public
def choose_password(token: str) -> ResponseReturnValue:
    """Let the person of a one-time link choose a password, once."""
    context = here()
    secret_key, salt = context.settings.secret_key, context.settings.password_salt
    try:
        user = links.person_of(context.session, token, secret_key=secret_key, now=context.now)
    except InvalidInput as fault:
        raise NotFound(fault.reason.code) from fault
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            service.set_password(context.session, user, form.password.data or "", salt=salt)
        except InvalidInput as fault:
            show(form, fault, context.locale)
        else:
            context.session.commit()
            flash("access.password_set", "done")
            return redirect(url_for("security.login"), 303)
    return render_template("access/set_password.html", form=form, person=user.name, email=user.email)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Answer that the service runs and its database does."""
    here().session.execute(select(1))
    return Response("ok\n", mimetype="text/plain")
