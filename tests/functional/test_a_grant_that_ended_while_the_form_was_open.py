"""Access that ends while somebody types: a plain word about the day, and nothing typed is lost."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tracker.access.models import Grant, User
from tracker.access.service import grant
from tracker.journal.rules import Actor

FORM = "/evidence/collect"
TYPED = {
    "title": "金庫 S-02 の施錠",
    "reason": "夜間も閉じていることを示すため",
    "kind": "photo",
    "collected_on": "R8.11.20",
}


@pytest.fixture
def contributor(client_as):
    return client_as("contributor")


def end_grants(session, person, day):
    for row in session.scalars(select(Grant).where(Grant.user_id == person)):
        row.ends = day
    session.commit()


@pytest.mark.parametrize(
    ("language", "over", "kept"),
    [("ja", "2026-11-01", "30分のあいだ預かっています"), ("en", "2026-11-01", "kept for 30 minutes")],
)
def test_the_day_is_told_and_the_typed_text_comes_back_with_a_longer_grant(
    contributor, world, in_database, as_words, language, over, kept
):
    contributor.get(f"{FORM}?lang={language}")
    token = contributor.token()
    end_grants(in_database, world.people["contributor"], date(2026, 11, 1))
    refused = contributor.client.post(FORM, data={"csrf_token": token, **TYPED})
    assert refused.status_code == 403
    assert over in as_words(refused)
    assert kept in as_words(refused)
    grant(
        in_database,
        user=in_database.get_one(User, world.people["contributor"]),
        role="contributor",
        organization_id=world.organizations["alpha"],
        starts=date(2020, 1, 1),
        actor=Actor(None, "設置", "operator"),
        now=datetime.now(UTC),
    )
    in_database.commit()
    page = contributor.get(FORM)
    assert page.status_code == 200
    for value in TYPED.values():
        assert value in page.text


def test_what_the_role_may_never_do_keeps_nothing(contributor, in_database):
    from tracker.web.models import Draft

    refused = contributor.post("/people/invite", {"name": "だれか", "email": "x@alpha.example"})
    assert refused.status_code == 403
    assert in_database.scalars(select(Draft)).all() == []
