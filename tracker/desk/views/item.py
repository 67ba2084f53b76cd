"""One item of evidence: its revisions, dates and links, and what can be done with it."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.criteria.rules import Text
from tracker.desk import narrowing, reach, remembered
from tracker.desk.forms import FactsForm, ReviseForm, TitleForm, WithdrawForm
from tracker.desk.history import said
from tracker.desk.ledger import lines, link_state
from tracker.desk.reach import Scope
from tracker.desk.views.evidence import numbers_listed
from tracker.desk.views.frame import acting, asking, attempt, blueprint, opened, place, told, words
from tracker.desk.views.receipt import received, tell_file_fault
from tracker.evidence import service
from tracker.evidence.queries import ItemView, RevisionView
from tracker.evidence.rules import FactDates
from tracker.journal import queries as journal
from tracker.journal.queries import EntryView, Filters
from tracker.organizations.rules import WHOLE
from tracker.readiness.slots import Slot
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.locale import t
from tracker.web.permit import receives_files, requires
from tracker.web.rownumber import row_number

HISTORY = 30
Told = tuple[str, str | None, str]
"""A fact of an entry in the reader's words: what it is, what it was (null = not said), and what it became."""


@dataclass(frozen=True)
class Use:
    """A slot that an item makes provable."""

    plan: str
    slug: str
    question: int
    expectation: Text
    slot: Slot


@blueprint.get("/evidence/<int:number>")
@requires("evidence:item:view")
def item(number: int) -> ResponseReturnValue:
    """Show one item."""
    found = reach.item(here().session, number, here().reach)
    opened("evidence:item:open", found.label)
    return render(found)


def render(found: ItemView, **forms: Any) -> str:
    """Draw the page; the forms given are those that could not be sent."""
    session, number = here().session, found.number
    links = reach.links(session, here().reach, items=[number])
    scopes = reach.scopes(session, here().reach)
    against = asking(scopes[0]) if scopes else None
    newest = found.newest
    return render_template(
        "desk/item.html",
        item=found,
        line=lines([found], links, against)[0],
        links=[(link, *link_state(link, against)) for link in links],
        scopes=scopes,
        history=_history(found, scopes) if here().may("journal:entry:view") else (),
        uses=_uses(found, scopes) if here().may("certification:plan:view") else None,
        **_neighbours(number),
        stack=_stack(found),
        title_form=forms.get("title_form")
        or filled(TitleForm, title=found.title, action=url_for("desk.retitle", number=number)),
        facts_form=forms.get("facts_form")
        or filled(
            FactsForm,
            data={**_typed(newest), "seen_facts": newest.facts_id},
            action=url_for("desk.date", number=number, revision=newest.number),
        ),
        revise_form=forms.get("revise_form")
        or filled(
            ReviseForm,
            data={"kind": newest.kind, "collected_on": here().today},
            action=url_for("desk.revise", number=number),
        ),
        withdraw_form=forms.get("withdraw_form")
        or filled(WithdrawForm, action=url_for("desk.withdraw", number=number)),
    )


def _typed(revision: RevisionView) -> dict[str, Any]:
    return {
        "kind": revision.kind,
        "collected_on": revision.collected_on,
        "covers_from": revision.covers_from,
        "covers_to": revision.covers_to,
        "valid_until": revision.valid_until,
    }


def _stack(found: ItemView) -> list[ItemView]:
    """List the other items that were taken in one step with this one."""
    if found.stack is None:
        return []
    everything = reach.items(here().session, here().reach)
    return [other for other in reversed(everything) if other.stack == found.stack and other.number != found.number]


def _history(found: ItemView, scopes: tuple[Scope, ...]) -> list[tuple[EntryView, list[Told]]]:
    """Read the newest entries about the item and its revisions, each with what it says, in the reader's words."""
    subjects = [found.label, *(revision.label for revision in found.revisions)]
    entries = [
        entry
        for subject in subjects
        for entry in journal.entries(
            here().session, here().organization_id, filters=Filters(subject=subject), limit=HISTORY
        )
    ]
    newest = sorted(entries, key=lambda entry: -entry.sequence)[:HISTORY]

    def told_of(entry: EntryView) -> list[Told]:
        return [
            (t(each.label), None if each.before is None else _worded(each.field, each.before, scopes), after)
            for each in said(entry.tag, entry.details)
            for after in [_worded(each.field, each.after, scopes)]
        ]

    return [(entry, told_of(entry)) for entry in newest]


def _worded(field: str, value: Any, scopes: tuple[Scope, ...]) -> str:
    """Write a value of the journal as people say it; a code never reaches the page where there is a word for it."""
    if field == "places":
        return t("desk.and").join(place(key) for key in value or [WHOLE])
    if field == "kind" and value:
        return t(f"criteria.kind.{value}")
    if field == "expectation":
        asked = next(filter(None, (scope.asked(value) for scope in scopes)), None)
        return words(asked[1].title) if asked else str(value)
    return str(value or "—")


def _uses(found: ItemView, scopes: tuple[Scope, ...]) -> list[Use]:
    """List the slots that this item makes provable today, with until when they hold."""
    own = {revision.label for revision in found.revisions}
    uses = []
    for scope in scopes:
        today = remembered.on_days(scope.plan.slug, (here().today,)).get(here().today)
        for question in today.report.questions if today else ():
            for slot in question.slots:
                asked = scope.asked(slot.expectation)
                if asked is not None and slot.state == "provable" and not own.isdisjoint(slot.evidence):
                    uses.append(Use(scope.plan.title, scope.plan.slug, question.number, asked[1].title, slot))
    return uses


def _neighbours(number: int) -> dict[str, Any]:
    """Name the items before and after this one in the list that the reader came from."""
    asked = narrowing.read(request.args)
    listed = numbers_listed(asked)
    at = listed.index(number) if number in listed else None
    return {
        "asked": asked.asked,
        "before": listed[at - 1] if at else None,
        "after": listed[at + 1] if at is not None and at + 1 < len(listed) else None,
        "position": (at + 1, len(listed)) if at is not None else None,
    }


def dates_of(form: Any) -> FactDates:
    """Take the dates of the fact from a form that was found in order."""
    return FactDates(form.collected_on.data, form.covers_from.data, form.covers_to.data, form.valid_until.data)


@blueprint.post("/evidence/<int:number>/title")
@requires("evidence:item:edit")
def retitle(number: int) -> ResponseReturnValue:
    """Give the item another title."""
    found = reach.item(here().session, number, here().reach)
    form = TitleForm()
    status = attempt(
        form,
        lambda: service.retitle(here().session, item_number=number, title=form.title.data or "", **acting()),
    )
    if status:
        return render(found, title_form=form), status
    return _done(number, "desk.retitled")


@blueprint.post("/evidence/<int:number>/<int:revision>/dates")
@requires("evidence:item:edit")
def date(number: int, revision: int) -> ResponseReturnValue:
    """Correct kind or dates of a revision; its verdicts have to be given anew."""
    found = reach.item(here().session, number, here().reach)
    form = FactsForm()

    def act() -> None:
        service.state_facts(
            here().session,
            item_number=number,
            revision_number=revision,
            seen_facts=row_number(form.seen_facts.data),
            latest_day=here().latest_day,
            kind=form.kind.data,
            dates=dates_of(form),
            **acting(),
        )

    status = attempt(form, act)
    if status:
        return render(found, facts_form=form), status
    return _done(number, "desk.dated")


@blueprint.post("/evidence/<int:number>/revise")
@requires("evidence:item:edit")
@receives_files
def revise(number: int) -> ResponseReturnValue:
    """Add a newer file to the item."""
    found = reach.item(here().session, number, here().reach)
    form = ReviseForm()

    def act() -> None:
        (arrival,) = received(form, at_most=1)
        service.revise(
            here().session,
            here().stores,
            item_number=number,
            latest_day=here().latest_day,
            arrival=arrival,
            kind=form.kind.data,
            dates=dates_of(form),
            **acting(),
        )

    status = attempt(form, act)
    if status:
        tell_file_fault(form, at_most=1)
        return render(found, revise_form=form), status
    return _done(number, "desk.revised")


@blueprint.post("/evidence/<int:number>/withdraw")
@requires("evidence:item:withdraw")
def withdraw(number: int) -> ResponseReturnValue:
    """Take the item, or one revision of it, out of use."""
    found = reach.item(here().session, number, here().reach)
    form = WithdrawForm()
    status = attempt(
        form,
        lambda: service.withdraw(
            here().session,
            item_number=number,
            revision_number=form.revision.data,
            reason=form.reason.data or "",
            **acting(),
        ),
    )
    if status:
        return render(found, withdraw_form=form), status
    return _done(number, "desk.withdrawn")


@blueprint.post("/evidence/<int:number>/<int:revision>/restore")
@requires("evidence:item:withdraw")
def restore(number: int, revision: int) -> ResponseReturnValue:
    """Bring a withdrawn revision back into use."""
    reach.item(here().session, number, here().reach)
    service.restore(here().session, item_number=number, revision_number=revision, **acting())
    here().session.commit()
    return _done(number, "desk.restored")


def _done(number: int, code: str) -> ResponseReturnValue:
    told(code)
    return redirect(url_for("desk.item", number=number), 303)
