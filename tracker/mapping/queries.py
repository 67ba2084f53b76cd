"""Reads of links and how each revision stands on them, as recorded now or at an instant."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from tracker.access.models import User
from tracker.evidence.models import EvidenceItem
from tracker.evidence.queries import RevisionView, revisions
from tracker.mapping.models import EvidenceLink, Verdict
from tracker.mapping.rules import Candidate, Standing, fill_by_item


@dataclass(frozen=True)
class RevisionStanding:
    """One revision on one link: accepted, returned, or waiting for its verdict."""

    revision: RevisionView
    standing: Standing
    judged_by_name: str | None
    judged_at: datetime | None
    verdict_reason: str


@dataclass(frozen=True)
class LinkView:
    """One link with the standing of the item's revisions, newest first; withdrawn ones are left out."""

    link_id: int
    item: int
    title: str
    question: int
    expectation_id: str
    places: tuple[str, ...]
    reason: str
    made_by: int
    made_by_name: str
    recorded_by: int | None
    recorded_from: datetime
    revisions: tuple[RevisionStanding, ...]

    def hands_on(self, revision: RevisionView) -> frozenset[int | None]:
        """Name whose hands are on what a verdict would judge: they may not give it."""
        return frozenset({revision.uploaded_by, revision.facts_by, self.made_by, self.recorded_by})

    def candidates(self) -> tuple[Candidate, ...]:
        """Give its revisions as candidates for a slot."""
        return tuple(
            Candidate(
                item=self.item,
                revision=standing.revision.number,
                sha256=standing.revision.sha256,
                kind=standing.revision.kind,
                collected_on=standing.revision.collected_on,
                covers_from=standing.revision.covers_from,
                covers_to=standing.revision.covers_to,
                valid_until=standing.revision.valid_until,
                standing=standing.standing,
            )
            for standing in self.revisions
        )

    @property
    def selected(self) -> RevisionStanding | None:
        """The revision that counts: the newest accepted. Its bytes go to auditor and bundle."""
        (fill,) = fill_by_item(self.candidates()) or (None,)
        if fill is None or fill.counts is None:
            return None
        return next(found for found in self.revisions if found.revision.number == fill.counts.revision)

    @property
    def undecided(self) -> RevisionStanding | None:
        """The newest revision, when nobody has given a verdict on it yet."""
        newest = self.revisions[0] if self.revisions else None
        return newest if newest is not None and newest.standing == "waiting" else None


def links_of(
    session: Session,
    *,
    expectations: Collection[str] | None = None,
    question: int | None = None,
    items: Iterable[int] | None = None,
    known_at: datetime | None = None,
) -> tuple[LinkView, ...]:
    """List links, by question, expectation and item number.

    `expectations` narrows to those ids, `items` to item numbers; `known_at` null = what is on record now.
    """
    maker = aliased(User)
    wanted: list[ColumnElement[bool]] = [EvidenceLink.on_record(known_at)]
    if expectations is not None:
        wanted.append(EvidenceLink.expectation_id.in_(list(expectations)))
    if question is not None:
        wanted.append(EvidenceLink.question == question)
    if items is not None:
        wanted.append(EvidenceLink.item_id.in_(select(EvidenceItem.id).where(EvidenceItem.number.in_(list(items)))))
    rows = session.execute(
        select(EvidenceLink, EvidenceItem.number, EvidenceItem.title, maker.name)
        .join(EvidenceItem, EvidenceItem.id == EvidenceLink.item_id)
        .join(maker, maker.id == EvidenceLink.made_by)
        .where(*wanted)
        .order_by(EvidenceLink.question, EvidenceLink.expectation_id, EvidenceItem.number)
    ).all()
    by_item = revisions(session, select(EvidenceLink.item_id).where(*wanted), known_at=known_at)
    verdicts = _verdicts(session, wanted, known_at)
    return tuple(
        LinkView(
            link_id=link.id,
            item=number,
            title=title,
            question=link.question,
            expectation_id=link.expectation_id,
            places=tuple(place.place for place in link.places),
            reason=link.reason,
            made_by=link.made_by,
            made_by_name=maker_name,
            recorded_by=link.recorded_by,
            recorded_from=link.recorded_from,
            revisions=tuple(
                _standing(revision, verdicts.get((link.id, revision.id, revision.facts_id)))
                for revision in by_item.get(link.item_id, ())
                if revision.withdrawn is None
            ),
        )
        for link, number, title, maker_name in rows
    )


VerdictKey = tuple[int, int, int]


def _verdicts(
    session: Session, wanted: Sequence[ColumnElement[bool]], known_at: datetime | None
) -> dict[VerdictKey, tuple[Verdict, str]]:
    judge = aliased(User)
    rows = session.execute(
        select(Verdict, judge.name)
        .join(EvidenceLink, EvidenceLink.id == Verdict.link_id)
        .outerjoin(judge, judge.id == Verdict.recorded_by)
        .where(*wanted, Verdict.on_record(known_at))
    )
    return {(verdict.link_id, verdict.revision_id, verdict.facts_id): (verdict, name) for verdict, name in rows}


def _standing(revision: RevisionView, judged: tuple[Verdict, str] | None) -> RevisionStanding:
    if judged is None or judged[0].sha256 != revision.sha256:
        return RevisionStanding(revision, "waiting", None, None, "")
    verdict, name = judged
    standing: Standing = "accepted" if verdict.outcome == "accepted" else "returned"
    return RevisionStanding(revision, standing, name, verdict.recorded_from, verdict.reason)
