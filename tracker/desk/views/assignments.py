"""Who holds a task and until when: one small page for any task of a certification."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.criteria.rules import Profile
from tracker.desk import board, reach, remembered
from tracker.desk.forms import AssignmentForm, pick
from tracker.desk.views.frame import acting, attempt, blueprint, place, told, words
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.locale import t
from tracker.web.permit import requires
from tracker.work import service


@blueprint.route("/certifications/<slug>/assignments", methods=["GET", "POST"])
@requires("work:assignment:set")
def assignment(slug: str) -> ResponseReturnValue:
    """Set, change or clear who holds a task."""
    plan = reach.plan(here().session, slug, here().reach)
    seen = remembered.on_day(plan.slug, here().today)
    known = board.tasks_of(seen.report)
    task = request.form.get("task") or request.args.get("task", "")
    holding, colleagues = board.held(plan.id), board.colleagues()
    now_held = holding.get(task)
    form: AssignmentForm = filled(
        AssignmentForm,
        task=task,
        owner=now_held.owner if now_held else None,
        due_on=now_held.due_on if now_held else None,
    )
    form.task.choices = pick([(key, task_name(seen.profile, key)) for key in known], "look.choose")
    form.owner.choices = pick([(str(who), name) for who, name in colleagues.items()], "look.choose")
    clearing = "clear" in request.form

    def act() -> None:
        if clearing:
            service.clear_assignment(here().session, certification_id=plan.id, task=task, **acting())
            return
        service.assign(
            here().session,
            certification_id=plan.id,
            task=task,
            known_tasks=known,
            owner=form.owner.data,
            known_people=colleagues,
            due_on=form.due_on.data,
            **acting(),
        )

    status = 200
    if form.is_submitted():
        status = attempt(form, act)
        if not status:
            told("work.assignment.cleared" if clearing else "work.assignment.saved")
            return redirect(_back(slug, task), 303)
    page = render_template("desk/assignment.html", plan=plan, form=form, held=now_held, back=_back(slug, task))
    return page, status


def task_name(profile: Profile, key: str) -> str:
    """Say a task as people know it: what is expected, and where."""
    expectation_id, _, of = key.partition("@")
    asked = profile.expectation(expectation_id)
    if asked is None:
        return t("work.assignment.answer_of", number=int(key[1:])) if key[1:].isdigit() else key
    number, title = asked[0].number, words(asked[1].title)
    return f"{number}　{title}　{place(of)}" if of else f"{number}　{title}"


def question_of(task: str) -> int | None:
    """Read the question's number from a task; None where it names none."""
    return int(task[1:3]) if task[1:3].isdecimal() else None


def _back(slug: str, task: str) -> str:
    number = question_of(task)
    if number is None:
        return url_for("desk.certification", slug=slug)
    return url_for("desk.question", slug=slug, number=number) + "#slots"
