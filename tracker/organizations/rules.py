"""Place keys and what an organization may state of itself: pure rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.errors import InvalidInput

WHOLE = "organization"
"""The place key of the whole organization: what a link that names no place stands for."""

INDUSTRIES = (
    "metal_pressing",
    "mold_making",
    "machining",
    "casting_forging",
    "plating_coating",
    "plastics",
    "electronics",
    "machinery",
    "automotive_parts",
    "aerospace_defence",
    "other_manufacturing",
    "software",
    "other",
)
MANUFACTURING = frozenset(INDUSTRIES) - {"software", "other"}
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True)
class Places:
    """The places of an organization that a certification's slots can be about, as slugs."""

    sites: tuple[str, ...]
    partners: tuple[str, ...] = ()
    clouds: tuple[str, ...] = ()

    def keys(self, each: str) -> tuple[str, ...]:
        """Name the place keys that an expectation of this `each` has one slot for."""
        match each:
            case "organization":
                return (WHOLE,)
            case "site":
                return tuple(f"site:{slug}" for slug in self.sites)
            case "partner":
                return tuple(f"partner:{slug}" for slug in self.partners)
            case "cloud":
                return tuple(f"cloud:{slug}" for slug in self.clouds)
        raise ValueError(each)


def kind_of(place: str) -> str:
    """Tell what a place key speaks of: organization, site, partner or cloud."""
    return place.partition(":")[0]


def check_slug(slug: str, *, taken: Iterable[str] = ()) -> str:
    """Refuse a short name that could not stand in an address or a file name.

    Raises:
        InvalidInput: other letters than a–z, 0–9 and -, longer than 40, or already taken.
    """
    if not SLUG.fullmatch(slug):
        raise InvalidInput("organizations.bad_slug", field="slug", slug=slug)
    if slug in set(taken):
        raise InvalidInput("organizations.slug_taken", field="slug", slug=slug)
    return slug
