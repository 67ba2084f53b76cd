"""How other tools reach a number that nobody can stand behind, and that ours does not (facts: the field, section 5)."""

import json

from hypothesis import given
from readiness_worlds import (
    TODAY,
    World,
    day,
    expectation,
    of,
    of_worlds,
    profile,
    proof,
    question,
    worlds,
)

from tracker.certification.rules import Excluded, Facts, Stated
from tracker.organizations.rules import WHOLE, Places
from tracker.readiness.document import Subject, encode

THREE = profile(question(1), question(2), question(3))


def excluded(*numbers, approved=True):
    return tuple(Excluded(number, "no such work", approved=approved, applies_from=TODAY) for number in numbers)


def proven(*numbers, **changes):
    return {(f"q{number:02d}-photo", WHOLE): (proof(number, **changes),) for number in numbers}


def test_not_applicable_is_never_added_to_what_is_done():
    """N/A adds to done: two of three not applicable would read 66 % with nothing proven."""
    report = World(THREE, answers={}, exclusions=excluded(1, 2)).report()
    assert (report.provable_bp, report.claimed_bp, report.counts.provable) == (0, 0, 0)


def test_not_applicable_is_no_shortcut_without_a_second_person():
    """N/A needs a reason and a second person."""
    report = World(THREE, exclusions=excluded(2, 3, approved=False), slots=proven(1)).report()
    assert (report.provable_bp, report.ready) == (3333, False)


def test_an_answer_of_an_excluded_question_counts_nowhere():
    """N/A counts as assessed."""
    report = World(THREE, exclusions=excluded(1), slots=proven(1)).report()
    assert (report.counts.claimed, report.counts.provable) == (2, 0)


def test_an_empty_scope_is_not_100_percent():
    """Default 100 if none."""
    assert World(profile()).report().provable_bp is None
    assert World(THREE, exclusions=excluded(1, 2, 3)).report().ready is None
    assert World(THREE, Facts(Places(())), slots=proven(1, 2, 3)).report().provable_bp is None


def test_an_expectation_with_no_place_to_ask_about_is_not_fulfilled():
    """No rows counts as 1: an expectation of each partner, and no partner registered."""
    asked = profile(question(1, expectation("q01-nda", each="partner")))
    assert World(asked).report().provable_bp == 0


def test_evidence_of_any_age_does_not_count():
    """Evidence age ignored: any file, any age."""
    asked = profile(question(1, expectation("q01-photo", max_age_months=12)))
    old = World(asked, slots=proven(1, collected_on=day("2019-04-01"))).report()
    assert (old.provable_bp, of(old, 1).slots[0].state) == (0, "expired")


def test_expired_agreements_do_not_count():
    """Evidence age ignored: a written end that has passed."""
    assert World(THREE, slots=proven(1, 2, 3, valid_until=day("2026-11-23"))).report().provable_bp == 0


def test_a_file_that_nobody_accepted_does_not_count():
    """At least 25 if evidence exists."""
    for standing in ("waiting", "returned"):
        report = World(THREE, slots=proven(1, 2, 3, standing=standing)).report()
        assert (report.provable_bp, report.claimed_bp) == (0, 10_000)


def test_a_claim_without_proof_is_no_readiness():
    """Progress counts work done, not proof held."""
    report = World(THREE).report()
    assert (report.claimed_bp, report.provable_bp, report.ready) == (10_000, 0, False)


def test_one_gap_of_many_is_never_rounded_up_to_100():
    """Rounded: 299 of 300 reads 100 %."""
    numbers = range(1, 301)
    report = World(profile(*(question(number) for number in numbers)), slots=proven(*numbers[:-1])).report()
    assert (report.provable_bp, report.ready) == (9966, False)


def test_a_hundred_percent_needs_the_gate_too():
    """95 % with one mandatory gap is "not ready"."""
    numbers = range(1, 21)
    report = World(profile(*(question(number) for number in numbers)), slots=proven(*numbers[1:])).report()
    assert (report.provable_bp, report.ready, report.blocked_by) == (9500, False, ("q01-photo@organization",))


def test_more_files_for_one_question_do_not_make_up_for_another():
    """Means of ratios: a well-filled part lifts the whole."""
    many = {("q01-photo", WHOLE): tuple(proof(item) for item in range(1, 20))}
    assert World(THREE, slots=many).report().provable_bp == 3333


def test_the_same_file_ten_times_is_one_piece_of_evidence():
    """Controls with ≥ 1 artefact: copies of one file."""
    asked = profile(question(1, expectation("q01-photo", at_least=2)))
    copies = {("q01-photo", WHOLE): tuple(proof(item, sha256="same") for item in range(1, 11))}
    assert World(asked, slots=copies).report().provable_bp == 0


def test_denying_a_condition_does_not_improve_the_number_by_itself():
    """Not-relevant tasks add to done."""
    asked = profile(question(1), question(2, expectation("q02-a", when=("uses_cloud",))))
    for approved, expected in ((False, 5000), (True, 10_000)):
        facts = Facts(Places(("honsha",)), conditions={"uses_cloud": Stated(holds=False, approved=approved)})
        assert World(asked, facts, slots=proven(1)).report().provable_bp == expected


@of_worlds
@given(worlds())
def test_one_number_wherever_it_is_read(world):
    """One number in two places: the report, its document, its questions, its counts and its groups agree."""
    report = world.report()
    document = json.loads(encode(report, Subject("s", "t", "b", "p", "d")))
    for figure in ("provable", "claimed"):
        reached = [asked for asked in document["questions"] if asked[figure]]
        assert document["counts"][figure] == len(reached)
        if document[f"{figure}_bp"] is not None:
            assert document[f"{figure}_bp"] == len(reached) * 10_000 // document["counts"]["applicable"]
        for group in document["groups"]:
            inside = [asked for asked in reached if asked["group"] == group["id"]]
            if group[f"{figure}_bp"] is not None:
                assert group[f"{figure}_bp"] == len(inside) * 10_000 // group["applicable"]
    blocked = {block.partition("-")[0].partition("@")[0] for block in document["blocked_by"]}
    assert blocked == {
        f"q{asked['number']:02d}"
        for asked in document["questions"]
        if asked["applies"] == "yes" and not asked["provable"]
    }
