"""A sample organization with places, on a real database."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.db import confine
from tracker.journal.rules import Actor
from tracker.organizations import service

START = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)


@pytest.fixture
def actor():
    return Actor(id=None, name="見本 花子", role="lead")


@pytest.fixture
def day():
    """Give the instant a number of days after the start."""
    return lambda number: START + timedelta(days=number)


@pytest.fixture
def organization(session, actor, day):
    """Add the sample organization and confine the session to it."""
    added = service.add_organization(session, slug="mihon", name="見本プレス工業株式会社", actor=actor, now=day(0))
    confine(session, added.id)
    return added


@pytest.fixture
def acting(organization, actor, day):
    """Give who acts where, on which day."""
    return lambda number: {"organization_id": organization.id, "actor": actor, "now": day(number)}
