"""Writing the journal: one function, always in the transaction of the change it tells of."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import column, select, table, update
from sqlalchemy.orm import Session

from tracker.journal.models import JournalEntry
from tracker.journal.rules import GENESIS, Actor, Entry, check_details, digest
from tracker.journal.tags import TAGS

ORGANIZATION = table("organization", column("id"), column("slug"))
"""Named as a table: its models live upstairs."""


def record(
    session: Session,
    *,
    organization_id: int,
    actor: Actor,
    now: datetime,
    tag: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Append an entry to the organization's chain; it stays or vanishes with the caller's transaction.

    Writers of one organization queue: the first locks the organization's row until its transaction ends, so that the
    sequence has no gap and no fork. The lock is a write that changes nothing: on PostgreSQL it leaves foreign keys to
    the row free (FOR NO KEY UPDATE), where FOR UPDATE would let two writers that both inserted rows of the
    organization wait for each other for ever. On SQLite it takes the one writer's place of the whole database, and
    waits for it up to the busy timeout; no read of the chain happens before it. Keep transactions short.

    Raises:
        ValueError: an unknown tag, details that are not plain JSON or are named like a secret. A fault of ours.
        LookupError: no such organization.
    """
    if tag not in TAGS:
        raise ValueError(f"not a tag of the journal: {tag}")
    kept = check_details(dict(details or {}))
    session.flush()
    if not _lock(session, organization_id):
        raise LookupError(f"no organization {organization_id}")
    newest = session.execute(
        select(JournalEntry.sequence, JournalEntry.digest)
        .where(JournalEntry.organization_id == organization_id)
        .order_by(JournalEntry.sequence.desc())
        .limit(1)
    ).one_or_none()
    sequence, previous = (newest.sequence + 1, newest.digest) if newest else (1, GENESIS)
    entry = Entry(
        organization_id=organization_id,
        sequence=sequence,
        at=now.astimezone(UTC),
        actor_id=actor.id,
        actor_name=actor.name,
        role=actor.role,
        tag=tag,
        subject=subject,
        details=kept,
    )
    row = JournalEntry(**vars(entry), previous=previous, digest=digest(previous, entry))
    session.add(row)
    session.flush()
    return row


def _lock(session: Session, organization_id: int) -> bool:
    touch = update(ORGANIZATION).where(ORGANIZATION.c.id == organization_id).values(slug=ORGANIZATION.c.slug)
    # Returning, not rowcount: the row comes back only after it was waited for.
    return session.execute(touch.returning(ORGANIZATION.c.id)).one_or_none() is not None
