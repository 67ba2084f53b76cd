"""Which paths may stand in a bundle at all. Pure."""

import unicodedata

from tracker.bundle.names import DEVICE, DROPPED, FORBIDDEN, MAX_PART_BYTES

MAX_BYTES = 1024
FORBIDDEN_LETTERS = frozenset(chr(code) for code in FORBIDDEN) - {"/"}
"""Backslash and colon reach other folders, drives and hidden streams on Windows; the rest cannot be unpacked there."""


def is_safe(path: str) -> bool:
    """Tell whether a path stays inside its folder and means the same on every system.

    Refused: absolute paths, drives, `.` and `..`, empty parts, what Windows forbids, device names, parts over 255
    bytes, trailing dots and spaces, and letters that are not seen (controls, direction marks, zero width).
    """
    if not path or len(path.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return False
    return all(_safe_part(part) for part in path.split("/"))


def _safe_part(part: str) -> bool:
    if part in ("", ".", "..") or part[-1] in ". ":
        return False
    if DEVICE.match(part) or len(part.encode("utf-8", "surrogatepass")) > MAX_PART_BYTES:
        return False
    return not any(letter in FORBIDDEN_LETTERS or unicodedata.category(letter) in DROPPED for letter in part)


def shown(name: bytes) -> str:
    """Write a hostile name so that it can be printed: escapes for what is not UTF-8 or cannot be seen."""
    text = name.decode("utf-8", "backslashreplace")
    return "".join(
        letter if unicodedata.category(letter) not in DROPPED else f"\\u{ord(letter):04x}"
        for letter in text[:MAX_BYTES]
    )
