"""What happens at the edges: empty scopes, shared proof, borders between days, months that end early."""

from dataclasses import replace
from datetime import date

import pytest
from readiness_worlds import (
    TODAY,
    World,
    codes,
    day,
    expectation,
    holes,
    judged,
    log,
    of,
    profile,
    proof,
    question,
)

from tracker.certification.rules import Changed, Excluded, Facts, Stated
from tracker.organizations.rules import WHOLE, Places
from tracker.readiness.months import add_months, day_after, last_day_reaching_back

PROVEN = {("q01-photo", WHOLE): (proof(),)}


def test_without_a_site_nothing_is_measured_and_what_is_open_is_still_listed():
    report = World(profile(question(1), question(2)), Facts(Places(())), slots=PROVEN).report()
    assert (report.provable_bp, report.claimed_bp, report.ready) == (None, None, None)
    assert report.blocked_by == ("q02-photo@organization",)
    assert (report.counts.applicable, report.groups[0].provable_bp) == (2, None)


def test_with_everything_excluded_nothing_is_measured():
    everything = tuple(Excluded(number, "x", approved=True, applies_from=TODAY) for number in (1, 2))
    report = World(profile(question(1), question(2)), exclusions=everything).report()
    assert (report.provable_bp, report.claimed_bp, report.ready, report.blocked_by) == (None, None, None, ())
    assert (report.counts.applicable, report.counts.excluded) == (0, 2)


def test_a_group_of_which_nothing_applies_has_no_figure():
    excluded = Excluded(2, "x", approved=True, applies_from=TODAY)
    asked = profile(question(1, group=1), question(2, group=2))
    first, second = World(asked, exclusions=(excluded,), slots=PROVEN).report().groups
    assert (first.provable_bp, second.provable_bp, second.claimed_bp, second.applicable) == (10_000, None, None, 0)


def test_a_question_of_one_required_and_one_optional_expectation_is_condition_unmet_with_the_required_one():
    wanted = (expectation("q01-a", when=("uses_cloud",)), expectation("q01-b", obligation="optional"))
    denied = {"uses_cloud": Stated(holds=False, approved=True)}
    report = World(profile(question(1, *wanted)), Facts(Places(("honsha",)), conditions=denied)).report()
    assert (of(report, 1).applies, report.ready) == ("condition_unmet", None)


def test_an_optional_expectation_without_a_place_blocks_nothing():
    wanted = (expectation("q01-photo"), expectation("q01-b", obligation="optional", each="partner"))
    report = World(profile(question(1, *wanted)), slots=PROVEN).report()
    assert (report.ready, [slot.of for slot in of(report, 1).slots]) == (True, [WHOLE, None])


def test_one_of_ten_ndas_live_is_nine_blocks():
    partners = tuple(f"p{number}" for number in range(10))
    asked = expectation("q01-nda", each="partner", kind="nda")
    ndas = {
        ("q01-nda", f"partner:{slug}"): (
            proof(number, kind="nda", valid_until=day("2027-03-31" if slug == "p4" else "2026-11-23")),
        )
        for number, slug in enumerate(partners)
    }
    report = World(profile(question(1, asked)), Facts(Places(("honsha",), partners)), slots=ndas).report()
    assert [slot.state for slot in of(report, 1).slots].count("expired") == 9
    assert len(report.blocked_by) == 9
    assert "q01-nda@partner:p4" not in report.blocked_by
    assert (report.provable_bp, report.claimed_bp) == (0, 10_000)


def test_shared_evidence_proves_two_questions_and_is_judged_for_each():
    shared, asked = proof(7), profile(question(1), question(2))
    keys = [("q01-photo", WHOLE), ("q02-photo", WHOLE)]
    report = World(asked, slots=dict.fromkeys(keys, (shared,))).report()
    assert [every.slots[0].evidence for every in report.questions] == [("証-0007-01",)] * 2
    assert report.ready
    half = {keys[0]: (shared,), keys[1]: (replace(shared, standing="waiting"),)}
    assert World(asked, slots=half).report().provable_bp == 5000


def test_a_newer_revision_returned_beside_an_accepted_one_lowers_nothing():
    slot = judged(expectation(), proof(1, 1), proof(1, 2, standing="returned"))
    assert (slot.state, codes(slot)) == ("provable", ["accepted", "returned"])


def test_a_newer_revision_waiting_beside_an_expired_one_is_submitted():
    slot = judged(expectation(), proof(1, 1, valid_until=day("2026-11-23")), proof(1, 2, standing="waiting"))
    assert (slot.state, slot.have, slot.good_until) == ("submitted", 0, None)


@pytest.mark.parametrize("standing", ["waiting", "returned"])
def test_unaccepted_revisions_older_than_the_newest_say_nothing(standing):
    slot = judged(expectation(), proof(1, 1, standing=standing), proof(1, 2))
    assert (slot.state, slot.evidence, codes(slot)) == ("provable", ("証-0001-02",), ["accepted"])
    slot = judged(expectation(at_least=2), proof(1, 1, standing=standing), proof(1, 2, standing="waiting"))
    assert (slot.state, slot.evidence) == ("missing", ("証-0001-02",))


def test_an_accepted_and_a_waiting_revision_of_one_item_are_not_two_pieces():
    slot = judged(expectation(at_least=2), proof(1, 1), proof(1, 2, standing="waiting"))
    assert (slot.state, slot.have) == ("missing", 1)
    third = judged(
        expectation(at_least=2), proof(1, 1), proof(1, 2, standing="waiting"), proof(2, 1, standing="waiting")
    )
    assert third.state == "submitted"


def test_a_waiting_revision_does_not_add_its_period_to_that_of_the_one_it_would_replace():
    asked = expectation(covers_months=2)
    first = log(1, "2026-09-01", "2026-09-30")
    second = log(1, "2026-10-01", "2026-10-31", standing="waiting", revision=2)
    assert judged(asked, first, second).state == "missing"
    assert judged(asked, first, replace(second, item=2)).state == "submitted"
    whole = log(1, "2026-09-01", "2026-10-31", standing="waiting", revision=2)
    assert judged(asked, first, whole).state == "submitted"


@pytest.mark.parametrize("ends", [("2026-12-01", "2027-06-01"), ("2027-06-01", "2026-12-01")])
def test_the_same_bytes_in_two_items_hold_as_long_as_the_longer(ends):
    copies = [proof(item, sha256="x", valid_until=day(end)) for item, end in enumerate(ends, 1)]
    slot = judged(expectation(), *copies)
    assert (slot.have, slot.good_until) == (1, day("2027-06-01"))
    assert judged(expectation(), *copies, as_of="2027-01-01").state == "provable"


def test_the_same_bytes_waiting_beside_accepted_ones_are_not_a_second_piece():
    same = judged(expectation(at_least=2), proof(1, sha256="x"), proof(2, sha256="x", standing="waiting"))
    assert same.state == "missing"


def test_expiry_between_today_and_the_audit_day_is_seen_on_both_days():
    facts = Facts(Places(("honsha",)), audit_day=day("2027-02-10"))
    world = World(profile(question(1)), facts, slots={("q01-photo", WHOLE): (proof(valid_until=day("2027-01-31")),)})
    today, then = world.report(), world.but(as_of=day("2027-02-10")).report()
    assert (today.ready, of(today, 1).slots[0].expiring) == (True, True)
    assert (then.ready, then.blocked_by) == (False, ("q01-photo@organization",))


def test_on_the_audit_day_itself_what_ends_that_day_holds_and_is_not_expiring():
    slot = judged(expectation(), proof(valid_until=TODAY), as_of=TODAY, audit_day=TODAY)
    assert (slot.state, slot.expiring) == ("provable", False)


def test_the_day_after_the_audit_day_the_sixty_days_count():
    slot = judged(expectation(), proof(valid_until=day("2026-12-01")), as_of=TODAY, audit_day="2026-11-23")
    assert slot.expiring


def test_valid_until_today_is_in_date_and_was_yesterday_is_expired():
    assert judged(expectation(), proof(valid_until=TODAY)).state == "provable"
    assert judged(expectation(), proof(valid_until=day("2026-11-23"))).state == "expired"


def test_an_exclusion_counts_on_its_first_and_last_day_only_between():
    excluded = Excluded(1, "x", approved=True, applies_from=day("2026-11-01"), applies_until=day("2026-11-24"))
    world = World(profile(question(1), question(2)), exclusions=(excluded,))
    applies = {
        text: of(world.but(as_of=day(text)).report(), 1).applies
        for text in ("2026-10-31", "2026-11-01", "2026-11-24", "2026-11-25")
    }
    assert list(applies.values()) == ["yes", "excluded", "excluded", "yes"]


def test_an_exclusion_that_nobody_approved_takes_nothing_out():
    asked = Excluded(1, "x", approved=False, applies_from=day("2026-01-01"))
    report = World(profile(question(1)), exclusions=(asked,)).report()
    assert (report.counts.applicable, report.counts.excluded, report.ready) == (1, 0, False)


def test_an_exclusion_in_force_wins_over_one_that_ended():
    spans = [(day("2026-01-01"), day("2026-06-30")), (day("2026-07-01"), None)]
    both = tuple(
        Excluded(1, f"since {start}", approved=True, applies_from=start, applies_until=end) for start, end in spans
    )
    for given_ in (both, both[::-1]):
        report = World(profile(question(1)), exclusions=given_).report()
        assert of(report, 1).reason == "since 2026-07-01"


def test_of_two_exclusions_in_force_the_later_gives_its_reason_in_any_order():
    both = [
        Excluded(1, text, approved=True, applies_from=day(start))
        for text, start in (("later", "2026-07-01"), ("earlier", "2026-01-01"))
    ]
    for given_ in (both, both[::-1]):
        assert of(World(profile(question(1)), exclusions=tuple(given_)).report(), 1).reason == "later"


def test_a_condition_changed_back_brings_its_question_back():
    asked = profile(question(1), question(2, expectation("q02-a", when=("uses_cloud",))))
    stated = {
        "unanswered": {},
        "denied": {"uses_cloud": Stated(holds=False, approved=False)},
        "denied and approved": {"uses_cloud": Stated(holds=False, approved=True)},
        "held again": {"uses_cloud": Stated(holds=True, approved=False)},
    }
    ready = {
        name: World(asked, Facts(Places(("honsha",)), conditions=conditions), slots=PROVEN).report().ready
        for name, conditions in stated.items()
    }
    assert ready == {"unanswered": False, "denied": False, "denied and approved": True, "held again": False}


def test_a_condition_of_one_expectation_leaves_the_others_of_its_question():
    wanted = (expectation("q01-photo"), expectation("q01-cloud", when=("uses_cloud",), each="cloud"))
    denied = {"uses_cloud": Stated(holds=False, approved=True)}
    report = World(profile(question(1, *wanted)), Facts(Places(("honsha",)), conditions=denied), slots=PROVEN).report()
    assert (of(report, 1).applies, report.ready) == ("yes", True)


SITES = Facts(Places(("honsha", "kojo")))
OLD = proof(collected_on=day("2026-11-01"))


def states_after(*changed, as_of=TODAY, facts=SITES):
    asked = profile(question(1, expectation(each="site"), expectation("q01-rule")), moved=(1,))
    slots = {("q01-photo", "site:honsha"): (OLD,), ("q01-photo", "site:kojo"): (OLD,), ("q01-rule", WHOLE): (OLD,)}
    report = World(asked, facts, changes=changed, slots=slots, as_of=as_of).report()
    return {slot.of: slot.state for slot in of(report, 1).slots}


def test_a_change_at_one_site_ends_that_sites_and_the_whole_organizations_evidence():
    assert states_after(Changed("moved", TODAY, ("site:kojo",))) == {
        "site:honsha": "provable",
        "site:kojo": "expired",
        WHOLE: "expired",
    }


def test_a_change_at_no_named_place_is_a_change_at_all():
    assert set(states_after(Changed("moved", TODAY)).values()) == {"expired"}


def test_a_change_on_the_day_of_the_basis_ends_nothing_and_one_the_day_after_does():
    assert set(states_after(Changed("moved", OLD.collected_on)).values()) == {"provable"}
    assert set(states_after(Changed("moved", day("2026-11-02"))).values()) == {"expired"}


def test_a_change_in_the_future_is_the_end_to_come():
    moving = Changed("moved", day("2026-12-15"))
    assert set(states_after(moving).values()) == {"provable"}
    slot = judged(expectation(), OLD, changes=[moving])
    assert (slot.good_until, slot.expiring) == (day("2026-12-14"), True)
    assert set(states_after(moving, as_of=day("2026-12-14")).values()) == {"provable"}
    assert set(states_after(moving, as_of=day("2026-12-15")).values()) == {"expired"}


def test_a_change_after_the_period_covered_ends_it_though_it_was_collected_later():
    old = log(1, "2026-08-01", "2026-10-31", collected_on=TODAY)
    slot = judged(expectation(), old, changes=[Changed("moved", day("2026-11-15"))])
    assert (slot.state, codes(slot)) == ("expired", ["ended_by_change", "too_few"])


def test_evidence_after_the_change_counts_again():
    slot = judged(expectation(), OLD, proof(2), changes=[Changed("moved", TODAY)])
    assert (slot.state, slot.have, slot.good_until) == ("provable", 1, None)


@pytest.mark.parametrize(
    ("to", "months", "expected"),
    [
        ("2026-09-24", 2, "2026-11-24"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-02-28", 6, "2027-08-31"),
        ("2027-08-31", 6, "2028-02-29"),
        ("9999-12-01", 12, "9999-12-31"),
    ],
)
def test_the_last_day_from_which_going_back_still_lands_in_time(to, months, expected):
    assert last_day_reaching_back(day(to), months) == day(expected)
    if day(expected) < date.max:
        assert add_months(day(expected), -months) <= day(to) < add_months(day_after(day(expected)), -months)


def test_the_calendar_ends_instead_of_raising():
    assert (add_months(day("9999-06-01"), 12), add_months(day("0001-06-01"), -12)) == (date.max, date.min)
    assert day_after(date.max) == date.max
    for as_of in (date.min, date.max):
        for asked in (expectation(covers_months=12, max_age_months=3), expectation(max_age_months=3)):
            assert judged(asked, as_of=as_of).state == "missing"
            assert judged(asked, proof(), as_of=as_of, audit_day=None).need == 1
    assert judged(expectation(), proof(valid_until=day("9999-12-30")), as_of="9999-12-20").expiring


COVER = expectation(covers_months=2)


def test_a_gap_of_one_day_breaks_a_cover_and_days_that_touch_do_not():
    first = log(1, "2026-09-01", "2026-09-30")
    assert judged(COVER, first, log(2, "2026-10-01", "2026-10-31")).state == "provable"
    broken = judged(COVER, first, log(2, "2026-10-02", "2026-11-01"))
    assert (broken.state, holes(broken)) == ("missing", [("2026-10-01", "2026-10-01")])


def test_overlapping_and_nested_periods_are_one_cover():
    parts = [log(1, "2026-09-01", "2026-10-20"), log(2, "2026-09-10", "2026-09-12"), log(3, "2026-10-01", "2026-10-31")]
    assert judged(COVER, *parts).state == "provable"


def test_a_cover_that_is_one_day_short_is_missing_its_first_day():
    slot = judged(COVER, log(1, "2026-09-02", "2026-10-31"))
    assert (slot.state, holes(slot)) == ("missing", [("2026-09-01", "2026-09-01")])


def test_a_cover_that_ends_exactly_max_age_ago_holds_and_a_day_later_does_not():
    asked = expectation(covers_months=2, max_age_months=3)
    ended = log(1, "2026-06-25", "2026-08-24")
    slot = judged(asked, ended)
    assert (slot.state, slot.good_until, slot.expiring) == ("provable", TODAY, True)
    after = judged(asked, ended, as_of=day_after(TODAY))
    assert (after.state, after.good_until, holes(after)) == ("expired", TODAY, [("2026-09-26", "2026-11-25")])


def test_no_hole_is_named_after_the_last_covered_day_while_that_is_recent_enough():
    asked = expectation(covers_months=2, max_age_months=3)
    slot = judged(asked, log(1, "2026-10-01", "2026-10-31"))
    assert holes(slot) == [("2026-09-01", "2026-09-30")]


def test_a_cover_of_nothing_is_one_hole_of_the_whole_time():
    slot = judged(expectation(covers_months=3, max_age_months=1), as_of="2026-11-30")
    assert (holes(slot), codes(slot)) == ([("2026-09-01", "2026-11-30")], ["nothing_linked", "hole"])


def test_a_period_reaching_past_the_day_holds_on_it():
    """At 08:00 in Tokyo, or on the demo's fixed day, a log may end after the day that is asked about."""
    assert judged(COVER, log(1, "2026-10-10", "2026-12-09")).state == "provable"


def test_a_cover_may_be_waiting_returned_or_expired():
    done = log(1, "2026-09-01", "2026-10-31")
    assert judged(COVER, replace(done, standing="waiting")).state == "submitted"
    assert judged(COVER, replace(done, standing="returned")).state == "returned"
    assert judged(COVER, replace(done, valid_until=day("2026-11-20"))).state == "expired"


def test_an_item_of_a_cover_that_ended_is_explained_by_what_ended_it_and_not_by_its_age():
    asked = expectation(covers_months=2, max_age_months=1)
    old = log(1, "2026-05-01", "2026-06-30", valid_until=day("2026-10-01"))
    slot = judged(asked, old, log(2, "2026-10-01", "2026-11-20"))
    assert codes(slot)[:2] == ["ended_by_valid_until", "accepted"]


def test_evidence_without_a_period_covers_the_day_it_was_collected():
    asked = expectation(covers_months=2)
    parts = [log(1, "2026-09-01", "2026-10-30"), proof(2, collected_on=day("2026-10-31"))]
    assert judged(asked, *parts).state == "provable"


def test_a_past_day_does_not_know_what_ended_later():
    expired = proof(collected_on=day("2026-01-10"), valid_until=day("2026-06-30"))
    assert judged(expectation(), expired, as_of="2026-06-30").state == "provable"
    assert judged(expectation(), expired, as_of="2026-07-01").state == "expired"


@pytest.mark.parametrize(("need", "expected"), [(2, ("provable", "2027-02-01")), (3, ("provable", "2026-12-01"))])
def test_the_nth_latest_of_three_ends(need, expected):
    items = [proof(item, valid_until=day(text)) for item, text in enumerate(("2026-12-01", "2027-05-01", "2027-02-01"))]
    slot = judged(expectation(at_least=need), *items)
    assert (slot.state, slot.good_until) == (expected[0], day(expected[1]))


def test_the_nth_latest_of_an_expired_slot_is_the_day_it_ended():
    items = [proof(1, valid_until=day("2026-10-01")), proof(2, valid_until=day("2026-09-01")), proof(3)]
    slot = judged(expectation(at_least=3), *items)
    assert (slot.state, slot.good_until, slot.have, slot.expiring) == ("expired", day("2026-09-01"), 1, False)
