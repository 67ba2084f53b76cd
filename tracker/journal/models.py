"""The mapped class of one journal entry."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Owned


class JournalEntry(Base, Owned):
    """One thing that happened, chained to the one before by digest.

    `tag` is `source:subject:action`; `subject` names the thing (証-0014-02, q13, a slug); `role` is the role acted in.
    """

    __tablename__ = "journal_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str]
    role: Mapped[str]
    tag: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str]
    digest: Mapped[str]

    __table_args__ = (UniqueConstraint("organization_id", "sequence"),)
