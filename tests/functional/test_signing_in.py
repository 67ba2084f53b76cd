"""Signing in and out, one-time links, sessions that end, and access that has ended."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tracker.access import service
from tracker.access.links import make_token
from tracker.access.models import Grant, User
from tracker.journal.rules import Actor

WRONG = "メールアドレスまたはパスワードが違います。"


def user_of(session, email):
    return session.scalars(select(User).where(User.email == email)).one()


def test_a_person_signs_in_and_lands_on_a_page_of_theirs(client_as):
    lead = client_as("lead")
    page = lead.client.get("/start", follow_redirects=True)
    assert page.status_code == 200
    assert "見本アルファ工業" in page.text


def test_capitals_in_the_address_do_not_matter(visitor):
    assert visitor.sign_in("Lead@ALPHA.example").status_code == 302


def test_a_wrong_password_and_an_unknown_person_look_the_same(visitor, as_words):
    wrong = visitor.sign_in("lead@alpha.example", "まちがったパスワードです")
    unknown = visitor.sign_in("nobody@alpha.example", "まちがったパスワードです")
    assert WRONG in as_words(wrong)
    assert as_words(wrong) == as_words(unknown)
    assert not visitor.is_signed_in()


def test_somebody_switched_off_hears_no_more_than_a_stranger(visitor, as_words, in_database):
    user_of(in_database, "lead@alpha.example").active = False
    in_database.commit()
    assert WRONG in as_words(visitor.sign_in("lead@alpha.example"))


def test_somebody_switched_off_is_out_at_the_next_click(client_as, in_database):
    lead = client_as("lead")
    user_of(in_database, "lead@alpha.example").active = False
    in_database.commit()
    assert lead.get("/people").headers["Location"] == "/sign-in?next=/people"


def test_signing_in_leads_back_to_where_one_wanted_to_go(visitor):
    asked = visitor.get("/people?sort=name")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/sign-in?next=/people?sort%3Dname")
    answer = visitor.sign_in("lead@alpha.example", next="/people?sort=name")
    assert answer.headers["Location"] == "/people?sort=name"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "http:evil", "\\\\evil.example", "/a\nb"]
)
def test_signing_in_never_leads_to_another_host(visitor, target):
    answer = visitor.sign_in("lead@alpha.example", next=target)
    assert "evil" not in answer.headers.get("Location", "")
    again = visitor.client.post(
        f"/sign-in?next={target.strip()}",
        data={"csrf_token": visitor.token(), "email": "lead@alpha.example", "password": "x"},
    )
    assert "evil" not in again.headers.get("Location", "")


def test_signing_in_needs_the_token_of_the_form(visitor, password):
    answer = visitor.client.post("/sign-in", data={"email": "lead@alpha.example", "password": password})
    assert answer.status_code == 303
    assert not visitor.is_signed_in()


def test_signing_out_is_a_button_and_no_link(client_as):
    lead = client_as("lead")
    assert lead.get("/sign-out").status_code == 405
    assert lead.is_signed_in()
    assert lead.sign_out().headers["Location"] == "/sign-in"
    assert not lead.is_signed_in()


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(visitor):
    visitor.sign_in("lead@alpha.example")
    cookie = visitor.client.get_cookie("session")
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_behind_tls_cookies_are_secure_and_bound_to_the_host(make_app, world):
    app = make_app(replace(world.settings, behind_tls=True))
    answer = app.test_client().get("/sign-in", base_url="https://localhost")
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("__Host-session="))
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_session_that_rested_too_long_has_ended(make_app, world, as_words):
    app = make_app(replace(world.settings, session_minutes=30))
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)[1]
    client.post(
        "/sign-in", data={"csrf_token": token, "email": "lead@alpha.example", "password": "きんこのかぎはにほん・2026"}
    )
    assert client.get("/people").status_code == 200
    with client.session_transaction() as cookie:
        cookie["used_at"] -= 29 * 60
    assert client.get("/people").status_code == 200
    with client.session_transaction() as cookie:
        cookie["used_at"] -= 31 * 60
    assert client.get("/people").headers["Location"] == "/sign-in?next=/people"
    assert "有効時間が過ぎました" in as_words(client.get("/sign-in"))


def test_a_stolen_cookie_is_worth_nothing_in_another_browser(client_as, new_visitor):
    lead = client_as("lead")
    thief = new_visitor()
    thief.client.set_cookie("session", lead.client.get_cookie("session").value)
    assert thief.client.get("/people", headers={"User-Agent": "Another/1.0"}).status_code == 303


def test_changing_the_password_ends_every_other_session(client_as, password):
    here, elsewhere = client_as("lead"), client_as("lead")
    new = "あたらしいかぎはもりのなか"
    answer = here.post("/change-password", {"password": password, "new_password": new, "new_password_confirm": new})
    assert answer.status_code == 302
    assert here.is_signed_in()
    assert not elsewhere.is_signed_in()
    assert elsewhere.sign_in("lead@alpha.example", new).status_code == 302


def test_a_short_password_is_refused_with_the_rule(client_as, password, as_words):
    answer = client_as("lead").post(
        "/change-password", {"password": password, "new_password": "みじかい", "new_password_confirm": "みじかい"}
    )
    assert "12 文字以上にしてください" in as_words(answer)


class TestOneTimeLink:
    """The link that sets a password."""

    @pytest.fixture
    def invited(self, in_database):
        user = service.add_person(in_database, email="new@alpha.example", name="新人", now=datetime.now(UTC))
        in_database.commit()
        return user

    def link(self, world, user, *, made=None):
        now = made or datetime.now(UTC)
        return f"/set-password/{make_token(user, secret_key=world.settings.secret_key, now=now)}"

    def choose(self, visitor, link, password="ことしのあきはとてもすずしい"):
        return visitor.post(link, {"password": password, "password_again": password})

    def test_it_sets_the_password_once(self, world, invited, visitor, as_words):
        link = self.link(world, invited)
        assert "新人" in as_words(visitor.get(link))
        assert self.choose(visitor, link).headers["Location"] == "/sign-in"
        again = self.choose(visitor, link, "ふたつめのあいことばです")
        assert again.status_code == 404
        assert "このリンクは使えません" in as_words(again)
        assert visitor.sign_in("new@alpha.example", "ことしのあきはとてもすずしい").status_code == 302

    def test_it_ends_after_72_hours(self, world, invited, visitor):
        now = datetime.now(UTC)
        assert visitor.get(self.link(world, invited, made=now - timedelta(hours=71, minutes=59))).status_code == 200
        assert visitor.get(self.link(world, invited, made=now - timedelta(hours=72, seconds=1))).status_code == 404

    def test_it_cannot_be_forged_or_bent(self, world, invited, visitor):
        link = self.link(world, invited)
        forged = make_token(invited, secret_key="another-secret-key-0123456789-abcdef", now=datetime.now(UTC))
        for bad in (link[:-3], link + "x", f"/set-password/{forged}", "/set-password/1"):
            assert visitor.get(bad).status_code == 404

    def test_it_refuses_a_password_that_is_too_short_and_stays_usable(self, world, invited, visitor, as_words):
        link = self.link(world, invited)
        assert "12 文字以上" in as_words(self.choose(visitor, link, "みじかい"))
        assert self.choose(visitor, link).status_code == 303


def end_every_grant(session, email, day):
    for grant in session.scalars(select(Grant).where(Grant.user_id == user_of(session, email).id)):
        grant.ends = day
    session.commit()


def test_whose_access_has_ended_signs_in_and_reads_on_which_day(visitor, in_database, as_words):
    end_every_grant(in_database, "auditor@alpha.example", date(2026, 3, 31))
    assert visitor.sign_in("auditor@alpha.example").status_code == 302
    page = visitor.get("/start")
    assert page.status_code == 403
    assert "利用期間は 2026-03-31 で終わりました。" in as_words(page)


def test_a_page_behind_an_ended_grant_says_so_too(client_as, in_database, as_words):
    lead = client_as("lead")
    end_every_grant(in_database, "lead@alpha.example", date(2026, 3, 31))
    page = lead.get("/people")
    assert page.status_code == 403
    assert "利用期間は 2026-03-31 で終わりました。" in as_words(page)


def test_somebody_with_grants_in_two_organizations_switches_between_them(client_as, in_database, world, as_words):
    service.grant(
        in_database, user=user_of(in_database, "lead@alpha.example"), role="manager",
        organization_id=world.organizations["beta"], starts=date(2020, 1, 1),
        actor=Actor(None, "設置", "operator"), now=datetime.now(UTC),
    )  # fmt: skip
    in_database.commit()
    lead = client_as("lead")
    assert "見本アルファ工業" in as_words(lead.get("/people"))
    assert lead.post("/organizations", {"organization": world.organizations["beta"]}).status_code == 303
    people = as_words(lead.get("/people"))
    assert "見本ベータ製作所" in people
    assert "spare@alpha.example" not in people


def test_nobody_switches_to_an_organization_where_they_hold_nothing(client_as, world, as_words):
    lead = client_as("lead")
    assert lead.post("/organizations", {"organization": world.organizations["beta"]}).status_code == 200
    assert "見本アルファ工業" in as_words(lead.get("/people"))


def test_a_lead_invites_somebody_who_then_signs_in(client_as, new_visitor):
    page = client_as("lead").post(
        "/people/invite",
        {"name": "招かれた人", "email": "guest@alpha.example", "role": "contributor", "certification": 0,
         "organization": 1, "starts": "2026-01-01"},
    )  # fmt: skip
    link = re.search(r"http://localhost(/set-password/\S+?)<", page.text)[1]
    guest = new_visitor()
    guest.post(link, {"password": "まねかれたひとのながいかぎ", "password_again": "まねかれたひとのながいかぎ"})
    assert guest.sign_in("guest@alpha.example", "まねかれたひとのながいかぎ").status_code == 302


def test_a_lead_cannot_invite_into_another_organization_or_make_operators(client_as, world, in_database):
    lead = client_as("lead")
    invitation = {"name": "誰か", "email": "x@alpha.example", "certification": 0, "starts": "2026-01-01"}
    beta = world.organizations["beta"]
    assert "set-password" not in lead.post("/people/invite", {**invitation, "role": "lead", "organization": beta}).text
    assert "set-password" not in lead.post("/people/invite", {**invitation, "role": "operator", "organization": 1}).text
    assert in_database.scalar(select(User).where(User.email == "x@alpha.example")) is None


def test_a_lead_cannot_take_over_somebody_who_works_elsewhere_too(client_as, in_database, world):
    spare = user_of(in_database, "spare@alpha.example")
    service.grant(
        in_database, user=spare, role="lead", organization_id=world.organizations["beta"], starts=date(2020, 1, 1),
        actor=Actor(None, "設置", "operator"), now=datetime.now(UTC),
    )  # fmt: skip
    in_database.commit()
    refused = client_as("lead").post(f"/people/{spare.id}/link")
    assert refused.status_code == 403
    assert "set-password" not in refused.text
    assert "set-password" in client_as("operator").post(f"/people/{spare.id}/link").text


def test_ending_a_grant_ends_access_at_the_next_click(client_as, in_database, world):
    contributor = client_as("contributor")
    grant = in_database.scalar(select(Grant).where(Grant.user_id == world.people["contributor"]))
    assert client_as("lead").post(f"/people/grants/{grant.id}/end").status_code == 303
    assert contributor.get("/start").status_code == 403


def test_nobody_ends_their_own_grant(client_as, in_database, world):
    grant = in_database.scalar(select(Grant).where(Grant.user_id == world.people["lead"]))
    assert client_as("lead").post(f"/people/grants/{grant.id}/end").status_code == 403


def test_signing_in_and_out_stand_in_the_journal(client_as, as_words):
    lead = client_as("lead")
    client_as("contributor").sign_out()
    journal = as_words(lead.get("/journal"))
    assert journal.index("ログアウトした") < journal.index("ログインした")
    assert "見本 alpha contributor" in journal


def test_whoever_came_to_the_front_page_goes_on_to_a_page_they_may_open(visitor):
    assert visitor.get("/").headers["Location"] == "/sign-in"
    visitor.sign_in("operator@service.example")
    assert visitor.client.get("/start", follow_redirects=True).status_code == 200
