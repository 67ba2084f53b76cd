"""A newer edition of the criteria: the old one and every link stay, and the lead decides when to move."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import tracker.criteria
from tracker.certification.queries import certification
from tracker.criteria.service import load
from tracker.db import confine
from tracker.mapping.queries import links_of
from tracker.readiness.queries import readiness

PLAN = "/certifications/alpha-jqa"
BUTTON = "新しい版に切り替える"


@pytest.fixture
def newer(in_database, tmp_path):
    """Correct a datum of the packaged criteria, as an operator would, and load them."""
    folder = tmp_path / "data"
    shutil.copytree(Path(tracker.criteria.__file__).parent / "data", folder)
    catalog = folder / "catalogs" / "tics-2024-04.yaml"
    text = catalog.read_text(encoding="utf-8")
    before, rest = text.split("- id: q13-lock-photo", 1)
    corrected = re.sub(r"max_age_months: 12", "max_age_months: 6", rest, count=1)
    catalog.write_text(f"{before}- id: q13-lock-photo{corrected}", encoding="utf-8")
    edition = load(in_database, now=datetime.now(UTC), folder=folder)
    in_database.commit()
    return edition


def seen_plan(page):
    return re.search(r'name="seen_plan" value="(\d+)"', page.text)[1]


def test_a_plan_stays_on_its_edition_until_the_lead_moves_it(client_as, world, in_database, newer, as_words):
    confine(in_database, world.organizations["alpha"])
    before, links = certification(in_database, "alpha-jqa"), links_of(in_database)
    assert before.edition != newer.digest
    lead = client_as("lead")
    page = lead.get(PLAN)
    assert BUTTON in as_words(page)
    assert BUTTON not in as_words(client_as("manager").get(PLAN))
    answer = lead.post(f"{PLAN}/criteria", {"seen_plan": seen_plan(page)})
    assert answer.status_code == 303
    assert BUTTON not in as_words(lead.get(PLAN))
    in_database.expire_all()
    after = certification(in_database, "alpha-jqa")
    assert (after.edition, after.title, after.sites) == (newer.digest, before.title, before.sites)
    assert after.profile_digest != before.profile_digest
    assert links_of(in_database) == links


@pytest.mark.usefixtures("newer")
def test_past_days_stay_on_the_edition_of_their_time(client_as, world, in_database):
    lead = client_as("lead")
    lead.post(f"{PLAN}/criteria", {"seen_plan": seen_plan(lead.get(PLAN))})
    confine(in_database, world.organizations["alpha"])
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    now, then = (
        readiness(in_database, "alpha-jqa", as_of=day, today=tomorrow)
        for day in (tomorrow, tomorrow - timedelta(days=3))
    )
    ages = [seen.profile.expectation("q13-lock-photo")[1].max_age_months for seen in (now, then)]
    assert ages == [6, 12]


@pytest.mark.usefixtures("newer")
def test_a_page_that_is_no_longer_current_moves_nothing(client_as, as_words):
    lead = client_as("lead")
    assert lead.post(f"{PLAN}/criteria", {"seen_plan": "1000"}).status_code == 409
    assert BUTTON in as_words(lead.get(PLAN))
