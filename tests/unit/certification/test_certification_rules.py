"""Stated facts, exclusions, changes and the second person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.certification.rules import (
    ANSWERS,
    STAGES,
    Changed,
    Excluded,
    Facts,
    Stated,
    check_period,
    check_second_person,
)
from tracker.errors import InvalidInput, NotPermitted
from tracker.organizations.rules import Places

DAY = date(2026, 11, 24)
ONE_DAY = timedelta(1)


@pytest.mark.parametrize(
    ("stated", "met"),
    [
        (None, True),
        (Stated(holds=True, approved=False), True),
        (Stated(holds=True, approved=True), True),
        (Stated(holds=False, approved=False), True),
        (Stated(holds=False, approved=True), False),
    ],
)
def test_a_condition_is_unmet_only_by_a_denial_that_a_second_person_approved(stated, met):
    conditions = {} if stated is None else {"uses_cloud": stated}
    assert Facts(Places(("honsha",)), conditions=conditions).met("uses_cloud") is met


def test_a_denial_of_one_condition_says_nothing_of_another():
    facts = Facts(Places(()), conditions={"uses_cloud": Stated(holds=False, approved=True)})
    assert facts.met("form_paper")


@given(st.dates(), st.dates(), st.none() | st.dates(), st.booleans())
def test_an_exclusion_is_in_force_from_its_first_to_its_last_day_once_approved(day, first, last, approved):
    excluded = Excluded(1, "x", approved, first, last)
    assert excluded.in_force(day) == (approved and first <= day and (last is None or day <= last))


def test_both_days_of_an_exclusion_count():
    excluded = Excluded(1, "x", True, DAY, DAY)
    assert [excluded.in_force(day) for day in (DAY - ONE_DAY, DAY, DAY + ONE_DAY)] == [False, True, False]


def test_an_exclusion_without_an_end_goes_on():
    assert Excluded(1, "x", True, DAY).in_force(date.max)


@pytest.mark.parametrize(
    ("places", "place", "touched"),
    [
        ((), "site:honsha", True),
        ((), "organization", True),
        (("site:honsha",), "site:honsha", True),
        (("site:honsha",), "site:kojo", False),
        (("site:honsha",), "organization", True),
        (("partner:a", "site:kojo"), "partner:a", True),
    ],
)
def test_a_change_touches_its_places_or_all_and_always_the_whole_organization(places, place, touched):
    assert Changed("moved", DAY, places).at(place) is touched


def test_a_second_person_approves():
    check_second_person(requested_by=1, approver=2, two_person_rule=True)
    check_second_person(requested_by=None, approver=2, two_person_rule=True)


def test_the_one_who_asked_does_not_approve():
    with pytest.raises(NotPermitted) as refused:
        check_second_person(requested_by=1, approver=1, two_person_rule=True)
    assert refused.value.reason.code == "certification.second_person_needed"


def test_an_organization_of_one_approves_its_own_once_the_rule_is_off():
    check_second_person(requested_by=1, approver=1, two_person_rule=False)


@pytest.mark.parametrize("two_person_rule", [True, False])
@pytest.mark.parametrize("requested_by", [None, 1])
def test_nobody_is_not_a_second_person(requested_by, two_person_rule):
    with pytest.raises(NotPermitted, match="second_person_needed"):
        check_second_person(requested_by=requested_by, approver=None, two_person_rule=two_person_rule)


def test_an_exclusion_does_not_end_before_it_begins():
    check_period(DAY, None)
    check_period(DAY, DAY)
    with pytest.raises(InvalidInput) as refused:
        check_period(DAY, DAY - ONE_DAY)
    assert (refused.value.reason.code, refused.value.field) == ("certification.until_before_from", "applies_until")


def test_the_words_of_answers_and_stages_are_those_of_the_formats():
    assert ANSWERS == ("todo", "considering", "partial", "done")
    assert len(STAGES) == 8
