"""The evidence list: what the reader may see of it, narrowed by what the address says."""

from dataclasses import dataclass

from flask import render_template, request, url_for

from tracker.desk import reach
from tracker.desk.ledger import STATES, counted, lines
from tracker.desk.views.frame import asking, blueprint
from tracker.evidence.rules import KINDS
from tracker.web.context import here
from tracker.web.permit import requires

PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty = everything."""

    text: str
    kind: str
    state: str
    question: int | None

    def url(self, **changes: object) -> str:
        """Give the address of this list with changes."""
        asked = {"q": self.text, "kind": self.kind, "state": self.state, "question": self.question, **changes}
        return url_for("desk.evidence", **{name: value for name, value in asked.items() if value})  # type: ignore[arg-type]


@blueprint.get("/evidence")
@requires("evidence:item:view")
def evidence() -> str:
    """List evidence. Counts are those of the same filtered query as the lines."""
    filters = _filters()
    session = here().session
    scopes = reach.scopes(session, here().reach)
    items = reach.items(session, here().reach, kind=filters.kind or None, text=filters.text or None)
    links = reach.links(session, here().reach, items=[item.number for item in items])
    found = lines(items, links, asking(scopes[0]) if scopes else None)
    if filters.question is not None:
        found = tuple(line for line in found if filters.question in line.questions)
    shown = tuple(line for line in found if not filters.state or line.state == filters.state)
    page = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "desk/evidence.html",
        filters=filters,
        counts=counted(found),
        total=len(found),
        shown=shown[(page - 1) * PER_PAGE : page * PER_PAGE],
        found=len(shown),
        page=page,
        pages=max(-(-len(shown) // PER_PAGE), 1),
        kinds=KINDS,
        states=STATES,
        questions=scopes[0].profile.questions if scopes else (),
        plan=scopes[0].plan if scopes else None,
        anything=bool(items) or bool(filters.kind or filters.text),
    )


def _filters() -> Filters:
    args = request.args
    kind, state = args.get("kind", ""), args.get("state", "")
    return Filters(
        text=args.get("q", "").strip()[:200],
        kind=kind if kind in KINDS else "",
        state=state if state in STATES else "",
        question=args.get("question", type=int),
    )
