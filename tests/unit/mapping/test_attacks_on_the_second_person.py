"""Ways to judge one's own work that must not work: another's harmless change on top, saying the same again, anew."""

from datetime import date

import pytest

from tracker.errors import Conflict, NotPermitted
from tracker.evidence.rules import FactDates
from tracker.evidence.service import revise, state_facts
from tracker.mapping.rules import who_set
from tracker.mapping.service import change_link, unlink
from tracker.organizations.queries import place_names

EXPECTATION = "q13-lock-photo"


@pytest.fixture
def linked(plant):
    """Give a contributor's photo, linked by the contributor: lead and manager may both judge it."""
    item = plant.collect()
    return item, plant.link(item, EXPECTATION, "site:honsha")


def relink(plant, link_id, *places, by, reason="施錠を示すため"):
    return change_link(
        plant.session, link_id=link_id, expectation=plant.expectation(EXPECTATION)[1], places=places,
        known_places=place_names(plant.session), reason=reason, actor=plant.people[by], now=plant.later(hours=1),
    ).id  # fmt: skip


def date_it(plant, item, *, by, kind="photo", collected_on=date(2026, 9, 1), valid_until=None):
    return state_facts(
        plant.session, item_number=item, revision_number=1, actor=plant.people[by], now=plant.later(hours=1),
        latest_day=date(2030, 1, 1), kind=kind, dates=FactDates(collected_on, valid_until=valid_until),
    )  # fmt: skip


def refused(plant, link_id, by):
    with pytest.raises(NotPermitted) as answer:
        plant.judge(link_id, by=by)
    assert answer.value.reason.code == "mapping.not_your_own_hands"
    assert plant.seen(link_id).selected is None


def test_a_change_of_the_reason_by_somebody_else_takes_nobodys_hands_off_the_places(plant, linked):
    _, link_id = linked
    link_id = relink(plant, link_id, "site:honsha", "site:daini", by="lead")
    link_id = relink(plant, link_id, "site:honsha", "site:daini", by="contributor", reason="施錠の様子")
    refused(plant, link_id, "lead")
    plant.judge(link_id, by="manager")
    assert plant.seen(link_id).selected is not None


def test_a_change_of_another_date_by_somebody_else_takes_nobodys_hands_off_the_first(plant, linked):
    item, link_id = linked
    date_it(plant, item, by="lead", valid_until=date(2099, 12, 31))
    date_it(plant, item, by="contributor", collected_on=date(2026, 8, 30), valid_until=date(2099, 12, 31))
    refused(plant, link_id, "lead")
    plant.judge(link_id, by="manager")
    assert plant.seen(link_id).selected is not None


def test_whose_change_was_undone_may_judge(plant, linked):
    item, link_id = linked
    date_it(plant, item, by="lead", valid_until=date(2099, 12, 31))
    date_it(plant, item, by="contributor")
    link_id = relink(plant, link_id, "site:daini", by="lead")
    link_id = relink(plant, link_id, "site:honsha", by="contributor")
    plant.judge(link_id, by="lead")
    assert plant.seen(link_id).selected is not None


def test_saying_again_what_is_on_record_makes_it_nobody_elses(plant):
    item = plant.collect(by="lead")
    link_id = plant.link(item, EXPECTATION, "site:honsha", by="lead")
    assert relink(plant, link_id, "site:honsha", by="contributor") == link_id
    date_it(plant, item, by="contributor")
    refused(plant, link_id, "lead")


def test_linking_anew_after_unlinking_does_not_make_it_somebody_elses_upload(plant):
    item = plant.collect(by="lead")
    unlink(
        plant.session,
        link_id=plant.link(item, EXPECTATION, "site:honsha"),
        actor=plant.people["manager"],
        now=plant.later(hours=1),
    )
    refused(plant, plant.link(item, EXPECTATION, "site:honsha", by="contributor"), "lead")


def test_who_linked_before_it_was_unlinked_and_linked_anew_by_another_may_judge(plant):
    item = plant.collect()
    unlink(
        plant.session,
        link_id=plant.link(item, EXPECTATION, "site:honsha", by="lead"),
        actor=plant.people["manager"],
        now=plant.later(hours=1),
    )
    plant.later(hours=1)
    link_id = plant.link(item, EXPECTATION, "site:honsha", by="manager")
    plant.judge(link_id, by="lead")
    assert plant.seen(link_id).selected is not None


def test_a_contributors_item_revised_by_a_lead_is_judged_by_another(plant, linked):
    item, link_id = linked
    revise(
        plant.session, plant.stores, item_number=item, actor=plant.people["lead"], now=plant.later(hours=1),
        latest_day=date(2030, 1, 1), arrival=plant.arrival(), kind="photo", dates=FactDates(date(2026, 9, 1)),
    )  # fmt: skip
    refused(plant, link_id, "lead")


def test_an_acceptance_ends_with_the_dates_and_places_it_was_given_for(plant, linked):
    item, link_id = linked
    plant.judge(link_id, by="manager")
    assert plant.seen(link_id).selected is not None
    date_it(plant, item, by="lead", valid_until=date(2099, 12, 31))
    assert plant.seen(link_id).selected is None
    date_it(plant, item, by="contributor")
    assert plant.seen(link_id).selected is None
    plant.judge(link_id, by="manager")
    changed = relink(plant, link_id, "site:daini", by="lead")
    assert plant.seen(changed).selected is None
    with pytest.raises(Conflict):
        relink(plant, link_id, "site:honsha", by="lead")


def test_each_field_is_whoevers_who_gave_it_the_value_it_has():
    history = [("anna", (1, "a")), ("ben", (2, "a")), ("cleo", (2, "b")), ("dora", (1, "b")), ("emil", (2, "b"))]
    assert who_set(history) == {"emil", "cleo"}
    assert who_set(history[:2]) == {"ben", "anna"}
    assert who_set([]) == frozenset()
