"""Reading the journal: a page of it, and whether its chain holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import Session

from tracker.journal import rules
from tracker.journal.models import JournalEntry
from tracker.journal.rules import Entry, Fault, Link
from tracker.journal.tags import TAGS

PAGE = 1000


@dataclass(frozen=True)
class EntryView:
    """One entry as a page shows it; `code` names the sentence for its tag."""

    sequence: int
    at: datetime
    actor_name: str
    role: str
    tag: str
    code: str
    subject: str
    details: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class Filters:
    """Which entries are asked for; None and empty = all. `source` is the first part of the tag.

    `about` are texts of which a subject holds at least one.
    """

    source: str = ""
    tag: str = ""
    subject: str = ""
    subjects: tuple[str, ...] = ()
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChainReport:
    """What checking a chain found; `head`, its newest digest, is to be compared with one kept outside."""

    organization_id: int
    entries: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Tell whether the chain holds."""
        return not self.faults


def entries(
    session: Session,
    organization_id: int,
    *,
    filters: Filters | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[EntryView]:
    """List the newest entries first, at most `limit`; `before` a sequence = the page that follows it."""
    query = select(JournalEntry).where(*_conditions(organization_id, filters or Filters()))
    if before is not None:
        query = query.where(JournalEntry.sequence < before)
    rows = session.scalars(query.order_by(JournalEntry.sequence.desc()).limit(limit))
    return [_view(row) for row in rows]


def count(session: Session, organization_id: int, *, filters: Filters | None = None) -> int:
    """Count the entries that `entries` would list."""
    query = select(func.count(JournalEntry.id)).where(*_conditions(organization_id, filters or Filters()))
    return session.scalar(query) or 0


def actors(session: Session, organization_id: int) -> list[tuple[int, str]]:
    """List the people who acted in the organization, each by the name they have in their newest entry."""
    query = select(JournalEntry.actor_id, JournalEntry.actor_name, func.max(JournalEntry.sequence)).where(
        JournalEntry.organization_id == organization_id, JournalEntry.actor_id.is_not(None)
    )
    rows = session.execute(query.group_by(JournalEntry.actor_id, JournalEntry.actor_name)).all()
    newest = {row[0]: row[1] for row in sorted(rows, key=lambda row: row[2]) if row[0] is not None}
    return sorted(newest.items(), key=lambda person: person[1])


def head(session: Session, organization_id: int) -> str:
    """Give the digest of the newest entry; it covers every entry before it, so it names one state of the record."""
    newest = select(JournalEntry.digest).where(JournalEntry.organization_id == organization_id)
    return session.scalar(newest.order_by(JournalEntry.sequence.desc()).limit(1)) or rules.GENESIS


def verify_organization(session: Session, organization_id: int) -> ChainReport:
    """Check the whole chain of one organization, in constant memory."""
    length, last = 0, rules.GENESIS

    def counted() -> Iterator[Link]:
        nonlocal length, last
        for link in _links(session, organization_id):
            length, last = length + 1, link.digest
            yield link

    found = tuple(rules.verify(counted()))
    return ChainReport(organization_id, length, last, found)


def _conditions(organization_id: int, filters: Filters) -> list[Any]:
    found: list[Any] = [JournalEntry.organization_id == organization_id]
    if filters.source:
        found.append(JournalEntry.tag.startswith(f"{filters.source}:", autoescape=True))
    if filters.tag:
        found.append(JournalEntry.tag == filters.tag)
    if filters.subject:
        found.append(JournalEntry.subject == filters.subject)
    if filters.subjects:
        found.append(JournalEntry.subject.in_(filters.subjects))
    if filters.about:
        found.append(or_(*(JournalEntry.subject.contains(text, autoescape=True) for text in filters.about)))
    if filters.actor_id is not None:
        found.append(JournalEntry.actor_id == filters.actor_id)
    if filters.since is not None:
        found.append(JournalEntry.at >= filters.since)
    if filters.until is not None:
        found.append(JournalEntry.at < filters.until)
    return found


def _view(row: JournalEntry) -> EntryView:
    return EntryView(
        sequence=row.sequence,
        at=row.at,
        actor_name=row.actor_name,
        role=row.role,
        tag=row.tag,
        code=TAGS.get(row.tag, row.tag),
        subject=row.subject,
        details=row.details,
        digest=row.digest,
    )


def _links(session: Session, organization_id: int) -> Iterator[Link]:
    """Walk through the chain by sequence, in pages; columns only, so that nothing piles up in the session."""
    columns = (
        JournalEntry.id,
        JournalEntry.previous,
        JournalEntry.digest,
        JournalEntry.organization_id,
        JournalEntry.sequence,
        JournalEntry.at,
        JournalEntry.actor_id,
        JournalEntry.actor_name,
        JournalEntry.role,
        JournalEntry.tag,
        JournalEntry.subject,
        JournalEntry.details,
    )
    mine = select(*columns).where(JournalEntry.organization_id == organization_id)
    mine = mine.order_by(JournalEntry.sequence, JournalEntry.id).limit(PAGE)
    page = session.execute(mine).all()
    while page:
        for _, previous, digest, *said in page:
            yield Link(Entry(*said), previous, digest)
        behind = tuple_(JournalEntry.sequence, JournalEntry.id) > (page[-1].sequence, page[-1].id)
        page = session.execute(mine.where(behind)).all()
