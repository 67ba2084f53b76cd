"""The evidence list: what the reader may see of it, narrowed by what the address says; also as CSV."""

from collections.abc import Iterable

from flask import Response, render_template, request, url_for

from tracker.desk import narrowing, reach, remembered
from tracker.desk.downloads import disposition
from tracker.desk.ledger import STATES, Line, counted, lines
from tracker.desk.narrowing import EXPIRIES, Narrowing
from tracker.desk.reach import Scope
from tracker.desk.views.frame import asking, blueprint, place
from tracker.evidence.rules import KINDS
from tracker.organizations.rules import WHOLE
from tracker.web.context import here
from tracker.web.locale import t
from tracker.web.permit import requires
from tracker.words import sheet

PER_PAGE = 50
COLUMNS = (
    "desk.csv.number",
    "desk.item.title",
    "desk.file_name",
    "desk.item.kind",
    "desk.place",
    "desk.item.collected_on",
    "desk.item.covers_from",
    "desk.item.covers_to",
    "desk.item.valid_until",
    "criteria.question",
    "desk.state",
    "desk.until",
    "desk.uploaded_by",
    "desk.digest",
)


@blueprint.get("/evidence")
@requires("evidence:item:view")
def evidence() -> str:
    """List evidence. Counts are those of the same filtered query as the lines."""
    asked, scope = narrowing.read(request.args), _scope()
    everything = _lines(scope)
    found = _narrowed(everything, asked, scope)
    shown = _in_state(found, asked)
    pages = max(-(-len(shown) // PER_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "desk/evidence.html",
        asked=asked,
        counts=counted(found),
        total=len(found),
        shown=shown[(page - 1) * PER_PAGE : page * PER_PAGE],
        found=len(shown),
        first=(page - 1) * PER_PAGE + 1,
        page=page,
        pages=pages,
        kinds=KINDS,
        states=STATES,
        expiries=[each for each in EXPIRIES if each != "audit" or (scope and scope.plan.audit_day)],
        places=_places(everything),
        groups=scope.profile.groups if scope else (),
        plan=scope.plan if scope else None,
        anything=bool(everything),
        with_=lambda **changes: url_for("desk.evidence", **{**asked.asked, **changes}),
    )


@blueprint.get("/evidence.csv")
@requires("evidence:item:view")
def evidence_csv() -> Response:
    """Hand out the same lines as the list shows, all pages of them, for a spreadsheet."""
    asked, scope = narrowing.read(request.args), _scope()
    shown = _in_state(_narrowed(_lines(scope), asked, scope), asked)
    written = sheet([[t(column) for column in COLUMNS], *(_row(line) for line in shown)])
    answer = Response(written, content_type="text/csv; charset=utf-8")
    name = f"{t('menu.evidence')}_{here().today.isoformat()}.csv"
    answer.headers["Content-Disposition"] = disposition(name, f"evidence-{here().today.isoformat()}")
    return answer


def numbers_listed(asked: Narrowing) -> tuple[int, ...]:
    """Give the numbers of the list in its order, for walking from one item to the next."""

    def work_out() -> tuple[int, ...]:
        scope = _scope()
        return tuple(line.item.number for line in _in_state(_narrowed(_lines(scope), asked, scope), asked))

    return remembered.for_reader(("evidence", asked), work_out)


def state_word(state: str) -> str:
    """Name the state of an item."""
    return t(f"desk.state.{state}" if state in ("other_kind", "unlinked") else f"state.{state}")


def _scope() -> Scope | None:
    """Take the plan whose states the list shows: the first in reach."""
    scopes = reach.scopes(here().session, here().reach)
    return scopes[0] if scopes else None


def _lines(scope: Scope | None) -> tuple[Line, ...]:
    items = reach.items(here().session, here().reach)
    links = reach.links(here().session, here().reach, items=[item.number for item in items])
    return lines(items, links, asking(scope) if scope else None)


def _narrowed(found: Iterable[Line], asked: Narrowing, scope: Scope | None) -> tuple[Line, ...]:
    return narrowing.narrow(
        found,
        asked,
        groups={question.number: question.group for question in scope.profile.questions} if scope else {},
        today=here().today,
        audit_day=scope.plan.audit_day if scope else None,
    )


def _in_state(found: tuple[Line, ...], asked: Narrowing) -> tuple[Line, ...]:
    return tuple(line for line in found if not asked.state or line.state == asked.state)


def _places(found: Iterable[Line]) -> list[tuple[str, str]]:
    """List the places that evidence in reach is about; a reader learns of no other."""
    keys = {key for line in found for key in line.places}
    return [(key, place(key)) for key in sorted(keys, key=lambda key: (key != WHOLE, key))]


def _row(line: Line) -> Iterable[str]:
    newest = line.item.newest
    dates = (newest.collected_on, newest.covers_from, newest.covers_to, newest.valid_until)
    between = "、" if here().locale == "ja" else ", "
    yield newest.label
    yield line.item.title
    yield newest.original_name
    yield t(f"criteria.kind.{newest.kind}")
    yield between.join(place(key) for key in line.places)
    yield from (day.isoformat() if day else "" for day in dates)
    yield between.join(str(number) for number in line.questions)
    yield state_word(line.state)
    yield line.until.isoformat() if line.until else ""
    yield newest.uploaded_by_name
    yield newest.sha256
