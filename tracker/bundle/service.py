"""Use cases of the bundle: seal an edition, write its ZIP again."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.bundle import bag, plan
from tracker.bundle.binding import bind
from tracker.bundle.contents import Contents, digest
from tracker.bundle.gathering import gather, read_whole
from tracker.bundle.models import Edition, EditionBlob
from tracker.bundle.names import folder_name, usual_folder
from tracker.bundle.queries import EditionView as EditionView
from tracker.bundle.queries import edition as edition_view
from tracker.bundle.queries import edition_of
from tracker.certification.models import Certification
from tracker.certification.queries import CertificationView
from tracker.errors import Conflict, Reason
from tracker.evidence.rules import MAX_REASON, clean_text
from tracker.journal.rules import Actor
from tracker.journal.service import record
from tracker.vault.models import Blob
from tracker.vault.service import Stores, open_blob, register, store_of


class Incomplete(Conflict):
    """Refuse to seal: selected revisions cannot be written whole. `reasons` names each and says why."""

    def __init__(self, reasons: Sequence[Reason], count: int) -> None:
        super().__init__("bundle.incomplete_refused", count=count)
        self.reasons = tuple(reasons)


def seal(
    session: Session,
    stores: Stores,
    *,
    certification: CertificationView,
    day: date,
    actor: Actor,
    now: datetime,
    folder: str | None = None,
    allow_incomplete: str | None = None,
) -> EditionView:
    """Freeze an edition as of `day`, the present day, and keep its reports; the same inputs find the edition they made.

    `folder`: the wished name of the one folder in the ZIP; none = slug, day and number. `allow_incomplete`: the reason
    for sealing although a selected revision is not whole; it stands on the first page. Unneeded, it changes nothing.

    Raises:
        Incomplete: a selected revision cannot be written whole and no reason was given. That is journalled: commit.
        InvalidInput: the reason is empty or too long.
    """
    contents, evidence, reasons = read_whole(session, stores, gather(session, certification, day=day))
    lacking = [held.number for held in contents.lacking]
    if lacking and allow_incomplete is None:
        _journal(session, certification, actor, now, "refuse", {"lacking": lacking})
        raise Incomplete(reasons, len(lacking))
    if lacking:
        reason = clean_text(allow_incomplete or "", field="reason", limit=MAX_REASON)
        contents = replace(contents, incomplete_reason=reason)
    wish = None if folder is None else folder_name(folder, incomplete=bool(lacking))
    inputs = digest(contents, wish)
    # One at a time: two seals at once would both take the next number.
    session.execute(select(Certification.id).where(Certification.id == certification.id).with_for_update())
    known = edition_of(session, certification.id, inputs)
    if known is not None:
        return known
    number = _next_number(session, certification.id)
    folder = wish or usual_folder(certification.slug, day.isoformat(), number, incomplete=bool(lacking))
    bound = bind(contents, evidence, number=number, folder=folder)
    for content in bound.files.values():
        _keep(session, stores, content, now=now)
    plan_sha256 = _keep(session, stores, plan.encode(bound.plan), now=now)
    edition = Edition(
        organization_id=certification.organization_id,
        certification_id=certification.id,
        number=number,
        plan_sha256=plan_sha256,
        inputs_sha256=inputs,
        sealed_at=now,
        sealed_by=actor.id,
    )
    _pin(session, edition, bound.plan, contents)
    details: dict[str, object] = {"edition": number, "plan": plan_sha256, "files": len(bound.plan.entries)}
    if lacking:
        details |= {"incomplete": contents.incomplete_reason, "lacking": lacking}
    _journal(session, certification, actor, now, "seal", details)
    return edition_view(session, certification.id, number)


def _next_number(session: Session, certification_id: int) -> int:
    newest = select(func.max(Edition.number)).where(Edition.certification_id == certification_id)
    return 1 + (session.scalar(newest) or 0)


def _pin(session: Session, edition: Edition, frozen: plan.Plan, contents: Contents) -> None:
    """Record the edition with every blob it needs, so that none is erased from under it."""
    edition.folder, edition.day, edition.size = frozen.folder, frozen.day, bag.length(frozen)
    edition.provable_bp, edition.claimed_bp = contents.report.provable_bp, contents.report.claimed_bp
    edition.incomplete_reason = contents.incomplete_reason
    session.add(edition)
    session.flush()
    session.add_all(
        EditionBlob(organization_id=edition.organization_id, edition_id=edition.id, sha256=sha256)
        for sha256 in sorted({*frozen.digests, edition.plan_sha256})
    )
    session.flush()


def _keep(session: Session, stores: Stores, content: bytes, *, now: datetime) -> str:
    """Keep bytes of ours as a blob; give its digest."""
    return register(session, stores, stores.writes_to.put(BytesIO(content)), now=now).sha256


def stream(session: Session, stores: Stores, edition: EditionView) -> tuple[int, Iterator[bytes]]:
    """Give the length of an edition's ZIP in bytes, and the ZIP in blocks, the same bytes each time.

    The database is read before the first block, so the session may end before the last.

    Raises:
        BlobMissing, StoreUnreachable: a blob is not there any more; nothing was given yet.
        NotAsPlanned: (while iterating) a blob is damaged; what was given is no whole ZIP.
    """
    with closing(open_blob(session, stores, edition.plan_sha256)) as source:
        document = source.read()
    if hashlib.sha256(document).hexdigest() != edition.plan_sha256:
        raise bag.NotAsPlanned("bundle.blob_damaged", path="plan", sha256=edition.plan_sha256)
    frozen = plan.decode(document)
    pinned = select(EditionBlob.sha256).where(EditionBlob.edition_id == edition.id)
    rows = session.execute(select(Blob.sha256, Blob.store).where(Blob.sha256.in_(pinned)))
    holders = {sha256: store_of(stores, name) for sha256, name in rows}
    for sha256 in frozen.digests:
        if sha256 not in holders or not holders[sha256].exists(sha256):
            open_blob(session, stores, sha256).close()

    def open_planned(sha256: str) -> AbstractContextManager[BinaryIO]:
        return closing(holders[sha256].open(sha256))

    return bag.length(frozen), bag.write(frozen, open_planned)


def write(session: Session, stores: Stores, edition: EditionView, out: BinaryIO) -> None:
    """Write an edition's ZIP into `out`. After a refusal, what stands in `out` has no directory: throw it away.

    Raises:
        Refusal: what `stream` raises.
    """
    _, blocks = stream(session, stores, edition)
    for block in blocks:
        out.write(block)


def note_download(session: Session, edition: EditionView, *, actor: Actor, now: datetime) -> None:
    """Journal that an edition was taken along."""
    record(
        session,
        organization_id=edition.organization_id,
        actor=actor,
        now=now,
        tag="bundle:edition:download",
        subject=edition.certification_slug,
        details={"edition": edition.number},
    )


def _journal(
    session: Session,
    certification: CertificationView,
    actor: Actor,
    now: datetime,
    action: str,
    details: dict[str, object],
) -> None:
    record(
        session,
        organization_id=certification.organization_id,
        actor=actor,
        now=now,
        tag={"seal": "bundle:edition:seal", "refuse": "bundle:edition:refuse"}[action],
        subject=certification.slug,
        details=details,
    )
