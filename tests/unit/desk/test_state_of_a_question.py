"""What a page says about a report: one state a question, the days compared, the next steps."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.desk.rules import (
    blocking,
    columns,
    ending_before,
    gaps,
    holds_until,
    lost_between,
    neighbours,
    next_steps,
)
from tracker.errors import Reason
from tracker.readiness.rules import PRESSING, Counts, QuestionReport, Report, in_order, question_state, slot_state
from tracker.readiness.slots import Slot

TODAY = date(2026, 11, 24)


def slot(state="provable", *, until=None, obligation="unknown", step="collect", expectation="q13-lock-photo"):
    expiring = state == "expiring"
    return Slot(
        expectation=expectation,
        of="site:honsha",
        obligation=obligation,
        state="provable" if expiring else state,
        expiring=expiring,
        good_until=until,
        have=0,
        need=1,
        evidence=(),
        why=(),
        next=Reason(f"readiness.next.{step}"),
    )


def asked(*slots, number=13, answer="done", applies="yes"):
    claimed = applies == "yes" and answer == "done"
    provable = claimed and all(each.state == "provable" for each in slots if each.counts)
    return QuestionReport(number, 8, "second", answer, applies, None, claimed, provable, slots)


def report(*questions):
    return Report(TODAY, None, 0, 0, False, (), Counts(0, 0, 0, 0, 0), (), questions)


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (("provable", "missing", "expired"), "missing"),
        (("provable", "expired", "returned"), "returned"),
        (("submitted", "expired", "expiring"), "expired"),
        (("expiring", "submitted", "provable"), "submitted"),
        (("provable", "expiring"), "expiring"),
        (("provable", "provable"), "provable"),
    ],
)
def test_a_question_shows_the_state_of_its_most_pressing_required_slot(states, shown):
    assert question_state(asked(*(slot(state) for state in states))) == shown


def test_an_optional_slot_never_presses():
    assert question_state(asked(slot(), slot("missing", obligation="optional"))) == "provable"


@pytest.mark.parametrize("state", ["provable", "expiring"])
def test_all_slots_provable_but_not_answered_done_waits_for_the_answer(state):
    assert question_state(asked(slot(state), answer="partial")) == "unanswered"


def test_a_gap_presses_more_than_the_missing_answer():
    assert question_state(asked(slot("expired"), answer="todo")) == "expired"


@pytest.mark.parametrize("applies", ["excluded", "condition_unmet"])
def test_a_question_that_does_not_apply_says_why(applies):
    assert question_state(asked(applies=applies)) == applies


@given(st.lists(st.sampled_from(PRESSING), min_size=1))
def test_the_state_of_a_question_stands_first_in_its_strip(states):
    question = asked(*(slot(state) for state in states))
    assert in_order(slot_state(each) for each in question.required)[0] == question_state(question)


def test_a_question_holds_until_its_first_slot_ends():
    early, late = TODAY + timedelta(days=3), TODAY + timedelta(days=90)
    assert holds_until(asked(slot(until=late), slot(until=early), slot(until=None))) == early


def test_a_question_with_a_gap_holds_until_no_day():
    question = asked(slot(until=TODAY), slot("missing"))
    assert holds_until(question) is None
    assert [each.state for each in gaps(question)] == ["missing"]


def test_today_in_30_days_and_the_audit_day_are_compared_in_their_order():
    audit_day = TODAY + timedelta(days=10)
    assert [(column.code, column.day) for column in columns(TODAY, audit_day)] == [
        ("desk.today", TODAY),
        ("desk.audit_day", audit_day),
        ("desk.in_30_days", TODAY + timedelta(days=30)),
    ]


@given(st.dates(), st.none() | st.dates())
def test_any_day_asked_for_is_shown_once_beside_today(asked_for, audit_day):
    days = [column.day for column in columns(TODAY, audit_day, asked_for)]
    assert asked_for in days
    assert TODAY in days
    assert len(days) == len(set(days)) <= 3


def test_an_audit_day_that_is_past_is_not_compared():
    assert "desk.audit_day" not in {column.code for column in columns(TODAY, TODAY - timedelta(days=1))}


def test_the_questions_that_are_lost_are_those_that_were_provable():
    now = report(asked(slot(), number=1), asked(slot("missing"), number=2))
    then = report(asked(slot("expired"), number=1), asked(slot("missing"), number=2))
    assert lost_between(now, then) == (1,)


def test_the_cheapest_step_comes_first_and_a_question_is_named_once_a_step():
    found = next_steps(
        report(
            asked(slot("missing"), slot("missing", expectation="q01-list"), number=1),
            asked(slot("submitted", step="give_verdict"), number=2),
            asked(slot(), number=3, answer="todo"),
            asked(slot("expired", step="renew"), number=4),
            asked(number=5, applies="excluded"),
        )
    )
    assert [(step.question, step.next.code, len(step.slots)) for step in found] == [
        (2, "readiness.next.give_verdict", 1),
        (3, "desk.next.answer", 0),
        (4, "readiness.next.renew", 1),
        (1, "readiness.next.collect", 2),
    ]


def test_what_blocks_is_sorted_by_question_and_names_a_question_that_only_lacks_its_answer():
    found = blocking(report(asked(slot("missing"), number=1), asked(slot(), number=2, answer="todo"), asked(slot())))
    assert [(question.number, len(slots)) for question, slots in found] == [(1, 1), (2, 0)]


def test_slots_that_end_before_a_day_are_listed_earliest_first():
    first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=5)
    found = ending_before(report(asked(slot(until=last), slot(until=first), slot("missing"))), last + timedelta(days=1))
    assert [each.good_until for _, each in found] == [first, last]
    assert ending_before(report(asked(slot(until=last))), last) == ()


def test_the_first_and_last_question_have_one_neighbour():
    assert neighbours([1, 2, 5], 1) == (None, 2)
    assert neighbours([1, 2, 5], 2) == (1, 5)
    assert neighbours([1, 2, 5], 5) == (2, None)
