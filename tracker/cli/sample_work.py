"""The samples' requests, replies and owners: replayed through the services that the pages use."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.certification.queries import certification
from tracker.criteria.queries import newest
from tracker.work import service
from tracker.work.queries import requests

if TYPE_CHECKING:
    from tracker.cli.samples import World

Step = tuple[datetime, Callable[[datetime], None]]
Entry = dict[str, Any]


def work_steps(world: "World", stated: Entry) -> Iterable[Step]:
    """Give what was asked, sent and assigned in one organization, each with its instant."""
    for plan in stated["certifications"]:
        for asked in plan.get("requests", ()):
            yield _at(asked), partial(_ask, world, plan, asked)
            for reply in asked["replies"]:
                yield _at(reply), partial(_reply, world, asked, reply)
        for assignment in plan.get("assignments", ()):
            yield _at(assignment), partial(_assign, world, plan, assignment)


def _at(stated: Entry) -> datetime:
    return datetime.fromisoformat(stated["at"])


def _ask(world: "World", plan: Entry, asked: Entry, now: datetime) -> None:
    found = next(profile for profile in newest(world.session).profiles if profile.id == plan["profile"])
    named = found.expectation(asked["expectation"])
    assert named is not None, asked["expectation"]
    service.make_request(
        world.session,
        certification_id=certification(world.session, plan["slug"]).id,
        question=named[0],
        expectation=named[1],
        place=asked["place"],
        known_places=[asked["place"]],
        asked_of=world.actors[asked["asked_of"]].id,
        known_people=_people(world),
        text=asked["text"],
        example=world.numbers[asked["example"]] if asked["example"] else None,
        due_on=asked["due_on"],
        today=now.date(),
        actor=world.actors[asked["by"]],
        now=now,
    )


def _reply(world: "World", asked: Entry, reply: Entry, now: datetime) -> None:
    (made,) = (each for each in requests(world.session) if each.text == asked["text"])
    service.reply(
        world.session,
        request_id=made.id,
        items=[world.numbers[file] for file in reply["files"]],
        actor=world.actors[reply["by"]],
        now=now,
    )


def _assign(world: "World", plan: Entry, assignment: Entry, now: datetime) -> None:
    for task in assignment["tasks"]:
        service.assign(
            world.session,
            certification_id=certification(world.session, plan["slug"]).id,
            task=task,
            known_tasks=[task],
            owner=world.actors[assignment["owner"]].id,
            known_people=_people(world),
            due_on=assignment["due_on"],
            actor=world.actors[assignment["by"]],
            now=now,
        )


def _people(world: "World") -> list[int]:
    return [actor.id for actor in world.actors.values() if actor.id is not None]
