"""What a file is, read from its bytes, and the name it came by. Pure but for libmagic.

A client's media type and a name's ending are never believed. Only the few types below may be shown in place; all
others are handed back as attachments (DESIGN section 4, "Evidence").
"""

import unicodedata
from functools import cache
from pathlib import PureWindowsPath

import pylibmagic  # noqa: F401 -- carries libmagic for `magic`, so that nothing need be installed by hand

import magic  # isort: skip -- must come after pylibmagic

from tracker.errors import InvalidInput
from tracker.evidence.rules import MAX_NAME

HEAD_BYTES = 256 * 1024
UNKNOWN = "application/octet-stream"
SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Raster pictures that every browser draws without running anything. No SVG, HTML, XML or PDF."""

TEXT_LIKE = frozenset({"text/html", "text/xml", "application/xml", "image/svg+xml", "text/x-script", "text/javascript"})


@cache
def _detector() -> magic.Magic:
    return magic.Magic(mime=True)


def media_type(head: bytes) -> str:
    """Name the media type of a file from its first bytes (up to `HEAD_BYTES`).

    Anything libmagic cannot name, or names oddly, is `application/octet-stream`.
    """
    if not head:
        return UNKNOWN
    found = _detector().from_buffer(head)
    return found if found.count("/") == 1 and found.isascii() and " " not in found else UNKNOWN


def clean_name(given: str | None) -> str:
    """Keep the name a file came by: NFC, its last part only, without control or direction-turning characters.

    Raises:
        InvalidInput: longer than `MAX_NAME` characters; shortening it silently would lose what the user knows it by.
    """
    name = unicodedata.normalize("NFC", PureWindowsPath((given or "").replace("/", "\\")).name)
    name = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs")).strip()
    if len(name) > MAX_NAME:
        raise InvalidInput("evidence.name_too_long", field="file", limit=MAX_NAME, length=len(name))
    return name or "file"
