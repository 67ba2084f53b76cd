"""Adding people, giving and ending grants, and the passwords that are taken."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passlib.context import CryptContext

from tracker.access import service
from tracker.access.forms import is_local_path
from tracker.access.models import Grant
from tracker.access.passwords import check_password, hash_password
from tracker.access.queries import people
from tracker.errors import Conflict, InvalidInput, NotFound, NotPermitted
from tracker.journal.models import JournalEntry
from tracker.journal.rules import Actor
from tracker.organizations.service import add_organization

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
BY = {"actor": Actor(None, "設置", "operator"), "now": NOW}
FROM = date(2026, 11, 1)


@pytest.fixture
def organization(session):
    return add_organization(session, slug="alpha", name="見本アルファ工業", **BY)


@pytest.fixture
def hanako(session):
    return service.add_person(session, email="Hanako@Alpha.example", name=" 山田花子 ", now=NOW)


def codes(caught):
    return caught.value.reason.code, caught.value.field


def test_a_person_is_added_with_a_tidy_address_and_no_password(hanako):
    assert (hanako.email, hanako.name, hanako.password) == ("hanako@alpha.example", "山田花子", None)


def test_an_address_is_one_persons_whatever_its_capitals(session, hanako):
    with pytest.raises(Conflict) as caught:
        service.add_person(session, email="HANAKO@alpha.EXAMPLE", name="別の人", now=NOW)
    assert codes(caught) == ("access.email_taken", "email")
    assert hanako.name == "山田花子"


@pytest.mark.parametrize("email", ["", "hanako", "hanako@", "a b@alpha.example", "@alpha.example"])
def test_what_is_no_address_is_refused(session, email):
    with pytest.raises(InvalidInput) as caught:
        service.add_person(session, email=email, name="山田花子", now=NOW)
    assert codes(caught) == ("access.email_bad", "email")


def test_an_auditors_grant_needs_a_certification_and_a_last_day(session, hanako, organization):
    where = {"user": hanako, "role": "auditor", "organization_id": organization.id, "starts": FROM, **BY}
    with pytest.raises(InvalidInput) as caught:
        service.grant(session, **where, ends=FROM)
    assert codes(caught) == ("access.scope_missing", "scope")
    with pytest.raises(InvalidInput) as caught:
        service.grant(session, **where, certification_id=7)
    assert codes(caught) == ("access.auditor_needs_end", "ends")
    row = service.grant(session, **where, certification_id=7, ends=FROM, may_download=True)
    assert (row.scope_kind, row.scope_id, row.may_download) == ("certification", 7, True)


def test_a_window_turned_round_is_refused(session, hanako, organization):
    with pytest.raises(InvalidInput) as caught:
        service.grant(
            session,
            user=hanako,
            role="lead",
            organization_id=organization.id,
            starts=FROM,
            ends=date(2026, 10, 31),
            **BY,
        )
    assert codes(caught) == ("access.window_turned_round", "ends")


def test_an_unknown_role_is_refused(session, hanako):
    with pytest.raises(InvalidInput) as caught:
        service.grant(session, user=hanako, role="root", starts=FROM, **BY)
    assert codes(caught) == ("access.unknown_role", "role")


def test_an_operator_is_granted_the_installation_and_no_organization(session, hanako, organization):
    row = service.grant(session, user=hanako, role="operator", organization_id=organization.id, starts=FROM, **BY)
    assert (row.scope_kind, row.scope_id, row.organization_id) == ("installation", None, None)


def test_giving_and_ending_stand_in_the_journal(session, organization):
    user = service.invite(
        session,
        email="new@alpha.example",
        name="新人",
        role="contributor",
        organization_id=organization.id,
        starts=FROM,
        **BY,
    )
    grant = session.query(Grant).filter_by(user_id=user.id).one()
    service.end_grant(session, grant.id, organization_id=organization.id, **BY)
    tags = [entry.tag for entry in session.query(JournalEntry).order_by(JournalEntry.sequence)]
    assert tags[-3:] == ["access:person:add", "access:grant:give", "access:grant:end"]


def test_a_grant_ends_once_and_only_inside_ones_own_organization(session, hanako, organization):
    row = service.grant(session, user=hanako, role="lead", organization_id=organization.id, starts=FROM, **BY)
    with pytest.raises(NotFound):
        service.end_grant(session, row.id, organization_id=organization.id + 1, **BY)
    service.end_grant(session, row.id, organization_id=None, **BY)
    assert row.ended_at == NOW
    with pytest.raises(Conflict):
        service.end_grant(session, row.id, organization_id=None, **BY)


def test_nobody_ends_their_own_grant(session, hanako, organization):
    row = service.grant(session, user=hanako, role="lead", organization_id=organization.id, starts=FROM, **BY)
    own = {"actor": Actor(hanako.id, hanako.name, "lead"), "now": NOW}
    with pytest.raises(NotPermitted):
        service.end_grant(session, row.id, organization_id=organization.id, **own)


def test_inviting_somebody_who_is_there_only_adds_a_grant(session, hanako, organization):
    invited = service.invite(
        session, email="hanako@ALPHA.example", name="別の名前", role="manager", organization_id=organization.id,
        starts=FROM, **BY,
    )  # fmt: skip
    assert invited is hanako
    assert invited.name == "山田花子"


def test_a_list_of_one_organization_tells_nothing_of_another(session, hanako, organization):
    other = add_organization(session, slug="beta", name="見本ベータ製作所", **BY)
    for owner in (organization, other):
        service.grant(session, user=hanako, role="lead", organization_id=owner.id, starts=FROM, **BY)
    (seen,) = people(session, organization_id=organization.id, day=FROM)
    assert [line.organization_slug for line in seen.grants] == ["alpha"]
    (all_of_it,) = people(session, organization_id=None, day=FROM)
    assert [line.organization_slug for line in all_of_it.grants] == ["alpha", "beta"]


def test_setting_a_password_ends_every_session(session, hanako):
    before = hanako.fs_uniquifier
    service.set_password(session, hanako, "はるはあけぼのようようしろく", salt="s" * 32)
    assert hanako.fs_uniquifier != before


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("十一文字のパスワード九", "access.password_too_short"),
        ("がぎぐげござじずぜぞだ", "access.password_too_short"),
        ("a" * 129, "access.password_too_long"),
        ("aaaaaaaaaaaaaaaa", "access.password_too_simple"),
        ("HANAKO@alpha.example", "access.password_too_simple"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password, code):
    with pytest.raises(InvalidInput) as caught:
        check_password(password, email="hanako@alpha.example")
    assert caught.value.reason.code == code


def test_a_password_is_the_same_whichever_way_its_kana_are_composed():
    typed = "がぎぐげごのかぎのことば"
    composed, decomposed = (unicodedata.normalize(form, typed) for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert check_password(composed) == check_password(decomposed)


def test_a_hash_is_argon2id_and_differs_each_time():
    first, second = (hash_password("はるはあけぼのようよう", salt="s" * 32) for _ in range(2))
    assert first.startswith("$argon2id$")
    assert first != second


def test_a_hash_needs_no_renewal_where_flask_security_checks_it():
    context = CryptContext(schemes=["argon2"])
    assert not context.needs_update(hash_password("はるはあけぼのようよう", salt="s" * 32))


@pytest.mark.parametrize("path", ["/", "/people", "/people?sort=name", "/certifications/demo-jqa/questions/13"])
def test_a_path_of_ours_is_a_place_to_go_on(path):
    assert is_local_path(path)


@given(st.text(max_size=40))
def test_a_place_to_go_on_names_no_host(text):
    if is_local_path(text):
        assert text.startswith("/")
        assert not text.startswith("//")
        assert not set(text) & set("\\\t\r\n\x00")
