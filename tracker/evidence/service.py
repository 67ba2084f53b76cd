"""Use cases of evidence: collect, revise, date, retitle, withdraw, restore.

Each journals in the caller's transaction and commits nothing. Bytes are in the vault before a row names them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tracker.errors import Conflict, InvalidInput, NotFound
from tracker.evidence.files import HEAD_BYTES, clean_name, media_type
from tracker.evidence.models import EvidenceItem, Revision, RevisionFacts, Withdrawal
from tracker.evidence.rules import (
    MAX_REASON,
    MAX_TITLE,
    FactDates,
    check_dates,
    check_kind,
    clean_text,
    evidence_number,
)
from tracker.journal.rules import Actor
from tracker.journal.service import record
from tracker.organizations.models import Organization
from tracker.vault.protocol import StoredBlob
from tracker.vault.service import Stores, register


@dataclass(frozen=True)
class Arrival:
    """A file that is safely in the store, with the name it came by; no row knows it yet."""

    stored: StoredBlob
    name: str | None


def collect(
    session: Session,
    stores: Stores,
    *,
    organization_id: int,
    actor: Actor,
    now: datetime,
    latest_day: date,
    arrival: Arrival,
    title: str,
    kind: str,
    dates: FactDates,
    stack: int | None = None,
) -> EvidenceItem:
    """Take in one file as a new item with its first revision.

    `latest_day` is the last day that is not the future (Asia/Tokyo). An empty title becomes the file's name.

    Raises:
        InvalidInput: empty file, unknown kind, impossible dates, a title or name too long.
    """
    name = clean_name(arrival.name)
    title = clean_text(title or name, field="title", limit=MAX_TITLE)
    _check(arrival, kind, dates, latest_day)
    item = EvidenceItem(
        organization_id=organization_id,
        number=_next_number(session, organization_id),
        title=title,
        stack=stack,
        created_at=now,
        created_by=actor.id,
    )
    session.add(item)
    session.flush()
    revision = _add_revision(session, stores, item, 1, arrival, name, kind, dates, actor, now)
    _journal(session, item, revision, actor, now, "evidence:item:collect", {"title": title})
    return item


def revise(
    session: Session,
    stores: Stores,
    *,
    item_number: int,
    actor: Actor,
    now: datetime,
    latest_day: date,
    arrival: Arrival,
    kind: str,
    dates: FactDates,
) -> Revision:
    """Add a newer revision to an item; the older ones and their verdicts stay as they are.

    Raises:
        InvalidInput: as `collect`; also when the newest revision holds the same bytes already.
        NotFound: no such item.
    """
    item = _item(session, item_number)
    name = clean_name(arrival.name)
    _check(arrival, kind, dates, latest_day)
    newest = session.scalars(
        select(Revision).where(Revision.item_id == item.id).order_by(Revision.number.desc()).limit(1)
    ).one()
    if newest.sha256 == arrival.stored.sha256:
        raise InvalidInput("evidence.same_bytes", field="file", evidence=evidence_number(item.number, newest.number))
    revision = _add_revision(session, stores, item, newest.number + 1, arrival, name, kind, dates, actor, now)
    _journal(session, item, revision, actor, now, "evidence:item:revise", {})
    return revision


def state_facts(
    session: Session,
    *,
    item_number: int,
    revision_number: int,
    seen_facts: int | None = None,
    actor: Actor,
    now: datetime,
    latest_day: date,
    kind: str,
    dates: FactDates,
) -> RevisionFacts:
    """Correct the kind or dates of a revision; every verdict on it needs to be given anew.

    `seen_facts` is the row the person was looking at. Saying again what is on record changes nothing.

    Raises:
        Conflict: somebody changed them meanwhile.
        InvalidInput: unknown kind or impossible dates.
    """
    item, revision = _revision(session, item_number, revision_number)
    check_kind(kind)
    check_dates(dates, latest_day=latest_day)
    facts = session.scalars(
        select(RevisionFacts).where(RevisionFacts.revision_id == revision.id, RevisionFacts.on_record())
    ).one()
    if seen_facts is not None and seen_facts != facts.id:
        raise Conflict("evidence.changed_meanwhile")
    before = FactDates(facts.collected_on, facts.covers_from, facts.covers_to, facts.valid_until)
    if (before, facts.kind) == (dates, kind):
        return facts
    successor = facts.supersede(
        session,
        now=now,
        by=actor.id,
        kind=kind,
        collected_on=dates.collected_on,
        covers_from=dates.covers_from,
        covers_to=dates.covers_to,
        valid_until=dates.valid_until,
    )
    details = {"before": _told(facts.kind, before), "after": _told(kind, dates)}
    record(
        session,
        organization_id=item.organization_id,
        actor=actor,
        now=now,
        tag="evidence:item:date",
        subject=evidence_number(item.number, revision.number),
        details=details,
    )
    return successor


def retitle(session: Session, *, item_number: int, title: str, actor: Actor, now: datetime) -> EvidenceItem:
    """Give an item another title; the journal keeps the old one."""
    item = _item(session, item_number)
    title = clean_text(title, field="title", limit=MAX_TITLE)
    if title != item.title:
        record(
            session,
            organization_id=item.organization_id,
            actor=actor,
            now=now,
            tag="evidence:item:retitle",
            subject=evidence_number(item.number),
            details={"before": item.title, "after": title},
        )
        item.title = title
    return item


def withdraw(
    session: Session, *, item_number: int, revision_number: int | None, reason: str, actor: Actor, now: datetime
) -> None:
    """Take a revision out of use (null = every revision of the item). Nothing is deleted.

    Raises:
        Conflict: it is withdrawn already.
        InvalidInput: no reason given.
    """
    item = _item(session, item_number)
    reason = clean_text(reason, field="reason", limit=MAX_REASON)
    in_use = [
        revision
        for revision in _revisions(session, item, revision_number)
        if _open_withdrawal(session, revision) is None
    ]
    if not in_use:
        raise Conflict("evidence.already_withdrawn")
    for revision in in_use:
        session.add(
            Withdrawal(
                organization_id=item.organization_id,
                revision_id=revision.id,
                reason=reason,
                recorded_from=now,
                recorded_by=actor.id,
            )
        )
        _journal(session, item, revision, actor, now, "evidence:item:withdraw", {"reason": reason})
    session.flush()


def restore(session: Session, *, item_number: int, revision_number: int, actor: Actor, now: datetime) -> None:
    """Bring a withdrawn revision back into use.

    Raises:
        Conflict: it is in use.
    """
    item, revision = _revision(session, item_number, revision_number)
    withdrawal = _open_withdrawal(session, revision)
    if withdrawal is None:
        raise Conflict("evidence.not_withdrawn")
    withdrawal.close(session, now=now)
    _journal(session, item, revision, actor, now, "evidence:item:restore", {})
    session.flush()


def _check(arrival: Arrival, kind: str, dates: FactDates, latest_day: date) -> None:
    if arrival.stored.size == 0:
        raise InvalidInput("evidence.empty_file", field="file")
    check_kind(kind)
    check_dates(dates, latest_day=latest_day)


def _next_number(session: Session, organization_id: int) -> int:
    # A write to the owner's row queues two people who collect at once, on SQLite as on PostgreSQL.
    session.execute(update(Organization).where(Organization.id == organization_id).values(slug=Organization.slug))
    newest = session.scalar(
        select(func.max(EvidenceItem.number)).where(EvidenceItem.organization_id == organization_id)
    )
    return (newest or 0) + 1


def _add_revision(
    session: Session,
    stores: Stores,
    item: EvidenceItem,
    number: int,
    arrival: Arrival,
    name: str,
    kind: str,
    dates: FactDates,
    actor: Actor,
    now: datetime,
) -> Revision:
    register(session, stores, arrival.stored, now=now)
    with stores.writes_to.open(arrival.stored.sha256) as stream:
        head = stream.read(HEAD_BYTES)
    revision = Revision(
        organization_id=item.organization_id,
        item_id=item.id,
        number=number,
        sha256=arrival.stored.sha256,
        size=arrival.stored.size,
        original_name=name,
        media_type=media_type(head),
        uploaded_by=actor.id,
        uploaded_at=now,
    )
    session.add(revision)
    session.flush()
    session.add(
        RevisionFacts(
            organization_id=item.organization_id,
            revision_id=revision.id,
            kind=kind,
            collected_on=dates.collected_on,
            covers_from=dates.covers_from,
            covers_to=dates.covers_to,
            valid_until=dates.valid_until,
            recorded_from=now,
            recorded_by=actor.id,
        )
    )
    session.flush()
    return revision


def _journal(
    session: Session,
    item: EvidenceItem,
    revision: Revision,
    actor: Actor,
    now: datetime,
    tag: str,
    details: dict[str, str],
) -> None:
    record(
        session,
        organization_id=item.organization_id,
        actor=actor,
        now=now,
        tag=tag,
        subject=evidence_number(item.number, revision.number),
        details={"name": revision.original_name, "sha256": revision.sha256, "size": revision.size, **details},
    )


def _told(kind: str, dates: FactDates) -> dict[str, str | None]:
    return {
        "kind": kind,
        "collected_on": dates.collected_on.isoformat(),
        "covers_from": dates.covers_from.isoformat() if dates.covers_from else None,
        "covers_to": dates.covers_to.isoformat() if dates.covers_to else None,
        "valid_until": dates.valid_until.isoformat() if dates.valid_until else None,
    }


def _item(session: Session, number: int) -> EvidenceItem:
    item = session.scalars(select(EvidenceItem).where(EvidenceItem.number == number)).one_or_none()
    if item is None:
        raise NotFound("evidence.no_such_item", number=number)
    return item


def _revision(session: Session, item_number: int, revision_number: int) -> tuple[EvidenceItem, Revision]:
    item = _item(session, item_number)
    return item, _revisions(session, item, revision_number)[0]


def _revisions(session: Session, item: EvidenceItem, number: int | None) -> list[Revision]:
    statement = select(Revision).where(Revision.item_id == item.id).order_by(Revision.number)
    if number is not None:
        statement = statement.where(Revision.number == number)
    found = list(session.scalars(statement))
    if not found:
        raise NotFound("evidence.no_such_item", number=item.number)
    return found


def _open_withdrawal(session: Session, revision: Revision) -> Withdrawal | None:
    return session.scalars(
        select(Withdrawal).where(Withdrawal.revision_id == revision.id, Withdrawal.on_record())
    ).one_or_none()
