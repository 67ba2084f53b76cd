"""Fixity: read kept blobs again and compare them with the digest they are known by."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.errors import Refusal
from tracker.vault.faults import BlobMissing
from tracker.vault.models import Blob
from tracker.vault.protocol import CHUNK_BYTES, Tally
from tracker.vault.service import Stores, open_blob

PAGE = 500


@dataclass(frozen=True)
class FixityFault:
    """One blob that is not what its row says: `kind` is missing, changed or unreadable."""

    kind: str
    sha256: str
    store: str


@dataclass(frozen=True)
class FixityReport:
    """How many blobs there are, how many of them and of their bytes were read, and every fault found."""

    blobs: int
    checked: int
    bytes_read: int
    faults: tuple[FixityFault, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing was wrong."""
        return not self.faults


@dataclass(frozen=True)
class _Row:
    sha256: str
    size: int
    crc32: int
    store: str


def check(session: Session, stores: Stores, *, sample: float = 1.0, seed: int = 0) -> FixityReport:
    """Hash a share of all blobs again, in constant memory, and go on after every fault.

    `sample` is a share from 0 to 1; at least one blob is read where there is one. The same seed over the same blobs
    reads the same ones.
    """
    blobs = session.scalar(select(func.count()).select_from(Blob)) or 0
    share = min(1.0, max(0.0, sample))
    chosen = set(Random(seed).sample(range(blobs), max(min(blobs, 1), math.ceil(blobs * share))))  # noqa: S311
    faults: list[FixityFault] = []
    checked = bytes_read = 0
    for place, row in enumerate(_rows(session)):
        if place in chosen:
            kind, read = _check(session, stores, row)
            checked += 1
            bytes_read += read
            if kind:
                faults.append(FixityFault(kind, row.sha256, row.store))
    return FixityReport(blobs, checked, bytes_read, tuple(faults))


def _rows(session: Session) -> Iterator[_Row]:
    """Walk through the rows in pages, so that no read is left open while hours of hashing go by."""
    columns = select(Blob.sha256, Blob.size, Blob.crc32, Blob.store).order_by(Blob.sha256).limit(PAGE)
    last = ""
    while page := session.execute(columns.where(Blob.sha256 > last)).all():
        for row in page:
            yield _Row(*row)
        last = page[-1].sha256


def _check(session: Session, stores: Stores, row: _Row) -> tuple[str | None, int]:
    tally = Tally()
    try:
        with open_blob(session, stores, row.sha256) as stream:
            while data := stream.read(CHUNK_BYTES):
                tally.add(data)
    except BlobMissing:
        return "missing", tally.size
    except (Refusal, OSError):
        return "unreadable", tally.size
    found = tally.result()
    same = (found.sha256, found.size, found.crc32) == (row.sha256, row.size, row.crc32)
    return (None if same else "changed"), tally.size
