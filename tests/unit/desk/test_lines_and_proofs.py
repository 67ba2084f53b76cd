"""The evidence list's lines, what is judged together, and how far a reader sees."""

from datetime import date

import pytest

from tracker.certification.queries import changes
from tracker.certification.service import make
from tracker.certification.statements import record_change
from tracker.desk import reach
from tracker.desk.ledger import Asking, counted, lines
from tracker.desk.proofs import Judge, proofs, read_judged, waiting
from tracker.errors import InvalidInput, NotFound
from tracker.evidence.queries import items
from tracker.evidence.service import withdraw
from tracker.mapping.queries import links_of
from tracker.organizations.queries import place_names
from tracker.web.context import Reach

EVERYTHING = Reach()


def asking(plant, as_of):
    recorded = tuple(view.changed for view in changes(plant.session))
    return Asking(plant.profile, recorded, plant.plan.audit_day, date.fromisoformat(as_of))


def states(plant, as_of="2026-11-24"):
    found = lines(items(plant.session), links_of(plant.session), asking(plant, as_of))
    return {line.item.number: line.state for line in found}


def judge(plant, who, *, two=True):
    return Judge(plant.people[who], who != "contributor", two)


def shown(plant, links=None):
    views = {item.number: item for item in items(plant.session)}
    found = links_of(plant.session) if links is None else links
    return proofs(found, views, judge(plant, "lead"), asking(plant, "2026-11-24"))


def test_each_item_stands_by_its_own_link_whatever_else_its_slot_holds(plant):
    accepted, _ = plant.proof("q13-lock-photo", "site:honsha")
    waiting_one = plant.collect()
    plant.link(waiting_one, "q13-lock-photo", "site:honsha")
    returned = plant.collect()
    plant.judge(plant.link(returned, "q13-lock-photo", "site:honsha"), "returned")
    unlinked = plant.collect()
    gone, _ = plant.proof("q13-lock-photo", "site:daini")
    withdraw(
        plant.session, item_number=gone, revision_number=None, reason="誤り", actor=plant.people["lead"], now=plant.now
    )
    assert states(plant) == {
        accepted: "provable",
        waiting_one: "submitted",
        returned: "returned",
        unlinked: "unlinked",
        gone: "withdrawn",
    }


def test_an_item_expires_with_its_age_and_is_expiring_before_the_audit_day(plant):
    item, _ = plant.proof("q13-lock-photo", "site:honsha", collected_on=date(2026, 1, 31))
    assert states(plant, "2027-01-31") == {item: "expiring"}
    assert states(plant, "2027-02-01") == {item: "expired"}


def test_a_change_at_its_place_ends_an_item(plant):
    here, _ = plant.proof("q13-lock-photo", "site:honsha")
    there, _ = plant.proof("q13-lock-photo", "site:daini")
    record_change(
        plant.session,
        organization_id=plant.organization_id,
        profile=plant.profile,
        kind="layout_changed",
        on=date(2026, 10, 1),
        places=["site:honsha"],
        known_places=place_names(plant.session),
        note="",
        actor=plant.people["lead"],
        now=plant.now,
    )
    assert states(plant) == {here: "expired", there: "provable"}


def test_the_list_begins_with_what_presses_most_and_its_counts_are_its_lines(plant):
    plant.proof("q13-lock-photo", "site:honsha")
    returned = plant.collect()
    plant.judge(plant.link(returned, "q13-lock-photo", "site:honsha"), "returned")
    found = lines(items(plant.session), links_of(plant.session), asking(plant, "2026-11-24"))
    assert [line.state for line in found] == ["returned", "provable"]
    assert counted(found) == {"returned": 1, "provable": 1}
    assert [line.questions for line in found] == [(13,), (13,)]


def test_photos_of_one_step_are_judged_together(plant):
    first = plant.collect(stack=1)
    second = plant.collect(stack=1)
    alone = plant.collect()
    pairs = [plant.link(number, "q13-lock-photo", "site:honsha") for number in (first, second, alone)]
    found = shown(plant)
    assert [[link.item for link in proof.links] for proof in found] == [[first, second], [alone]]
    assert [link for link, _ in read_judged(found[0].judged)] == pairs[:2]


def test_whose_hands_are_on_it_sees_why_they_may_not_judge(plant):
    item = plant.collect(by="lead")
    plant.link(item, "q13-lock-photo", "site:honsha", by="contributor")
    views = {each.number: each for each in items(plant.session)}
    (mine,) = waiting(links_of(plant.session), views, judge(plant, "lead"))
    assert mine.refusal is not None
    assert mine.refusal.code == "mapping.not_your_own_hands"
    (theirs,) = waiting(links_of(plant.session), views, judge(plant, "manager"))
    assert theirs.refusal is None
    (one_person,) = waiting(links_of(plant.session), views, judge(plant, "lead", two=False))
    assert one_person.refusal is None
    (helper,) = waiting(links_of(plant.session), views, judge(plant, "contributor"))
    assert helper.refusal is not None
    assert helper.refusal.code == "mapping.only_lead_or_manager_judges"


def test_what_is_judged_already_waits_no_longer(plant):
    plant.proof("q13-lock-photo", "site:honsha")
    assert waiting(links_of(plant.session), {}, judge(plant, "manager")) == ()
    (proof,) = shown(plant)
    assert proof.waiting == ()
    assert proof.state == "provable"


@pytest.mark.parametrize("sent", ["", " ", "1", "1:", "a:b", "1:2 3", "１:２", "-1:2"])
def test_a_verdict_on_nothing_that_was_shown_is_refused(sent):
    with pytest.raises(InvalidInput) as refused:
        read_judged(sent)
    assert refused.value.reason.code == "desk.nothing_to_judge"


def test_an_auditor_sees_only_evidence_that_is_linked_inside_their_certification(plant):
    inside, _ = plant.proof("q13-lock-photo", "site:honsha")
    elsewhere, _ = plant.proof("q13-lock-photo", "site:daini")
    unlinked = plant.collect()
    small = make(
        plant.session,
        organization_id=plant.organization_id,
        slug="only-honsha",
        title="本社だけ",
        edition=plant.edition.digest,
        profile=plant.profile,
        known_sites={"honsha", "daini"},
        sites=["honsha"],
        actor=plant.people["lead"],
        now=plant.now,
    )
    auditor = Reach(certification_ids=frozenset({small.id}))
    assert [plan.slug for plan in reach.plans(plant.session, auditor)] == ["only-honsha"]
    assert [item.number for item in reach.items(plant.session, auditor)] == [inside]
    assert reach.item(plant.session, inside, auditor).number == inside
    for number in (elsewhere, unlinked, 999):
        with pytest.raises(NotFound):
            reach.item(plant.session, number, auditor)
    with pytest.raises(NotFound):
        reach.plan(plant.session, "plan-jqa", auditor)
    assert {item.number for item in reach.items(plant.session, EVERYTHING)} == {inside, elsewhere, unlinked}


def test_an_auditor_whose_certification_is_gone_sees_nothing(plant):
    plant.proof("q13-lock-photo", "site:honsha")
    assert reach.items(plant.session, Reach(certification_ids=frozenset())) == ()


def test_a_contributor_sees_only_what_they_collected(plant):
    mine = plant.collect(by="contributor")
    theirs = plant.collect(by="lead")
    contributor = Reach(items_of=plant.people["contributor"].id)
    assert [item.number for item in reach.items(plant.session, contributor)] == [mine]
    with pytest.raises(NotFound):
        reach.item(plant.session, theirs, contributor)
