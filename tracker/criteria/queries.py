"""Reads of the loaded editions. They belong to no organization, so every session may read them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.criteria.encoding import decode
from tracker.criteria.models import CriteriaEdition
from tracker.criteria.rules import Edition, Profile
from tracker.errors import NotFound

NEWEST_FIRST = (CriteriaEdition.loaded_at.desc(), CriteriaEdition.digest)


def edition(session: Session, digest: str) -> Edition:
    """Read the edition of that digest.

    Raises:
        NotFound: none is kept under it.
    """
    document = session.scalar(select(CriteriaEdition.document).where(CriteriaEdition.digest == digest))
    if document is None:
        raise NotFound("criteria.no_such_edition", digest=digest)
    return decode(document)


def newest(session: Session) -> Edition:
    """Read the edition that was loaded last: the one that a new certification starts from.

    Raises:
        NotFound: none was loaded yet.
    """
    document = session.scalar(select(CriteriaEdition.document).order_by(*NEWEST_FIRST).limit(1))
    if document is None:
        raise NotFound("criteria.nothing_loaded")
    return decode(document)


def profile(session: Session, edition_digest: str, profile_id: str) -> Profile:
    """Read one body's profile as it stands in that edition.

    Raises:
        NotFound: no such edition, or no such profile in it.
    """
    found = edition(session, edition_digest)
    for candidate in found.profiles:
        if candidate.id == profile_id:
            return candidate
    raise NotFound("criteria.no_such_profile", profile=profile_id)


def kept_profile(session: Session, profile_digest: str) -> Profile:
    """Read a profile by the digest of its content, from whichever edition holds it.

    Raises:
        NotFound: no kept edition holds it.
    """
    for document in session.scalars(select(CriteriaEdition.document).order_by(*NEWEST_FIRST)):
        for candidate in decode(document).profiles:
            if candidate.digest == profile_digest:
                return candidate
    raise NotFound("criteria.no_such_profile", profile=profile_digest)
