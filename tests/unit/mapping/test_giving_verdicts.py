"""Links and verdicts through the services: two persons, bound to what was judged, journalled."""

import pytest

from tracker.errors import Conflict, InvalidInput, NotFound, NotPermitted
from tracker.evidence.rules import FactDates
from tracker.evidence.service import revise, withdraw
from tracker.journal.queries import entries
from tracker.mapping.queries import links_of
from tracker.mapping.service import give_verdict, unlink


def judge_seen(plant, view, facts_id, by="lead", outcome="accepted", reason=""):
    give_verdict(
        plant.session, link_id=view.link_id, facts_id=facts_id, outcome=outcome, reason=reason,
        expectation=plant.expectation(view.expectation_id)[1], two_person_rule=True,
        actor=plant.people[by], now=plant.now,
    )  # fmt: skip


def test_the_one_who_uploaded_linked_or_dated_it_may_not_judge(plant):
    item = plant.collect(by="lead")
    link_id = plant.link(item, "q13-lock-photo", "site:honsha", by="manager")
    for hand in ("lead", "manager"):
        with pytest.raises(NotPermitted) as refused:
            plant.judge(link_id, by=hand)
        assert refused.value.reason.code == "mapping.not_your_own_hands"


def test_a_contributor_judges_nothing_even_without_the_two_person_rule(plant):
    link_id = plant.link(plant.collect(by="lead"), "q13-lock-photo", "site:honsha", by="lead")
    with pytest.raises(NotPermitted):
        plant.judge(link_id, by="contributor", two=False)
    plant.judge(link_id, by="lead", two=False)
    assert plant.seen(link_id).selected is not None


def test_a_returned_verdict_needs_a_reason(plant):
    link_id = plant.link(plant.collect(), "q13-lock-photo", "site:honsha")
    view = plant.seen(link_id)
    with pytest.raises(InvalidInput) as refused:
        judge_seen(plant, view, view.revisions[0].revision.facts_id, outcome="returned", reason="  ")
    assert refused.value.field == "reason"


def test_evidence_of_another_kind_is_not_accepted_as_proof_but_may_be_returned(plant):
    link_id = plant.link(plant.collect(kind="ledger"), "q13-lock-photo", "site:honsha")
    with pytest.raises(InvalidInput) as refused:
        plant.judge(link_id)
    assert refused.value.reason.code == "mapping.other_kind"
    plant.judge(link_id, "returned")


def test_a_verdict_never_lands_on_a_revision_the_judge_did_not_see(plant):
    item = plant.collect()
    link_id = plant.link(item, "q13-lock-photo", "site:honsha")
    seen = plant.seen(link_id)
    revise(
        plant.session, plant.stores, item_number=item, actor=plant.people["contributor"], now=plant.later(hours=1),
        latest_day=plant.now.date(), arrival=plant.arrival(), kind="photo", dates=FactDates(plant.now.date()),
    )  # fmt: skip
    judge_seen(plant, seen, seen.revisions[0].revision.facts_id)
    newest, oldest = plant.seen(link_id).revisions
    assert (newest.standing, oldest.standing) == ("waiting", "accepted")
    assert plant.seen(link_id).selected.revision.number == 1


def test_a_verdict_on_what_was_unlinked_or_withdrawn_meanwhile_is_refused(plant):
    item = plant.collect()
    first, second = (plant.link(item, name, "site:honsha") for name in ("q13-lock-photo", "q03-marking-photo"))
    seen_first, seen_second = plant.seen(first), plant.seen(second)
    unlink(plant.session, link_id=first, actor=plant.people["contributor"], now=plant.later(hours=1))
    with pytest.raises(Conflict):
        judge_seen(plant, seen_first, seen_first.revisions[0].revision.facts_id)
    withdraw(
        plant.session,
        item_number=item,
        revision_number=None,
        reason="別人の机",
        actor=plant.people["lead"],
        now=plant.now,
    )
    with pytest.raises(Conflict) as refused:
        judge_seen(plant, seen_second, seen_second.revisions[0].revision.facts_id)
    assert refused.value.reason.code == "mapping.withdrawn_meanwhile"


def test_a_verdict_cannot_borrow_the_dates_of_another_item(plant):
    link_id = plant.link(plant.collect(), "q13-lock-photo", "site:honsha")
    other = plant.seen(plant.link(plant.collect(), "q03-marking-photo", "site:honsha"))
    with pytest.raises(Conflict):
        judge_seen(plant, plant.seen(link_id), other.revisions[0].revision.facts_id)


def test_an_item_is_linked_to_an_expectation_once(plant):
    item = plant.collect()
    plant.link(item, "q13-lock-photo", "site:honsha")
    with pytest.raises(Conflict):
        plant.link(item, "q13-lock-photo", "site:daini")
    with pytest.raises(NotFound):
        plant.link(999, "q13-lock-photo", "site:daini")


def test_a_link_says_why_and_where(plant):
    item = plant.collect()
    with pytest.raises(InvalidInput) as no_reason:
        plant.link(item, "q13-lock-photo", "site:honsha", reason="")
    with pytest.raises(InvalidInput) as no_place:
        plant.link(item, "q13-lock-photo")
    with pytest.raises(InvalidInput) as unknown:
        plant.link(item, "q13-lock-photo", "site:nowhere")
    assert [refused.value.field for refused in (no_reason, no_place, unknown)] == ["reason", "places", "places"]


def test_every_step_is_in_the_journal_in_the_order_it_happened(plant):
    _, link_id = plant.proof("q13-lock-photo", "site:honsha")
    plant.judge(link_id, "returned", by="manager", reason="暗い")
    unlink(plant.session, link_id=link_id, actor=plant.people["lead"], now=plant.now)
    tags = [
        entry.tag for entry in sorted(entries(plant.session, plant.organization_id), key=lambda entry: entry.sequence)
    ]
    assert tags[-5:] == [
        "evidence:item:collect",
        "mapping:link:make",
        "mapping:verdict:accept",
        "mapping:verdict:return",
        "mapping:link:remove",
    ]


def test_one_item_may_show_two_questions_and_each_is_judged_on_its_own(plant):
    item = plant.collect()
    first = plant.link(item, "q13-lock-photo", "site:honsha")
    second = plant.link(item, "q03-marking-photo", "site:honsha", reason="棚の表示も写っている")
    plant.judge(first)
    assert plant.seen(first).selected is not None
    assert plant.seen(second).selected is None
    assert {view.question for view in links_of(plant.session, items=[item])} == {13, 3}
