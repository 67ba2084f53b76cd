"""An auditor reads and changes nothing; the lead can read afterwards what was opened."""

import pytest

from tracker.db import confine
from tracker.journal.queries import Filters, entries

OPENED = [
    ("/certifications/alpha-jqa", "certification:plan:open", "alpha-jqa"),
    ("/certifications/alpha-jqa/questions/13", "certification:question:open", "alpha-jqa q13"),
    ("/evidence/1", "evidence:item:open", "証-0001"),
    ("/evidence/1/1/picture", "evidence:item:open", "証-0001-01"),
]


def told(session, world, tag):
    confine(session, world.organizations["alpha"])
    found = entries(session, world.organizations["alpha"], filters=Filters(tag=tag))
    return [(entry.actor_name, entry.role, entry.subject) for entry in found]


@pytest.mark.parametrize(("path", "tag", "subject"), OPENED)
def test_what_an_auditor_opens_stands_in_the_journal(client_as, world, in_database, path, tag, subject):
    with client_as("auditor").get(path) as answer:
        assert answer.status_code == 200
    assert told(in_database, world, tag) == [("見本 auditor", "auditor", subject)]


@pytest.mark.parametrize(("path", "tag"), [(path, tag) for path, tag, _ in OPENED])
def test_the_organizations_own_people_are_not_watched_while_they_read(client_as, world, in_database, path, tag):
    with client_as("lead").get(path) as answer:
        assert answer.status_code == 200
    assert told(in_database, world, tag) == []


def test_the_lead_reads_it_on_the_journal_page(client_as, as_words):
    client_as("auditor").get("/evidence/1")
    assert "証跡を閲覧した（審査員）" in as_words(client_as("lead").get("/journal"))
