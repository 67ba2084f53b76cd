"""Pages of upkeep: people and grants, the settings in force."""

from dataclasses import fields

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access import links, queries, rules, service
from tracker.access.models import User
from tracker.admin.forms import InvitationForm, NothingTyped
from tracker.certification.queries import certifications
from tracker.config import Settings
from tracker.errors import InvalidInput, NotPermitted, Refusal
from tracker.organizations.queries import organizations
from tracker.web.context import NOWHERE, here
from tracker.web.drafts import filled
from tracker.web.formfaults import show
from tracker.web.permit import requires

blueprint = Blueprint("admin", __name__)

NOT_CHOSEN = 0


@blueprint.get("/people")
@requires("access:person:view")
def people() -> str:
    """List the people of the organization, or of the installation for its operator."""
    context = here()
    found = queries.people(context.session, organization_id=_scope(), day=context.real_day)
    return render_template("admin/people.html", people=found, installation=_scope() is None)


@blueprint.get("/people/<int:person_id>")
@requires("access:person:view")
def person(person_id: int) -> str:
    """Show one person with the grants the reader may see, and what can be done about them."""
    context = here()
    found = queries.person(context.session, person_id, organization_id=_scope(), day=context.real_day)
    return render_template("admin/person.html", person=found, form=NothingTyped())


@blueprint.route("/people/invite", methods=["GET", "POST"])
@requires("access:person:invite")
def invite() -> ResponseReturnValue:
    """Grant a role to somebody, adding them if they are new, and show the link to set their password once."""
    form = filled(InvitationForm, data={"starts": here().latest_day, "organization": here().organization_id})
    _offer_choices(form)
    if not form.validate_on_submit():
        return render_template("admin/invite.html", form=form)
    try:
        user = _invite(form)
    except Refusal as refusal:
        here().session.rollback()
        show(form, refusal, here().locale)
        return render_template("admin/invite.html", form=form), refusal.status
    here().session.commit()
    return _invited(user)


@blueprint.post("/people/<int:person_id>/link")
@requires("access:person:invite")
def renew_link(person_id: int) -> ResponseReturnValue:
    """Make a new link to set a password, for somebody who lost theirs."""
    context = here()
    user = service.renew_link(
        context.session, person_id, organization_id=_scope(), actor=context.actor, now=context.now
    )
    context.session.commit()
    return _invited(user, renewed=True)


@blueprint.post("/people/grants/<int:grant_id>/end")
@requires("access:grant:end")
def end_grant(grant_id: int) -> ResponseReturnValue:
    """End a grant now."""
    context = here()
    row = service.end_grant(context.session, grant_id, organization_id=_scope(), actor=context.actor, now=context.now)
    context.session.commit()
    flash("admin.grant_ended", "done")
    return redirect(url_for("admin.person", person_id=row.user_id), 303)


@blueprint.get("/settings")
@requires("installation:settings:view")
def settings() -> str:
    """Show the settings in force; of secrets only that they are set."""
    shown = [
        (setting.name, _shown(here().settings, setting.name, secret=not setting.repr), setting.metadata["help"])
        for setting in fields(Settings)
    ]
    return render_template("admin/settings.html", settings=shown)


def _shown(settings: Settings, name: str, *, secret: bool) -> str:
    value = getattr(settings, name)
    if secret:
        return "admin.is_set" if value else "admin.is_not_set"
    # A database URL carries a password.
    return "admin.is_set" if name == "database_url" and value else str(value)


def _scope() -> int | None:
    """Tell whose people the reader may see: one organization's, or everybody's (None), by the grant that let in."""
    organization_id = here().organization_id
    return None if organization_id == NOWHERE else organization_id


def _offer_choices(form: InvitationForm) -> None:
    """Offer only roles, organizations and certifications that this inviter may name."""
    session, scope = here().session, _scope()
    roles = rules.GRANTED_ROLES if scope is None else rules.GIVEN_BY_LEAD
    form.role.choices = [(role, f"role.{role}") for role in roles]
    known = organizations(session) if scope is None else ()
    own = [(scope, here().organization_name)] if scope is not None else [(NOT_CHOSEN, "admin.not_chosen")]
    form.organization.choices = own + [(view.id, view.name) for view in known]
    form.certification.choices = [
        (NOT_CHOSEN, "admin.not_chosen"),
        *((view.id, view.title) for view in certifications(session)),
    ]


def _invite(form: InvitationForm) -> User:
    """Invite whom the form names.

    Raises:
        Refusal: the window, scope, role or address cannot be.
    """
    context, session = here(), here().session
    certification = next((view for view in certifications(session) if view.id == form.certification.data), None)
    organization_id = form.organization.data or None
    if certification is not None:
        organization_id = certification.organization_id
    if form.starts.data is None:
        raise InvalidInput("admin.starts_missing", field="starts")
    return service.invite(
        session,
        email=form.email.data or "",
        name=form.name.data or "",
        role=form.role.data,
        organization_id=organization_id,
        certification_id=certification.id if certification is not None else None,
        starts=form.starts.data,
        ends=form.ends.data,
        may_download=bool(form.may_download.data),
        actor=context.actor,
        now=context.now,
    )


def _invited(user: User, *, renewed: bool = False) -> str:
    """Show the link, once. Somebody who has a password gets one only on purpose.

    A person of another organization who has none yet gets none here either: whoever holds the link becomes them.
    """
    link = ""
    if renewed or (user.password is None and _may_hold_link(user)):
        token = links.make_token(user, secret_key=here().settings.secret_key, now=here().now)
        link = url_for("access.choose_password", token=token, _external=True)
    return render_template(
        "admin/invited.html",
        person=user.name,
        email=user.email,
        link=link,
        hours=links.HOURS,
        pending=user.password is None,
    )


def _may_hold_link(user: User) -> bool:
    try:
        service.check_may_renew_link(here().session, user.id, organization_id=_scope())
    except NotPermitted:
        return False
    return True
