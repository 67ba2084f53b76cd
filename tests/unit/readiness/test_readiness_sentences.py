"""DESIGN section 4, "Readiness", and what "Expectation" says about whole questions, sentence by sentence."""

import inspect
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readiness_worlds import (
    ONE_SITE,
    TODAY,
    World,
    day,
    days,
    expectation,
    of,
    of_worlds,
    profile,
    proof,
    question,
    worlds,
)

import tracker.readiness.slots
from tracker.certification.rules import Changed, Excluded, Facts, Stated
from tracker.organizations.rules import WHOLE, Places
from tracker.readiness import months, rules
from tracker.readiness.rules import assess

RANK = ("missing", "returned", "expired", "submitted", "provable")


def proven(*numbers, **changes):
    return {(f"q{number:02d}-photo", WHOLE): (proof(number, **changes),) for number in numbers}


def plain(count, **changes):
    return World(profile(*(question(number) for number in range(1, count + 1))), **changes)


# Expectation


def test_a_question_none_of_whose_required_expectations_applies_is_condition_unmet():
    """A question none of whose required expectations applies is `condition_unmet`: out of …, and listed."""
    wanted = (expectation("q02-a", when=("uses_cloud",)), expectation("q02-b", obligation="optional"))
    facts = Facts(Places(("honsha",)), conditions={"uses_cloud": Stated(holds=False, approved=True)})
    report = World(profile(question(1), question(2, *wanted)), facts, slots=proven(1)).report()
    assert (report.provable_bp, report.ready) == (10_000, True)
    assert (report.counts.applicable, report.counts.condition_unmet) == (1, 1)
    listed = of(report, 2)
    assert (listed.applies, listed.reason, listed.claimed, listed.slots) == ("condition_unmet", "uses_cloud", False, ())


def test_a_denial_takes_a_requirement_away_only_once_a_second_person_approved_it():
    """A fact that takes a requirement away counts only once a second person has approved it …"""
    asked = profile(question(1, expectation(when=("uses_cloud",))))
    for approved, applies in ((False, "yes"), (True, "condition_unmet")):
        facts = replace(ONE_SITE, conditions={"uses_cloud": Stated(holds=False, approved=approved)})
        assert of(World(asked, facts).report(), 1).applies == applies


@pytest.mark.parametrize("approved", [False, True])
def test_a_fact_that_adds_a_requirement_counts_at_once(approved):
    """… one that adds one counts at once."""
    facts = replace(ONE_SITE, conditions={"uses_cloud": Stated(holds=True, approved=approved)})
    assert of(World(profile(question(1, expectation(when=("uses_cloud",)))), facts).report(), 1).applies == "yes"


# Readiness


def test_assess_reads_only_its_arguments():
    """`assess(profile, facts, answers, exclusions, changes, slots, as_of) -> Report`: pure …"""
    assert list(inspect.signature(assess).parameters) == [
        "profile",
        "facts",
        "answers",
        "exclusions",
        "changes",
        "slots",
        "as_of",
    ]
    for module in (rules, months, tracker.readiness.slots):
        source = inspect.getsource(module)
        assert not any(word in source for word in ("today(", "now(", "import time", "open(", "random", "sqlalchemy"))


@of_worlds
@given(worlds())
def test_the_same_world_gives_the_same_report(world):
    """… pure."""
    assert world.report() == world.report()


@pytest.mark.parametrize(
    ("count", "proved", "expected"), [(3, 1, 3333), (3, 2, 6666), (18, 11, 6111), (19, 18, 9473), (3, 3, 10_000)]
)
def test_basis_points_are_floored(count, proved, expected):
    """… basis points, floor …"""
    assert plain(count, slots=proven(*range(1, proved + 1))).report().provable_bp == expected


@of_worlds
@given(worlds())
def test_10000_only_if_all(world):
    """… so 10000 only if all."""
    report = world.report()
    if report.provable_bp is not None:
        assert (report.provable_bp == 10_000) == (report.counts.provable == report.counts.applicable)
        assert (report.claimed_bp == 10_000) == (report.counts.claimed == report.counts.applicable)


@of_worlds
@given(worlds())
def test_claimed_is_what_is_answered_done_of_what_applies(world):
    """*Claimed* = questions answered 実施済 ÷ applicable questions, each counting one (formula 1)."""
    report = world.report()
    applicable = [asked for asked in report.questions if asked.applies == "yes"]
    done = [asked for asked in applicable if world.answers.get(asked.number) == "done"]
    assert (report.counts.applicable, report.counts.claimed) == (len(applicable), len(done))
    assert report.claimed_bp in (None, len(done) * 10_000 // max(len(applicable), 1))
    assert rules.FORMULA == 1


@pytest.mark.parametrize("answer", ["todo", "considering", "partial"])
def test_only_done_is_claimed(answer):
    """*Claimed* = questions answered 実施済."""
    report = plain(2, answers={1: answer}, slots=proven(1)).report()
    assert (report.claimed_bp, report.provable_bp) == (0, 0)


@of_worlds
@given(worlds())
def test_provable_is_claimed_with_every_required_slot_provable(world):
    """*Provable* = those of them whose every required slot is provable."""
    report = world.report()
    for asked in report.questions:
        counting = [slot for slot in asked.slots if slot.obligation != "optional"]
        assert asked.provable == (
            asked.applies == "yes" and asked.claimed and all(slot.state == "provable" for slot in counting)
        )
        assert counting or asked.applies != "yes"


def test_one_required_slot_of_many_keeps_a_question_from_being_provable():
    asked = profile(question(1, expectation("q01-a"), expectation("q01-b")))
    report = World(asked, slots={("q01-a", WHOLE): (proof(),)}).report()
    assert (of(report, 1).claimed, of(report, 1).provable, report.provable_bp) == (True, False, 0)


@of_worlds
@given(worlds())
def test_provable_is_at_most_claimed_is_at_most_applicable(world):
    """provable ≤ claimed."""
    report = world.report()
    assert report.counts.provable <= report.counts.claimed <= report.counts.applicable
    for figures in (report, *report.groups):
        if figures.provable_bp is not None:
            assert 0 <= figures.provable_bp <= figures.claimed_bp <= 10_000


@of_worlds
@given(worlds())
def test_ready_when_something_applies_and_all_of_it_is_provable(world):
    """`ready` = at least one question applies and every applicable one is provable."""
    report = world.report()
    applicable = [asked for asked in report.questions if asked.applies == "yes"]
    if world.facts.places.sites and applicable:
        assert report.ready == all(asked.provable for asked in applicable)
        assert report.ready == (report.blocked_by == ())
    else:
        assert report.ready is None


@of_worlds
@given(worlds())
def test_blocked_by_lists_each_required_slot_that_is_not_provable(world):
    """`blocked_by` lists the slots …"""
    report = world.report()
    expected = [
        slot.expectation if slot.of is None else f"{slot.expectation}@{slot.of}"
        for asked in report.questions
        for slot in asked.slots
        if slot.obligation != "optional" and slot.state != "provable"
    ]
    assert [block for block in report.blocked_by if "-" in block] == expected


def test_blocked_by_names_the_question_where_only_the_answer_is_missing():
    """… and `q13` where only the answer is missing."""
    world = World(
        profile(question(9), question(13), question(14)),
        answers={9: "partial", 14: "partial"},
        slots=proven(9, 13),
    )
    assert world.report().blocked_by == ("q09", "q13", "q14-photo@organization")


def test_an_approved_exclusion_leaves_the_denominator_and_is_listed():
    """An approved exclusion leaves the denominator and is listed."""
    excluded = Excluded(2, "設計をしない", approved=True, applies_from=TODAY)
    report = plain(2, exclusions=(excluded,), slots=proven(1)).report()
    assert (report.provable_bp, report.ready, report.counts.applicable, report.counts.excluded) == (10_000, True, 1, 1)
    listed = of(report, 2)
    assert (listed.applies, listed.reason, listed.claimed, listed.provable, listed.slots) == (
        "excluded",
        "設計をしない",
        False,
        False,
        (),
    )


@of_worlds
@given(worlds())
def test_no_site_or_nothing_applicable_is_neither_0_nor_100(world):
    """No site or nothing applicable is 「—」, never 0 or 100."""
    report = world.report()
    unmeasured = not world.facts.places.sites or not report.counts.applicable
    for figure in (report.provable_bp, report.claimed_bp, report.ready):
        assert (figure is None) == unmeasured
    for group in report.groups:
        assert (group.provable_bp is None) == (group.claimed_bp is None) == (unmeasured or not group.applicable)


@of_worlds
@given(worlds())
def test_the_questions_are_counted_once_each(world):
    counts = world.report().counts
    assert counts.applicable + counts.excluded + counts.condition_unmet == len(world.profile.questions)
    assert sum(group.applicable for group in world.report().groups) == counts.applicable


@of_worlds
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_does_not_matter(world, random):
    def shuffled(values):
        return tuple(random.sample(list(values), len(values)))

    stirred = world.but(
        answers=dict(shuffled(world.answers.items())),
        exclusions=shuffled(world.exclusions),
        changes=shuffled(world.changes),
        slots={key: shuffled(given_) for key, given_ in shuffled(world.slots.items())},
        facts=replace(world.facts, conditions=dict(shuffled(world.facts.conditions.items()))),
    )
    assert stirred.report() == world.report()


def judgeable(world):
    """Pick what is new to its slot: waiting first revisions with bytes of their own."""
    return [
        (key, candidate)
        for key, given_ in world.slots.items()
        for candidate in given_
        if candidate.standing == "waiting" and sum(other.item == candidate.item for other in given_) == 1
    ]


@of_worlds
@given(worlds())
def test_accepting_evidence_new_to_a_slot_never_lowers_it(world):
    """Accepting never lowers provable (a newer revision may hold shorter than the one it replaces; a first one not)."""
    before = world.report()
    for key, candidate in judgeable(world):
        accepted = tuple(
            replace(every, standing="accepted") if every == candidate else every for every in world.slots[key]
        )
        after = world.but(slots={**world.slots, key: accepted}).report()
        assert after.counts.provable >= before.counts.provable
        assert set(after.blocked_by) <= set(before.blocked_by) | {
            f"q{asked.number:02d}" for asked in after.questions if not asked.claimed
        }


@of_worlds
@given(worlds(), st.sampled_from("abcdz"), days)
def test_a_newer_revision_waiting_never_lowers_anything(world, sha256, collected_on):
    """A newer one waiting for its verdict is shown as waiting and lowers nothing."""
    before = world.report()
    wanted = {every.id: every for asked in world.profile.questions for every in asked.expectations}
    waiting = {
        key: tuple(
            proof(
                item,
                9,
                sha256=sha256,
                collected_on=collected_on,
                kind=wanted[key[0]].kind,
                standing="waiting",
                valid_until=collected_on,
            )
            for item in {candidate.item for candidate in given_}
        )
        for key, given_ in world.slots.items()
    }
    after = world.but(slots={key: world.slots[key] + waiting[key] for key in world.slots}).report()
    assert (after.provable_bp, after.claimed_bp, after.ready, after.blocked_by) == (
        before.provable_bp,
        before.claimed_bp,
        before.ready,
        before.blocked_by,
    )
    for old, new in zip(before.questions, after.questions, strict=True):
        for slot, later in zip(old.slots, new.slots, strict=True):
            assert (later.have, later.expiring) == (slot.have, slot.expiring)
            # A newer revision takes the place of an older one that nobody accepted; what was accepted never falls.
            assert RANK.index(later.state) >= RANK.index(slot.state) or slot.state in ("returned", "submitted")


@of_worlds
@given(worlds(), st.integers(1, 400))
def test_time_passing_without_new_facts_never_raises_provable(world, later):
    """… (an exclusion that begins or ends is such a fact)."""
    still = world.but(exclusions=())
    before, after = still.report(), still.but(as_of=still.as_of + timedelta(later)).report()
    assert after.counts.provable <= before.counts.provable
    assert set(after.blocked_by) >= set(before.blocked_by) - {f"q{number:02d}" for number in (1, 2, 3)}
    assert (after.claimed_bp, after.counts.applicable) == (before.claimed_bp, before.counts.applicable)


def test_a_past_day_is_assessed_from_the_same_rule():
    """… a past day is assessed from what was recorded by its end."""
    world = plain(1, slots=proven(1, collected_on=day("2026-05-01"), valid_until=day("2026-10-31")))
    assert [world.but(as_of=day(text)).report().provable_bp for text in ("2026-06-01", "2026-10-31", "2026-11-01")] == [
        10_000,
        10_000,
        0,
    ]


DETERMINED = """
from tracker.certification.rules import Changed, Excluded, Facts, Stated
from tracker.organizations.rules import Places
from tracker.readiness.document import Subject, encode
from readiness_worlds import *
wanted = [expectation("q01-a", each="site", at_least=2), expectation("q01-b", covers_months=2, kind="log"),
          expectation("q01-c", obligation="optional")]
unmet = question(2, expectation("q02-a", when=("uses_cloud", "form_paper", "form_thing")))
denied = {name: Stated(False, True) for name in ("uses_cloud", "form_paper", "form_thing")}
world = World(profile(question(1, *wanted), unmet, question(3), moved=(1,)),
    Facts(Places(("honsha", "kojo")), TODAY, denied),
    exclusions=tuple(Excluded(3, reason, True, TODAY) for reason in {"あ", "い", "う"}),
    changes=tuple(Changed("moved", TODAY, (place,)) for place in {"site:honsha", "site:kojo"}),
    slots={("q01-a", "site:honsha"): tuple({proof(n, sha256=s) for n in (1, 2, 3) for s in "xy"[n % 2]}),
           ("q01-b", "organization"): tuple({log(n, "2026-0%d-01" % n, "2026-0%d-20" % n, kind="log")
                                              for n in (5, 6, 7, 8)}),
           ("q01-c", "organization"): tuple({proof(n, standing="returned") for n in (4, 5)})})
import sys
sys.stdout.buffer.write(encode(world.report(), Subject("s", "t", "b", "p", "d")))
"""


def test_the_report_does_not_depend_on_the_hash_seed():
    """… pure: two processes, two PYTHONHASHSEEDs, equal bytes."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", DETERMINED],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert b'"condition_unmet": 1' in outputs.pop()


def test_a_change_of_a_question_that_does_not_exist_is_no_matter():
    world = plain(1, changes=(Changed("unheard_of", TODAY),), slots=proven(1, collected_on=day("2026-01-01")))
    assert world.report().ready
