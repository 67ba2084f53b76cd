"""What can be wrong with a store or a blob, in our words; a vendor's error never leaves the room."""

import errno

from tracker.errors import InvalidInput, Unavailable


class BlobMissing(Unavailable):
    """Say that the bytes a row speaks of are not where they should be."""

    def __init__(self, sha256: str) -> None:
        super().__init__("vault.missing", sha256=sha256)


class BlobDamaged(Unavailable):
    """Say that the bytes are not the ones their digest names."""

    def __init__(self, sha256: str) -> None:
        super().__init__("vault.damaged", sha256=sha256)


class BlobTooLarge(InvalidInput):
    """Refuse more bytes than were allowed."""

    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__("vault.too_large", limit=limit)


class StoreFull(Unavailable):
    """Refuse because there is no room."""

    status = 507

    def __init__(self, store: str) -> None:
        super().__init__("vault.full", store=store)


class StoreUnreachable(Unavailable):
    """Refuse because the store, or the disk below it, does not do what it was asked."""

    def __init__(self, store: str) -> None:
        super().__init__("vault.unreachable", store=store)


def of_disk(fault: OSError, store: str) -> Unavailable:
    """Translate what the operating system said."""
    full = fault.errno in {errno.ENOSPC, errno.EDQUOT}
    return StoreFull(store) if full else StoreUnreachable(store)
