"""What somebody typed comes back after signing in again: once, to the same browser and the same person."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tracker.web.models import Draft

TYPED = {"name": "山田 花子 & <見本>", "email": "hanako@alpha.example", "role": "manager", "starts": "R8.11.20"}
FORM = "/people/invite"
FROM_FORM = {"Referer": f"http://localhost{FORM}"}
BACK = "入力した内容を戻しました"


@pytest.fixture
def lead(client_as):
    return client_as("lead")


def session_ends(visitor):
    """Let the session rest too long while the form is open; return the token that the form holds."""
    token = visitor.token()
    with visitor.client.session_transaction() as cookie:
        cookie["used_at"] = 0
    return token


def send(visitor, token, *, path=FORM, headers=FROM_FORM, **more):
    return visitor.client.post(path, data={"csrf_token": token, **TYPED, **more}, headers=headers)


def value_of(page, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)[1]


def test_typed_text_is_back_after_signing_in(lead, as_words):
    answer = send(lead, session_ends(lead))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/people/invite")
    assert "入力した内容は保管してあります" in as_words(lead.get(answer.headers["Location"]))
    assert lead.sign_in("lead@alpha.example", next=FORM).headers["Location"] == FORM
    form = lead.get(FORM)
    assert BACK in as_words(form)
    assert value_of(form, "name") == "山田 花子 &amp; &lt;見本&gt;"
    assert value_of(form, "email") == "hanako@alpha.example"
    assert value_of(form, "starts") == "R8.11.20"
    assert re.search(r'<option value="manager" selected', form.text)


def test_it_comes_back_once(lead, as_words, in_database):
    send(lead, session_ends(lead))
    lead.sign_in("lead@alpha.example")
    assert BACK in as_words(lead.get(FORM))
    assert BACK not in as_words(lead.get(FORM))
    assert in_database.scalars(select(Draft)).all() == []


def test_nothing_was_sent_by_coming_back(lead, as_words):
    send(lead, session_ends(lead))
    lead.sign_in("lead@alpha.example")
    lead.get(FORM)
    assert "hanako@alpha.example" not in as_words(lead.get("/people"))


def test_it_comes_back_after_signing_out_in_another_tab(lead, as_words):
    token = lead.token()
    lead.sign_out()
    send(lead, token)
    lead.sign_in("lead@alpha.example")
    assert BACK in as_words(lead.get(FORM))


def test_nobody_else_gets_it_on_the_same_browser(lead, as_words, in_database, world):
    send(lead, session_ends(lead))
    lead.sign_in("operator@service.example")
    form = lead.get(FORM)
    assert BACK not in as_words(form)
    assert "hanako" not in form.text
    assert in_database.scalars(select(Draft)).one().person_id == world.people["lead"]


def test_nobody_gets_it_on_another_browser(lead, client_as, as_words):
    send(lead, session_ends(lead))
    assert BACK not in as_words(client_as("lead").get(FORM))


def test_passwords_tokens_and_files_are_not_kept(lead, in_database):
    token = session_ends(lead)
    send(lead, token, password="ひみつのことば", new_password_confirm="ひみつ", api_token="t-1")
    kept = in_database.scalars(select(Draft)).one()
    assert set(kept.fields) == set(TYPED)
    assert token not in str(kept.fields)


def test_it_waits_for_half_an_hour_and_no_longer(lead, as_words, in_database):
    send(lead, session_ends(lead))
    draft = in_database.scalars(select(Draft)).one()
    draft.expires_at -= timedelta(minutes=31)
    in_database.commit()
    lead.sign_in("lead@alpha.example")
    assert BACK not in as_words(lead.get(FORM))


def test_old_drafts_go_when_a_new_one_comes(lead, in_database):
    send(lead, session_ends(lead))
    in_database.scalars(select(Draft)).one().expires_at -= timedelta(minutes=31)
    in_database.commit()
    lead.client.delete_cookie("draft")
    send(lead, session_ends_again(lead))
    in_database.rollback()
    assert len(in_database.scalars(select(Draft)).all()) == 1


def session_ends_again(visitor):
    visitor.sign_in("lead@alpha.example")
    return session_ends(visitor)


def test_forms_of_two_tabs_wait_side_by_side(lead, as_words):
    token = session_ends(lead)
    send(lead, token)
    send(lead, token, path="/organization/sites/add", headers={"Referer": "http://localhost/organization/sites/add"})
    lead.sign_in("lead@alpha.example")
    assert BACK in as_words(lead.get(FORM))
    assert BACK in as_words(lead.get("/organization/sites/add"))


def test_a_form_sent_by_another_site_is_not_kept(lead, in_database):
    token = session_ends(lead)
    send(lead, token, headers={"Origin": "https://evil.example"})
    send(lead, token, headers={"Sec-Fetch-Site": "cross-site"})
    send(lead, "not a token of ours")
    assert in_database.scalars(select(Draft)).all() == []


def test_the_way_back_never_leads_to_another_host(lead):
    answer = send(lead, session_ends(lead), headers={"Referer": "https://evil.example/people/invite"})
    assert answer.headers["Location"] == "/sign-in?next=/people/invite"


def test_a_stale_form_of_somebody_signed_in_comes_back_too(lead, client_as, as_words):
    foreign = client_as("lead").token()
    answer = send(lead, foreign)
    assert (answer.status_code, answer.headers["Location"]) == (303, FORM)
    form = lead.get(FORM)
    assert BACK in as_words(form)
    assert value_of(form, "email") == "hanako@alpha.example"


def test_a_stale_sign_in_form_pushes_out_nothing_that_waits(lead, client_as, as_words):
    send(lead, session_ends(lead))
    stale = client_as("manager").token()
    answer = lead.client.post("/sign-in", data={"csrf_token": stale, "email": "lead@alpha.example", "password": "x"})
    assert answer.status_code == 303
    lead.sign_in("lead@alpha.example")
    assert BACK in as_words(lead.get(FORM))


def test_the_cookie_of_a_draft_is_out_of_reach_of_scripts(lead):
    answer = send(lead, session_ends(lead))
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("draft="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=1800" in cookie


def test_asking_for_the_headers_alone_uses_nothing_up(lead, as_words):
    send(lead, session_ends(lead))
    lead.sign_in("lead@alpha.example")
    lead.client.head(FORM)
    assert BACK in as_words(lead.get(FORM))
