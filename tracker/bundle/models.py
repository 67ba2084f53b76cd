"""Mapped classes of sealed editions."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Owned


class Edition(Base, Owned):
    """封印した版: a frozen plan, from which the ZIP can be written again byte for byte.

    The plan (paths, digests, CRC-32, sizes) is itself a blob in the vault. `incomplete_reason` is empty for a complete
    edition.
    """

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"))
    number: Mapped[int]
    folder: Mapped[str]
    day: Mapped[date]
    plan_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    inputs_sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    provable_bp: Mapped[int | None]
    claimed_bp: Mapped[int | None]
    incomplete_reason: Mapped[str] = mapped_column(default="")
    sealed_at: Mapped[datetime]
    sealed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (UniqueConstraint("certification_id", "number"),)


class EditionBlob(Base, Owned):
    """A blob that an edition pins: it may not be erased while the edition stands."""

    __tablename__ = "edition_blob"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)

    __table_args__ = (UniqueConstraint("edition_id", "sha256"),)
