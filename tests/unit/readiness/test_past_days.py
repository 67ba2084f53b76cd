"""A past day is assessed from what was recorded by its end; nothing done later reaches back."""

from datetime import date

import pytest

from tracker.certification.service import give_answer, state_plan
from tracker.certification.statements import (
    approve_exclusion,
    approve_fact,
    record_change,
    remove_change,
    request_exclusion,
    state_fact,
)
from tracker.errors import NotFound
from tracker.evidence.rules import FactDates
from tracker.evidence.service import restore, state_facts, withdraw
from tracker.mapping.service import change_link, unlink
from tracker.organizations.queries import place_names
from tracker.organizations.service import add_counterparty, add_site, state_counterparty

PHOTO = "q13-lock-photo@site:honsha"


def test_evidence_accepted_today_was_missing_yesterday(plant):
    plant.at("2026-10-02")
    plant.proof("q13-lock-photo", "site:honsha")
    assert plant.slot(PHOTO, "2026-10-02").state == "provable"
    assert plant.slot(PHOTO, "2026-10-01").state == "missing"


def test_the_end_of_a_day_is_midnight_in_tokyo_not_in_greenwich(plant):
    plant.now = plant.now.fromisoformat("2026-10-02T14:59:00+00:00")  # 23:59 on 10-02 in Tokyo
    plant.proof("q13-lock-photo", "site:honsha", collected_on=date(2026, 10, 2))
    plant.now = plant.now.fromisoformat("2026-10-02T15:01:00+00:00")  # 00:01 on 10-03 in Tokyo
    plant.proof("q13-lock-photo", "site:daini", collected_on=date(2026, 10, 2))
    today = date(2026, 10, 4)
    assert plant.slot(PHOTO, "2026-10-02", today).state == "provable"
    assert plant.slot("q13-lock-photo@site:daini", "2026-10-02", today).state == "missing"
    assert plant.slot("q13-lock-photo@site:daini", "2026-10-03", today).state == "provable"


def test_a_withdrawal_does_not_reach_back_and_a_restored_revision_keeps_its_verdict(plant):
    plant.at("2026-10-01")
    item, _ = plant.proof("q13-lock-photo", "site:honsha")
    plant.at("2026-10-05")
    withdraw(
        plant.session,
        item_number=item,
        revision_number=None,
        reason="図面が写っていた",
        actor=plant.people["lead"],
        now=plant.now,
    )
    assert plant.slot(PHOTO, "2026-10-05").state == "missing"
    assert plant.slot(PHOTO, "2026-10-04").state == "provable"
    plant.at("2026-10-08")
    restore(plant.session, item_number=item, revision_number=1, actor=plant.people["lead"], now=plant.now)
    assert plant.slot(PHOTO, "2026-10-08").state == "provable"
    assert plant.slot(PHOTO, "2026-10-06").state == "missing"


def test_changed_dates_need_a_new_verdict_and_leave_the_past_as_it_was(plant):
    plant.at("2026-10-01")
    item, link_id = plant.proof("q13-lock-photo", "site:honsha")
    plant.at("2026-10-05")
    state_facts(
        plant.session, item_number=item, revision_number=1, actor=plant.people["contributor"], now=plant.now,
        latest_day=date(2026, 10, 5), kind="photo", dates=FactDates(date(2026, 9, 30)),
    )  # fmt: skip
    assert plant.slot(PHOTO, "2026-10-05").state == "submitted"
    assert plant.slot(PHOTO, "2026-10-04").state == "provable"
    plant.judge(link_id)
    assert plant.slot(PHOTO, "2026-10-05").good_until == date(2027, 9, 30)


def test_dates_changed_and_changed_back_need_a_new_verdict_all_the_same(plant):
    plant.at("2026-10-01")
    item, _ = plant.proof("q13-lock-photo", "site:honsha")
    for day in (date(2026, 9, 1), date(2026, 10, 1)):
        plant.later(days=1)
        state_facts(
            plant.session, item_number=item, revision_number=1, actor=plant.people["contributor"], now=plant.now,
            latest_day=date(2026, 10, 9), kind="photo", dates=FactDates(day),
        )  # fmt: skip
    assert plant.slot(PHOTO, "2026-10-03").state == "submitted"


def test_changed_places_need_a_new_verdict(plant):
    plant.at("2026-10-01")
    _, link_id = plant.proof("q13-lock-photo", "site:honsha")
    plant.at("2026-10-05")
    _, expectation = plant.expectation("q13-lock-photo")
    change_link(
        plant.session, link_id=link_id, expectation=expectation, places=["site:honsha", "site:daini"],
        known_places=place_names(plant.session), reason="両方の金庫", actor=plant.people["contributor"], now=plant.now,
    )  # fmt: skip
    assert plant.slot(PHOTO, "2026-10-05").state == "submitted"
    assert plant.slot("q13-lock-photo@site:daini", "2026-10-05").state == "submitted"
    assert plant.slot(PHOTO, "2026-10-04").state == "provable"


def test_an_unlinked_item_proves_the_days_before(plant):
    plant.at("2026-10-01")
    _, link_id = plant.proof("q13-lock-photo", "site:honsha")
    plant.at("2026-10-05")
    unlink(plant.session, link_id=link_id, actor=plant.people["lead"], now=plant.now)
    assert plant.slot(PHOTO, "2026-10-05").state == "missing"
    assert plant.slot(PHOTO, "2026-10-04").state == "provable"


def test_a_returned_verdict_after_an_accepted_one_counts_from_its_day(plant):
    plant.at("2026-10-01")
    _, link_id = plant.proof("q13-lock-photo", "site:honsha")
    plant.at("2026-10-05")
    plant.judge(link_id, "returned", by="manager")
    assert plant.slot(PHOTO, "2026-10-05").state == "returned"
    assert plant.slot(PHOTO, "2026-10-04").state == "provable"


def test_answers_facts_exclusions_and_changes_count_from_the_day_they_were_recorded(plant):
    session, lead, manager = plant.session, plant.people["lead"], plant.people["manager"]
    plant.at("2026-10-01")
    plan = plant.plan
    give_answer(
        session, certification_id=plan.id, profile=plant.profile, question=13, answer="done", actor=lead, now=plant.now
    )
    plant.at("2026-10-03")
    give_answer(
        session,
        certification_id=plan.id,
        profile=plant.profile,
        question=13,
        answer="partial",
        actor=lead,
        now=plant.now,
    )
    plant.at("2026-10-05")
    fact = state_fact(
        session, certification_id=plan.id, name="partners_hold_information", holds=False, actor=lead, now=plant.now
    )
    plant.at("2026-10-07")
    approve_fact(session, fact_id=fact.id, two_person_rule=True, actor=manager, now=plant.now)
    plant.at("2026-10-09")
    exclusion = request_exclusion(
        session, certification_id=plan.id, profile=plant.profile, question=17, reason="持出しを禁じている",
        applies_from=date(2026, 1, 1), applies_until=None, actor=lead, now=plant.now,
    )  # fmt: skip
    plant.at("2026-10-11")
    approve_exclusion(session, exclusion_id=exclusion.id, two_person_rule=True, actor=manager, now=plant.now)

    def told(day: str) -> tuple[str, str, str]:
        questions = {question.number: question for question in plant.readiness(day).report.questions}
        return questions[13].answer, questions[11].applies, questions[17].applies

    assert told("2026-10-02") == ("done", "yes", "yes")
    assert told("2026-10-04") == ("partial", "yes", "yes")
    assert told("2026-10-06") == ("partial", "yes", "yes")
    assert told("2026-10-08") == ("partial", "condition_unmet", "yes")
    assert told("2026-10-10") == ("partial", "condition_unmet", "yes")
    assert told("2026-10-11") == ("partial", "condition_unmet", "excluded")


def test_a_change_ends_older_evidence_from_the_day_it_was_recorded(plant):
    plant.at("2026-10-01")
    plant.proof("q13-lock-photo", "site:honsha")
    plant.proof("q13-lock-photo", "site:daini")
    plant.at("2026-10-10")
    change = record_change(
        plant.session, organization_id=plant.organization_id, profile=plant.profile, kind="layout_changed",
        on=date(2026, 10, 8), places=["site:daini"], known_places=place_names(plant.session), note="",
        actor=plant.people["lead"], now=plant.now,
    )  # fmt: skip
    assert plant.slot("q13-lock-photo@site:daini", "2026-10-10").state == "expired"
    assert plant.slot("q13-lock-photo@site:daini", "2026-10-10").good_until == date(2026, 10, 7)
    assert plant.slot(PHOTO, "2026-10-10").state == "provable"
    assert plant.slot("q13-lock-photo@site:daini", "2026-10-09").state == "provable"
    plant.at("2026-10-12")
    remove_change(plant.session, change_id=change.id, actor=plant.people["lead"], now=plant.now)
    assert plant.slot("q13-lock-photo@site:daini", "2026-10-12").state == "provable"
    assert plant.slot("q13-lock-photo@site:daini", "2026-10-11").state == "expired"


def test_places_and_scope_are_those_on_record_that_day(plant):
    plant.at("2026-10-05")
    add_site(
        plant.session,
        organization_id=plant.organization_id,
        slug="soko",
        name="倉庫",
        actor=plant.people["lead"],
        now=plant.now,
    )
    plan = plant.plan
    state_plan(
        plant.session, certification_id=plan.id, seen_plan=plan.plan_id, title=plan.title, edition=plan.edition,
        profile=plant.profile, known_sites={"honsha", "daini", "soko"}, sites=["honsha", "soko"],
        departments="", protected_information="", audit_day=None, stage="preparing",
        actor=plant.people["lead"], now=plant.now,
    )  # fmt: skip
    add_counterparty(
        plant.session, organization_id=plant.organization_id, kind="cloud", slug="hokan", name="架空クラウド",
        actor=plant.people["lead"], now=plant.now,
    )  # fmt: skip
    state_counterparty(
        plant.session, organization_id=plant.organization_id, slug="mekki", name="架空メッキ",
        holds_information=False, in_use=True, actor=plant.people["lead"], now=plant.now,
    )  # fmt: skip

    def places(day: str):
        return plant.readiness(day).facts.places

    assert set(places("2026-10-04").sites) == {"honsha", "daini"}
    assert set(places("2026-10-05").sites) == {"honsha", "soko"}
    assert (places("2026-10-04").partners, places("2026-10-04").clouds) == (("mekki",), ())
    assert (places("2026-10-05").partners, places("2026-10-05").clouds) == ((), ("hokan",))
    assert plant.readiness("2026-10-04").report.audit_day == date(2027, 2, 10)
    assert plant.readiness("2026-10-05").report.audit_day is None


def test_before_the_plan_was_made_there_is_nothing_to_assess(plant):
    with pytest.raises(NotFound):
        plant.readiness("2026-08-31")


def test_a_future_day_is_assessed_from_what_is_on_record_now(plant):
    plant.at("2026-10-01")
    plant.proof("q13-lock-photo", "site:honsha")
    assert plant.slot(PHOTO, "2027-10-01").state == "provable"
    assert plant.slot(PHOTO, "2027-10-02").state == "expired"
