"""Reads of evidence: items with their revisions, as recorded now or at an instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from tracker.access.models import User
from tracker.errors import NotFound
from tracker.evidence.models import EvidenceItem, Revision, RevisionFacts, Withdrawal
from tracker.evidence.rules import FactDates, evidence_number


@dataclass(frozen=True)
class RevisionView:
    """One revision with its facts on record. `facts_id` names the row a verdict is bound to."""

    id: int
    item: int
    number: int
    sha256: str
    size: int
    original_name: str
    media_type: str
    kind: str
    collected_on: date
    covers_from: date | None
    covers_to: date | None
    valid_until: date | None
    facts_id: int
    facts_by: int | None
    uploaded_by: int
    uploaded_by_name: str
    uploaded_at: datetime
    withdrawn: str | None

    @property
    def label(self) -> str:
        """The number people cite: 証-0014-02."""
        return evidence_number(self.item, self.number)

    @property
    def dates(self) -> FactDates:
        """The dates of the fact."""
        return FactDates(self.collected_on, self.covers_from, self.covers_to, self.valid_until)


@dataclass(frozen=True)
class ItemView:
    """One item with its revisions, newest first."""

    id: int
    number: int
    title: str
    stack: int | None
    created_at: datetime
    created_by: int
    created_by_name: str
    revisions: tuple[RevisionView, ...]

    @property
    def label(self) -> str:
        """The number people cite: 証-0014."""
        return evidence_number(self.number)

    @property
    def newest(self) -> RevisionView:
        """The newest revision, withdrawn or not."""
        return self.revisions[0]

    @property
    def withdrawn(self) -> bool:
        """Tell whether no revision is in use."""
        return all(revision.withdrawn is not None for revision in self.revisions)


def item(session: Session, number: int) -> ItemView:
    """Read one item by its number.

    Raises:
        NotFound: this organization has no item of that number.
    """
    found = items(session, numbers=[number])
    if not found:
        raise NotFound("evidence.no_such_item", number=number)
    return found[0]


def items(
    session: Session,
    *,
    numbers: Iterable[int] | None = None,
    uploaded_by: int | None = None,
) -> tuple[ItemView, ...]:
    """List items, newest first."""
    wanted = select(EvidenceItem.id)
    if numbers is not None:
        wanted = wanted.where(EvidenceItem.number.in_(list(numbers)))
    if uploaded_by is not None:
        wanted = wanted.where(EvidenceItem.created_by == uploaded_by)
    creator = aliased(User)
    rows = session.execute(
        select(EvidenceItem, creator.name)
        .join(creator, creator.id == EvidenceItem.created_by)
        .where(EvidenceItem.id.in_(wanted))
        .order_by(EvidenceItem.number.desc())
    ).all()
    by_item = revisions(session, wanted)
    return tuple(
        ItemView(
            id=row.id,
            number=row.number,
            title=row.title,
            stack=row.stack,
            created_at=row.created_at,
            created_by=row.created_by,
            created_by_name=name,
            revisions=tuple(by_item[row.id]),
        )
        for row, name in rows
    )


def revisions(
    session: Session, item_ids: Select[int], *, known_at: datetime | None = None
) -> dict[int, list[RevisionView]]:
    """Read the revisions of the items selected by `item_ids`, by item id, newest first, as recorded at `known_at`."""
    uploader = aliased(User)
    statement = (
        select(Revision, RevisionFacts, EvidenceItem.number, uploader.name, Withdrawal.reason)
        .join(EvidenceItem, EvidenceItem.id == Revision.item_id)
        .join(RevisionFacts, and_(RevisionFacts.revision_id == Revision.id, RevisionFacts.on_record(known_at)))
        .join(uploader, uploader.id == Revision.uploaded_by)
        .outerjoin(Withdrawal, and_(Withdrawal.revision_id == Revision.id, Withdrawal.on_record(known_at)))
        .where(Revision.item_id.in_(item_ids))
        .order_by(Revision.item_id, Revision.number.desc())
    )
    if known_at is not None:
        statement = statement.where(Revision.uploaded_at <= known_at)
    by_item: dict[int, list[RevisionView]] = {}
    for revision, facts, number, uploader_name, withdrawn in session.execute(statement):
        by_item.setdefault(revision.item_id, []).append(
            RevisionView(
                id=revision.id,
                item=number,
                number=revision.number,
                sha256=revision.sha256,
                size=revision.size,
                original_name=revision.original_name,
                media_type=revision.media_type,
                kind=facts.kind,
                collected_on=facts.collected_on,
                covers_from=facts.covers_from,
                covers_to=facts.covers_to,
                valid_until=facts.valid_until,
                facts_id=facts.id,
                facts_by=facts.recorded_by,
                uploaded_by=revision.uploaded_by,
                uploaded_by_name=uploader_name,
                uploaded_at=revision.uploaded_at,
                withdrawn=withdrawn,
            )
        )
    return by_item


def same_bytes(session: Session, sha256: str) -> tuple[str, ...]:
    """Name the revisions of this organization that hold exactly these bytes already."""
    rows = session.execute(
        select(EvidenceItem.number, Revision.number)
        .join(EvidenceItem, EvidenceItem.id == Revision.item_id)
        .where(Revision.sha256 == sha256)
        .order_by(EvidenceItem.number, Revision.number)
    )
    return tuple(evidence_number(number, revision) for number, revision in rows)
