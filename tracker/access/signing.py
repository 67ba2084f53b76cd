"""Flask-Security, set up for passwords only: argon2id, our pages, our words, nothing registered that nobody needs.

Its own views commit through its datastore: that is the one exception to "one commit at the edge".
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from flask import Flask, request, session
from flask_login import user_logged_in, user_logged_out
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_security.password_util import PasswordUtil
from werkzeug.local import LocalProxy

from tracker.access import queries, rules, service
from tracker.access.forms import OtherPasswordForm, SignInForm
from tracker.access.models import User
from tracker.access.passwords import MIN_LENGTH, check_password
from tracker.config import Settings
from tracker.db import lift_confinement
from tracker.errors import InvalidInput
from tracker.web.context import here
from tracker.web.locale import current_locale
from tracker.web.permit import public, requires
from tracker.words import say

ORGANIZATION = "organization"
PERSON = "person"
USED_AT = "used_at"
"""Keys of the session cookie: the organization chosen, whose session it is (kept when it ends), when last used."""

# Flask-Security's words replaced by codes of ours; `t` says them in the reader's language.
MESSAGES = {
    "GENERIC_AUTHN_FAILED": ("access.sign_in_failed", "error"),
    "DISABLED_ACCOUNT": ("access.sign_in_failed", "error"),
    "EMAIL_NOT_PROVIDED": ("access.email_missing", "error"),
    "INVALID_EMAIL_ADDRESS": ("access.sign_in_failed", "error"),
    "INVALID_PASSWORD": ("access.password_wrong", "error"),
    "INVALID_REDIRECT": ("access.not_a_path_of_ours", "error"),
    "PASSWORD_CHANGE": ("access.password_changed", "done"),
    "PASSWORD_IS_THE_SAME": ("access.password_is_the_same", "error"),
    "PASSWORD_NOT_PROVIDED": ("access.password_missing", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("access.passwords_differ", "error"),
    "UNAUTHENTICATED": ("access.sign_in_first", "info"),
    "USER_DOES_NOT_EXIST": ("access.sign_in_failed", "error"),
}


class OurPasswords(PasswordUtil):
    """The product's one rule for new passwords, also where Flask-Security asks."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:  # noqa: ARG002
        """Return the faults in the reader's language, and the normalised password."""
        email = getattr(kwargs.get("user"), "email", "")
        try:
            return None, check_password(password, email=email)
        except InvalidInput as fault:
            return [say(fault.reason, current_locale())], password


def configure(app: Flask, settings: Settings) -> None:
    """Set what Flask-Security and Flask-Login read from the configuration."""
    app.config.update(
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the algorithm
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_LENGTH_MIN=MIN_LENGTH,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/change-password",
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_POST_LOGIN_VIEW="/start",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_POST_CHANGE_VIEW="/start",
        SECURITY_LOGIN_USER_TEMPLATE="access/sign_in.html",
        SECURITY_CHANGE_PASSWORD_TEMPLATE="access/change_password.html",  # noqa: S106 - a file name
        SECURITY_FRESHNESS=timedelta(-1),
        SECURITY_STATIC_FOLDER=None,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_API_ENABLED_METHODS=["session"],
        SESSION_PROTECTION="strong",
        **{f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()},
    )


def install(app: Flask, settings: Settings) -> Security:
    """Wire sign-in, sign-out and changing one's password; mark the endpoints so that the guard knows them."""
    configure(app, settings)
    datastore = SQLAlchemySessionUserDatastore(cast(Any, LocalProxy(lambda: here().session)), User, cast(Any, None))
    security = Security(
        app,
        datastore,
        login_form=SignInForm,
        change_password_form=OtherPasswordForm,
        password_util_cls=OurPasswords,
    )
    # Style sheets and pictures need no person, and so no database.
    security.principal.skip_static = True
    # JSON is answered by no page of ours; a browser's form is the only door.
    security.want_json(lambda _: False)
    marks: dict[str, Callable[[Any], Any]] = {
        "security.login": public,
        "security.logout": requires("access:session:end"),
        "security.change_password": requires("access:password:change"),
    }
    for endpoint, mark in marks.items():
        mark(app.view_functions[endpoint])
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    return security


def _begin(_: Flask, user: User) -> None:
    """Start a session of this person with nothing left of whoever used the browser before."""
    if session.get(PERSON) != user.id:
        session.pop(ORGANIZATION, None)
    session[PERSON] = user.id
    session[USED_AT] = int(here().now.timestamp())
    if request.endpoint == "security.login":
        _note(user, began=True)


def _end(_: Flask, user: User) -> None:
    """Journal a sign-out; a session that merely rested too long ends without a word."""
    if request.endpoint == "security.logout":
        _note(user, began=False)


def _note(user: User, *, began: bool) -> None:
    context = here()
    grants = queries.grants_of(context.session, user.id)
    of = rules.organizations_of(grants, context.real_day)
    # The guard confined the session to one organization; this tells each that the person works for.
    lift_confinement(context.session)
    for organization_id in of:
        role = rules.main_role(grants, organization_id, context.real_day)
        service.note_session(
            context.session, user, organization_id=organization_id, role=role, began=began, now=context.now
        )
    context.session.commit()
