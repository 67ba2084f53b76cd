"""The journal page: who did what and when, in words, narrowed by what stands in the address.

Importing this registers every page of `admin` on its `blueprint`.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import render_template, request

from tracker.admin.subjects import Names, subject_of
from tracker.admin.views import blueprint as blueprint
from tracker.desk import reach
from tracker.journal.queries import Filters, actors, entries
from tracker.journal.tags import TAGS
from tracker.organizations.queries import place_names
from tracker.organizations.rules import WHOLE
from tracker.web.context import TOKYO, here
from tracker.web.dayfield import read_day
from tracker.web.locale import t
from tracker.web.permit import requires
from tracker.web.rownumber import row_number

PAGE = 100
SOURCES = tuple(dict.fromkeys(tag.partition(":")[0] for tag in TAGS))
ASKED = ("person", "source", "since", "until", "q")


@blueprint.get("/journal")
@requires("journal:entry:view")
def journal() -> str:
    """Show the journal of the organization, newest first, a hundred entries a page."""
    context, names = here(), _names()
    asked = {name: request.args[name].strip() for name in ASKED if request.args.get(name, "").strip()}
    found = entries(
        context.session,
        context.organization_id,
        filters=_filters(asked, names),
        before=row_number(request.args.get("before")) or None,
        limit=PAGE,
    )
    return render_template(
        "admin/journal.html",
        entries=[(entry, subject_of(entry.subject, names, _numbered)) for entry in found],
        asked=asked,
        people=actors(context.session, context.organization_id),
        sources=SOURCES,
        unreadable=[name for name in ("since", "until") if name in asked and _day(asked[name]) is None],
        page=PAGE,
    )


def _names() -> Names:
    """Gather what the organization's codes are called; only of plans in the reader's reach."""
    context = here()
    scopes = reach.scopes(context.session, context.reach)
    others = {kind.id: kind.title.in_locale(context.locale) for scope in scopes for kind in scope.profile.change_kinds}
    return Names(
        plans={scope.plan.slug: scope.plan.title for scope in scopes},
        expectations={
            expectation.id: expectation.title.in_locale(context.locale)
            for scope in scopes
            for question in scope.profile.questions
            for expectation in question.expectations
        },
        others={
            **others,
            **place_names(context.session),
            WHOLE: t("place.organization"),
            context.organization_slug: context.organization_name,
        },
    )


def _filters(asked: Mapping[str, Any], names: Names) -> Filters:
    """Read which entries are asked for; a day that cannot be read narrows nothing, and the page says so."""
    since, until = (_day(asked.get(name, "")) for name in ("since", "until"))
    text = asked.get("q", "")
    return Filters(
        source=asked.get("source", ""),
        actor_id=row_number(asked.get("person")) or None,
        since=_begin(since) if since else None,
        until=_begin(until + timedelta(days=1)) if until and until < date.max else None,
        about=(text, *names.codes_like(text)) if text else (),
    )


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)


def _numbered(number: int) -> str:
    return t("desk.question_number", number=number)
