"""Taking more than one was given: other people's accounts, roles for oneself, a second role that opens a first."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tracker.access import service as access
from tracker.access.models import Grant, User
from tracker.certification.models import CertificationPlan
from tracker.db import lift_confinement
from tracker.journal.models import JournalEntry
from tracker.journal.rules import Actor

LINK = re.compile(r"/set-password/[A-Za-z0-9_.\-]+")
SERVICE = Actor(None, "設置", "operator")


@pytest.fixture
def invitation(world):
    """Give the form of an invitation into Alpha."""

    def fields(**changes):
        return {
            "email": "new@alpha.example", "name": "見本 新人", "role": "contributor",
            "organization": str(world.organizations["alpha"]), "certification": "0", "starts": "2026-01-01",
        } | changes  # fmt: skip

    return fields


@pytest.fixture
def also_grant(world, in_database):
    """Give somebody one more role."""

    def give(who, role, plan=None, organization="alpha", **more):
        access.grant(
            in_database, user=in_database.get_one(User, world.people[who]), role=role,
            organization_id=world.organizations[organization],
            certification_id=world.certifications[plan] if plan else None, starts=date(2020, 1, 1),
            ends=date(2099, 12, 31), actor=SERVICE, now=datetime.now(UTC), **more,
        )  # fmt: skip
        in_database.commit()

    return give


def grants_of(session, user_id):
    session.rollback()
    return session.scalars(select(Grant.role).where(Grant.user_id == user_id)).all()


def test_inviting_somebody_of_another_organization_gives_no_link_to_their_account(client_as, invitation, as_words):
    answer = client_as("lead").post("/people/invite", invitation(email="spare@beta.example"))
    assert answer.status_code == 200
    assert "権限を付与しました" in as_words(answer)
    assert LINK.search(answer.text) is None
    assert "ほかの事業者の利用者でもあり" in as_words(answer)


def test_inviting_somebody_new_gives_the_link_that_only_they_should_hold(client_as, invitation):
    answer = client_as("lead").post("/people/invite", invitation())
    assert LINK.search(answer.text)


def test_a_lead_cannot_renew_the_link_of_somebody_who_also_works_elsewhere(client_as, world, invitation):
    lead = client_as("lead")
    lead.post("/people/invite", invitation(email="spare@beta.example"))
    answer = lead.post(f"/people/{world.people['spare-beta']}/link")
    assert answer.status_code == 403
    assert LINK.search(answer.text) is None


def test_a_renewed_link_is_on_record_with_whoever_asked_for_it(client_as, world, in_database):
    answer = client_as("lead").post(f"/people/{world.people['manager']}/link")
    assert LINK.search(answer.text)
    (entry,) = in_database.scalars(select(JournalEntry).where(JournalEntry.tag == "access:link:renew"))
    assert (entry.organization_id, entry.actor_id, entry.subject) == (
        world.organizations["alpha"], world.people["lead"], "manager@alpha.example",
    )  # fmt: skip
    assert "set-password" not in str(entry.details)


@pytest.mark.parametrize("role", ["manager", "lead", "contributor"])
def test_nobody_grants_a_role_to_themselves(client_as, world, in_database, invitation, as_words, role):
    before = grants_of(in_database, world.people["lead"])
    answer = client_as("lead").post("/people/invite", invitation(email="LEAD@alpha.example", role=role))
    assert answer.status_code == 403
    assert "ご自身には権限を付与できません" in as_words(answer)
    assert grants_of(in_database, world.people["lead"]) == before


def test_an_operator_does_not_let_themselves_into_an_organization(client_as, world, in_database, invitation):
    client_as("operator").post("/people/invite", invitation(email="operator@service.example", role="lead"))
    assert grants_of(in_database, world.people["operator"]) == ["operator"]


@pytest.mark.parametrize(
    "forged",
    [{"role": "operator"}, {"organization": "2"}, {"certification": "3"}, {"role": "owner"}],
    ids=lambda forged: next(iter(forged)),
)
def test_a_lead_grants_nothing_outside_their_own_organization(client_as, in_database, invitation, world, forged):
    assert world.organizations["beta"] == 2
    assert world.certifications["beta-jqa"] == 3
    answer = client_as("lead").post("/people/invite", invitation(**forged))
    assert LINK.search(answer.text) is None
    assert in_database.scalar(select(User.id).where(User.email == "new@alpha.example")) is None


def test_a_name_of_control_characters_is_cleaned_before_it_is_kept(client_as, in_database, invitation):
    client_as("lead").post("/people/invite", invitation(name="見本\x00\x1b[31m\r\n新人"))
    lift_confinement(in_database)
    name = in_database.scalar(select(User.name).where(User.email == "new@alpha.example"))
    assert name == "見本[31m  新人"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_auditor_who_is_also_a_contributor_neither_sees_nor_edits_what_others_collected(
    client_as, also_grant, world, method
):
    also_grant("contributor", "auditor", "alpha-other")
    both = client_as("contributor")
    if method == "get":
        assert both.get("/evidence/2").status_code == 200
        assert both.get("/evidence/3").status_code == 404
        assert both.get("/certifications/alpha-jqa").status_code == 404
        assert both.get("/certifications/alpha-other").status_code == 200
    else:
        assert both.post("/evidence/1/title", {"title": "別の題"}).status_code == 404
        assert both.post(f"/evidence/1/links/{world.links['alpha-1']}/unlink").status_code == 404


def test_leave_to_take_files_along_in_one_certification_opens_no_other(client_as, also_grant):
    also_grant("reader", "auditor", "alpha-other", may_download=True)
    reader = client_as("reader")
    assert reader.get("/bundles/alpha-jqa").status_code == 200
    answer = reader.get("/bundles/alpha-jqa/editions/1/download")
    assert answer.status_code == 403
    assert b"PK" not in answer.data


def test_leave_to_take_files_along_is_for_what_is_linked_there(client_as, also_grant, world, in_database):
    """Evidence 1 stands in both plans; once the other one is at another site, it is only to be looked at."""
    reader = client_as("reader")
    assert reader.get("/evidence/1/1/file").status_code == 403
    also_grant("reader", "auditor", "alpha-other", may_download=True)
    taken = reader.get("/evidence/1/1/file")
    assert taken.status_code == 200
    taken.close()
    plan = in_database.scalar(
        select(CertificationPlan).where(CertificationPlan.certification_id == world.certifications["alpha-other"])
    )
    stated = {"seen_plan": plan.id, "profile": plan.profile_id, "title": "事業所なし", "stage": "preparing"}
    assert client_as("lead").post("/certifications/alpha-other/edit", stated).status_code == 303
    assert reader.get("/evidence/1").status_code == 200
    assert reader.get("/evidence/1/1/file").status_code == 403
