"""Which store holds what: rows of blobs, opening one by its row, erasing one nobody holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.config import Misconfigured, Settings
from tracker.errors import Conflict, Reason
from tracker.vault.faults import BlobMissing, StoreUnreachable
from tracker.vault.local import LocalStore
from tracker.vault.models import Blob
from tracker.vault.protocol import Store, StoredBlob, check_digest

Holder = Callable[[str], list[Reason]]
"""Says why the blob of a digest must stay; an empty list = this holder does not need it."""


class BlobHeld(Conflict):
    """Refuse to erase a blob that somebody still needs; `reasons` says who."""

    def __init__(self, sha256: str, reasons: Iterable[Reason]) -> None:
        super().__init__("vault.held", sha256=sha256)
        self.reasons = tuple(reasons)


@dataclass(frozen=True)
class Stores:
    """The store that takes new bytes, and every store by the name that rows know it by."""

    writes_to: Store
    by_name: Mapping[str, Store]


def stores_from(settings: Settings) -> Stores:
    """Open the stores of this installation: the local one always, because older rows may point to it.

    Raises:
        Misconfigured: S3 was chosen without a bucket.
        StoreUnreachable: the folder of the local store cannot be made.
    """
    by_name: dict[str, Store] = {"local": LocalStore(settings.resolved_vault)}
    if settings.s3_bucket:
        from tracker.vault.s3 import S3Store  # noqa: PLC0415 - boto3 takes half a second that nobody else should wait

        by_name["s3"] = S3Store(
            bucket=settings.s3_bucket,
            spool=settings.instance / "spool",
            endpoint=settings.s3_endpoint,
            region=settings.s3_region,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
        )
    if settings.store not in by_name:
        raise Misconfigured("config.missing_setting", name="s3_bucket")
    return Stores(writes_to=by_name[settings.store], by_name=by_name)


def register(session: Session, stores: Stores, stored: StoredBlob, *, now: datetime) -> Blob:
    """Have the row of a blob that was just put into `stores.writes_to`, and keep it from being erased until commit.

    The same bytes twice are one row, also when two transactions register them at once. A row whose own store has lost
    the bytes is pointed to where they are now.

    Raises:
        BlobMissing: an erasure was faster; the bytes must be sent again.
    """
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "sha256": check_digest(stored.sha256),
        "size": stored.size,
        "crc32": stored.crc32,
        "store": stores.writes_to.name,
        "kept_at": now,
    }
    session.execute(insert(Blob).values(values).on_conflict_do_nothing())
    # FOR KEY SHARE: an erasure waits for us, other registrations do not. On SQLite the insert is lock enough.
    held = select(Blob).where(Blob.sha256 == stored.sha256).with_for_update(read=True, key_share=True)
    blob = session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if blob is None or not stores.writes_to.exists(stored.sha256):
        raise BlobMissing(stored.sha256)
    if blob.store != stores.writes_to.name:
        former = stores.by_name.get(blob.store)
        if former is None or not former.exists(stored.sha256):
            blob.store = stores.writes_to.name
            session.flush()
    return blob


def open_blob(session: Session, stores: Stores, sha256: str) -> BinaryIO:
    """Open a blob in the store that its row names; the caller closes it.

    Raises:
        BlobMissing: no row, or no bytes where the row says they are.
        StoreUnreachable: the store does not answer, or is not configured any more.
    """
    blob = session.get(Blob, sha256)
    if blob is None:
        raise BlobMissing(sha256)
    return store_of(stores, blob.store).open(sha256)


def store_of(stores: Stores, name: str) -> Store:
    """Find a store by the name in a row.

    Raises:
        StoreUnreachable: none of that name is configured any more.
    """
    store = stores.by_name.get(name)
    if store is None:
        raise StoreUnreachable(name)
    return store


def erase(session: Session, stores: Stores, sha256: str, holders: Iterable[Holder]) -> None:
    """Erase a blob that no holder needs: the row in this transaction, the bytes at once.

    Call it last before the commit. The row stays locked until then, so that the same bytes coming in meanwhile wait
    and then find themselves missing. If the commit fails the row stays, the bytes are gone, and erasing again ends it.

    Raises:
        BlobHeld: somebody needs it; nothing is erased.
        BlobMissing: no such row.
    """
    blob = session.scalars(select(Blob).where(Blob.sha256 == sha256).with_for_update()).one_or_none()
    if blob is None:
        raise BlobMissing(sha256)
    if reasons := [reason for holder in holders for reason in holder(sha256)]:
        raise BlobHeld(sha256, reasons)
    store = store_of(stores, blob.store)
    session.delete(blob)
    session.flush()
    store.erase(sha256)
