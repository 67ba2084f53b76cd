"""Passwords: how they are hashed and how long they must be.

The hash is the one Flask-Security makes with its double hashing (argon2id over an HMAC keyed by the installation's
salt), so that the command can set a password without a running application.
"""

import base64
import hashlib
import hmac
import unicodedata

from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from tracker.errors import InvalidInput

MIN_LENGTH = 12
MAX_LENGTH = 128


def check_password(password: str, *, email: str = "") -> str:
    """Normalise a new password and refuse one that is too easy to guess.

    Returns the NFKD form, which is what is hashed: a Japanese keyboard may send either form.

    Raises:
        InvalidInput: shorter than 12 or longer than 128 characters, one character only, or the e-mail address.
    """
    text = unicodedata.normalize("NFKD", password)
    # が is one letter to whoever types it, though two in NFKD.
    letters = len(unicodedata.normalize("NFC", password))
    if letters < MIN_LENGTH:
        raise InvalidInput("access.password_too_short", field="password", least=MIN_LENGTH)
    if letters > MAX_LENGTH:
        raise InvalidInput("access.password_too_long", field="password", most=MAX_LENGTH)
    if len(set(text)) < 4 or (email and text.lower() == email.lower()):
        raise InvalidInput("access.password_too_simple", field="password")
    return text


def hash_password(password: str, *, salt: str) -> str:
    """Hash a normalised password with argon2id."""
    keyed = base64.b64encode(hmac.new(salt.encode(), password.encode(), hashlib.sha512).digest())
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).hash(keyed)
