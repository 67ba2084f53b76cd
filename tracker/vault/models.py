"""The mapped class of one kept blob."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base


class Blob(Base):
    """Bytes known by their SHA-256 (hex). `store` names the store that holds them, so old rows survive a switch."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    crc32: Mapped[int] = mapped_column(BigInteger)
    store: Mapped[str]
    kept_at: Mapped[datetime]
