"""Use cases of mapping: link, change a link, unlink, give a verdict."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.criteria.rules import Expectation, Question
from tracker.errors import Conflict, InvalidInput, NotFound
from tracker.evidence.models import EvidenceItem, Revision, RevisionFacts, Withdrawal
from tracker.evidence.rules import MAX_REASON, clean_text, evidence_number
from tracker.journal.rules import Actor
from tracker.journal.service import record
from tracker.mapping.models import EvidenceLink, LinkPlace, Verdict
from tracker.mapping.rules import Outcome, check_judge, check_places, who_set


def link(
    session: Session,
    *,
    item_number: int,
    catalog_id: str,
    question: Question,
    expectation: Expectation,
    places: Iterable[str],
    known_places: Collection[str],
    reason: str,
    actor: Actor,
    now: datetime,
) -> EvidenceLink:
    """Say that an item shows an expectation at these places, and why.

    Raises:
        InvalidInput: places the expectation does not ask about, none though one is needed, or no reason.
        Conflict: the item is linked to this expectation already.
    """
    item = _item(session, item_number)
    named = check_places(expectation.each, places, known_places)
    reason = clean_text(reason, field="reason", limit=MAX_REASON)
    if _open_link(session, item, expectation.id) is not None:
        raise Conflict("mapping.already_linked", field="expectation", evidence=evidence_number(item.number))
    made = EvidenceLink(
        organization_id=item.organization_id,
        item_id=item.id,
        catalog_id=catalog_id,
        question=question.number,
        expectation_id=expectation.id,
        reason=reason,
        made_by=actor.id,
        recorded_from=now,
        recorded_by=actor.id,
    )
    session.add(made)
    _name_places(session, made, named)
    _journal(session, item, made, actor, now, "mapping:link:make", {"places": list(named), "reason": reason})
    return made


def change_link(
    session: Session,
    *,
    link_id: int,
    expectation: Expectation,
    places: Iterable[str],
    known_places: Collection[str],
    reason: str,
    actor: Actor,
    now: datetime,
) -> EvidenceLink:
    """Change the places or the reason of a link; its verdicts end with the row they judged.

    Raises:
        Conflict: somebody changed or removed it meanwhile.
        InvalidInput: as `link`.
    """
    before = _current(session, link_id)
    named = check_places(expectation.each, places, known_places)
    reason = clean_text(reason, field="reason", limit=MAX_REASON)
    old_places = [place.place for place in before.places]
    if (old_places, before.reason) == (list(named), reason):
        return before
    after = before.supersede(session, now=now, by=actor.id, reason=reason)
    _name_places(session, after, named)
    item = session.get_one(EvidenceItem, after.item_id)
    details: dict[str, object] = {
        "before": {"places": old_places, "reason": before.reason},
        "after": {"places": list(named), "reason": reason},
    }
    _journal(session, item, after, actor, now, "mapping:link:change", details)
    return after


def unlink(session: Session, *, link_id: int, actor: Actor, now: datetime) -> None:
    """Take a link away; what it said stays on record for past days.

    Raises:
        Conflict: it is gone or changed already.
    """
    gone = _current(session, link_id)
    gone.close(session, now=now)
    item = session.get_one(EvidenceItem, gone.item_id)
    _journal(session, item, gone, actor, now, "mapping:link:remove", {"reason": gone.reason})


def give_verdict(
    session: Session,
    *,
    link_id: int,
    facts_id: int,
    outcome: Outcome,
    reason: str,
    expectation: Expectation,
    two_person_rule: bool,
    actor: Actor,
    now: datetime,
) -> Verdict:
    """Accept a revision as proof of this link's expectation, or return it with a reason.

    `link_id` and `facts_id` name exactly what the judge saw: a verdict never lands on something else. Giving another
    verdict on the same closes the one before.

    Raises:
        NotPermitted: the judge's own hands are on it, or the role gives no verdicts.
        Conflict: the link, the dates or the revision changed meanwhile, or it was withdrawn.
        InvalidInput: returned without a reason, or accepted as proof of another kind.
    """
    judged = _current(session, link_id)
    revision, facts = _as_seen(session, judged, facts_id)
    check_judge(
        judge=actor.id,
        role=actor.role,
        hands=_hands(session, judged, revision, facts),
        two_person_rule=two_person_rule,
    )
    reason = clean_text(reason, field="reason", limit=MAX_REASON, required=outcome == "returned")
    if outcome == "accepted" and facts.kind != expectation.kind:
        raise InvalidInput("mapping.other_kind", kind=facts.kind, expected=expectation.kind)
    _close_verdict_before(session, judged, revision, facts, now)
    verdict = Verdict(
        organization_id=judged.organization_id,
        link_id=judged.id,
        revision_id=revision.id,
        facts_id=facts.id,
        sha256=revision.sha256,
        outcome=outcome,
        reason=reason,
        recorded_from=now,
        recorded_by=actor.id,
    )
    session.add(verdict)
    session.flush()
    item = session.get_one(EvidenceItem, judged.item_id)
    record(
        session,
        organization_id=judged.organization_id,
        actor=actor,
        now=now,
        tag="mapping:verdict:accept" if outcome == "accepted" else "mapping:verdict:return",
        subject=evidence_number(item.number, revision.number),
        details={"expectation": judged.expectation_id, "sha256": revision.sha256, "reason": reason},
    )
    return verdict


def _close_verdict_before(
    session: Session, judged: EvidenceLink, revision: Revision, facts: RevisionFacts, now: datetime
) -> None:
    before = session.scalars(
        select(Verdict).where(
            Verdict.link_id == judged.id,
            Verdict.revision_id == revision.id,
            Verdict.facts_id == facts.id,
            Verdict.on_record(),
        )
    ).one_or_none()
    if before is not None:
        before.close(session, now=now)


def _as_seen(session: Session, judged: EvidenceLink, facts_id: int) -> tuple[Revision, RevisionFacts]:
    """Find the revision and its facts that the judge saw.

    Raises:
        Conflict: they are no longer what is on record, belong to another item, or were withdrawn.
    """
    facts = session.scalars(
        select(RevisionFacts).where(RevisionFacts.id == facts_id, RevisionFacts.on_record())
    ).one_or_none()
    if facts is None:
        raise Conflict("mapping.changed_meanwhile")
    revision = session.get_one(Revision, facts.revision_id)
    if revision.item_id != judged.item_id:
        raise Conflict("mapping.changed_meanwhile")
    if session.scalars(
        select(Withdrawal.id).where(Withdrawal.revision_id == revision.id, Withdrawal.on_record())
    ).first():
        raise Conflict("mapping.withdrawn_meanwhile")
    return revision, facts


def _hands(session: Session, judged: EvidenceLink, revision: Revision, facts: RevisionFacts) -> frozenset[int | None]:
    """Name whose hands are on what is judged: who uploaded, linked, or gave any field of it the value it has."""
    dated = session.scalars(
        select(RevisionFacts).where(RevisionFacts.revision_id == revision.id).order_by(RevisionFacts.id)
    )
    links = session.scalars(
        select(EvidenceLink)
        .where(EvidenceLink.item_id == judged.item_id, EvidenceLink.expectation_id == judged.expectation_id)
        .order_by(EvidenceLink.id.desc())
    )
    since_made: list[EvidenceLink] = []
    for row in links:
        # What was unlinked before it was linked anew says nothing: who linked anew stands for all of it.
        if since_made and row.recorded_to != since_made[-1].recorded_from:
            break
        since_made.append(row)
    return frozenset({revision.uploaded_by, facts.recorded_by, judged.made_by, judged.recorded_by}).union(
        who_set([(row.recorded_by, _dated(row)) for row in dated]),
        who_set([(row.recorded_by, (tuple(place.place for place in row.places),)) for row in reversed(since_made)]),
    )


def _dated(row: RevisionFacts) -> tuple[object, ...]:
    return row.kind, row.collected_on, row.covers_from, row.covers_to, row.valid_until


def _name_places(session: Session, made: EvidenceLink, places: Iterable[str]) -> None:
    session.flush()
    for place in places:
        session.add(LinkPlace(organization_id=made.organization_id, link_id=made.id, place=place))
    session.flush()
    session.expire(made, ["places"])


def _journal(
    session: Session,
    item: EvidenceItem,
    made: EvidenceLink,
    actor: Actor,
    now: datetime,
    tag: str,
    details: dict[str, object],
) -> None:
    record(
        session,
        organization_id=made.organization_id,
        actor=actor,
        now=now,
        tag=tag,
        subject=evidence_number(item.number),
        details={"expectation": made.expectation_id, **details},
    )


def _item(session: Session, number: int) -> EvidenceItem:
    item = session.scalars(select(EvidenceItem).where(EvidenceItem.number == number)).one_or_none()
    if item is None:
        raise NotFound("evidence.no_such_item", number=number)
    return item


def _open_link(session: Session, item: EvidenceItem, expectation_id: str) -> EvidenceLink | None:
    return session.scalars(
        select(EvidenceLink).where(
            EvidenceLink.item_id == item.id, EvidenceLink.expectation_id == expectation_id, EvidenceLink.on_record()
        )
    ).one_or_none()


def _current(session: Session, link_id: int) -> EvidenceLink:
    """Find a link that is on record.

    Raises:
        NotFound: this organization never had it.
        Conflict: it was changed or removed.
    """
    found = session.get(EvidenceLink, link_id)
    if found is None:
        raise NotFound("mapping.no_such_link")
    if found.recorded_to is not None:
        raise Conflict("mapping.changed_meanwhile")
    return found
