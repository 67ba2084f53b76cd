"""The one-time link to set a password: signed, for one person, ends after 72 hours or when the password is set.

Nothing is stored: the link carries a digest of the password hash and session key that stood when it was made, so
setting a password, by this link or otherwise, ends every link made before.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from tracker.access.models import User
from tracker.errors import InvalidInput

HOURS = 72
_PURPOSE = "tracker-set-password"


def make_token(user: User, *, secret_key: str, now: datetime) -> str:
    """Make the token of a link for a person who is already flushed."""
    ends = int((now + timedelta(hours=HOURS)).timestamp())
    return _signer(secret_key).dumps({"person": user.id, "state": _state(user), "ends": ends})


def person_of(session: Session, token: str, *, secret_key: str, now: datetime) -> User:
    """Find whose link this is.

    Raises:
        InvalidInput: not signed by us, over 72 hours old, already used, or its person no longer signs in here.
    """
    try:
        claim = _signer(secret_key).loads(token)
        user = session.get(User, int(claim["person"]))
        ends = datetime.fromtimestamp(int(claim["ends"]), UTC)
        state = str(claim["state"])
    except (BadData, KeyError, TypeError, ValueError) as fault:
        raise InvalidInput("access.link_not_ours") from fault
    if user is None or not user.active or now >= ends or not hmac.compare_digest(state, _state(user)):
        raise InvalidInput("access.link_over")
    return user


def _state(user: User) -> str:
    return hashlib.sha256(f"{user.fs_uniquifier}:{user.password or ''}".encode()).hexdigest()[:32]


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_PURPOSE)
