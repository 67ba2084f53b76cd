"""Numbers that nobody's row can have, in addresses, queries and hidden fields: told like any other, never a fault."""

import pytest

HUGE = "9" * 23
ENDLESS = "9" * 5000
NO_NUMBERS = (HUGE, ENDLESS, "²", "-1", "１", "0x1", "")
DATES = {"kind": "photo", "collected_on": "2026-01-05"}


PAGES = (
    "/evidence/{n}",
    "/evidence/1/{n}/file",
    "/evidence/1/{n}/picture",
    "/evidence/1/links/{n}",
    "/people/{n}",
    "/certifications/{n}",
    "/certifications/alpha-jqa/questions/{n}",
    "/bundles/alpha-jqa/editions/{n}/download",
)
ACTS = (
    "/evidence/{n}/title",
    "/evidence/1/{n}/dates",
    "/evidence/1/{n}/restore",
    "/evidence/1/links/{n}/unlink",
    "/people/{n}/link",
    "/people/grants/{n}/end",
    "/certifications/alpha-jqa/changes/{n}/remove",
    "/certifications/alpha-jqa/conditions/{n}/approve",
    "/certifications/alpha-jqa/questions/13/exclusion/{n}/approve",
    "/certifications/alpha-jqa/questions/13/exclusion/{n}/end",
)


@pytest.mark.parametrize("number", [HUGE, "9" * 300, "2147483648", "²"])
def test_a_page_of_an_impossible_number_is_not_there(client_as, number):
    lead = client_as("lead")
    assert {path: lead.get(path.format(n=number)).status_code for path in PAGES} == dict.fromkeys(PAGES, 404)


def test_nothing_is_done_to_an_impossible_number(client_as):
    lead = client_as("lead")
    assert {path: lead.post(path.format(n=HUGE)).status_code for path in ACTS} == dict.fromkeys(ACTS, 404)


@pytest.mark.parametrize("path", ["/journal?before=", "/evidence?page=", "/evidence?question=", "/evidence/link?item="])
def test_an_impossible_number_in_a_query_is_left_out(client_as, path):
    lead = client_as("lead")
    assert {lead.get(path + number).status_code for number in NO_NUMBERS} <= {200, 303}


def test_dates_seen_at_an_impossible_row_are_a_conflict(client_as):
    lead = client_as("lead")
    for number in NO_NUMBERS:
        assert lead.post("/evidence/1/1/dates", {**DATES, "seen_facts": number}).status_code == 409, number


def test_a_revision_that_cannot_be_is_not_withdrawn_and_nor_are_all(client_as, as_words):
    lead = client_as("lead")
    for number in (HUGE, ENDLESS, "²", "-1", "0"):
        status = lead.post("/evidence/1/withdraw", {"revision": number, "reason": "見本の誤り"}).status_code
        assert status in (400, 404), number
    assert "見本の誤り" not in as_words(lead.get("/evidence/1"))


def test_an_organization_stated_from_an_impossible_row_is_a_conflict(client_as):
    lead = client_as("lead")
    for number in (HUGE, ENDLESS, "²", "-1"):
        answer = lead.post("/organization/edit", {"name": "見本アルファ工業", "version": number})
        assert answer.status_code == 409, number


def test_a_verdict_on_an_impossible_pair_changes_nothing(client_as):
    manager = client_as("manager")
    for judged in (f"{HUGE}:1", f"1:{HUGE}", "²:1", f"1:{ENDLESS}", "1:1:1", ":", ""):
        path = "/certifications/alpha-jqa/questions/13/verdict"
        assert manager.post(path, {"judged": judged, "outcome": "accepted"}).status_code in (400, 409), judged
