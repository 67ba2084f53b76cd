"""What the evidence list's address asks for, and which lines answer it. Pure over what was read."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.desk.ledger import STATES, Line
from tracker.evidence.rules import KINDS

EXPIRIES = ("expired", "soon", "audit")
"""Already over; within 30 days from today; before the audit day."""
SOON = timedelta(days=30)
ORDERS = ("urgent", "newest")
NUMBER = re.compile(r"(?:証-?)?0*(\d{1,9})(?:-\d{1,3})?")
"""A number as people cite or type it, after width and letters are made alike: 証-0014-02, 0014, 14."""
LONGEST = 200


@dataclass(frozen=True)
class Narrowing:
    """What is asked for; empty and null = everything."""

    words: str = ""
    state: str = ""
    kind: str = ""
    place: str = ""
    group: int | None = None
    question: int | None = None
    expiry: str = ""
    order: str = ""

    @property
    def asked(self) -> dict[str, str | int]:
        """Give what is asked for as an address carries it; what is not asked for is left out."""
        every = {
            "q": self.words,
            "state": self.state,
            "kind": self.kind,
            "place": self.place,
            "group": self.group,
            "question": self.question,
            "expiry": self.expiry,
            "order": self.order,
        }
        return {name: value for name, value in every.items() if value}

    @property
    def conditions(self) -> int:
        """Count what narrows the list besides the words."""
        return len(self.asked.keys() - {"q", "order"})


def read(args: Mapping[str, str]) -> Narrowing:
    """Read an address; what is not ours counts as not asked for. Never raises."""

    def one_of(name: str, known: Iterable[str]) -> str:
        given = args.get(name, "")
        return given if given in known else ""

    return Narrowing(
        words=args.get("q", "").strip()[:LONGEST],
        state=one_of("state", STATES),
        kind=one_of("kind", KINDS),
        place=args.get("place", "")[:LONGEST],
        group=_number(args.get("group", "")),
        question=_number(args.get("question", "")),
        expiry=one_of("expiry", EXPIRIES),
        order=one_of("order", ORDERS[1:]),
    )


def narrow(
    found: Iterable[Line], asked: Narrowing, *, groups: Mapping[int, int], today: date, audit_day: date | None
) -> tuple[Line, ...]:
    """Keep the lines that answer everything asked for but the state, in the order asked for.

    `found` comes the most pressing first; `groups` gives the group of each question. The state is left to the caller,
    who counts the lines by it.
    """
    words = [_alike(word) for word in asked.words.split()]
    kept = [
        line
        for line in found
        if all(_speaks_of(line, word) for word in words)
        and (not asked.kind or line.item.newest.kind == asked.kind)
        and (not asked.place or asked.place in line.places)
        and (asked.group is None or asked.group in {groups.get(number) for number in line.questions})
        and (asked.question is None or asked.question in line.questions)
        and (not asked.expiry or ends(line, asked.expiry, today=today, audit_day=audit_day))
    ]
    if asked.order == "newest":
        kept.sort(key=lambda line: -line.item.number)
    return tuple(kept)


def ends(line: Line, expiry: str, *, today: date, audit_day: date | None) -> bool:
    """Tell whether an item has ended, or ends in that time; `until` is its last good day."""
    if expiry == "expired" or line.until is None or line.state == "expired":
        return expiry == "expired" and line.state == "expired"
    if expiry == "soon":
        return line.until <= today + SOON
    return audit_day is not None and line.until < audit_day


def _speaks_of(line: Line, word: str) -> bool:
    cited = NUMBER.fullmatch(word)
    if cited and int(cited[1]) == line.item.number:
        return True
    texts = (line.item.title, *(revision.original_name for revision in line.item.revisions))
    return any(word in _alike(text) for text in texts)


def _alike(text: str) -> str:
    """Make widths and letters alike: ＵＳＢ finds usb, and a name that a Mac took apart is found too."""
    return unicodedata.normalize("NFKC", text).casefold()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
