"""Nothing typed is lost: text of a form whose session had ended waits, and fills the form again after signing in.

The guard calls `keep` when a form arrives from somebody who is no longer signed in, and the error page of a stale
form token does the same. A form view builds its form with `filled(FormClass)` instead of `FormClass()`, and is done.

Given back once, to the same browser (a random token in an HttpOnly cookie), and to the same person where the ended
session still told who that was. Passwords, tokens and files are never kept.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar, cast
from urllib.parse import urlsplit

from flask import Response, after_this_request, current_app, flash, g, request, url_for
from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tracker.web.context import here
from tracker.web.models import Draft

KEPT_FOR = timedelta(minutes=30)
MAX_CHARACTERS = 500_000
TOKEN_LENGTH = len(secrets.token_urlsafe(32))
NEVER_KEPT = ("password", "csrf_token", "secret", "token")
NOTICE = "web.draft_given_back"

FormT = TypeVar("FormT", bound=FlaskForm)


@dataclass(frozen=True)
class Kept:
    """The typed text that came back: every value of every field, and where the form was sent to."""

    action: str
    fields: Mapping[str, list[str]]


def keep_fields(typed: "MultiDict[str, str]") -> dict[str, list[str]]:
    """Choose what may be kept: everything typed but passwords and tokens."""
    return {
        name: list(values)
        for name, values in typed.lists()
        if not any(word in name.lower() for word in NEVER_KEPT) and name != "submit"
    }


def keep(
    session: Session,
    fields: Mapping[str, list[str]],
    *,
    action: str,
    person_id: int | None,
    now: datetime,
    token: str | None = None,
) -> str:
    """Keep typed text for half an hour and return the token that gives it back.

    `token` is the one this browser holds already: forms of several tabs wait side by side, one per path. Old drafts
    go at the same time, so that the table never grows past half an hour of them.
    """
    if token is None or len(token) < TOKEN_LENGTH:
        token = secrets.token_urlsafe(32)
    again = and_(Draft.token_sha256 == _digest(token), Draft.action == action)
    session.execute(delete(Draft).where(or_(Draft.expires_at <= now, again)))
    session.add(
        Draft(
            token_sha256=_digest(token),
            person_id=person_id,
            action=action,
            fields=dict(fields),
            expires_at=now + KEPT_FOR,
        )
    )
    session.flush()
    return token


def take(session: Session, token: str, *, action: str, person_id: int | None, now: datetime) -> Kept | None:
    """Give a draft back, once; None if there is none for this browser, form and person, or it is too old."""
    draft = session.scalar(select(Draft).where(Draft.token_sha256 == _digest(token), Draft.action == action))
    if draft is None or draft.expires_at <= now:
        return None
    if draft.person_id is not None and draft.person_id != person_id:
        return None
    session.delete(draft)
    session.flush()
    return Kept(draft.action, draft.fields)


def cookie_name(behind_tls: bool) -> str:
    """Name the cookie that holds the token; with TLS no neighbouring host can set it."""
    return "__Host-draft" if behind_tls else "draft"


def keep_typed_text(person_id: int | None) -> bool:
    """Keep what this request's form holds, and give its browser the cookie; tell whether anything was kept.

    Only text typed into a page of ours: the form's token must bear our signature (its age and its session do not
    matter here), and the browser must not say that another site sent it.
    """
    if request.method != "POST" or not _from_our_page():
        return False
    fields = keep_fields(request.form)
    if not fields or sum(len(value) for values in fields.values() for value in values) > MAX_CHARACTERS:
        return False
    context = here()
    token = keep(
        context.session,
        fields,
        action=request.path,
        person_id=person_id,
        now=context.now,
        token=request.cookies.get(cookie_name(context.settings.behind_tls)),
    )
    context.session.commit()

    @after_this_request
    def give_cookie(response: Response) -> Response:
        tls = context.settings.behind_tls
        response.set_cookie(
            cookie_name(tls),
            token,
            max_age=int(KEPT_FOR.total_seconds()),
            secure=tls,
            httponly=True,
            samesite="Lax",
        )
        return response

    return True


def form_page() -> str:
    """Name the page that the sent form stood on: where to go back to after signing in. Always a path of ours."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc == request.host and came_from.path and not came_from.path.startswith("//"):
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    rule = request.url_rule
    if rule is not None and "GET" in (rule.methods or ()):
        return request.path
    return url_for("access.start")


def filled(form_class: type[FormT], *, action: str | None = None, **given: object) -> FormT:
    """Build a form: from what was sent, else from a draft that waited, else from `given` (its defaults).

    `action` is the path the form is sent to, where that is not the page it stands on. A draft comes with a notice
    on the page; files have to be chosen again.
    """
    kept = _waiting(action or request.path) if request.method == "GET" else None
    if kept is None:
        return cast(FormT, form_class(**given))
    typed = MultiDict([(name, value) for name, values in kept.fields.items() for value in values])
    return cast(FormT, form_class(formdata=typed, **given))


def _waiting(action: str) -> Kept | None:
    context = here()
    name = cookie_name(context.settings.behind_tls)
    token = request.cookies.get(name)
    if not token:
        return None
    kept = take(context.session, token, action=action, person_id=context.actor.id, now=context.now)
    if kept is None:
        return None
    context.session.commit()
    if not g.get("tracker_draft_told"):
        g.tracker_draft_told = True
        flash(NOTICE)
    return kept


def _from_our_page() -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return False
    # The same signature that Flask-WTF writes; a token of ours proves that we made the form.
    signer = URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token")
    try:
        signer.loads(request.form.get("csrf_token", ""))
    except BadData:
        return False
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
