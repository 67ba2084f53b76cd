"""Place keys and what an organization may state of itself: pure rules."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields

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
COUNTERPARTY_KINDS = ("partner", "cloud")
MAX_NAME = 200
MAX_ADDRESS = 300
MAX_EMPLOYEES = 10_000_000
MAX_CAPITAL_YEN = 10**15
AMOUNT = re.compile(r"(?:(\d+)億)?(?:(\d+)万)?(\d+)?")


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


@dataclass(frozen=True)
class Stated:
    """What an organization states of itself; null = not stated, and nobody guesses it."""

    name: str
    industry: str | None = None
    employees: int | None = None
    capital_yen: int | None = None
    defence_work: bool | None = None
    two_person_rule: bool = True


def check_stated(stated: Stated) -> Stated:
    """Clean the name, and refuse an industry we do not know or a number that cannot be.

    Raises:
        InvalidInput: with the field it belongs to.
    """
    if stated.industry is not None and stated.industry not in INDUSTRIES:
        raise InvalidInput("organizations.unknown_industry", field="industry", industry=stated.industry)
    for field, limit in (("employees", MAX_EMPLOYEES), ("capital_yen", MAX_CAPITAL_YEN)):
        number = getattr(stated, field)
        if number is not None and not 0 <= number <= limit:
            raise InvalidInput("organizations.number_out_of_range", field=field, limit=limit)
    return Stated(
        name=clean_line(stated.name, field="name", limit=MAX_NAME),
        industry=stated.industry,
        employees=stated.employees,
        capital_yen=stated.capital_yen,
        defence_work=stated.defence_work,
        two_person_rule=stated.two_person_rule,
    )


def changes_between(before: Stated, after: Stated) -> dict[str, list[str | int | bool | None]]:
    """Name what differs, old and new, for the journal."""
    return {
        field.name: [getattr(before, field.name), getattr(after, field.name)]
        for field in fields(Stated)
        if getattr(before, field.name) != getattr(after, field.name)
    }


def clean_line(value: str, *, field: str, limit: int, required: bool = True) -> str:
    """Bring a typed line to NFC, without control characters and outer blanks; inner letters stay as typed.

    Raises:
        InvalidInput: empty though required, or longer than `limit` characters.
    """
    text = "".join(
        " " if letter in "\t\r\n" else letter
        for letter in unicodedata.normalize("NFC", value)
        if letter in "\t\r\n" or unicodedata.category(letter) != "Cc"
    ).strip()
    if required and not text:
        raise InvalidInput("organizations.required", field=field)
    if len(text) > limit:
        raise InvalidInput("organizations.too_long", field=field, limit=limit, length=len(text))
    return text


def check_counterparty_kind(kind: str) -> str:
    """Refuse a kind other than partner or cloud."""
    if kind not in COUNTERPARTY_KINDS:
        raise InvalidInput("organizations.unknown_counterparty_kind", field="kind", kind=kind)
    return kind


def propose_slug(name: str, *, kind: str, taken: Iterable[str]) -> str:
    """Make a free short name from a name: its Latin letters if there are any, else the kind and a number."""
    used = set(taken)
    latin = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", name).lower()).strip("-")[:32].strip("-")
    # A name like 第2工場 leaves a bare digit, which tells nobody anything.
    base = latin if re.search(r"[a-z]", latin) else kind
    if base == latin and base not in used:
        return base
    number = 1
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


def read_amount(text: str) -> int | None:
    """Read a whole number as offices write it: 1,200 · １２００ · 3億 · 1,000万円 · 86名. None = nothing written.

    Raises:
        ValueError: it is no such number.
    """
    plain = re.sub(r"[\s,、円名人]", "", unicodedata.normalize("NFKC", text))
    if not plain:
        return None
    found = AMOUNT.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    hundred_millions, ten_thousands, ones = (int(part or 0) for part in found.groups())
    return hundred_millions * 10**8 + ten_thousands * 10**4 + ones
