"""The one door: before each request, ask who it is, for which organization, and whether they may.

Runs before anything reads the body. Deny by default: an endpoint without a mark is refused to everybody. The
organization comes from the session, never from the address; from here on the database session is confined to it, so
that an id of another organization is simply not there.
"""

from dataclasses import replace
from datetime import timedelta

from flask import Flask, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import logout_user

from tracker.access import queries, rules
from tracker.access.models import User
from tracker.access.signing import ORGANIZATION, PERSON, USED_AT
from tracker.db import confine, lift_confinement
from tracker.errors import NotPermitted
from tracker.journal.rules import Actor
from tracker.organizations.queries import organization
from tracker.web.context import NOWHERE, Reach, enter, here
from tracker.web.drafts import form_page, keep_typed_text
from tracker.web.locale import prefer
from tracker.web.permit import PUBLIC, permission_of
from tracker.web.receiving import TYPED_BYTES

NOTED_EVERY = timedelta(minutes=1)


def install(app: Flask) -> None:
    """Put the guard in front of every endpoint. To be installed before Flask-WTF, which reads the form."""

    @app.before_request
    def admit() -> ResponseReturnValue | None:
        if request.endpoint == "static":
            return None
        user = _person_signed_in()
        grants = queries.grants_of(here().session, user.id) if user is not None else ()
        if user is not None:
            _settle(user, grants)
        if request.routing_exception is not None:
            return None  # Flask answers 404 or 405 next; the error page knows who reads it.
        permission = permission_of(app, request.endpoint)
        if permission is None:
            raise NotPermitted("access.not_marked")
        if permission == PUBLIC:
            return None
        if user is None:
            return _ask_to_sign_in()
        _let_in(permission, grants)
        return None


def _person_signed_in() -> User | None:
    """Tell whose live session this is; a session unused for too long ends here."""
    if not current_user.is_authenticated:
        return None
    context = here()
    used_at = int(session.get(USED_AT, 0))
    now = int(context.now.timestamp())
    if now - used_at > context.settings.session_minutes * 60:
        logout_user()
        return None
    # Once a minute is enough, and keeps the cookie from being sent with every answer.
    if now - used_at >= NOTED_EVERY.total_seconds():
        session[USED_AT] = now
    user: User = current_user._get_current_object()  # noqa: SLF001 - Flask-Login's proxy has no other way
    return user


def _settle(user: User, grants: tuple[rules.Grant, ...]) -> None:
    """Say who acts and for which organization, and confine the database session to it."""
    context = here()
    of = rules.organizations_of(grants, context.real_day)
    chosen = session.get(ORGANIZATION)
    organization_id = chosen if chosen in of else next(iter(of), NOWHERE)
    confine(context.session, organization_id)
    working_for = organization(context.session, organization_id) if organization_id != NOWHERE else None
    actor = Actor(id=user.id, name=user.name, role=rules.main_role(grants, organization_id, context.real_day))

    def may(permission: str, certification_id: int | None = None) -> bool:
        return _decide(permission, grants, organization_id, certification_id).allowed

    enter(
        replace(
            context,
            actor=actor,
            organization_id=organization_id,
            organization_slug=working_for.slug if working_for else "",
            organization_name=working_for.name if working_for else "",
            organizations=len(of),
            may=may,
            reach=Reach(
                certification_ids=rules.certifications_in_reach(grants, organization_id, context.real_day),
                items_of=user.id if rules.sees_only_own_items(grants, organization_id, context.real_day) else None,
            ),
        )
    )
    prefer(user.locale)


def _decide(
    permission: str, grants: tuple[rules.Grant, ...], organization_id: int, certification_id: int | None = None
) -> rules.Decision:
    resource = rules.Resource(organization_id=organization_id, certification_id=certification_id)
    return rules.permits(permission, grants, day=here().real_day, resource=resource)


def _let_in(permission: str, grants: tuple[rules.Grant, ...]) -> None:
    """Note the role acted in, or refuse and say whom to ask.

    Raises:
        NotPermitted: the table says no.
    """
    context = here()
    decision = _decide(permission, grants, context.organization_id)
    if not decision.allowed:
        contacts = queries.whom_to_ask(context.session, context.organization_id, context.real_day)
        request.contacts = contacts  # type: ignore[attr-defined]
        assert decision.reason is not None
        if rules.is_about_the_window(decision.reason) and keep_typed_text(context.actor.id):
            flash("access.typed_text_waits", "info")
        refusal = NotPermitted(decision.reason.code)
        refusal.reason = decision.reason
        raise refusal
    if decision.grant is not None and decision.grant.scope_kind == "installation":
        # The operator works on people and settings of the whole installation; no permission of evidence leads here.
        lift_confinement(context.session)
        context = replace(context, organization_id=NOWHERE, organization_slug="", organization_name="")
    if decision.grant is not None:
        context = replace(context, actor=replace(context.actor, role=decision.role))
    enter(context)


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send to the sign-in page and back; what was typed waits."""
    ended = session.get(PERSON)
    if request.method in ("GET", "HEAD"):
        if ended is not None:
            flash("access.session_ended", "info")
        back = request.full_path.rstrip("?")
    else:
        if ended is None:
            # Whoever never signed in here has no large file on the way: their body is not read to its end.
            request.max_content_length = 2 * TYPED_BYTES
        kept = keep_typed_text(ended if isinstance(ended, int) else None)
        flash("web.draft_kept" if kept else "access.session_ended", "info")
        back = form_page()
    # From the front page everybody goes on to their own first page, which is not the same for every role.
    return redirect(url_for("security.login", next=back if back != "/" else None), 303)
