"""What is done to people and grants; journalled wherever an organization is concerned."""

import uuid
from datetime import date, datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.access import models, passwords
from tracker.access.queries import person_by_email
from tracker.access.rules import SCOPE_OF_ROLE
from tracker.errors import Conflict, InvalidInput, NotFound, NotPermitted
from tracker.journal import service as journal
from tracker.journal.rules import Actor
from tracker.organizations.rules import clean_line

MAX_NAME = 100


def add_person(session: Session, *, email: str, name: str, now: datetime, locale: str | None = None) -> models.User:
    """Add somebody who may sign in once they set a password; without a grant they reach nothing.

    Raises:
        InvalidInput: not an e-mail address, or no name.
        Conflict: somebody signs in with that address already.
    """
    address = check_email(email)
    if len(name.strip()) > MAX_NAME:
        raise InvalidInput("access.name_too_long", field="name", limit=MAX_NAME)
    name = clean_line(name, field="name", limit=MAX_NAME, required=False)
    if not name:
        raise InvalidInput("access.name_missing", field="name")
    if person_by_email(session, address) is not None:
        raise Conflict("access.email_taken", field="email", email=address)
    user = models.User(
        email=address,
        name=name,
        password=None,
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
        locale=locale,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def check_email(email: str) -> str:
    """Normalise an e-mail address.

    Raises:
        InvalidInput: it cannot be one.
    """
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as fault:
        raise InvalidInput("access.email_bad", field="email") from fault


def grant(
    session: Session,
    *,
    user: models.User,
    role: str,
    organization_id: int | None = None,
    certification_id: int | None = None,
    starts: date,
    ends: date | None = None,
    may_download: bool = False,
    actor: Actor,
    now: datetime,
) -> models.Grant:
    """Grant a role to a person. The only function that does.

    `starts` and `ends` are days in Asia/Tokyo and both count. An operator has the installation as scope, an auditor
    one certification (whose organization the caller names), everybody else one organization. `may_download` says
    something only for an auditor.

    Raises:
        InvalidInput: unknown role, a scope that does not fit the role, an auditor without a last day, or a window
            turned round.
        NotPermitted: to oneself: a lead who made themselves manager would be their own second person.
    """
    if actor.id is not None and actor.id == user.id:
        raise NotPermitted("access.not_to_yourself", field="email")
    scope_kind = SCOPE_OF_ROLE.get(role)  # type: ignore[call-overload]
    if scope_kind is None:
        raise InvalidInput("access.unknown_role", field="role", role=role)
    scope_id = {"installation": None, "organization": organization_id, "certification": certification_id}[scope_kind]
    if scope_kind != "installation" and (organization_id is None or scope_id is None):
        raise InvalidInput("access.scope_missing", field="scope")
    if scope_kind == "certification" and ends is None:
        raise InvalidInput("access.auditor_needs_end", field="ends")
    if ends is not None and ends < starts:
        raise InvalidInput("access.window_turned_round", field="ends")
    row = models.Grant(
        user_id=user.id,
        role=role,
        scope_kind=scope_kind,
        scope_id=scope_id,
        organization_id=None if scope_kind == "installation" else organization_id,
        starts=starts,
        ends=ends,
        may_download=may_download and scope_kind == "certification",
        granted_by=actor.id,
        granted_at=now,
        ended_at=None,
    )
    session.add(row)
    session.flush()
    _tell(session, row, user, "access:grant:give", actor, now)
    return row


def invite(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    organization_id: int | None = None,
    certification_id: int | None = None,
    starts: date,
    ends: date | None = None,
    may_download: bool = False,
    actor: Actor,
    now: datetime,
) -> models.User:
    """Grant a role to whoever has this address, adding the person if nobody has; `name` is used only then."""
    user = person_by_email(session, check_email(email))
    if user is None:
        user = add_person(session, email=email, name=name, now=now)
        if organization_id is not None:
            _record(session, organization_id, user, "access:person:add", {"name": user.name}, actor, now)
    grant(
        session,
        user=user,
        role=role,
        organization_id=organization_id,
        certification_id=certification_id,
        starts=starts,
        ends=ends,
        may_download=may_download,
        actor=actor,
        now=now,
    )
    return user


def end_grant(
    session: Session, grant_id: int, *, organization_id: int | None, actor: Actor, now: datetime
) -> models.Grant:
    """End a grant now. `organization_id` is the only organization the actor may touch; None = the installation.

    Raises:
        NotFound: no such grant, or one of another organization.
        Conflict: it has ended already.
        NotPermitted: the actor's own grant: nobody locks themselves out.
    """
    row = session.get(models.Grant, grant_id)
    if row is None or (organization_id is not None and row.organization_id != organization_id):
        raise NotFound("access.no_such_grant")
    if row.ended_at is not None:
        raise Conflict("access.grant_already_ended")
    if row.user_id == actor.id:
        raise NotPermitted("access.not_your_own_grant")
    row.ended_at = now
    user = session.get_one(models.User, row.user_id)
    _tell(session, row, user, "access:grant:end", actor, now)
    return row


def set_password(session: Session, user: models.User, password: str, *, salt: str) -> None:
    """Set a person's password and end their sessions and links. `salt` is the installation's `password_salt`.

    Raises:
        InvalidInput: too short, too long or too simple.
    """
    text = passwords.check_password(password, email=user.email)
    user.password = passwords.hash_password(text, salt=salt)
    user.fs_uniquifier = uuid.uuid4().hex
    session.flush()


def check_may_renew_link(session: Session, user_id: int, *, organization_id: int | None) -> models.User:
    """Let somebody make a new link to set a person's password, or refuse.

    Whoever may make the link could set the password themselves, so a lead may do it only for a person whose grants
    all lie in the lead's own organization; an operator (`organization_id` None) for anybody.

    Raises:
        NotFound: nobody of this organization.
        NotPermitted: the person also has grants elsewhere.
    """
    user = session.get(models.User, user_id)
    scopes = set(session.scalars(select(models.Grant.organization_id).where(models.Grant.user_id == user_id)))
    if user is None or (organization_id is not None and organization_id not in scopes):
        raise NotFound("access.no_such_person")
    if organization_id is not None and scopes != {organization_id}:
        raise NotPermitted("access.works_elsewhere_too")
    return user


def renew_link(
    session: Session, user_id: int, *, organization_id: int | None, actor: Actor, now: datetime
) -> models.User:
    """Put on record that somebody gets a new link to set a person's password; whoever holds it becomes that person.

    It stands in the journal of the actor's organization, or (an operator's) of each the person has a grant in.

    Raises:
        NotFound, NotPermitted: as `check_may_renew_link`.
    """
    user = check_may_renew_link(session, user_id, organization_id=organization_id)
    scopes = select(models.Grant.organization_id).where(models.Grant.user_id == user_id).distinct()
    for scope in sorted(scope for scope in session.scalars(scopes) if scope is not None):
        _record(session, scope, user, "access:link:renew", {"name": user.name}, actor, now)
    return user


def _tell(session: Session, row: models.Grant, user: models.User, tag: str, actor: Actor, now: datetime) -> None:
    if row.organization_id is None:
        return
    details = {
        "name": user.name,
        "role": row.role,
        "scope": row.scope_kind,
        "starts": row.starts.isoformat(),
        "ends": row.ends.isoformat() if row.ends else None,
        "may_download": row.may_download,
    }
    _record(session, row.organization_id, user, tag, details, actor, now)


def note_session(
    session: Session, user: models.User, *, organization_id: int, role: str, began: bool, now: datetime
) -> None:
    """Journal that a person signed in or out, in an organization where they hold a live grant."""
    tag = "access:session:begin" if began else "access:session:end"
    _record(session, organization_id, user, tag, {}, Actor(user.id, user.name, role), now)


def _record(
    session: Session,
    organization_id: int,
    user: models.User,
    tag: str,
    details: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    journal.record(
        session, organization_id=organization_id, actor=actor, now=now, tag=tag, subject=user.email, details=details
    )
