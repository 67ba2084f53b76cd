"""What was worked out from an organization's record, kept in this process until its journal grows.

Everything that `assess` reads, and everything a list of its states shows, is journalled in the transaction that
changes it. The digest of the newest entry covers all entries before it, the instant and the content, so it names one
state of the record and no other: what was worked out under it stays true under it. The head is read before anything
else, so a change that commits meanwhile can only put newer facts under an older head, which nobody asks for again.

Never holds a form (its token belongs to one browser), and never outlives the process.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from threading import Lock
from typing import TypeVar, cast

from flask import current_app, render_template, request
from markupsafe import Markup

from tracker.journal.queries import head
from tracker.readiness.queries import Readiness, readiness_on_days
from tracker.web.context import here

T = TypeVar("T")
EXTENSION = "tracker.desk.memory"


class Memory:
    """The newest `size` things that were asked for; safe between threads."""

    def __init__(self, size: int = 128) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what is kept under `key`, or make it now; two threads may make it twice, and it is the same."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(T, self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


def on_days(slug: str, days: Iterable[date]) -> Mapping[date, Readiness]:
    """Assess a certification in reach on several days; like `readiness_on_days`.

    The caller has found the certification in the reader's reach before.
    """
    session, today, asked = here().session, here().today, tuple(days)
    return _memory().keep(
        ("on_days", *_record(), slug, asked), lambda: readiness_on_days(session, slug, asked, today=today)
    )


def on_day(slug: str, day: date) -> Readiness:
    """Assess a certification in reach on one day on which it was on record."""
    return on_days(slug, (day,))[day]


def part(template: str, key: Hashable, **shown: object) -> Markup:
    """Draw a part of a page that depends on the record, on who reads it in which language, and on `key` alone.

    What the reader may do is part of the record: grants are journalled, and their windows begin and end by day.

    Raises:
        ValueError: the part holds a form, which would hand one browser's token to another.
    """
    context = here()
    reader = (context.actor, context.real_day, context.locale, request.script_root)

    def draw() -> Markup:
        drawn = render_template(template, **shown)
        if "csrf_token" in drawn:
            raise ValueError(f"{template} holds a form and cannot be remembered")
        return Markup(drawn)  # noqa: S704 - drawn by our own template, which escapes

    return _memory().keep(("part", template, *_record(), reader, key), draw)


def for_reader(key: Hashable, make: Callable[[], T]) -> T:
    """Keep what depends on the record, on who reads it in which language, and on `key` alone."""
    context = here()
    reader = (context.actor, context.real_day, context.locale, context.reach)
    return _memory().keep(("for_reader", *_record(), reader, key), make)


def _record() -> tuple[int, str, date]:
    context = here()
    return context.organization_id, head(context.session, context.organization_id), context.today


def _memory() -> Memory:
    memory: Memory = current_app.extensions[EXTENSION]
    return memory
