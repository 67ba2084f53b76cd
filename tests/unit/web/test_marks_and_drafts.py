"""Marks on views, and what of a typed form may wait."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tracker.web.drafts import KEPT_FOR, keep, keep_fields, take
from tracker.web.permit import PUBLIC, permission_of, public, receives_files, requires, takes_files

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TYPED = {"title": ["金庫の写真"], "places": ["site:honsha", "site:daini"]}


def test_a_mark_is_read_from_the_endpoint_and_no_mark_is_none():
    app = Flask("marks")
    app.add_url_rule("/a", "a", receives_files(requires("evidence:item:collect")(lambda: "a")))
    app.add_url_rule("/b", "b", public(lambda: "b"))
    app.add_url_rule("/c", "c", lambda: "c")
    assert [permission_of(app, name) for name in ("a", "b", "c", "d", None)] == [
        "evidence:item:collect",
        PUBLIC,
        None,
        None,
        None,
    ]
    assert [takes_files(app, name) for name in ("a", "b", None)] == [True, False, False]


@given(st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=10), min_size=1, max_size=3), max_size=6))
def test_everything_typed_is_kept_but_secrets(typed):
    secret = ("password", "token", "secret")
    kept = keep_fields(MultiDict([(name, value) for name, values in typed.items() for value in values]))
    assert kept == {
        name: values
        for name, values in typed.items()
        if name != "submit" and not any(word in name.lower() for word in secret)
    }


def test_a_draft_is_given_back_once_for_its_form(session):
    token = keep(session, TYPED, action="/evidence/collect", person_id=None, now=NOW)
    back = {"person_id": None, "now": NOW}
    assert take(session, token, action="/another", **back) is None
    assert take(session, token + "x", action="/evidence/collect", **back) is None
    assert take(session, token, action="/evidence/collect", **back).fields == TYPED
    assert take(session, token, action="/evidence/collect", **back) is None


def test_a_draft_ends_on_the_minute(session):
    token = keep(session, TYPED, action="/a", person_id=None, now=NOW)
    assert take(session, token, action="/a", person_id=None, now=NOW + KEPT_FOR) is None
    just_before = NOW + KEPT_FOR - timedelta(seconds=1)
    assert take(session, token, action="/a", person_id=None, now=just_before) is not None


def test_the_newest_text_of_a_form_replaces_the_older(session):
    token = keep(session, TYPED, action="/a", person_id=None, now=NOW)
    assert keep(session, {"title": ["鍵"]}, action="/a", person_id=None, now=NOW, token=token) == token
    assert take(session, token, action="/a", person_id=None, now=NOW).fields == {"title": ["鍵"]}


def test_a_token_that_is_too_short_to_be_ours_is_not_taken_over(session):
    assert keep(session, TYPED, action="/a", person_id=None, now=NOW, token="x") != "x"
