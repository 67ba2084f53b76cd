"""Who may judge, which places a link names, and which revision of an item counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import InvalidInput, NotPermitted
from tracker.mapping.rules import Candidate, check_judge, check_places, fill_by_item

KNOWN = ("site:honsha", "site:kojo", "partner:a", "cloud:x")


def candidate(item, revision, standing, day="2026-11-24", covers_to=None):
    return Candidate(
        item, revision, f"{item}-{revision}", "photo", date.fromisoformat(day), None, covers_to, None, standing
    )


# check_places


@pytest.mark.parametrize("places", [(), ("organization",)])
def test_what_is_asked_of_the_whole_organization_names_no_place(places):
    assert check_places("organization", places, KNOWN) == ()


def test_what_is_asked_of_the_whole_organization_refuses_a_place():
    with pytest.raises(InvalidInput) as refused:
        check_places("organization", ["site:honsha"], KNOWN)
    assert (refused.value.reason.code, refused.value.field) == ("mapping.no_place_needed", "places")


@pytest.mark.parametrize("each", ["site", "partner", "cloud"])
@pytest.mark.parametrize("places", [(), ("organization",)])
def test_what_is_asked_of_each_place_needs_one(each, places):
    with pytest.raises(InvalidInput) as refused:
        check_places(each, places, KNOWN)
    assert (refused.value.reason.code, refused.value.field) == (f"mapping.name_the_{each}", "places")


@pytest.mark.parametrize(
    ("each", "place"),
    [("site", "partner:a"), ("site", "site:osaka"), ("partner", "site:honsha"), ("cloud", "x"), ("site", "site:")],
)
def test_a_place_of_another_sort_or_not_registered_is_refused_and_named(each, place):
    with pytest.raises(InvalidInput) as refused:
        check_places(each, [place, *(known for known in KNOWN if known.startswith(each))], KNOWN)
    assert (refused.value.reason.code, refused.value.reason.params) == ("mapping.unknown_place", {"place": place})


def test_places_come_back_sorted_and_each_once():
    assert check_places("site", ["site:kojo", "site:honsha", "site:kojo"], KNOWN) == ("site:honsha", "site:kojo")


# check_judge


@pytest.mark.parametrize("role", ["lead", "manager"])
def test_a_lead_or_manager_whose_hands_are_not_on_it_judges(role):
    check_judge(judge=1, role=role, hands=[2, 3, None], two_person_rule=True)


@pytest.mark.parametrize("role", ["contributor", "auditor", "operator", "Lead", ""])
@pytest.mark.parametrize("two_person_rule", [True, False])
def test_nobody_else_judges(role, two_person_rule):
    with pytest.raises(NotPermitted) as refused:
        check_judge(judge=1, role=role, hands=[2], two_person_rule=two_person_rule)
    assert refused.value.reason.code == "mapping.only_lead_or_manager_judges"


@pytest.mark.parametrize("two_person_rule", [True, False])
def test_what_is_no_person_does_not_judge(two_person_rule):
    with pytest.raises(NotPermitted, match="only_lead_or_manager"):
        check_judge(judge=None, role="lead", hands=[], two_person_rule=two_person_rule)


@pytest.mark.parametrize("hands", [[1, 2, 3], [2, 1, 3], [2, 3, 1]])
def test_nobody_judges_what_they_uploaded_linked_or_last_changed(hands):
    with pytest.raises(NotPermitted) as refused:
        check_judge(judge=1, role="manager", hands=hands, two_person_rule=True)
    assert refused.value.reason.code == "mapping.not_your_own_hands"


def test_an_organization_of_one_may_judge_its_own_once_the_rule_is_off():
    check_judge(judge=1, role="lead", hands=[1, 1, 1], two_person_rule=False)


# fill_by_item


def test_the_newest_accepted_revision_counts_whatever_its_dates():
    old = candidate(1, 1, "accepted", "2026-11-24")
    new = candidate(1, 2, "accepted", "2026-01-01")
    (fill,) = fill_by_item([old, new])
    assert (fill.counts, fill.newest) == (new, None)


@pytest.mark.parametrize("standing", ["waiting", "returned"])
def test_a_newer_revision_that_nobody_accepted_stands_beside_it(standing):
    accepted, newer = candidate(1, 1, "accepted"), candidate(1, 3, standing)
    (fill,) = fill_by_item([newer, candidate(1, 2, "waiting"), accepted])
    assert (fill.counts, fill.newest) == (accepted, newer)


@pytest.mark.parametrize("standing", ["waiting", "returned"])
def test_an_older_revision_that_nobody_accepted_says_nothing(standing):
    (fill,) = fill_by_item([candidate(1, 1, standing), candidate(1, 2, "accepted")])
    assert (fill.counts.revision, fill.newest) == (2, None)
    (fill,) = fill_by_item([candidate(2, 1, standing), candidate(2, 2, "returned")])
    assert (fill.counts, fill.newest.revision) == (None, 2)


revisions = st.lists(
    st.builds(candidate, st.integers(1, 4), st.integers(1, 5), st.sampled_from(("accepted", "waiting", "returned"))),
    unique_by=lambda each: (each.item, each.revision),
)


@given(revisions, st.randoms(use_true_random=False))
def test_each_item_fills_once_in_any_order(given_, random):
    fills = fill_by_item(given_)
    assert fills == fill_by_item(random.sample(given_, len(given_)))
    items = [(fill.counts or fill.newest).item for fill in fills]
    assert items == sorted({each.item for each in given_})
    for fill in fills:
        if fill.counts and fill.newest:
            assert fill.newest.revision > fill.counts.revision


def test_the_basis_is_the_end_of_the_period_else_the_day_of_collecting():
    assert candidate(1, 1, "accepted").basis == date(2026, 11, 24)
    assert candidate(1, 1, "accepted", covers_to=date(2026, 10, 31)).basis == date(2026, 10, 31)


def test_the_number_people_cite():
    assert candidate(14, 2, "waiting").number == "証-0014-02"
