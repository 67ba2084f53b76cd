"""How a request stands, the manager's answer, and who holds what. Pure.

The answer is DESIGN section 4, "Readiness": it is another rule than `assess` and no part of readiness.json.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.errors import Reason
from tracker.mapping.rules import Standing
from tracker.readiness.rules import Report

RequestState = Literal["open", "handed_in", "returned", "done", "taken_back"]
Answer = Literal["yes", "at_risk", "no", "unknown"]
MAX_REQUEST = 500


@dataclass(frozen=True)
class Task:
    """Who holds what is to do, and until when; null = nobody, no day."""

    owner: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class OpenFinding:
    """An open major finding of an audit, with who holds it."""

    key: str
    held: Task


@dataclass(frozen=True)
class Outlook:
    """The answer for the booked day, why, and the tasks that are in its way."""

    answer: Answer
    reasons: tuple[Reason, ...]
    unowned: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    too_late: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holder:
    """What lies with one person (null = with nobody): what lacks, what only ends, what is due first."""

    owner: int | None
    lacking: tuple[str, ...]
    ending: tuple[str, ...]
    first_due: date | None
    first_task: str | None


def request_state(*, taken_back: bool, newest_reply: Sequence[Standing]) -> RequestState:
    """Say how a request stands, from the verdicts on the evidence that was sent last.

    `newest_reply` is empty while nothing was sent, or when all of it was unlinked or withdrawn since.
    """
    if taken_back:
        return "taken_back"
    if not newest_reply:
        return "open"
    if "returned" in newest_reply:
        return "returned"
    return "done" if all(standing == "accepted" for standing in newest_reply) else "handed_in"


def outlook(
    report_on_day: Report | None, tasks: Mapping[str, Task], findings: Iterable[OpenFinding], today: date
) -> Outlook:
    """Answer whether we can stand before the auditor on the booked day.

    `report_on_day` is the report for the audit day: what it lacks are today's gaps and what ends until then. None =
    no day booked. はい: ready then, and no open major finding. あぶない: everything that is in the way has an owner and
    a day that is neither past nor after the audit day. いいえ: otherwise. Unknown (「—」): no day, or nothing applies.
    """
    if report_on_day is None or report_on_day.audit_day is None:
        return Outlook("unknown", (Reason("work.outlook.no_day"),))
    if report_on_day.ready is None:
        return Outlook("unknown", (Reason("work.outlook.nothing_applies"),))
    held = {key: tasks.get(key, Task()) for key in report_on_day.blocked_by}
    major = {finding.key: finding.held for finding in findings}
    if report_on_day.ready and not major:
        return Outlook("yes", (Reason("work.outlook.ready"),))
    in_the_way = Reason("work.outlook.in_the_way", {"count": len(held) + len(major)})
    to_do = {**held, **major}
    day = report_on_day.audit_day
    unowned = tuple(key for key, task in to_do.items() if task.owner is None)
    undated = tuple(key for key, task in to_do.items() if task.owner is not None and task.due_on is None)
    overdue = tuple(key for key, task in _dated(to_do) if task < today)
    too_late = tuple(key for key, task in _dated(to_do) if task >= today and task > day)
    faults = (
        ("work.outlook.unowned", unowned),
        ("work.outlook.undated", undated),
        ("work.outlook.overdue", overdue),
        ("work.outlook.too_late", too_late),
    )
    said = tuple(Reason(code, {"count": len(keys)}) for code, keys in faults if keys)
    if said:
        return Outlook("no", (in_the_way, *said), unowned, undated, overdue, too_late)
    return Outlook("at_risk", (in_the_way, Reason("work.outlook.all_held")))


def _dated(tasks: Mapping[str, Task]) -> list[tuple[str, date]]:
    """List the tasks that somebody holds until a day."""
    return [(key, task.due_on) for key, task in tasks.items() if task.owner is not None and task.due_on is not None]


def holders(lacking_now: Iterable[str], lacking_then: Iterable[str], tasks: Mapping[str, Task]) -> tuple[Holder, ...]:
    """Sort what is in the way by who holds it: whoever has most first, and what nobody holds last.

    What lacks now and then, and what lacks only then (it ends before), are told apart.
    """
    now = tuple(lacking_now)
    ending = tuple(key for key in lacking_then if key not in set(now))
    by_owner: dict[int | None, tuple[list[str], list[str]]] = {}
    for place, keys in enumerate((now, ending)):
        for key in keys:
            by_owner.setdefault(tasks.get(key, Task()).owner, ([], []))[place].append(key)
    found = [_holder(owner, *keys, tasks) for owner, keys in by_owner.items()]
    order = {key: place for place, key in enumerate((*now, *ending))}
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.owner is None,
                -len(one.lacking) - len(one.ending),
                order[(*one.lacking, *one.ending)[0]],
            ),
        )
    )


def _holder(owner: int | None, lacking: list[str], ending: list[str], tasks: Mapping[str, Task]) -> Holder:
    held = {key: tasks[key] for key in (*lacking, *ending) if owner is not None}
    due, task = min(((due, key) for key, due in _dated(held)), default=(None, None))
    return Holder(owner, tuple(lacking), tuple(ending), due, task)
