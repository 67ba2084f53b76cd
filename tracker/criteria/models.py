"""The mapped class of a loaded edition of the criteria."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base


class CriteriaEdition(Base):
    """One loaded state of the criteria data (catalog, bodies, profiles), kept for ever by digest.

    `document` is the canonical JSON of the whole edition; a corrected datum is a new row with a new digest, and every
    certification keeps pointing at the one it was pinned to.
    """

    __tablename__ = "criteria_edition"

    digest: Mapped[str] = mapped_column(primary_key=True)
    catalog_id: Mapped[str]
    version: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime]
