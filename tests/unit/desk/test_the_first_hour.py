"""What a new lead is told to do first: from what is on record, and no longer than it is needed."""

import pytest

from tracker.desk.beginning import first_steps
from tracker.organizations.rules import Stated

STATED = Stated("見本", industry="metal_pressing", employees=42, capital_yen=30_000_000, defence_work=False)
ALL = {"has_sites": True, "has_plans": True, "has_links": True, "has_second_person": True}


def open_steps(stated=STATED, **on_record):
    return [step.code for step in first_steps(stated, **{**ALL, **on_record}) if not step.done]


def test_an_empty_installation_is_told_every_step_in_order():
    nothing = dict.fromkeys(ALL, False)
    assert open_steps(Stated("見本"), **nothing) == ["facts", "site", "plan", "evidence", "person"]


def test_nothing_is_told_once_all_is_on_record():
    assert first_steps(STATED, **ALL) == ()


@pytest.mark.parametrize(
    ("lacking", "code"),
    [("has_sites", "site"), ("has_plans", "plan"), ("has_links", "evidence"), ("has_second_person", "person")],
)
def test_each_step_is_open_until_its_own_fact_is_on_record(lacking, code):
    assert open_steps(**{lacking: False}) == [code]


@pytest.mark.parametrize("lacking", ["industry", "employees", "capital_yen", "defence_work"])
def test_every_fact_that_a_body_may_ask_has_to_be_stated(lacking):
    assert open_steps(Stated(**{**vars(STATED), lacking: None})) == ["facts"]


def test_without_the_two_person_rule_nobody_needs_to_be_invited():
    assert open_steps(Stated(**{**vars(STATED), "two_person_rule": False}), has_second_person=False) == []
