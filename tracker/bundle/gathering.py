"""Reads everything that an edition says from the database, and reads every selected blob once to see it is whole."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker.bundle.bag import checked
from tracker.bundle.contents import Condition, Confirmed, Contents, Held, Left, Shown
from tracker.bundle.plan import Entry
from tracker.bundle.selection import Selected, select
from tracker.certification.queries import CertificationView, confirmation, exclusions, stated_facts
from tracker.criteria.queries import edition as criteria_edition
from tracker.criteria.rules import Text
from tracker.errors import Reason, Refusal
from tracker.mapping.queries import LinkView
from tracker.organizations.queries import organization, place_names, sites
from tracker.readiness.queries import readiness
from tracker.vault.models import Blob
from tracker.vault.service import Stores, open_blob

TOKYO = ZoneInfo("Asia/Tokyo")


def gather(session: Session, certification: CertificationView, *, day: date) -> Contents:
    """Read what an edition sealed on `day` (the day of today) would say. Blobs are not opened.

    Raises:
        NotFound: the certification is not there.
    """
    found = readiness(session, certification.slug, as_of=day, today=day)
    owner = organization(session, certification.organization_id)
    bodies = {body.id: body.name for body in criteria_edition(session, found.certification.edition).bodies}
    in_scope = set(found.facts.places.sites)
    return Contents(
        organization=owner.name,
        two_person_rule=owner.two_person_rule,
        subject=found.subject,
        body=bodies.get(found.profile.body, Text(found.profile.body, found.profile.body)),
        profile=found.profile,
        day=day,
        stage=found.certification.stage,
        sites=tuple(
            " ".join(filter(None, (site.name, site.address))) for site in sites(session) if site.slug in in_scope
        ),
        departments=found.certification.departments,
        protected_information=found.certification.protected_information,
        places=place_names(session),
        report=found.report,
        conditions=tuple(
            Condition(name, fact.stated.holds, fact.stated.approved)
            for name, fact in sorted(stated_facts(session, certification.id).items())
        ),
        left=_left(session, certification.id),
        confirmed=_confirmed(session, certification.id),
        held=select(_selected(found.links), found.report, found.profile),
    )


def _left(session: Session, certification_id: int) -> tuple[Left, ...]:
    return tuple(
        Left(
            question=view.excluded.question,
            reason=view.excluded.reason,
            applies_from=view.excluded.applies_from,
            applies_until=view.excluded.applies_until,
            requested_by=view.requested_by_name or "",
            approved_by=view.approved_by_name or "",
        )
        for view in exclusions(session, certification_id)
    )


def _confirmed(session: Session, certification_id: int) -> Confirmed | None:
    view = confirmation(session, certification_id)
    if view is None:
        return None
    return Confirmed(view.by_name, view.day, view.provable_bp, view.claimed_bp, view.of_this_plan)


def _selected(links: tuple[LinkView, ...]) -> list[Selected]:
    """Take each link's revision that counts, with its days in Tokyo."""
    found = []
    for link in links:
        standing = link.selected
        if standing is None:
            continue
        revision = standing.revision
        held = Held(
            number=revision.label,
            title=link.title,
            sha256=revision.sha256,
            size=revision.size,
            original_name=revision.original_name,
            media_type=revision.media_type,
            kind=revision.kind,
            collected_on=revision.collected_on,
            covers_from=revision.covers_from,
            covers_to=revision.covers_to,
            valid_until=revision.valid_until,
            uploaded_by=revision.uploaded_by_name,
            uploaded_on=_day(revision.uploaded_at),
        )
        accepted_on = None if standing.judged_at is None else _day(standing.judged_at)
        shown = Shown(
            link.question, link.expectation_id, link.places, link.reason, standing.judged_by_name or "", accepted_on
        )
        found.append(Selected(held, shown))
    return found


def _day(instant: datetime) -> date:
    return instant.astimezone(TOKYO).date()


def read_whole(
    session: Session, stores: Stores, contents: Contents
) -> tuple[Contents, tuple[Entry, ...], tuple[Reason, ...]]:
    """Hash every selected blob.

    Gives the contents with what is not whole marked, the entries of the rest, and a reason for each that is lacking.
    """
    entries: list[Entry] = []
    reasons: list[Reason] = []
    seen: list[Held] = []
    for held in contents.held:
        try:
            entries.append(_entry(session, stores, held))
            seen.append(held)
        except (Refusal, OSError):
            # A disk that cannot read its own sectors is no better than a lost file.
            seen.append(replace(held, whole=False))
            reasons.append(Reason("bundle.not_whole", {"evidence": held.number, "name": held.original_name}))
    return replace(contents, held=tuple(seen)), tuple(entries), tuple(reasons)


def _entry(session: Session, stores: Stores, held: Held) -> Entry:
    """Read one blob through.

    Raises:
        Refusal: it is gone, unreachable, or not what its digest says.
    """
    with open_blob(session, stores, held.sha256) as source:
        blob = session.get_one(Blob, held.sha256)
        entry = Entry(held.path, held.sha256, blob.crc32, held.size, "evidence")
        for _ in checked(entry, source):
            pass
    return entry
