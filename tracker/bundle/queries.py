"""Reads of sealed editions."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.access.models import User
from tracker.bundle.models import Edition, EditionBlob
from tracker.certification.models import Certification
from tracker.errors import NotFound, Reason


@dataclass(frozen=True)
class EditionView:
    """封印した版. `size` is that of its ZIP in bytes; `plan_sha256` names the frozen plan."""

    id: int
    organization_id: int
    certification_id: int
    certification_slug: str
    number: int
    folder: str
    day: date
    plan_sha256: str
    size: int
    provable_bp: int | None
    claimed_bp: int | None
    incomplete_reason: str
    sealed_at: datetime
    sealed_by_name: str | None

    @property
    def file_name(self) -> str:
        """Name the ZIP like the folder in it."""
        return f"{self.folder}.zip"


def editions(session: Session, certification_id: int) -> tuple[EditionView, ...]:
    """List a certification's editions, newest first."""
    rows = session.execute(
        select(Edition, Certification.slug, User.name)
        .join(Certification, Certification.id == Edition.certification_id)
        .outerjoin(User, User.id == Edition.sealed_by)
        .where(Edition.certification_id == certification_id)
        .order_by(Edition.number.desc())
    )
    return tuple(_view(edition, slug, name) for edition, slug, name in rows)


def edition(session: Session, certification_id: int, number: int) -> EditionView:
    """Read one edition.

    Raises:
        NotFound: this certification has none of that number.
    """
    for view in editions(session, certification_id):
        if view.number == number:
            return view
    raise NotFound("bundle.no_such_edition", number=number)


def edition_of(session: Session, certification_id: int, inputs_sha256: str) -> EditionView | None:
    """Find the edition that was sealed from exactly these inputs."""
    number = session.scalar(
        select(Edition.number)
        .where(Edition.certification_id == certification_id, Edition.inputs_sha256 == inputs_sha256)
        .order_by(Edition.number)
        .limit(1)
    )
    return None if number is None else edition(session, certification_id, number)


def held_by(session: Session, sha256: str) -> list[Reason]:
    """Say which editions pin a blob: what the vault asks before it erases one."""
    rows = session.execute(
        select(Certification.slug, Edition.number)
        .join(EditionBlob, EditionBlob.edition_id == Edition.id)
        .join(Certification, Certification.id == Edition.certification_id)
        .where(EditionBlob.sha256 == sha256)
        .order_by(Certification.slug, Edition.number)
    )
    return [Reason("bundle.pinned", {"slug": slug, "number": number}) for slug, number in rows]


def _view(row: Edition, slug: str, sealed_by_name: str | None) -> EditionView:
    return EditionView(
        id=row.id,
        organization_id=row.organization_id,
        certification_id=row.certification_id,
        certification_slug=slug,
        number=row.number,
        folder=row.folder,
        day=row.day,
        plan_sha256=row.plan_sha256,
        size=row.size,
        provable_bp=row.provable_bp,
        claimed_bp=row.claimed_bp,
        incomplete_reason=row.incomplete_reason,
        sealed_at=row.sealed_at,
        sealed_by_name=sealed_by_name,
    )
