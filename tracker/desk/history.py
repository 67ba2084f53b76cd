"""What an entry of the journal says of one item, in lines that a page can put into words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DATED = ("kind", "collected_on", "covers_from", "covers_to", "valid_until")
SAID = {"expectation": "desk.link.expectation", "places": "desk.place", "reason": "desk.history.reason"}


@dataclass(frozen=True)
class Said:
    """One fact of an entry: `field` tells how to write the values; `before` null = it says no earlier value."""

    field: str
    label: str
    before: Any
    after: Any


def said(tag: str, details: Mapping[str, Any]) -> tuple[Said, ...]:
    """List what an entry says, changed facts with what they were; what did not change is left out."""
    if tag == "evidence:item:retitle":
        return (Said("title", "desk.item.title", details.get("before"), details.get("after")),)
    found = [
        Said(name, label, None, details[name])
        for name, label in SAID.items()
        if details.get(name) or (name == "places" and name in details)
    ]
    before, after = details.get("before"), details.get("after")
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        known = {name: f"desk.item.{name}" for name in DATED} | SAID
        found += [
            Said(name, label, before.get(name) or "", after.get(name) or "")
            for name, label in known.items()
            if before.get(name) != after.get(name)
        ]
    return tuple(found)
