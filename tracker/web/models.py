"""The mapped class of typed text that waits for its person to sign in again."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base


class Draft(Base):
    """What somebody typed into a form whose session had ended. Never a password, a token or a file.

    Known by the digest of a random token that only that browser holds, and the path its form was sent to.
    `person_id` is whose session had ended, where that is known; then nobody else gets it back. Removed when given
    back, or after `expires_at`.
    """

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    action: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("token_sha256", "action"),)
