"""Use cases of the criteria: load what the data files say."""

from datetime import datetime
from importlib.resources.abc import Traversable

from sqlalchemy.orm import Session

from tracker.criteria.encoding import encode
from tracker.criteria.models import CriteriaEdition
from tracker.criteria.reading import PACKAGED, read
from tracker.criteria.rules import Edition


def load(session: Session, *, now: datetime, folder: Traversable = PACKAGED) -> Edition:
    """Keep the edition that the folder's files make, unless it is kept already.

    Repeatable. An earlier edition is never touched: every certification stays with the one it was pinned to until
    somebody moves it. Nothing is journalled, because an edition belongs to no organization; the row says when.

    Raises:
        CriteriaFault: the files are wrong; nothing is kept.
    """
    edition = read(folder)
    if session.get(CriteriaEdition, edition.digest) is None:
        session.add(
            CriteriaEdition(
                digest=edition.digest,
                catalog_id=edition.catalog.id,
                version=edition.catalog.version,
                document=encode(edition),
                loaded_at=now,
            )
        )
        session.flush()
    return edition
