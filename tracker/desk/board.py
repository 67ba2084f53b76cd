"""Who works here and what lies with whom: shared by the pages of requests, of owners, and the manager's."""

from tracker.access.queries import people
from tracker.access.rules import PERMISSIONS
from tracker.desk.rules import gaps
from tracker.readiness.rules import Report, answer_key
from tracker.web.context import here
from tracker.work.queries import AssignmentView, assignments
from tracker.work.rules import Task

OWNERS = "desk:home:view"
ANSWERERS = "work:request:answer"


def colleagues(permission: str = OWNERS) -> dict[int, str]:
    """Name by id the people with a live grant in this organization whose role may do `permission`.

    An auditor holds a grant of one certification, not of the organization, and is nobody's colleague.
    """
    context = here()
    found = people(context.session, organization_id=context.organization_id, day=context.real_day)
    return {
        person.id: person.name
        for person in found
        if person.active
        and any(
            grant.refused is None and grant.scope_kind == "organization" and grant.role in PERMISSIONS[permission]
            for grant in person.grants
        )
    }


def held(certification_id: int) -> dict[str, AssignmentView]:
    """List who holds which task; one whose owner works here no more is held by nobody."""
    live = colleagues()
    return {task: each for task, each in assignments(here().session, certification_id).items() if each.owner in live}


def as_tasks(holding: dict[str, AssignmentView]) -> dict[str, Task]:
    """Give what the rules look at."""
    return {task: each.as_task for task, each in holding.items()}


def tasks_of(report: Report) -> tuple[str, ...]:
    """Name every task there can be: each slot, and each question's answer; what is lacking stands first."""
    lacking = [slot.key for question in report.questions for slot in gaps(question)]
    others = [slot.key for question in report.questions for slot in question.slots]
    answers = [answer_key(question.number) for question in report.questions]
    return tuple(dict.fromkeys([*lacking, *others, *answers]))
