"""The page of one question: what is asked, the answer, the expected evidence and what is linked, and the verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.certification import service
from tracker.certification.queries import answers
from tracker.criteria.rules import Question
from tracker.desk import reach, remembered
from tracker.desk.forms import AnswerForm, ExclusionForm, VerdictForm
from tracker.desk.proofs import folds, proofs, read_judged, urgency
from tracker.desk.reach import Scope
from tracker.desk.rules import gaps, neighbours
from tracker.desk.views.frame import acting, asking, attempt, blueprint, judge, opened, told, us
from tracker.desk.views.reading import read
from tracker.errors import Conflict, InvalidInput, NotFound
from tracker.journal import queries as journal
from tracker.journal.queries import Filters
from tracker.mapping import service as mapping
from tracker.mapping.queries import LinkView, links_of
from tracker.mapping.rules import Outcome
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.permit import requires

HISTORY = 8
UNFOLDED = 2
"""So many pieces stand open side by side; beyond that the accepted ones are one line each."""


@dataclass(frozen=True)
class Asked:
    """A question of a certification in reach."""

    scope: Scope
    question: Question

    @property
    def url(self) -> str:
        """Where its page is."""
        return url_for("desk.question", slug=self.scope.plan.slug, number=self.question.number)


def asked(slug: str, number: int) -> Asked:
    """Find a question in reach.

    Raises:
        NotFound: no such certification for this reader, or its profile has no such question.
    """
    scope = reach.scope(here().session, reach.plan(here().session, slug, here().reach))
    found = scope.profile.question(number)
    if found is None:
        raise NotFound("certification.no_such_question", number=number)
    return Asked(scope, found)


@blueprint.get("/certifications/<slug>/questions/<int:number>")
@requires("certification:plan:view")
def question(slug: str, number: int) -> ResponseReturnValue:
    """Show one question."""
    found = asked(slug, number)
    opened("certification:question:open", f"{slug} q{number:02d}")
    if here().certification_ids is not None:
        return read(found.scope, found.question)
    return render(found)


def render(
    found: Asked,
    *,
    answer_form: AnswerForm | None = None,
    verdict_form: VerdictForm | None = None,
    exclusion_form: ExclusionForm | None = None,
) -> str:
    """Draw the page; the forms given are those that could not be sent."""
    session, scope, number = here().session, found.scope, found.question.number
    seen = remembered.on_day(scope.plan.slug, here().today)
    report = next(each for each in seen.report.questions if each.number == number)
    given = answers(session, scope.plan.id).get(number)
    linked = [link for link in seen.links if link.question == number]
    items = {item.number: item for item in reach.items(session, here().reach)}
    excluded = next((each for each in seen.exclusions if each.excluded.question == number), None)
    shown = sorted(proofs(linked, items, judge(), asking(scope)), key=urgency)
    return render_template(
        "desk/question.html",
        plan=scope.plan,
        scope=scope,
        question=found.question,
        group=next(group for group in scope.profile.groups if group.id == found.question.group),
        report=report,
        gaps=gaps(report),
        given=given,
        items=[item for item in items.values() if not item.withdrawn] if here().may("mapping:link:edit") else [],
        proofs=shown,
        folded={proof.key for proof in shown if folds(proof)} if len(shown) > UNFOLDED else set(),
        history=_history(found, linked) if here().may("journal:entry:view") else None,
        expectations={each.id: each for each in found.question.expectations},
        neighbours=neighbours([each.number for each in scope.profile.questions], number),
        excluded=excluded,
        two_person_rule=us().two_person_rule,
        answer_form=answer_form
        or filled(AnswerForm, answer=given.answer if given else "todo", action=f"{found.url}/answer"),
        verdict_form=verdict_form or filled(VerdictForm, action=f"{found.url}/verdict"),
        exclusion_form=exclusion_form
        or filled(ExclusionForm, applies_from=here().today, action=f"{found.url}/exclusion"),
    )


def _history(found: Asked, links: Iterable[LinkView]) -> list[dict[str, Any]]:
    """Read what happened at this question last: to the question itself, and to what is linked to it."""
    own = f"{found.scope.plan.slug} q{found.question.number:02d}"
    evidence = {each.revision.label for link in links for each in link.revisions}
    subjects = (own, *sorted(evidence | {label.rsplit("-", 1)[0] for label in evidence}))
    expected = {each.id for each in found.question.expectations}
    entries = journal.entries(
        here().session, here().organization_id, filters=Filters(subjects=subjects), limit=HISTORY * 4
    )
    return [
        {
            "at": entry.at,
            "actor_name": entry.actor_name,
            "code": entry.code,
            "subject": entry.subject,
            "evidence": entry.subject != own,
        }
        for entry in entries
        if entry.details.get("expectation") in {None, *expected}
    ][:HISTORY]


@blueprint.post("/certifications/<slug>/questions/<int:number>/answer")
@requires("certification:answer:give")
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Answer the question."""
    found = asked(slug, number)
    form = AnswerForm()

    def act() -> None:
        service.give_answer(
            here().session,
            certification_id=found.scope.plan.id,
            profile=found.scope.profile,
            question=number,
            answer=form.answer.data,
            **acting(),
        )

    status = attempt(form, act)
    if status:
        return render(found, answer_form=form), status
    told("desk.answered")
    return redirect(found.url, 303)


@blueprint.post("/certifications/<slug>/questions/<int:number>/verdict")
@requires("mapping:verdict:give")
def verdict(slug: str, number: int) -> ResponseReturnValue:
    """Accept or return exactly what the page showed; a stack gets one verdict each, all or none."""
    found = asked(slug, number)
    form = VerdictForm()
    outcome = _outcome(request.form.get("outcome", ""))

    def act() -> None:
        for link_id, facts_id in read_judged(form.judged.data or ""):
            link = next((each for each in links_of(here().session, question=number) if each.link_id == link_id), None)
            expectation = found.scope.asked(link.expectation_id) if link else None
            if expectation is None:
                raise Conflict("mapping.changed_meanwhile")
            mapping.give_verdict(
                here().session,
                link_id=link_id,
                facts_id=facts_id,
                outcome=outcome,
                reason=form.reason.data or "",
                expectation=expectation[1],
                two_person_rule=us().two_person_rule,
                **acting(),
            )

    status = attempt(form, act)
    if status:
        return render(found, verdict_form=form), status
    told("desk.accepted" if outcome == "accepted" else "desk.returned")
    return redirect(found.url, 303)


def _outcome(text: str) -> Outcome:
    if text == "accepted":
        return "accepted"
    if text == "returned":
        return "returned"
    raise InvalidInput("desk.nothing_to_judge")
