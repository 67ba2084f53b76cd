"""依頼: asking somebody for one piece of evidence, and the page on which they send it with three taps."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.criteria.rules import Expectation, Question
from tracker.desk import board, reach
from tracker.desk.forms import ReplyForm, RequestForm, pick
from tracker.desk.reach import Scope
from tracker.desk.views.asking import named_in_address
from tracker.desk.views.certification import place_choices
from tracker.desk.views.files import streamed
from tracker.desk.views.frame import acting, attempt, blueprint, place, told, words
from tracker.desk.views.question import asked
from tracker.desk.views.receipt import received, tell_file_fault
from tracker.errors import InvalidInput, NotFound
from tracker.evidence import queries as evidence
from tracker.evidence import service as collecting
from tracker.evidence.files import SHOWN_IN_PLACE
from tracker.evidence.queries import ItemView, RevisionView
from tracker.evidence.rules import MAX_REASON, MAX_TITLE, FactDates
from tracker.mapping import service as mapping
from tracker.organizations.rules import WHOLE
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.locale import t
from tracker.web.permit import receives_files, requires
from tracker.work import queries, service
from tracker.work.queries import RequestView

EXAMPLES = 30


@blueprint.get("/requests")
@requires("work:request:view")
def requests() -> str:
    """List what was asked of whom: what waits first, what is settled after it."""
    found = [(each, scope_of(each)) for each in queries.requests(here().session, asked_of=here().items_of)]
    return render_template(
        "desk/requests.html",
        waiting=[pair for pair in found if pair[0].state in ("open", "handed_in", "returned")],
        settled=[pair for pair in found if pair[0].state in ("done", "taken_back")],
    )


def scope_of(asked_for: RequestView) -> Scope:
    """Read the plan that a request belongs to."""
    return reach.scope(here().session, reach.plan(here().session, asked_for.certification, here().reach))


@blueprint.route("/certifications/<slug>/questions/<int:number>/requests/new", methods=["GET", "POST"])
@requires("work:request:make")
def new_request(slug: str, number: int) -> ResponseReturnValue:
    """Ask somebody for what one expectation wants at one place."""
    found = asked(slug, number)
    named = named_in_address(found.scope)
    expectation = named[1] if named and named[0].number == number else found.question.expectations[0]
    places = list(found.scope.places.keys(expectation.each))
    at = request.args.get("place", "")
    at = at if at in places else next(iter(places), "")
    form: RequestForm = filled(RequestForm, place=at, text=_sentence(expectation, at))
    colleagues = board.colleagues(board.ANSWERERS)
    form.asked_of.choices = pick([(str(who), name) for who, name in colleagues.items()], "look.choose")
    form.place.choices = pick([(key, place(key)) for key in places])
    form.example.choices = pick(_examples(expectation), "work.request.no_example")

    def act() -> None:
        service.make_request(
            here().session,
            certification_id=found.scope.plan.id,
            question=found.question,
            expectation=expectation,
            place=form.place.data or "",
            known_places=places,
            asked_of=form.asked_of.data,
            known_people=colleagues,
            text=form.text.data or "",
            example=form.example.data,
            due_on=form.due_on.data,
            today=here().today,
            **acting(),
        )

    status = 200
    if form.is_submitted():
        status = attempt(form, act)
        if not status:
            told("work.request.sent", name=colleagues[form.asked_of.data])
            return redirect(found.url + "#slots", 303)
    return render_template("desk/new_request.html", found=found, expectation=expectation, form=form), status


def _sentence(expectation: Expectation, at: str) -> str:
    """Say in one plain sentence what to send."""
    title = words(expectation.title)
    if at in ("", WHOLE):
        return t("work.request.ask_whole", title=title)
    code = "work.request.ask_photo" if expectation.kind == "photo" else "work.request.ask_other"
    return t(code, title=title, place=place(at))


def _examples(expectation: Expectation) -> list[tuple[str, str]]:
    """List pictures of the same kind, the newest first."""
    found = [item for item in reach.items(here().session, here().reach) if not item.withdrawn]
    same = [item for item in found if item.newest.kind == expectation.kind and shown(item) is not None]
    return [(str(item.number), f"{item.label}　{item.title}") for item in same[:EXAMPLES]]


def shown(item: ItemView) -> RevisionView | None:
    """Find the newest revision in use that a browser draws; None = there is none."""
    in_use = [revision for revision in item.revisions if revision.withdrawn is None]
    return next((revision for revision in in_use if revision.media_type in SHOWN_IN_PLACE), None)


def _asked_for(number: int) -> RequestView:
    """Find a request in reach: a contributor's are those asked of them.

    Raises:
        NotFound: none of that number for this reader.
    """
    return queries.request(here().session, number, asked_of=here().items_of)


@blueprint.get("/requests/<int:number>")
@requires("work:request:view")
def one_request(number: int) -> str:
    """Show what is asked for, and the form that sends it."""
    return _page(_asked_for(number))


def _page(found: RequestView, form: ReplyForm | None = None) -> str:
    scope = scope_of(found)
    named = scope.asked(found.expectation_id)
    return render_template(
        "desk/request.html",
        asked_for=found,
        scope=scope,
        expectation=named[1] if named else None,
        example=_example(found),
        late=found.late(here().today),
        form=form or filled(ReplyForm, collected_on=here().today, action=url_for("desk.reply", number=found.id)),
    )


def _example(found: RequestView) -> RevisionView | None:
    items = evidence.items(here().session, numbers=[found.example]) if found.example is not None else ()
    return shown(items[0]) if items else None


@blueprint.get("/requests/<int:number>/example")
@requires("work:request:view")
def request_example(number: int) -> Response:
    """Show the example's picture to whoever was asked, who need not see that evidence otherwise."""
    example = _example(_asked_for(number))
    if example is None:
        raise NotFound("desk.no_picture")
    return streamed(example, inline=True)


@blueprint.post("/requests/<int:number>/reply")
@requires("work:request:answer")
@receives_files
def reply(number: int) -> ResponseReturnValue:
    """Take in what is sent, link it to what was asked for, and put the reply on record; all of it, or nothing."""
    found = _asked_for(number)
    form = ReplyForm()
    status = attempt(form, lambda: _reply(found, form))
    if status:
        tell_file_fault(form)
        return _page(found, form), status
    told("work.request.thanks")
    if here().items_of is not None:
        return redirect(url_for("desk.home"), 303)
    return redirect(url_for("desk.one_request", number=number), 303)


def _reply(found: RequestView, form: ReplyForm) -> None:
    """Revise what was returned, first come first served, and collect the rest anew.

    Raises:
        Refusal: at its field; the caller rolls everything back.
    """
    scope = scope_of(found)
    named = scope.asked(found.expectation_id)
    if named is None:
        raise InvalidInput("desk.unknown_expectation", given=found.expectation_id)
    again = list(found.returned)
    numbers: list[int] = []
    for arrival in received(form):
        given = {
            "latest_day": here().latest_day,
            "arrival": arrival,
            "kind": named[1].kind,
            "dates": FactDates(form.collected_on.data),
            **acting(),
        }
        if again:
            numbers.append(again.pop(0))
            collecting.revise(here().session, here().stores, item_number=numbers[-1], **given)
            continue
        title = f"{words(named[1].title)}　{place(found.place)}"[:MAX_TITLE]
        item = collecting.collect(
            here().session, here().stores, organization_id=here().organization_id, title=title, **given
        )
        numbers.append(item.number)
        _link(found, scope, named, item.number)
    service.reply(here().session, request_id=found.id, items=numbers, **acting())


def _link(found: RequestView, scope: Scope, named: tuple[Question, Expectation], number: int) -> None:
    mapping.link(
        here().session,
        item_number=number,
        catalog_id=scope.profile.catalog_id,
        question=named[0],
        expectation=named[1],
        places=() if found.place == WHOLE else (found.place,),
        known_places=[key for key, _ in place_choices()],
        reason=t("work.request.reason", text=found.text)[:MAX_REASON],
        **acting(),
    )


@blueprint.post("/requests/<int:number>/take-back")
@requires("work:request:make")
def take_back(number: int) -> ResponseReturnValue:
    """Take a request back."""
    found = _asked_for(number)
    service.take_back(here().session, request_id=found.id, **acting())
    here().session.commit()
    told("work.request.taken_back")
    return redirect(url_for("desk.requests"), 303)
