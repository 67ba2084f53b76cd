from dataclasses import replace

import pytest
from sqlalchemy import select

from tracker.db import confine, lift_confinement
from tracker.errors import Conflict, InvalidInput, NotFound, NotPermitted
from tracker.journal.models import JournalEntry
from tracker.organizations import queries, service
from tracker.organizations.rules import Places, Stated


def entries(session):
    rows = session.scalars(select(JournalEntry).order_by(JournalEntry.sequence))
    return [(row.tag, row.subject) for row in rows]


def site(session, slug):
    return queries.site(session, slug)


def test_a_new_organization_states_its_name_and_holds_the_two_person_rule(session, organization):
    view = queries.organization(session, organization.id)
    assert view.stated == Stated("見本プレス工業株式会社")
    assert view.two_person_rule
    assert entries(session) == [("organization:organization:add", "mihon")]


@pytest.mark.usefixtures("organization")
def test_a_slug_names_one_organization_only(session, actor, day):
    lift_confinement(session)
    with pytest.raises(InvalidInput) as refusal:
        service.add_organization(session, slug="mihon", name="別の会社", actor=actor, now=day(1))
    assert refusal.value.reason.code == "organizations.slug_taken"


def test_facts_are_recorded_anew_and_a_past_day_keeps_what_it_knew(session, organization, acting, day):
    before = queries.organization(session, organization.id).stated
    after = Stated("見本プレス工業株式会社", "metal_pressing", 86, 3_000_000_000, False)
    service.state_facts(session, stated=after, **acting(10))
    assert queries.organization(session, organization.id).stated == after
    assert queries.organization(session, organization.id, at=day(9)).stated == before
    assert queries.organization(session, organization.id, at=day(10)).stated == after


def test_an_organization_is_not_there_before_it_was_recorded(session, organization, day):
    with pytest.raises(NotFound):
        queries.organization(session, organization.id, at=day(-1))


def test_stating_the_same_again_records_nothing(session, organization, acting):
    seen = queries.organization(session, organization.id)
    service.state_facts(session, stated=seen.stated, **acting(5))
    service.add_site(session, name="本社工場", slug="honsha", **acting(5))
    service.state_site(session, slug="honsha", name="本社工場", address="", closed=False, **acting(6))
    assert queries.organization(session, organization.id).version == seen.version
    assert entries(session)[1:] == [("organization:site:add", "site:honsha")]


def test_switching_off_the_two_person_rule_is_journalled(session, organization, acting):
    stated = queries.organization(session, organization.id).stated
    off = replace(stated, two_person_rule=False)
    service.state_facts(session, stated=off, may_set_two_person_rule=True, **acting(3))
    entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "organization:facts:state")).one()
    assert entry.details["changed"] == {"two_person_rule": [True, False]}
    assert not queries.organization(session, organization.id).two_person_rule


@pytest.mark.parametrize("on_record", [True, False])
def test_who_may_not_set_the_two_person_rule_switches_it_neither_off_nor_on(session, organization, acting, on_record):
    stated = replace(queries.organization(session, organization.id).stated, two_person_rule=on_record)
    service.state_facts(session, stated=stated, may_set_two_person_rule=True, **acting(1))
    with pytest.raises(NotPermitted) as refusal:
        service.state_facts(session, stated=replace(stated, two_person_rule=not on_record), **acting(2))
    assert refusal.value.field == "two_person_rule"
    assert queries.organization(session, organization.id).two_person_rule is on_record


def test_a_form_that_shows_an_older_state_is_refused(session, organization, acting):
    seen = queries.organization(session, organization.id)
    service.state_facts(session, stated=replace(seen.stated, employees=80), seen=seen.version, **acting(1))
    with pytest.raises(Conflict) as refusal:
        service.state_facts(session, stated=replace(seen.stated, employees=90), seen=seen.version, **acting(2))
    assert refusal.value.reason.code == "organizations.changed_meanwhile"
    assert queries.organization(session, organization.id).stated.employees == 80


def test_a_site_is_renamed_and_closed_and_the_past_keeps_it_open(session, acting, day):
    service.add_site(session, name="第二工場", slug="daini", address="見本県例示市 1-2", **acting(1))
    service.state_site(session, slug="daini", name="旧第二工場", address="", closed=True, **acting(20))
    now, then = site(session, "daini"), queries.sites(session, day(19))[0]
    assert (now.name, now.closed) == ("旧第二工場", True)
    assert (then.name, then.address, then.closed) == ("第二工場", "見本県例示市 1-2", False)
    assert entries(session)[1:] == [
        ("organization:site:add", "site:daini"),
        ("organization:site:state", "site:daini"),
    ]


def test_a_site_without_a_short_name_gets_one(session, acting):
    service.add_site(session, name="本社工場", **acting(1))
    service.add_site(session, name="第二工場", **acting(1))
    assert [view.slug for view in queries.sites(session)] == ["site-1", "site-2"]


def test_a_bad_site_is_refused_with_its_field_and_nothing_is_recorded(session, acting):
    for values, field in (
        ({"name": ""}, "name"),
        ({"name": "長" * 300}, "name"),
        ({"name": "工場", "slug": "本社"}, "slug"),
        ({"name": "工場", "address": "長" * 301}, "address"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            service.add_site(session, **values, **acting(1))
        assert refusal.value.field == field
    assert queries.sites(session) == ()
    assert len(entries(session)) == 1


def test_an_unknown_site_or_counterparty_cannot_be_stated(session, acting):
    with pytest.raises(NotFound):
        service.state_site(session, slug="nowhere", name="x", address="", closed=False, **acting(1))
    with pytest.raises(NotFound):
        service.state_counterparty(session, slug="nobody", name="x", holds_information=True, in_use=True, **acting(1))


def test_a_counterparty_of_unknown_kind_is_refused(session, acting):
    with pytest.raises(InvalidInput) as refusal:
        service.add_counterparty(session, kind="friend", name="友人", **acting(1))
    assert refusal.value.field == "kind"


def places_of_sample(session, acting):
    service.add_site(session, name="本社工場", slug="honsha", **acting(1))
    service.add_site(session, name="第二工場", slug="daini", **acting(1))
    service.add_counterparty(session, kind="partner", name="例示製作所", slug="reiji", **acting(1))
    service.add_counterparty(
        session, kind="partner", name="無関係商会", slug="mukankei", holds_information=False, **acting(1)
    )
    service.add_counterparty(session, kind="cloud", name="見本クラウド", slug="mihon-cloud", **acting(1))
    service.add_counterparty(session, kind="cloud", name="昔のクラウド", slug="mukashi", in_use=False, **acting(1))


def test_places_are_open_sites_in_scope_partners_with_our_information_and_clouds_in_use(session, acting):
    places_of_sample(session, acting)
    assert queries.places(session, ["daini", "honsha", "unknown"]) == Places(
        ("daini", "honsha"), ("reiji",), ("mihon-cloud",)
    )
    assert queries.places(session, ["honsha"]).sites == ("honsha",)
    assert queries.places(session, []).sites == ()


def test_places_of_a_past_day_are_those_recorded_then(session, acting, day):
    places_of_sample(session, acting)
    before = queries.places(session, ["honsha", "daini"])
    service.state_site(session, slug="daini", name="第二工場", address="", closed=True, **acting(10))
    service.state_counterparty(
        session, slug="reiji", name="例示製作所", holds_information=False, in_use=True, **acting(10)
    )
    service.state_counterparty(
        session, slug="mukashi", name="昔のクラウド", holds_information=True, in_use=True, **acting(10)
    )
    assert queries.places(session, ["honsha", "daini"]) == Places(("honsha",), (), ("mihon-cloud", "mukashi"))
    assert queries.places(session, ["honsha", "daini"], at=day(9)) == before
    assert queries.places(session, ["honsha", "daini"], at=day(0)) == Places(())


def test_every_place_has_a_name_closed_and_unused_ones_too(session, acting):
    places_of_sample(session, acting)
    service.state_site(session, slug="daini", name="第二工場", address="", closed=True, **acting(2))
    assert queries.place_names(session) == {
        "organization": "見本プレス工業株式会社",
        "site:honsha": "本社工場",
        "site:daini": "第二工場",
        "partner:reiji": "例示製作所",
        "partner:mukankei": "無関係商会",
        "cloud:mihon-cloud": "見本クラウド",
        "cloud:mukashi": "昔のクラウド",
    }


def test_a_short_name_once_used_never_comes_to_mean_another_place(session, acting):
    service.add_counterparty(session, kind="partner", name="例示製作所", slug="reiji", **acting(1))
    with pytest.raises(InvalidInput) as refusal:
        service.add_counterparty(session, kind="cloud", name="例示クラウド", slug="reiji", **acting(2))
    assert refusal.value.reason.code == "organizations.slug_taken"


def test_another_organization_sees_none_of_it(session, organization, acting, actor, day):
    places_of_sample(session, acting)
    lift_confinement(session)
    other = service.add_organization(session, slug="betsu", name="別の会社", actor=actor, now=day(1))
    confine(session, other.id)
    assert queries.sites(session) == ()
    assert queries.counterparties(session) == ()
    assert queries.place_names(session) == {"organization": "別の会社"}
    with pytest.raises(NotFound):
        queries.site(session, "honsha")
    with pytest.raises(NotFound):
        queries.organization(session, organization.id)


def test_organizations_are_listed_by_short_name_for_the_operator(session, organization, actor, day):
    lift_confinement(session)
    service.add_organization(session, slug="betsu", name="別の会社", actor=actor, now=day(1))
    assert [view.slug for view in queries.organizations(session)] == ["betsu", "mihon"]
    assert queries.organization_by_slug(session, "mihon").id == organization.id
    with pytest.raises(NotFound):
        queries.organization_by_slug(session, "nobody")
