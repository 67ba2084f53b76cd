"""DESIGN section 4, "Expectation" and "Slot", sentence by sentence. Each docstring quotes the sentence it holds to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readiness_worlds import (
    ONE_SITE,
    SITE,
    TODAY,
    World,
    candidates,
    codes,
    day,
    days,
    expectation,
    expectations,
    holes,
    judged,
    log,
    of,
    profile,
    proof,
    properties,
    question,
    slot_cases,
)

from tracker.certification.rules import Changed, Facts, Stated
from tracker.errors import Reason
from tracker.organizations.rules import WHOLE, Places
from tracker.readiness.months import add_months
from tracker.readiness.slots import evaluate

ONE_DAY = timedelta(1)


def slots_of(asked, facts=ONE_SITE, **given_):
    return of(World(profile(question(1, asked)), facts, **given_).report(), 1).slots


# Expectation


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ("organization", [WHOLE]),
        ("site", ["site:honsha", "site:kojo"]),
        ("partner", ["partner:a", "partner:b", "partner:c"]),
        ("cloud", ["cloud:x"]),
    ],
)
def test_one_slot_per_place(each, expected):
    """`each: organization | site | partner | cloud` (one slot per place: …)."""
    facts = Facts(Places(("honsha", "kojo"), ("a", "b", "c"), ("x",)))
    assert [slot.of for slot in slots_of(expectation(each=each), facts)] == expected


def test_the_items_together_cover_that_many_months_without_a_gap():
    """`covers_months` (the slot's accepted items together cover, without a gap, that many months …)."""
    asked = expectation(covers_months=3)
    quarter = [
        log(1, "2026-08-01", "2026-08-31"),
        log(2, "2026-09-01", "2026-09-30"),
        log(3, "2026-10-01", "2026-10-31"),
    ]
    assert judged(asked, *quarter).state == "provable"
    assert judged(asked, *quarter[1:]).state == "missing"


def test_the_cover_ends_no_earlier_than_max_age_months_ago():
    """… ending no earlier than as_of − `max_age_months`."""
    asked = expectation(covers_months=1, max_age_months=2)
    covered = log(1, "2026-08-25", "2026-09-24")
    assert judged(asked, covered, as_of="2026-11-24").state == "provable"
    assert judged(asked, covered, as_of="2026-11-25").state == "expired"


def test_a_cover_with_holes_is_missing_and_the_holes_are_in_why():
    """… otherwise `missing`, with the holes in `why`."""
    slot = judged(expectation(covers_months=3), log(1, "2026-08-01", "2026-09-09"), log(2, "2026-09-12", "2026-10-31"))
    assert slot.state == "missing"
    assert holes(slot) == [("2026-09-10", "2026-09-11")]


@properties
@given(slot_cases(covers_months=3))
def test_exactly_the_holes_keep_a_cover_from_being_provable(case):
    """… with the holes in `why`: no hole in a provable slot, and filling the holes named makes any other provable."""
    slot = evaluate(**case)
    assert bool(holes(slot)) == (slot.state != "provable")
    fillers = [
        log(100 + number, str(start), str(end), kind=case["expectation"].kind, collected_on=date.max)
        for number, (start, end) in enumerate(holes(slot))
    ]
    held = [filler for filler in fillers if not any(change.on > filler.basis for change in case["changes"])]
    if held == fillers:
        assert evaluate(**{**case, "candidates": (*case["candidates"], *fillers)}).state == "provable"


def test_an_expectation_applies_when_all_its_conditions_are_met():
    """`when` (facts of the certification: …)."""
    asked = [expectation("q01-a"), expectation("q01-b", when=("form_paper", "uses_cloud"))]
    denied = Facts(Places(("honsha",)), conditions={"uses_cloud": Stated(holds=False, approved=True)})
    met = Facts(Places(("honsha",)), conditions={"uses_cloud": Stated(holds=True, approved=False)})
    for facts, expected in ((denied, ["q01-a"]), (met, ["q01-a", "q01-b"])):
        report = World(profile(question(1, *asked)), facts).report()
        assert [slot.expectation for slot in of(report, 1).slots] == expected


def test_an_unanswered_fact_counts_as_met():
    """An unanswered fact counts as met."""
    assert Facts(Places(())).met("uses_cloud")
    assert [slot.of for slot in slots_of(expectation(when=("uses_cloud",)))] == [WHOLE]


def test_unknown_counts_as_required():
    """Our own choice is `unknown`, counts as required."""
    for obligation in ("required", "unknown"):
        report = World(profile(question(1, expectation(obligation=obligation)))).report()
        assert (report.ready, report.provable_bp, report.blocked_by) == (False, 0, ("q01-photo@organization",))
        assert of(report, 1).slots[0].obligation == obligation


@properties
@given(candidates(), st.sampled_from(("organization", "site", "partner")), days)
def test_optional_slots_never_touch_readiness(proofs, each, as_of):
    """Optional slots are shown as 推奨 and never touch readiness, gate, answer or tasks."""
    needed, nice = expectation("q01-a"), expectation("q01-b", obligation="optional", each=each, at_least=2)
    slots = {("q01-a", WHOLE): (proof(),), ("q01-b", WHOLE): proofs, ("q01-b", SITE): proofs}
    without = World(profile(question(1, needed)), slots=slots, as_of=as_of).report()
    beside = World(profile(question(1, needed, nice)), slots=slots, as_of=as_of).report()
    assert len(of(beside, 1).slots) == 2
    assert (beside.provable_bp, beside.claimed_bp, beside.ready, beside.blocked_by, beside.counts) == (
        without.provable_bp,
        without.claimed_bp,
        without.ready,
        without.blocked_by,
        without.counts,
    )


@pytest.mark.parametrize("each", ["site", "partner", "cloud"])
def test_met_but_no_place_found_is_one_missing_slot_of_null(each):
    """`when` met but no place found: one slot `of: null`, `missing`, why `no_place_registered`."""
    (slot,) = slots_of(expectation(each=each), Facts(Places(())))
    assert (slot.of, slot.state, codes(slot)) == (None, "missing", ["no_place_registered"])
    assert slot.next.code == f"readiness.next.register_{each}"


def test_a_slot_without_a_place_blocks_under_its_expectation_alone():
    report = World(profile(question(1, expectation(each="partner")))).report()
    assert report.blocked_by == ("q01-photo",)


# Slot


@properties
@given(slot_cases())
def test_a_link_fills_a_slot_only_if_the_kinds_match(case):
    """A link fills it only if the kinds match …: evidence of another kind changes nothing but the explanation."""
    slot = evaluate(**case)
    matching = [candidate for candidate in case["candidates"] if candidate.kind == case["expectation"].kind]
    alone = evaluate(**{**case, "candidates": matching})
    assert replace(slot, why=()) == replace(alone, why=())
    others = {candidate.number for candidate in case["candidates"]} - {candidate.number for candidate in matching}
    assert {reason.params["evidence"] for reason in slot.why if reason.code.endswith("other_kind")} == others


def test_evidence_of_another_kind_leaves_the_slot_missing_and_is_named():
    slot = judged(expectation(kind="nda"), proof(kind="photo"))
    assert (slot.state, slot.evidence, codes(slot)) == ("missing", (), ["nothing_linked", "other_kind"])


def test_a_link_fills_the_slot_of_the_place_it_names_and_no_other():
    """… and it names the place (none named = whole organization)."""
    facts = Facts(Places(("honsha", "kojo")))
    slots = slots_of(expectation(each="site"), facts, slots={("q01-photo", "site:kojo"): (proof(),)})
    assert {slot.of: slot.state for slot in slots} == {"site:honsha": "missing", "site:kojo": "provable"}
    (whole,) = slots_of(expectation(), facts, slots={("q01-photo", WHOLE): (proof(),)})
    assert whole.state == "provable"


def test_the_newest_accepted_revision_of_an_item_counts():
    """One revision per item counts: the newest accepted."""
    older, newer = proof(1, 1, valid_until=day("2030-01-01")), proof(1, 2, valid_until=day("2027-01-01"))
    slot = judged(expectation(), older, newer)
    assert (slot.evidence, slot.good_until, slot.have) == (("証-0001-02",), day("2027-01-01"), 1)


@properties
@given(slot_cases(covers_months=None))
def test_two_revisions_of_one_item_never_count_as_two(case):
    """One revision per item counts."""
    slot = evaluate(**case)
    items = {candidate.item for candidate in case["candidates"]}
    assert slot.have <= len(items)
    if len(items) < slot.need:
        assert slot.state in ("missing", "returned")


def test_a_newer_revision_waiting_is_shown_and_lowers_nothing():
    """A newer one waiting for its verdict is shown as waiting and lowers nothing."""
    slot = judged(expectation(), proof(1, 1), proof(1, 2, standing="waiting"))
    assert (slot.state, slot.have, slot.evidence) == ("provable", 1, ("証-0001-01", "証-0001-02"))
    assert Reason("readiness.why.waiting", {"evidence": "証-0001-02"}) in slot.why


ENDS = {
    "valid_until": (proof(valid_until=day("2026-12-01")), day("2026-12-01")),
    "age": (proof(collected_on=day("2026-08-31")), day("2027-02-28")),
    "change": (proof(), day("2026-12-14")),
}


@pytest.mark.parametrize("cause", ENDS)
def test_good_until_is_the_earliest_of_its_ends(cause):
    """`good_until` = the earliest of: `valid_until`; … `max_age_months` after …; the day before the first `Change` …"""
    asked, change = expectation(max_age_months=6), Changed("moved", day("2026-12-15"))
    candidate, expected = ENDS[cause]
    changed = [change] if cause == "change" else []
    assert judged(asked, candidate, changes=changed).good_until == expected
    after = judged(asked, candidate, changes=changed, as_of=expected + ONE_DAY)
    assert (after.state, codes(after)) == ("expired", [f"ended_by_{cause}", "too_few"])


@properties
@given(slot_cases(covers_months=None, at_least=1), candidates())
def test_good_until_of_a_single_item_is_the_earliest_of_the_three(case, proofs):
    """`good_until` = the earliest of: … (said again, day by day of each candidate)."""
    asked = case["expectation"]
    for candidate in (replace(every, kind=asked.kind, standing="accepted") for every in proofs):
        basis = candidate.covers_to or candidate.collected_on
        ends = [candidate.valid_until] if candidate.valid_until else []
        ends += [add_months(basis, asked.max_age_months)] if asked.max_age_months else []
        ends += [
            change.on - ONE_DAY
            for change in case["changes"]
            if change.on > basis and (not change.places or case["place"] in {*change.places, WHOLE})
        ]
        assert evaluate(**{**case, "candidates": [candidate]}).good_until == min(ends, default=None)


def test_age_counts_from_the_end_of_the_period_covered_else_from_collecting():
    """… after the basis (`covers_to` or `collected_on`)."""
    asked = expectation(max_age_months=1)
    assert judged(asked, log(1, "2026-10-01", "2026-10-31", collected_on=TODAY)).good_until == day("2026-11-30")
    assert judged(asked, proof(collected_on=TODAY)).good_until == day("2026-12-24")


@pytest.mark.parametrize(
    ("basis", "months", "expected"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-15", 12, "2027-01-15"),
    ],
)
def test_the_months_last_day_where_the_day_does_not_exist(basis, months, expected):
    """… or that month's last day where the day does not exist (08-31 + 6 → 02-28)."""
    slot = judged(expectation(max_age_months=months), proof(collected_on=day(basis)), as_of=basis)
    assert slot.good_until == day(expected)


@properties
@given(days, st.integers(0, 60))
def test_adding_months_keeps_the_day_or_takes_the_months_last(start, months):
    moved = add_months(start, months)
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == months
    assert moved.day == start.day or (moved.day < start.day and (moved + ONE_DAY).day == 1)


def test_the_day_before_the_first_change_after_the_basis():
    """… the day before the first `Change` dated after the basis …"""
    changed = [Changed("moved", day(text)) for text in ("2027-03-01", "2026-12-15", "2026-11-01")]
    assert judged(expectation(), proof(collected_on=TODAY), changes=changed).good_until == day("2026-12-14")


def test_only_a_change_that_touches_the_question_ends_its_evidence():
    """… that touches the question …"""
    world = World(
        profile(question(1), question(2), moved=(2,)),
        changes=(Changed("moved", TODAY), Changed("of_no_interest", TODAY)),
        slots={(f"q0{number}-photo", WHOLE): (proof(collected_on=day("2026-11-01")),) for number in (1, 2)},
    )
    assert [asked.slots[0].state for asked in world.report().questions] == ["provable", "expired"]


def test_only_a_change_that_touches_the_place_ends_its_evidence():
    """… and the place."""
    asked, old = expectation(each="site"), proof(collected_on=day("2026-11-01"))
    moved = [Changed("moved", TODAY, ("site:kojo",))]
    assert judged(asked, old, place="site:honsha", changes=moved).state == "provable"
    assert judged(asked, old, place="site:kojo", changes=moved).state == "expired"


def test_the_last_day_still_counts():
    """The last day still counts."""
    last = proof(valid_until=TODAY)
    assert judged(expectation(), last, as_of=TODAY).state == "provable"
    assert judged(expectation(), last, as_of=TODAY + ONE_DAY).state == "expired"


def test_enough_accepted_and_in_date_is_provable():
    """accepted ∧ in date ≥ n → `provable`."""
    assert judged(expectation(at_least=2), proof(1), proof(2)).state == "provable"


def test_enough_with_those_waiting_is_submitted():
    """else with those waiting ≥ n → `submitted`."""
    slot = judged(expectation(at_least=2), proof(1), proof(2, standing="waiting"))
    assert (slot.state, slot.have, slot.next) == (
        "submitted",
        1,
        Reason("readiness.next.give_verdict", {"evidence": "証-0002-01"}),
    )


def test_enough_accepted_including_expired_is_expired():
    """else accepted including expired ≥ n → `expired`."""
    slot = judged(expectation(at_least=2), proof(1), proof(2, valid_until=day("2026-01-01")))
    assert (slot.state, slot.have, slot.next.code) == ("expired", 1, "readiness.next.renew")


def test_any_returned_is_returned():
    """else any returned → `returned`."""
    slot = judged(expectation(at_least=2), proof(1), proof(2, standing="returned"))
    assert (slot.state, slot.next) == (
        "returned",
        Reason("readiness.next.collect_again", {"evidence": "証-0002-01"}),
    )


def test_anything_less_is_missing():
    """else `missing`."""
    for few in ((), (proof(1),), (proof(1, standing="waiting"),)):
        slot = judged(expectation(at_least=2), *few)
        assert (slot.state, slot.next.code) == ("missing", "readiness.next.collect")


def said_naively(case) -> str:
    """State the count rule as DESIGN writes it, from scratch, trying every verdict that could be given."""
    asked, as_of = case["expectation"], case["as_of"]
    items = {}
    for candidate in case["candidates"]:
        if candidate.kind == asked.kind:
            items.setdefault(candidate.item, []).append(candidate)
    counting, waiting, returned = {}, {}, False
    for item, revisions in items.items():
        revisions.sort(key=lambda candidate: candidate.revision)
        accepted = [candidate for candidate in revisions if candidate.standing == "accepted"]
        counting.update({item: accepted[-1]} if accepted else {})
        waiting.update({item: revisions[-1]} if revisions[-1].standing == "waiting" else {})
        returned |= revisions[-1].standing == "returned"

    def in_date(candidate) -> bool:
        basis = candidate.covers_to or candidate.collected_on
        too_old = asked.max_age_months and add_months(basis, asked.max_age_months) < as_of
        ended = any(
            basis < change.on <= as_of and (not change.places or case["place"] in {*change.places, WHOLE})
            for change in case["changes"]
        )
        return not (too_old or ended or (candidate.valid_until and candidate.valid_until < as_of))

    def enough(chosen: Iterable) -> bool:
        return len({candidate.sha256 for candidate in chosen}) >= asked.at_least

    held = {item: candidate for item, candidate in counting.items() if in_date(candidate)}
    if enough(held.values()):
        return "provable"
    if enough({**waiting, **held}.values()) or enough({**held, **waiting}.values()):
        return "submitted"
    if enough(counting.values()):
        return "expired"
    return "returned" if returned else "missing"


@properties
@given(slot_cases(covers_months=None))
def test_the_five_states_by_count(case):
    """With n = `at_least` distinct digests: … (the whole sentence, against a naive restatement)."""
    assert evaluate(**case).state == said_naively(case)


def test_n_counts_distinct_digests():
    """With n = `at_least` distinct digests."""
    slot = judged(expectation(at_least=2), proof(1, sha256="same"), proof(2, sha256="same"))
    assert (slot.state, slot.have, slot.need) == ("missing", 1, 2)


def covered_naively(asked, periods, as_of) -> bool:
    """Look for a last day, and for each day before it, one by one."""
    covered = {start + timedelta(number) for start, end in periods for number in range((end - start).days + 1)}
    earliest = date.min if asked.max_age_months is None else add_months(as_of, -asked.max_age_months)
    for last in (every for every in covered if every >= earliest):
        first = add_months(last + ONE_DAY, -asked.covers_months)
        if all(first + timedelta(number) in covered for number in range((last - first).days + 1)):
            return True
    return False


@properties
@given(slot_cases(covers_months=3), st.integers(1, 4))
def test_cover_replaces_the_count(case, months):
    """With `covers_months`, cover replaces the count."""
    asked = replace(case["expectation"], covers_months=months)
    accepted: dict[int, object] = {}
    for candidate in sorted(case["candidates"], key=lambda each: each.revision):
        if candidate.kind == asked.kind and candidate.standing == "accepted":
            accepted[candidate.item] = candidate
    periods = [
        (every.covers_from or every.collected_on, every.covers_to or every.collected_on)
        for every in accepted.values()
        if (every.valid_until is None or every.valid_until >= case["as_of"])
        and not any(
            (every.covers_to or every.collected_on) < change.on <= case["as_of"]
            and (not change.places or case["place"] in {*change.places, WHOLE})
            for change in case["changes"]
        )
    ]
    slot = evaluate(**{**case, "expectation": asked})
    assert (slot.state == "provable") == covered_naively(asked, periods, case["as_of"])


def test_one_long_log_is_enough_for_a_cover_that_asks_for_two():
    """With `covers_months`, cover replaces the count."""
    assert judged(expectation(covers_months=2, at_least=2), log(1, "2026-08-01", "2026-11-20")).state == "provable"


@properties
@given(slot_cases(covers_months=None))
def test_have_is_the_accepted_in_date(case):
    """`have` = accepted and in date."""
    slot = evaluate(**case)
    assert (slot.have >= slot.need) == (slot.state == "provable")


@pytest.mark.parametrize(("need", "expected"), [(1, "2027-05-01"), (2, "2027-03-01"), (3, "2027-01-01")])
def test_good_until_of_a_slot_is_the_nth_latest_of_its_items(need, expected):
    """a slot's `good_until` is the n-th latest of its items'."""
    items = [proof(item, valid_until=day(f"2027-0{month}-01")) for item, month in ((1, 3), (2, 1), (3, 5))]
    assert judged(expectation(at_least=need), *items).good_until == day(expected)


def test_null_is_no_end():
    """null = no end."""
    slot = judged(expectation(at_least=2), proof(1), proof(2), proof(3, valid_until=TODAY))
    assert (slot.state, slot.good_until, slot.expiring) == ("provable", None, False)


@properties
@given(slot_cases())
def test_good_until_is_really_the_last_day(case):
    """The last day still counts: all else equal, the slot is provable on `good_until` and not on the day after it."""
    slot = evaluate(**case)
    if slot.state == "provable" and slot.good_until is None:
        assert evaluate(**{**case, "as_of": date.max}).state == "provable"
    if slot.good_until is not None:
        assert slot.state in ("provable", "expired")
        assert (slot.state == "provable") == (case["as_of"] <= slot.good_until)
        assert evaluate(**{**case, "as_of": slot.good_until}).state == "provable"
        assert evaluate(**{**case, "as_of": slot.good_until + ONE_DAY}).state != "provable"


@properties
@given(
    expectations(kind="photo", covers_months=2, max_age_months=3), candidates(standing="accepted", kind="photo"), days
)
def test_a_cover_ends_on_its_real_last_day(asked, proofs, as_of):
    """As above, where much is covered."""
    base = [log(50, "2026-01-01", "2026-09-30"), log(51, "2026-05-01", "2026-12-31", valid_until=day("2027-01-15"))]
    slot = judged(asked, *proofs, *base, as_of=as_of)
    assert slot.good_until is not None
    assert judged(asked, *proofs, *base, as_of=slot.good_until).state == "provable"
    assert judged(asked, *proofs, *base, as_of=slot.good_until + ONE_DAY).state == "expired"


def test_a_cover_that_loses_its_latest_item_goes_on_with_the_one_before():
    lasting, short = log(1, "2026-01-01", "2026-12-31"), log(2, "2026-06-01", "2027-01-31")
    slot = judged(
        expectation(covers_months=6, max_age_months=3),
        lasting,
        replace(short, valid_until=day("2027-02-15")),
        as_of="2027-02-01",
    )
    assert slot.good_until == day("2027-03-31")


def test_an_expired_cover_tells_when_it_broke_not_when_a_needless_item_ended():
    needed = log(1, "2026-01-01", "2026-06-30", valid_until=day("2026-10-01"))
    needless = log(2, "2020-01-01", "2020-01-31", valid_until=day("2020-06-01"))
    slot = judged(expectation(covers_months=3), needed, needless)
    assert (slot.state, slot.good_until) == ("expired", day("2026-10-01"))


@pytest.mark.parametrize(
    ("good_until", "audit_day", "expected"),
    [
        ("2027-02-09", "2027-02-10", True),
        ("2027-02-10", "2027-02-10", False),
        ("2026-11-25", TODAY, False),
        ("2027-01-23", None, True),
        ("2027-01-24", None, False),
        ("2027-01-23", "2026-11-23", True),
        ("2027-01-24", "2026-11-23", False),
        ("2026-12-01", "2026-11-25", False),
    ],
)
def test_expiring(good_until, audit_day, expected):
    """`expiring` when that is before the audit day, or within 60 days when none is booked or it is past."""
    slot = judged(expectation(), proof(valid_until=day(good_until)), audit_day=audit_day)
    assert (slot.state, slot.expiring) == ("provable", expected)
    assert slot.next == (
        Reason("readiness.next.renew_before", {"until": good_until}) if expected else Reason("readiness.next.nothing")
    )


@properties
@given(slot_cases())
def test_every_slot_carries_why_and_next(case):
    """Every state carries `why` and the cheapest `next`."""
    slot = evaluate(**case)
    assert slot.why
    assert (slot.next.code == "readiness.next.nothing") == (slot.state == "provable" and not slot.expiring)
