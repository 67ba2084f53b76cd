"""The first page: for each role what is theirs to see and to do."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.desk import board, reach, remembered
from tracker.desk.beginning import FirstStep, first_steps
from tracker.desk.ledger import lines
from tracker.desk.proofs import Proof, waiting
from tracker.desk.reach import Scope
from tracker.desk.rules import ended, ending_before
from tracker.desk.views.frame import asking, blueprint, judge, us
from tracker.desk.views.window import windows
from tracker.organizations.queries import sites
from tracker.readiness.queries import Readiness
from tracker.readiness.slots import EXPIRING_WITHIN
from tracker.web.context import here
from tracker.web.permit import requires
from tracker.work.queries import requests

SHOWN = 12


@blueprint.get("/")
@requires("desk:home:view")
def home() -> str:
    """Show the page of whoever it is."""
    if here().items_of is not None:
        return _contributor()
    if here().certification_ids is not None:
        return _auditor()
    return _lead()


@blueprint.get("/certifications")
@requires("certification:plan:view")
def certifications() -> ResponseReturnValue:
    """Lead to the only certification, or list them."""
    plans = reach.plans(here().session, here().reach)
    if len(plans) == 1:
        return redirect(url_for("desk.certification", slug=plans[0].slug), 303)
    return render_template("desk/certifications.html", cards=[_card(plan.slug) for plan in plans])


def _card(slug: str) -> dict[str, object]:
    """Read one certification today and on its audit day."""
    context = here()
    now = remembered.on_day(slug, context.today)
    day = now.certification.audit_day
    then = now.record.assess(now.profile, day) if day is not None and day > context.today else None
    return {"now": now, "then": then, "plan": now.certification, "profile": now.profile}


def _lead() -> str:
    session = here().session
    plans = reach.plans(session, here().reach)
    cards = [_card(plan.slug) for plan in plans]
    mine, theirs = _verdicts(tuple(reach.scope(session, plan) for plan in plans))
    return render_template(
        "desk/home.html",
        cards=cards,
        mine=mine,
        theirs=theirs,
        ending=[line for card in cards for line in _ending(card["now"])],
        first=_first_steps(bool(plans)),
        shown=SHOWN,
    )


def _first_steps(has_plans: bool) -> tuple[FirstStep, ...]:
    """List what is still to be done first, for whoever plans the certification."""
    session = here().session
    if not here().may("certification:plan:edit"):
        return ()
    return first_steps(
        us().stated,
        has_sites=any(not site.closed for site in sites(session)),
        has_plans=has_plans,
        has_links=bool(reach.links(session, here().reach)),
        has_second_person=bool(board.colleagues("mapping:verdict:give").keys() - {here().actor.id}),
    )


def _verdicts(scopes: tuple[Scope, ...]) -> tuple[list[tuple[Scope, Proof]], list[tuple[Scope, Proof]]]:
    """Sort what waits for a verdict into what this person may judge and what not. Each link is listed once."""
    items = {item.number: item for item in reach.items(here().session, here().reach)}
    links = reach.links(here().session, here().reach)
    mine: list[tuple[Scope, Proof]] = []
    theirs: list[tuple[Scope, Proof]] = []
    seen: set[int] = set()
    for scope in scopes:
        inside = [link for link in links if scope.holds(link) and link.link_id not in seen]
        seen |= {link.link_id for link in inside}
        for proof in waiting(inside, items, judge()):
            (mine if proof.refusal is None else theirs).append((scope, proof))
    return mine, theirs


def _ending(seen: object) -> list[tuple[Readiness, object, object]]:
    """List what ran out and what ends soon: before the audit day, or within 60 days where none lies ahead."""
    assert isinstance(seen, Readiness)
    report = seen.report
    day = report.audit_day if report.audit_day and report.audit_day > report.as_of else report.as_of + EXPIRING_WITHIN
    return [(seen, question, slot) for question, slot in (*ended(report), *ending_before(report, day))]


def _contributor() -> str:
    session = here().session
    items = reach.items(session, here().reach)
    plans = reach.plans(session, here().reach)
    against = asking(reach.scope(session, plans[0])) if plans else None
    found = lines(items, reach.links(session, here().reach, items=[item.number for item in items]), against)
    returned = [line for line in found if line.state == "returned"]
    rest = [line for line in found if line.state != "returned"]
    mine = [each for each in requests(session, asked_of=here().items_of) if each.waits_for_them]
    again = {number for each in mine for number in each.returned}
    returned = [line for line in returned if line.item.number not in again]
    return render_template(
        "desk/home_contributor.html", asked_for=mine, returned=returned, rest=rest[:SHOWN], total=len(found)
    )


def _auditor() -> str:
    cards = [_card(plan.slug) for plan in reach.plans(here().session, here().reach)]
    return render_template(
        "desk/home_auditor.html", cards=cards, open_to={window.plan.id: window for window in windows()}
    )
