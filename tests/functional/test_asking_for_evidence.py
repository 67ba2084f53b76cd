"""A lead asks, the one who was asked sees only that and sends it, the lead judges it; nobody else is in reach of it."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from tracker.web.context import day_in_tokyo
from tracker.work import models

NEW = "/certifications/alpha-jqa/questions/13/requests/new?expectation=q13-lock-photo&place=site:alpha-site"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a4944415478da6360000000020001e527defc0000000049454e44ae426082"
)
TODAY = day_in_tokyo(datetime.now(UTC))
SENTENCE = "CAD室の金庫を撮って送ってください。"


def photo(name="金庫.png", salt=b""):
    return (io.BytesIO(PNG + salt), name)


@pytest.fixture
def asked(client_as, world, in_database):
    """Ask the contributor by the lead's page; gives the address of the request."""
    lead = client_as("lead")
    answer = lead.post(
        NEW,
        {
            "asked_of": world.people["contributor"], "place": "site:alpha-site", "text": SENTENCE, "example": "1",
            "due_on": (TODAY + timedelta(days=4)).isoformat(),
        },
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    return f"/requests/{max(number for (number,) in in_database.query(models.Request.id))}"


def send(who, address, *files, **more):
    data = {"csrf_token": who.token(), "collected_on": TODAY.isoformat(), "file": list(files), **more}
    return who.client.post(f"{address}/reply", data=data, content_type="multipart/form-data")


def test_the_form_is_filled_in_with_a_plain_sentence(client_as, as_words):
    page = client_as("lead").get(NEW)
    assert "見本アルファ工業 本社工場で「保管庫の施錠写真」を撮って送ってください。" in as_words(page)


def test_what_was_asked_is_sent_seen_and_judged(client_as, asked, as_words):
    contributor, lead = client_as("contributor"), client_as("lead")
    home = as_words(contributor.get("/"))
    assert SENTENCE in home
    page = contributor.get(asked)
    assert SENTENCE in as_words(page)
    with contributor.get(f"{asked}/example") as example:
        assert example.mimetype == "image/png"
    assert contributor.get("/evidence/1").status_code == 404  # The example itself is not theirs.

    answer = send(contributor, asked, photo())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert SENTENCE not in as_words(contributor.get("/"))

    line = as_words(lead.get("/requests"))
    assert "返信あり（確認待ち）" in line
    question = lead.get("/certifications/alpha-jqa/questions/13")
    assert f"依頼への返信：{SENTENCE}" in question.text

    judge(lead, newest(lead), "accepted")
    assert "受理" in as_words(lead.get(asked))


def judge(lead, number, outcome, reason=""):
    page = lead.get("/certifications/alpha-jqa/questions/13").text
    block = next(part for part in page.split("<article")[1:] if f"証-{number:04d}-" in part)
    judged = re.search(r'name="judged" value="([^"]+)"', block)[1]
    form = {"judged": judged, "outcome": outcome, "reason": reason}
    assert lead.post("/certifications/alpha-jqa/questions/13/verdict", form).status_code == 303


def newest(lead):
    return int(re.findall(r"証-(\d{4})", lead.get("/requests").text)[0])


def test_what_was_returned_shows_why_and_takes_a_newer_file(client_as, asked, as_words):
    contributor, lead = client_as("contributor"), client_as("lead")
    send(contributor, asked, photo())
    number = newest(lead)
    judge(lead, number, "returned", "扉が写っていません")
    assert "扉が写っていません" in as_words(contributor.get("/"))
    assert "扉が写っていません" in as_words(contributor.get(asked))

    assert send(contributor, asked, photo(salt=b"again")).status_code == 303
    assert "返信あり（確認待ち）" in as_words(lead.get(asked))
    assert f"証-{number:04d}-02" in lead.get(f"/evidence/{number}").text
    judge(lead, number, "accepted")
    assert "受理" in as_words(lead.get(asked))


def test_a_request_past_its_day_says_so_and_can_still_be_answered(client_as, asked, in_database, as_words):
    in_database.get(models.Request, int(asked.rpartition("/")[2])).due_on = TODAY - timedelta(days=1)
    in_database.commit()
    contributor = client_as("contributor")
    assert "期日を過ぎています" in as_words(contributor.get(asked))
    assert "期日を過ぎた" in as_words(client_as("lead").get("/requests"))
    assert send(contributor, asked, photo()).status_code == 303


def test_a_request_of_another_person_or_organization_is_not_there(client_as, world, asked):
    contributor, stranger = client_as("contributor"), client_as("stranger")
    of_the_lead = f"/requests/{world.requests['alpha-lead']}"
    for who, address in ((contributor, of_the_lead), (stranger, asked)):
        assert who.get(address).status_code == 404
        assert who.get(f"{address}/example").status_code == 404
        assert send(who, address, photo()).status_code == 404
    assert send(client_as("manager"), asked, photo()).status_code == 403


def test_nothing_is_kept_of_a_reply_that_is_refused(client_as, asked, as_words):
    contributor, lead = client_as("contributor"), client_as("lead")
    assert send(contributor, asked).status_code == 400
    assert send(contributor, asked, photo(), collected_on="2999-01-01").status_code == 400
    lead.post(f"{asked}/take-back")
    assert send(contributor, asked, photo()).status_code == 409
    assert "—" in as_words(lead.get("/requests"))
    assert SENTENCE not in as_words(contributor.get("/"))


def test_asking_nobody_a_foreign_person_or_for_a_past_day_is_refused_where_it_was_typed(client_as, world):
    lead = client_as("lead")
    good = {
        "asked_of": world.people["contributor"], "place": "site:alpha-site", "text": SENTENCE,
        "due_on": TODAY.isoformat(),
    }  # fmt: skip
    for wrong in (
        {"asked_of": ""},
        {"asked_of": world.people["stranger"]},
        {"asked_of": world.people["auditor"]},
        {"due_on": "2020-01-01"},
        {"due_on": ""},
        {"text": " "},
        {"place": "site:beta-site"},
        {"example": "999"},
    ):
        answer = lead.post(NEW, {**good, **wrong})
        assert answer.status_code in (400, 409), wrong
        assert "work.request" not in answer.text


def test_an_owner_is_set_shown_and_taken_off(client_as, world, as_words):
    lead = client_as("lead")
    page = "/certifications/alpha-jqa/assignments"
    task = "q13-key-register@site:alpha-site"
    form = {"task": task, "owner": world.people["manager"], "due_on": "2029-01-31"}
    assert lead.post(page, form).status_code == 303
    assert "見本 manager 2029-01-31" in as_words(lead.get("/certifications/alpha-jqa/questions/13"))
    assert "見本 manager" in as_words(lead.get("/manager?certification=alpha-jqa"))
    assert lead.post(page, {"task": task, "clear": "1"}).status_code == 303
    assert "見本 manager 2029-01-31" not in as_words(lead.get("/certifications/alpha-jqa/questions/13"))


def test_an_auditor_sees_no_owner(client_as):
    assert "担当・期日" not in client_as("auditor").get("/certifications/alpha-jqa/questions/13").text
