"""Error pages: what happened, in the reader's language, and always a way on. Never a traceback."""

import logging
import secrets
from dataclasses import dataclass

from flask import Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from tracker.errors import Conflict, Reason, Refusal
from tracker.web.context import here_or_none
from tracker.web.drafts import form_page, keep_typed_text
from tracker.web.permit import PUBLIC, permission_of

log = logging.getLogger("tracker.web")

UNIQUE_VIOLATION = "23505"
"""PostgreSQL's SQLSTATE."""
KNOWN = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)


@dataclass(frozen=True)
class Way:
    """A way on: where it leads and the code of what it says."""

    href: str
    says: str


def install(app: Flask) -> None:
    """Turn refusals, HTTP errors and faults of ours into pages."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(IntegrityError, _clashed)
    app.register_error_handler(DataError, _not_for_databases)
    app.register_error_handler(Exception, _fault)


def error_page(status: int, reason: Reason | None = None, *, fault_id: str = "") -> ResponseReturnValue:
    """Render the page of a status; `reason` says what exactly, `fault_id` is what to name when asking for help."""
    status = status if status in KNOWN else (500 if status >= 500 else 400)
    values = {
        "status": status,
        "reason": reason,
        "safe": _safe(status),
        "fault_id": fault_id,
        "ways": _ways(status),
        "contacts": _contacts(status),
    }
    context = here_or_none()
    if context is not None and status < 500:
        try:
            context.session.rollback()
            return render_template("web/error.html", **values), status
        except Exception:
            # A page that cannot be drawn must not hide the first error; the plain page needs nothing.
            log.exception("error page could not be drawn")
    # Not `render_template`: that asks for the reader, and so for the database, which may be what is broken.
    return current_app.jinja_env.get_template("web/broken.html").render(**values), status


def _ways(status: int) -> list[Way]:
    context = here_or_none()
    ways = []
    if status in (409, 503, 500) and request.method in ("GET", "HEAD"):
        ways.append(Way(request.full_path.rstrip("?"), "web.way_try_again"))
    elif request.method == "POST" and status != 403:
        ways.append(Way(form_page(), "web.way_back_to_form"))
    if context is not None and context.signed_in:
        ways.append(Way(url_for("access.start"), "web.way_home"))
        if status == 403 and context.organizations > 1:
            ways.append(Way(url_for("access.organizations"), "web.way_other_organization"))
    else:
        ways.append(Way(url_for("security.login"), "web.way_sign_in"))
    return ways


def _safe(status: int) -> str:
    """Say what became of the records and of what was typed. Text is kept wherever the way back gives it back."""
    if request.method in ("GET", "HEAD"):
        return "web.safe_unchanged"
    context = here_or_none()
    # A body too large was not read, and whoever may not do it has no form to go back to.
    if context is None or not context.signed_in or status in (403, 404, 405, 413):
        return "web.safe_not_done"
    try:
        context.session.rollback()
        kept = keep_typed_text(context.actor.id)
    except Exception:
        log.exception("what was typed could not be kept")
        kept = False
    return "web.safe_kept" if kept else "web.safe_not_done"


def _contacts(status: int) -> list[str]:
    """Name whom to ask for access; the guard left them with the request."""
    if status != 403:
        return []
    names: list[str] = getattr(request, "contacts", [])
    return names


def _refused(refusal: Refusal) -> ResponseReturnValue:
    if refusal.status >= 500:
        log.warning("%s %s: %s", request.method, request.path, refusal.reason.code)
    return error_page(refusal.status, refusal.reason)


def _http(error: HTTPException) -> ResponseReturnValue:
    response: Response | None = error.get_response() if error.code in (301, 302, 303, 304, 307, 308) else None  # type: ignore[assignment]
    if response is not None:
        return response
    if error.code == 401:
        return redirect(url_for("security.login"), 303)
    reason = Reason("web.body_too_large") if isinstance(error, RequestEntityTooLarge) else None
    return _with_allowed_methods(error, error_page(error.code or 500, reason))


def _with_allowed_methods(error: HTTPException, page: ResponseReturnValue) -> ResponseReturnValue:
    allowed = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    return (*page, allowed) if isinstance(page, tuple) and allowed else page


def _stale_form(_: CSRFError) -> ResponseReturnValue:
    """Bring somebody back to the form they sent, with what they typed, when only the form's token is stale."""
    context = here_or_none()
    if permission_of(current_app, request.endpoint) == PUBLIC:
        # Signing in: there is nothing to keep, and what waits for this browser must not be pushed out by it.
        flash("web.form_was_stale")
        return redirect(form_page(), 303)
    if context is not None and keep_typed_text(context.actor.id):
        flash("web.form_was_stale")
        return redirect(form_page(), 303)
    return error_page(400, Reason("web.form_was_stale"))


def _database_away(error: OperationalError) -> ResponseReturnValue:
    fault_id = secrets.token_hex(4)
    log.error("fault %s: database: %s", fault_id, error.orig, exc_info=error)
    return error_page(503, Reason("web.database_away"), fault_id=fault_id)


def clash_of(error: IntegrityError) -> Conflict | None:
    """Tell of two people who wrote the same thing at the same moment; None = the database refused something else.

    The reads before a write cannot see what another has not committed yet; the unique index does.
    """
    of_postgresql = getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION
    return Conflict("db.changed_meanwhile") if of_postgresql or "UNIQUE constraint" in str(error.orig) else None


def _clashed(error: IntegrityError) -> ResponseReturnValue:
    clash = clash_of(error)
    return _fault(error) if clash is None else error_page(clash.status, clash.reason)


def _not_for_databases(error: DataError) -> ResponseReturnValue:
    """Refuse text that PostgreSQL cannot hold: a NUL, wherever it was put in."""
    log.warning("%s %s: %s", request.method, request.path, error.orig)
    return error_page(400, Reason("web.not_to_be_stored"))


def _fault(error: Exception) -> ResponseReturnValue:
    fault_id = secrets.token_hex(4)
    log.error("fault %s: %s %s", fault_id, request.method, request.path, exc_info=error)
    return error_page(500, fault_id=fault_id)
