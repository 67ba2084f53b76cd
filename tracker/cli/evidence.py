"""`tracker collect`: take in files and link them, all or none."""

from datetime import date, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from tracker.cli.installation import Installation, Voice, enter_organization, existing_file, open_installation, person
from tracker.criteria.queries import newest
from tracker.criteria.rules import Edition, Expectation, Question
from tracker.errors import InvalidInput, NotFound
from tracker.evidence.rules import FactDates, evidence_number
from tracker.evidence.service import Arrival
from tracker.evidence.service import collect as collect_item
from tracker.journal.rules import Actor
from tracker.mapping.service import link
from tracker.organizations.queries import place_names

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--organization", "slug", required=True, help="Whose evidence it is.")
@click.option("--question", type=int, required=True, help="Number of the question it shows.")
@click.option("--expectation", "expectation_id", required=True, help="Which expectation, e.g. q13-lock-photo.")
@click.option("--site", "sites", multiple=True, help="Site it is about, by its short name; may be repeated.")
@click.option("--place", "places", multiple=True, help="Any place it is about, e.g. partner:mekki; may be repeated.")
@click.option("--kind", required=True, help="Kind of evidence, e.g. photo.")
@click.option("--title", default="", help="Title; the file's name stands in for it.")
@click.option("--collected-on", required=True, type=DAY, help="Day of the fact it shows.")
@click.option("--covers-from", type=DAY, help="First day a record covers.")
@click.option("--covers-to", type=DAY, help="Last day a record covers.")
@click.option("--valid-until", type=DAY, help="Last day it is valid.")
@click.option("--reason", required=True, help="Why it shows this.")
@click.option("--by", "email", help="In whose name; the command's own unless told.")
@click.option("--json", "_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def collect(
    voice: Voice, /, files: tuple[Path, ...], slug: str, email: str | None, _json: bool, **stated: object
) -> None:
    """Collect FILES as evidence and link each to an expectation; all of them or none."""
    installation = open_installation()
    with installation.session() as session:
        organization = enter_organization(session, slug)
        actor = person(session, email, installation.now, organization_id=organization.id)
        edition = newest(session)
        question, expectation = _expectation(edition, stated)
        known = place_names(session)
        places = _places(stated, expectation, known)
        numbers: list[int] = []
        for path in files:
            number = _take_in(session, installation, organization.id, actor, existing_file(path), stated, numbers[:1])
            link(
                session,
                item_number=number,
                catalog_id=edition.catalog.id,
                question=question,
                expectation=expectation,
                places=places,
                known_places=known,
                reason=str(stated["reason"]),
                actor=actor,
                now=installation.now,
            )
            numbers.append(number)
        session.commit()
    labels = [evidence_number(number, 1) for number in numbers]
    for label, path in zip(labels, files, strict=True):
        voice.say("cli.collected", evidence=label, name=path.name, question=question.number)
    voice.result({"format": "tics-collect/1", "evidence": labels})


def _take_in(
    session: Session,
    installation: Installation,
    organization_id: int,
    actor: Actor,
    path: Path,
    stated: dict[str, object],
    stack: list[int],
) -> int:
    with path.open("rb") as stream:
        stored = installation.stores.writes_to.put(stream, limit=installation.settings.max_file_bytes)
    dates = FactDates(
        collected_on=_day(stated["collected_on"]) or installation.today,
        covers_from=_day(stated["covers_from"]),
        covers_to=_day(stated["covers_to"]),
        valid_until=_day(stated["valid_until"]),
    )
    return collect_item(
        session,
        installation.stores,
        organization_id=organization_id,
        actor=actor,
        now=installation.now,
        latest_day=installation.latest_day,
        arrival=Arrival(stored, path.name),
        title=str(stated["title"]),
        kind=str(stated["kind"]),
        dates=dates,
        stack=stack[0] if stack else None,
    ).number


def _expectation(edition: Edition, stated: dict[str, object]) -> tuple[Question, Expectation]:
    number, wanted = stated["question"], stated["expectation_id"]
    question = next((found for found in edition.catalog.questions if found.number == number), None)
    if question is None:
        raise NotFound("certification.no_such_question", number=int(str(number)))
    expectation = next((found for found in question.expectations if found.id == wanted), None)
    if expectation is None:
        raise NotFound("cli.no_such_expectation", expectation=str(wanted), number=question.number)
    return question, expectation


def _places(stated: dict[str, object], expectation: Expectation, known: dict[str, str]) -> list[str]:
    """Name the places; an organization's only site need not be named."""
    sites, places = stated["sites"], stated["places"]
    assert isinstance(sites, tuple)
    assert isinstance(places, tuple)
    named = [f"site:{site}" for site in sites] + list(places)
    if named:
        return named
    of_its_sort = [place for place in known if place.startswith(f"{expectation.each}:")]
    if expectation.each == "organization":
        return []
    if len(of_its_sort) != 1:
        raise InvalidInput("cli.name_the_place", each=expectation.each, places=" ".join(of_its_sort) or "-")
    return of_its_sort


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else None
