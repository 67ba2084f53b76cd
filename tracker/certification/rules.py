"""Answers, exclusions, stated facts, changes and stages of a certification: pure values and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tracker.errors import InvalidInput, NotPermitted
from tracker.organizations.rules import WHOLE, Places

AnswerValue = Literal["todo", "considering", "partial", "done"]
ANSWERS: tuple[AnswerValue, ...] = ("todo", "considering", "partial", "done")
STAGES = (
    "preparing",
    "applying",
    "document_review",
    "site_audit",
    "corrective_action",
    "decision",
    "certified",
    "maintaining",
)
"""DESIGN's eight words: 準備 申請 書類審査 現地審査 指摘対応 判定 認証 維持."""


@dataclass(frozen=True)
class Stated:
    """What was answered to a condition, and whether a second person approved it."""

    holds: bool
    approved: bool


@dataclass(frozen=True)
class Facts:
    """What a certification states: conditions, the places in scope, the audit day (null = none booked)."""

    places: Places
    audit_day: date | None = None
    conditions: Mapping[str, Stated] = field(default_factory=dict)

    def met(self, condition: str) -> bool:
        """Tell whether a condition counts as met.

        An unanswered one does. A denial takes a requirement away, so it counts only once a second person approved it.
        """
        stated = self.conditions.get(condition)
        return stated is None or stated.holds or not stated.approved


@dataclass(frozen=True)
class Excluded:
    """適用除外 as recorded: OSCAL's not-applicable, with its reason; both days count."""

    question: int
    reason: str
    approved: bool
    applies_from: date
    applies_until: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether it takes the question out of the denominator on `day`."""
        return self.approved and self.applies_from <= day and (self.applies_until is None or day <= self.applies_until)


@dataclass(frozen=True)
class Changed:
    """A dated change of a criteria kind, at named places (none = all)."""

    kind: str
    on: date
    places: tuple[str, ...] = ()

    def at(self, place: str) -> bool:
        """Tell whether it touches a place; a change anywhere touches the whole organization."""
        return not self.places or place == WHOLE or place in self.places


def check_second_person(*, requested_by: int | None, approver: int | None, two_person_rule: bool) -> None:
    """Refuse an approval by the one who asked. That rule is ours; the scheme's own text was not seen.

    Raises:
        NotPermitted: the approver asked for it, and the organization has not switched the two-person rule off.
    """
    if approver is None or (two_person_rule and approver == requested_by):
        raise NotPermitted("certification.second_person_needed")


def check_period(applies_from: date, applies_until: date | None) -> None:
    """Refuse an exclusion that ends before it begins."""
    if applies_until is not None and applies_until < applies_from:
        raise InvalidInput("certification.until_before_from", field="applies_until")
