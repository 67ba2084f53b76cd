"""Asking, sending, taking back; setting and clearing who holds a task."""

from datetime import date

import pytest

from tracker.errors import Conflict, InvalidInput, NotFound
from tracker.evidence.service import withdraw
from tracker.journal.models import JournalEntry
from tracker.work import service
from tracker.work.queries import assignments, request, requests

TASK = "q13-lock-photo@site:daini"
DUE = date(2026, 11, 28)


@pytest.fixture
def ask(plant):
    """Ask the contributor for the picture of the second plant's lock."""

    def made(**changes):
        question, expectation = plant.expectation("q13-lock-photo")
        given = {
            "certification_id": plant.plan.id, "question": question, "expectation": expectation,
            "place": "site:daini", "known_places": ["site:honsha", "site:daini"],
            "asked_of": plant.people["contributor"].id, "known_people": [each.id for each in plant.people.values()],
            "text": "金庫の施錠を撮ってください", "example": None, "due_on": DUE, "today": date(2026, 9, 1),
            "actor": plant.people["lead"], "now": plant.now,
        }  # fmt: skip
        return service.make_request(plant.session, **{**given, **changes}).id

    return made


@pytest.fixture
def send(plant):
    """Collect, link and reply as the contributor does; gives item and link."""

    def sent(request_id):
        item = plant.collect(kind="photo", by="contributor")
        link = plant.link(item, "q13-lock-photo", "site:daini", by="contributor")
        service.reply(
            plant.session,
            request_id=request_id,
            items=[item],
            actor=plant.people["contributor"],
            now=plant.later(hours=1),
        )
        return item, link

    return sent


def state(plant, number):
    return request(plant.session, number).state


def test_a_request_goes_from_open_over_handed_in_and_returned_to_done(plant, ask, send):
    number = ask()
    assert state(plant, number) == "open"

    _, first = send(number)
    assert state(plant, number) == "handed_in"

    plant.judge(first, "returned", reason="ぼけています")
    found = request(plant.session, number)
    assert (found.state, found.reason, len(found.returned)) == ("returned", "ぼけています", 1)

    _, second = send(number)
    assert state(plant, number) == "handed_in"
    plant.judge(second)
    assert state(plant, number) == "done"


def test_evidence_that_was_withdrawn_leaves_the_request_open_again(plant, ask, send):
    number = ask()
    item, _ = send(number)
    withdraw(
        plant.session,
        item_number=item,
        revision_number=None,
        reason="写り込み",
        actor=plant.people["lead"],
        now=plant.now,
    )
    assert state(plant, number) == "open"


def test_asking_makes_the_task_theirs_until_that_day(plant, ask):
    ask()
    held = assignments(plant.session, plant.plan.id)[TASK]
    assert (held.owner, held.due_on) == (plant.people["contributor"].id, DUE)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"place": "site:elsewhere"}, "work.unknown_place", "place"),
        ({"asked_of": 999}, "work.unknown_person", "asked_of"),
        ({"asked_of": None}, "work.unknown_person", "asked_of"),
        ({"due_on": date(2026, 8, 31)}, "work.due_day_past", "due_on"),
        ({"due_on": None}, "work.due_day_past", "due_on"),
        ({"example": 77}, "work.no_such_example", "example"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_at_its_field(plant, ask, changes, code, field):
    with pytest.raises(InvalidInput) as refused:
        ask(**changes)
    assert (refused.value.reason.code, refused.value.field) == (code, field)
    assert requests(plant.session) == ()


def test_a_request_needs_a_sentence(ask):
    with pytest.raises(InvalidInput) as refused:
        ask(text="　 ")
    assert refused.value.field == "text"


def test_a_request_that_was_taken_back_takes_no_reply(plant, ask, send):
    number = ask()
    service.take_back(plant.session, request_id=number, actor=plant.people["lead"], now=plant.now)
    assert state(plant, number) == "taken_back"
    with pytest.raises(Conflict):
        send(number)
    with pytest.raises(Conflict):
        service.take_back(plant.session, request_id=number, actor=plant.people["lead"], now=plant.now)


def test_a_contributor_reads_only_what_was_asked_of_them(plant, ask):
    mine, other = ask(), ask(asked_of=plant.people["manager"].id)
    me = plant.people["contributor"].id
    assert [each.id for each in requests(plant.session, asked_of=me)] == [mine]
    with pytest.raises(NotFound):
        request(plant.session, other, asked_of=me)


def tags(plant):
    plant.session.flush()
    return [entry.tag for entry in plant.session.query(JournalEntry).order_by(JournalEntry.sequence)]


def assign(plant, who="lead", **changes):
    given = {
        "certification_id": plant.plan.id, "task": TASK, "known_tasks": [TASK, "q13"],
        "owner": plant.people[who].id, "known_people": [each.id for each in plant.people.values()], "due_on": DUE,
        "actor": plant.people["lead"], "now": plant.later(hours=1),
    }  # fmt: skip
    service.assign(plant.session, **{**given, **changes})


def test_an_owner_is_set_changed_and_cleared(plant):
    assign(plant)
    assign(plant, "manager", due_on=None)
    held = assignments(plant.session, plant.plan.id)[TASK]
    assert (held.owner_name, held.due_on) == ("見本 manager", None)

    service.clear_assignment(
        plant.session, certification_id=plant.plan.id, task=TASK, actor=plant.people["lead"], now=plant.later(hours=1)
    )
    assert assignments(plant.session, plant.plan.id) == {}
    with pytest.raises(Conflict):
        service.clear_assignment(
            plant.session, certification_id=plant.plan.id, task=TASK, actor=plant.people["lead"], now=plant.now
        )


def test_an_owner_is_somebody_of_this_organization_and_a_task_one_of_this_certification(plant):
    for changes in ({"owner": 999}, {"owner": None}, {"task": "q99"}):
        with pytest.raises(InvalidInput):
            assign(plant, **changes)
    assert assignments(plant.session, plant.plan.id) == {}


def test_saying_again_who_holds_it_writes_nothing(plant):
    assign(plant)
    before = tags(plant)
    assign(plant)
    assert tags(plant) == before


def test_each_step_is_journalled(plant, ask, send):
    number = ask()
    send(number)
    service.take_back(plant.session, request_id=number, actor=plant.people["lead"], now=plant.now)
    service.clear_assignment(
        plant.session, certification_id=plant.plan.id, task=TASK, actor=plant.people["lead"], now=plant.now
    )
    assert {
        "work:request:make", "work:request:reply", "work:request:take_back", "work:assignment:set",
        "work:assignment:clear",
    } <= set(tags(plant))  # fmt: skip
