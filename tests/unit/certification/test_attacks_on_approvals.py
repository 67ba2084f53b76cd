"""Ways to approve one's own wish that must not work: another role, asking again, affirming in between."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.certification.queries import exclusions, stated_facts
from tracker.certification.statements import (
    approve_exclusion,
    approve_fact,
    end_exclusion,
    request_exclusion,
    state_fact,
    withdraw_fact,
)
from tracker.errors import Conflict, NotPermitted


@pytest.fixture
def deny(plant):
    def state(by, holds=False):
        return state_fact(
            plant.session, certification_id=plant.plan.id, name="uses_cloud", holds=holds,
            actor=plant.people[by], now=plant.later(hours=1),
        )  # fmt: skip

    return state


@pytest.fixture
def wish(plant):
    def ask(by):
        return request_exclusion(
            plant.session, certification_id=plant.plan.id, profile=plant.profile, question=13, reason="該当しない",
            applies_from=date(2026, 9, 1), applies_until=None, actor=plant.people[by], now=plant.later(hours=1),
        )  # fmt: skip

    return ask


def approve(plant, act, actor, **row):
    act(plant.session, two_person_rule=True, actor=actor, now=plant.later(hours=1), **row)


def test_another_role_of_the_same_person_is_no_second_person(plant, deny, wish):
    as_manager = replace(plant.people["lead"], role="manager")
    with pytest.raises(NotPermitted):
        approve(plant, approve_fact, as_manager, fact_id=deny("lead").id)
    with pytest.raises(NotPermitted):
        approve(plant, approve_exclusion, as_manager, exclusion_id=wish("lead").id)


def test_a_denial_said_again_by_another_is_still_the_firsts(plant, deny):
    first = deny("lead")
    assert deny("manager").id == first.id
    with pytest.raises(NotPermitted):
        approve(plant, approve_fact, plant.people["lead"], fact_id=first.id)
    assert not stated_facts(plant.session, plant.plan.id)["uses_cloud"].stated.approved


def test_an_approval_does_not_outlive_an_affirmation(plant, deny):
    approve(plant, approve_fact, plant.people["manager"], fact_id=deny("lead").id)
    assert stated_facts(plant.session, plant.plan.id)["uses_cloud"].stated.approved
    deny("lead", holds=True)
    again = deny("lead")
    assert not stated_facts(plant.session, plant.plan.id)["uses_cloud"].stated.approved
    with pytest.raises(NotPermitted):
        approve(plant, approve_fact, plant.people["lead"], fact_id=again.id)


def test_an_approval_of_a_wish_that_ended_makes_nothing_live_again(plant, wish):
    first = wish("lead")
    end_exclusion(plant.session, exclusion_id=first.id, actor=plant.people["lead"], now=plant.later(hours=1))
    with pytest.raises(Conflict):
        approve(plant, approve_exclusion, plant.people["manager"], exclusion_id=first.id)
    second = wish("lead")
    with pytest.raises(NotPermitted):
        approve(plant, approve_exclusion, plant.people["lead"], exclusion_id=second.id)
    assert [view.excluded.approved for view in exclusions(plant.session, plant.plan.id)] == [False]


def test_what_is_approved_is_not_approved_twice(plant, wish):
    asked = wish("lead")
    approve(plant, approve_exclusion, plant.people["manager"], exclusion_id=asked.id)
    (standing,) = exclusions(plant.session, plant.plan.id)
    for exclusion_id in (asked.id, standing.id):
        with pytest.raises(Conflict):
            approve(plant, approve_exclusion, plant.people["manager"], exclusion_id=exclusion_id)


def test_an_approval_does_not_outlive_a_condition_set_back_to_unanswered(plant, deny):
    first = deny("lead")
    approve(plant, approve_fact, plant.people["manager"], fact_id=first.id)
    by = {"certification_id": plant.plan.id, "name": "uses_cloud", "actor": plant.people["lead"]}
    answered = plant.later(minutes=1)
    withdraw_fact(plant.session, **by, now=plant.later(hours=2))
    assert "uses_cloud" not in stated_facts(plant.session, plant.plan.id)
    before = stated_facts(plant.session, plant.plan.id, answered)
    assert before["uses_cloud"].stated.approved, "a past day still sees the answer"
    with pytest.raises(Conflict):
        approve(plant, approve_fact, plant.people["manager"], fact_id=first.id)
    withdraw_fact(plant.session, **by, now=plant.later(hours=3))  # There is nothing left to set back.
    deny("lead")
    assert not stated_facts(plant.session, plant.plan.id)["uses_cloud"].stated.approved
