"""The manager's answer, clause by clause, and who holds what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.readiness.rules import Counts, Report
from tracker.work.rules import OpenFinding, Task, holders, outlook, request_state

TODAY = date(2026, 11, 24)
DAY = date(2027, 2, 10)
LOCK, TREE, ANSWER = "q13-lock-photo@site:daini", "q09-contact-tree@organization", "q12"
SOON = Task(owner=1, due_on=date(2026, 12, 4))


def report(*blocked_by, day=DAY):
    return Report(
        as_of=day or TODAY, audit_day=day, provable_bp=0, claimed_bp=0, ready=not blocked_by,
        blocked_by=blocked_by, counts=Counts(1, 0, 0, 0, 0), groups=(), questions=(),
    )  # fmt: skip


def codes(found):
    return [reason.code.rpartition(".")[2] for reason in found.reasons]


def test_without_a_booked_day_there_is_no_answer():
    assert outlook(None, {}, (), TODAY).answer == "unknown"
    assert codes(outlook(report(LOCK, day=None), {LOCK: SOON}, (), TODAY)) == ["no_day"]


def test_where_nothing_applies_there_is_no_answer():
    nothing = replace(report(), ready=None)
    assert outlook(nothing, {}, (), TODAY).answer == "unknown"
    assert codes(outlook(nothing, {}, (), TODAY)) == ["nothing_applies"]


def test_ready_on_the_day_and_no_open_finding_is_yes_whatever_is_assigned():
    found = outlook(report(), {LOCK: Task()}, (), TODAY)
    assert (found.answer, codes(found)) == ("yes", ["ready"])


def test_an_open_major_finding_is_in_the_way_even_when_everything_is_provable():
    assert outlook(report(), {}, [OpenFinding("指摘-1", SOON)], TODAY).answer == "at_risk"
    found = outlook(report(), {}, [OpenFinding("指摘-1", Task())], TODAY)
    assert (found.answer, found.unowned) == ("no", ("指摘-1",))


def test_everything_held_in_time_is_at_risk():
    found = outlook(report(LOCK, TREE, ANSWER), {LOCK: SOON, TREE: SOON, ANSWER: SOON}, (), TODAY)
    assert (found.answer, codes(found)) == ("at_risk", ["in_the_way", "all_held"])
    assert found.reasons[0].params == {"count": 3}


@pytest.mark.parametrize(
    ("task", "reason", "where"),
    [
        (Task(), "unowned", "unowned"),
        (Task(owner=None, due_on=date(2026, 12, 4)), "unowned", "unowned"),
        (Task(owner=1), "undated", "undated"),
        (Task(owner=1, due_on=date(2026, 11, 23)), "overdue", "overdue"),
        (Task(owner=1, due_on=date(2027, 2, 11)), "too_late", "too_late"),
    ],
)
def test_one_task_not_held_in_time_makes_it_no_and_is_named(task, reason, where):
    found = outlook(report(LOCK, TREE), {LOCK: SOON, TREE: task}, (), TODAY)
    assert (found.answer, codes(found)) == ("no", ["in_the_way", reason])
    assert getattr(found, where) == (TREE,)


def test_a_task_that_nobody_ever_assigned_is_unowned():
    assert outlook(report(LOCK), {}, (), TODAY).unowned == (LOCK,)


@pytest.mark.parametrize("due", [TODAY, DAY])
def test_today_and_the_audit_day_itself_still_count(due):
    assert outlook(report(LOCK), {LOCK: Task(1, due)}, (), TODAY).answer == "at_risk"


tasks = st.builds(
    Task,
    owner=st.none() | st.integers(1, 3),
    due_on=st.none() | st.dates(TODAY - timedelta(days=3), DAY + timedelta(days=3)),
)


@given(st.lists(tasks, max_size=6))
def test_the_answer_is_at_risk_exactly_when_every_gap_is_held_in_time(held):
    by_key = {f"q{place:02d}": task for place, task in enumerate(held, 1)}
    found = outlook(report(*by_key), by_key, (), TODAY)
    in_time = all(task.owner and task.due_on and TODAY <= task.due_on <= DAY for task in held)
    assert found.answer == ("yes" if not held else "at_risk" if in_time else "no")
    named = [*found.unowned, *found.undated, *found.overdue, *found.too_late]
    assert len(named) == len(set(named))
    assert (found.answer == "no") == bool(named)


@given(st.lists(tasks, max_size=6), st.lists(tasks, max_size=6))
def test_every_task_lies_with_exactly_one_holder(now, then):
    lacking = {f"a{place}": task for place, task in enumerate(now)}
    ending = {f"b{place}": task for place, task in enumerate(then)}
    found = holders(lacking, [*lacking, *ending], {**lacking, **ending})
    assert sorted(key for one in found for key in (*one.lacking, *one.ending)) == sorted([*lacking, *ending])
    assert [one.owner for one in found if one.owner is None] == [None][: sum(one.owner is None for one in found)]
    assert all(one.owner is not None for one in found[:-1])


def test_a_holder_shows_what_is_due_first():
    held = {LOCK: SOON, TREE: Task(1, date(2026, 11, 20)), ANSWER: Task(2)}
    first, second, nobody = holders([LOCK, TREE, "q05"], [LOCK, TREE, ANSWER], held)
    assert (first.owner, first.lacking, first.ending, first.first_due, first.first_task) == (
        1, (LOCK, TREE), (), date(2026, 11, 20), TREE,
    )  # fmt: skip
    assert (second.owner, second.ending, second.first_due) == (2, (ANSWER,), None)
    assert (nobody.owner, nobody.lacking, nobody.first_due) == (None, ("q05",), None)


@pytest.mark.parametrize(
    ("newest", "state"),
    [
        ([], "open"),
        (["waiting"], "handed_in"),
        (["accepted", "waiting"], "handed_in"),
        (["accepted", "returned"], "returned"),
        (["accepted", "accepted"], "done"),
    ],
)
def test_a_request_stands_as_its_newest_reply_does(newest, state):
    assert request_state(taken_back=False, newest_reply=newest) == state
    assert request_state(taken_back=True, newest_reply=newest) == "taken_back"
