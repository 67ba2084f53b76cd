"""The `tics-readiness/1` document (CONTRACTS): the same bytes on the command line and in the bundle. Pure."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.errors import Reason
from tracker.readiness.rules import FORMULA, GroupReport, QuestionReport, Report
from tracker.readiness.slots import Slot

FORMAT = "tics-readiness/1"


@dataclass(frozen=True)
class Subject:
    """Which certification a report is about."""

    slug: str
    title: str
    body: str
    profile_id: str
    profile_digest: str


def encode(report: Report, subject: Subject) -> bytes:
    """Write the document: UTF-8, sorted keys, indent 2, LF at the end, no clock time."""
    text = json.dumps(as_json(report, subject), ensure_ascii=False, sort_keys=True, indent=2)
    return (text + "\n").encode()


def as_json(report: Report, subject: Subject) -> dict[str, Any]:
    """Give the document as plain values."""
    return {
        "format": FORMAT,
        "formula": FORMULA,
        "certification": {"id": subject.slug, "title": subject.title},
        "body": subject.body,
        "profile": {"id": subject.profile_id, "digest": subject.profile_digest},
        "as_of": report.as_of.isoformat(),
        "audit_date": _day(report.audit_day),
        "provable_bp": report.provable_bp,
        "claimed_bp": report.claimed_bp,
        "ready": report.ready,
        "blocked_by": list(report.blocked_by),
        "counts": {
            "applicable": report.counts.applicable,
            "provable": report.counts.provable,
            "claimed": report.counts.claimed,
            "excluded": report.counts.excluded,
            "condition_unmet": report.counts.condition_unmet,
        },
        "groups": [_group(group) for group in report.groups],
        "questions": [_question(question) for question in report.questions],
    }


def _group(group: GroupReport) -> dict[str, Any]:
    return {
        "id": group.id,
        "provable_bp": group.provable_bp,
        "claimed_bp": group.claimed_bp,
        "applicable": group.applicable,
    }


def _question(question: QuestionReport) -> dict[str, Any]:
    return {
        "number": question.number,
        "group": question.group,
        "step": question.step,
        "answer": question.answer,
        "applies": question.applies,
        "reason": question.reason,
        "claimed": question.claimed,
        "provable": question.provable,
        "slots": [_slot(slot) for slot in question.slots],
    }


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "expectation": slot.expectation,
        "of": slot.of,
        "obligation": slot.obligation,
        "state": slot.state,
        "expiring": slot.expiring,
        "good_until": _day(slot.good_until),
        "have": slot.have,
        "need": slot.need,
        "evidence": list(slot.evidence),
        "why": [_reason(reason) for reason in slot.why],
        "next": _reason(slot.next),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "params": dict(reason.params)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
