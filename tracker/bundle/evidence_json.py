"""`data/evidence.json`: every revision by number with digest, original name, dates and what it shows. Pure."""

import json
from datetime import date
from typing import Any

from tracker.bundle.contents import Contents, Held, Shown

FORMAT = "tics-evidence/1"


def encode(contents: Contents) -> bytes:
    """Write the list: UTF-8, sorted keys, indent 2, LF, no clock time. `path` is null for what is not in the bundle."""
    document = {
        "format": FORMAT,
        "certification": {"id": contents.subject.slug, "title": contents.subject.title},
        "as_of": contents.day.isoformat(),
        "evidence": [_held(held) for held in contents.held],
    }
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def _held(held: Held) -> dict[str, Any]:
    return {
        "number": held.number,
        "title": held.title,
        "path": held.path if held.whole else None,
        "sha256": held.sha256,
        "size": held.size,
        "original_name": held.original_name,
        "media_type": held.media_type,
        "kind": held.kind,
        "collected_on": held.collected_on.isoformat(),
        "covers_from": _day(held.covers_from),
        "covers_to": _day(held.covers_to),
        "valid_until": _day(held.valid_until),
        "uploaded_by": held.uploaded_by,
        "uploaded_on": held.uploaded_on.isoformat(),
        "expired": held.expired,
        "shows": [_shown(link) for link in held.links],
    }


def _shown(link: Shown) -> dict[str, Any]:
    return {
        "question": link.question,
        "expectation": link.expectation,
        "places": list(link.places),
        "reason": link.reason,
        "accepted_by": link.accepted_by,
        "accepted_on": _day(link.accepted_on),
        "expired": link.expired,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
