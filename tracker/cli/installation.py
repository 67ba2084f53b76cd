"""What one run of the command works on: settings, database, stores, the actor and the clock; and how it speaks."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

import click
from sqlalchemy import Engine, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tracker.access.models import User
from tracker.access.queries import grants_of
from tracker.access.rules import Resource, permits
from tracker.config import Settings
from tracker.db import at_head, confine, connect, opened
from tracker.errors import NotFound, NotPermitted, Reason, Refusal
from tracker.journal.rules import Actor
from tracker.organizations.models import Organization
from tracker.vault.service import Stores, stores_from
from tracker.web.context import day_in_tokyo
from tracker.words import Locale, say, translate

DONE, FAULT, USAGE = 0, 1, 2
COMMAND_EMAIL = "command@tracker.invalid"
"""The person in whose name the command collects when nobody is named; inactive, so nobody signs in as it."""


class CannotStart(Refusal):
    """Refuse because settings, arguments or the database cannot be used at all (exit 2)."""

    @classmethod
    def because(cls, reason: Reason) -> Self:
        """Pass on the reason of another refusal."""
        refusal = cls(reason.code)
        refusal.reason = reason
        return refusal


@dataclass(frozen=True)
class Installation:
    """One opened installation. `now` is the instant of this run; `today` may be fixed by the settings."""

    settings: Settings
    engine: Engine
    stores: Stores
    now: datetime

    @property
    def today(self) -> date:
        """The day that readiness and defaults are about."""
        return self.settings.today or day_in_tokyo(self.now)

    @property
    def latest_day(self) -> date:
        """The last day that is not the future."""
        return max(self.today, day_in_tokyo(self.now))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session; what the caller does not commit is rolled back."""
        with opened(self.engine) as session:
            yield session


def open_installation(*, migrated: bool = True) -> Installation:
    """Open the installation named by the environment.

    Raises:
        CannotStart: the settings are missing or unsafe, or the database is absent, unreadable or behind.
    """
    try:
        settings = Settings.load()
    except Refusal as refusal:
        raise CannotStart.because(refusal.reason) from refusal
    engine = connect(settings.resolved_database_url)
    try:
        if migrated and not at_head(engine):
            raise CannotStart("cli.database_behind")
    except DatabaseError as fault:
        raise CannotStart("cli.database_unreadable") from fault
    return Installation(settings, engine, stores_from(settings), datetime.now(UTC))


def enter_organization(session: Session, slug: str) -> Organization:
    """Find an organization and confine the session to it.

    Raises:
        NotFound: no organization of that slug.
    """
    organization = session.scalars(select(Organization).where(Organization.slug == slug)).one_or_none()
    if organization is None:
        raise NotFound("cli.no_such_organization", slug=slug)
    confine(session, organization.id)
    return organization


def operator() -> Actor:
    """Name the one who works at the command line, whom the service cannot know by name."""
    return Actor(id=None, name="tracker command", role="operator")


def person(session: Session, email: str | None, now: datetime, *, organization_id: int) -> Actor:
    """Find the person in whose name something is collected; without one, the command's own inactive person.

    Raises:
        NotFound: nobody has that address.
        NotPermitted: they may not collect in this organization themselves.
    """
    address = (email or COMMAND_EMAIL).lower()
    user = session.scalars(select(User).where(User.email == address)).one_or_none()
    if user is None and email is not None:
        raise NotFound("cli.no_such_person", email=email)
    if user is not None and email is not None:
        return Actor(id=user.id, name=user.name, role=_role_to_collect(session, user, now, organization_id))
    if user is None:
        user = User(
            email=COMMAND_EMAIL,
            name="tracker command",
            password=None,
            active=False,
            fs_uniquifier=COMMAND_EMAIL,
            locale=None,
            created_at=now,
        )
        session.add(user)
        session.flush()
    return Actor(id=user.id, name=user.name, role="operator")


def _role_to_collect(session: Session, user: User, now: datetime, organization_id: int) -> str:
    """Ask the one permission table, as a page would: nothing is done in the name of somebody who may not do it."""
    here = Resource(organization_id=organization_id)
    grants = grants_of(session, user.id)
    decision = permits("evidence:item:collect", grants, day=day_in_tokyo(now), resource=here)
    if decision.reason is not None:
        refusal = NotPermitted(decision.reason.code)
        refusal.reason = decision.reason
        raise refusal
    return decision.role


@dataclass(frozen=True)
class Voice:
    """How this run speaks: one JSON document on standard output, or sentences."""

    as_json: bool
    locale: Locale = "ja"

    def tell(self, text: str) -> None:
        """Say something to a person; beside `--json` it goes to standard error."""
        click.echo(text, err=self.as_json)

    def say(self, code: str, **params: object) -> None:
        """Say a sentence of the product."""
        self.tell(translate(code, params, self.locale))

    def result(self, document: dict[str, Any] | bytes) -> None:
        """Print the one JSON document of this run, when asked for."""
        if self.as_json:
            if isinstance(document, dict):
                document = (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()
            sys.stdout.buffer.write(document)
            sys.stdout.buffer.flush()

    def refuse(self, refusal: Refusal) -> int:
        """Tell why not, and give the exit code: 2 for what cannot be named or opened, else 1."""
        click.echo(say(refusal.reason, self.locale), err=True)
        self.result(
            {
                "format": "tics-refusal/1",
                "code": refusal.reason.code,
                "params": dict(refusal.reason.params),
                "message": say(refusal.reason, self.locale),
            }
        )
        return USAGE if isinstance(refusal, NotFound | CannotStart) else FAULT


def existing_file(path: Path) -> Path:
    """Let through a path that a file or folder stands at.

    Raises:
        CannotStart: nothing is there.
    """
    if not path.exists():
        raise CannotStart("cli.no_such_file", path=str(path))
    return path
