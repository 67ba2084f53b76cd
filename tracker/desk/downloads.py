"""How a file is handed out: its name, and a type that no browser runs. Pure."""

from urllib.parse import quote

from tracker.evidence.files import SHOWN_IN_PLACE

UNKNOWN = "application/octet-stream"
HANDED_OUT = SHOWN_IN_PLACE | {
    "application/pdf",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip",
    "image/gif",
    "image/heic",
    "image/tiff",
    "text/csv",
    "text/plain",
}
"""The types that are named to a browser; all others are bytes to it."""

SANDBOX = "default-src 'none'; sandbox"
"""The policy of a response that holds somebody's file: nothing in it may run, even if a browser shows it."""


def handed_out_as(media_type: str) -> str:
    """Name the type to send; text says no charset, because nobody knows it."""
    return media_type if media_type in HANDED_OUT else UNKNOWN


def disposition(name: str, fallback: str, *, inline: bool = False) -> str:
    """Write Content-Disposition: the name as it came (RFC 8187), and an ASCII one for old programs.

    `fallback` is ASCII and ours. The ending is kept when it is plain.
    """
    ending = name.rpartition(".")[2] if "." in name else ""
    plain = f"{fallback}.{ending}" if ending.isascii() and ending.isalnum() else fallback
    sort = "inline" if inline else "attachment"
    return f"{sort}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
