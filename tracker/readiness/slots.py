"""One slot on one day: its state, until when it holds, why, and the cheapest next step. Pure.

The order of the states and each date rule is DESIGN section 4, "Slot"; the formula number is `rules.FORMULA`.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tracker.certification.rules import Changed
from tracker.criteria.rules import Expectation, Obligation
from tracker.errors import Reason
from tracker.mapping.rules import Candidate, Fill, fill_by_item
from tracker.readiness.months import ONE_DAY, add_months, day_after, last_day_reaching_back

State = Literal["missing", "submitted", "returned", "provable", "expired"]
EXPIRING_WITHIN = timedelta(days=60)
FOREVER = date.max
"""Stands for "no end" while comparing; it never leaves this module."""

Period = tuple[date, date]


@dataclass(frozen=True)
class Slot:
    """枠: expectation × place on one day; derived, never stored. `good_until` null = no end, or nothing to hold."""

    expectation: str
    of: str | None
    obligation: Obligation
    state: State
    expiring: bool
    good_until: date | None
    have: int
    need: int
    evidence: tuple[str, ...]
    why: tuple[Reason, ...]
    next: Reason

    @property
    def key(self) -> str:
        """Name the slot as `blocked_by` does; one without a place goes by its expectation alone."""
        return slot_key(self.expectation, self.of)

    @property
    def counts(self) -> bool:
        """Tell whether it gates readiness."""
        return self.obligation != "optional"


def slot_key(expectation: str, of: str | None) -> str:
    """Name the slot of an expectation at a place; null = it has none."""
    return expectation if of is None else f"{expectation}@{of}"


def without_place(expectation: Expectation) -> Slot:
    """Make the one slot of an expectation that applies while no such place is registered."""
    return Slot(
        expectation=expectation.id,
        of=None,
        obligation=expectation.obligation,
        state="missing",
        expiring=False,
        good_until=None,
        have=0,
        need=expectation.at_least,
        evidence=(),
        why=(Reason("readiness.why.no_place_registered", {"each": expectation.each}),),
        next=Reason(f"readiness.next.register_{expectation.each}"),
    )


def evaluate(
    expectation: Expectation,
    place: str,
    candidates: Iterable[Candidate],
    changes: Sequence[Changed],
    *,
    as_of: date,
    audit_day: date | None,
) -> Slot:
    """Judge one slot on `as_of`. `changes` are those whose kind touches the slot's question.

    Only revisions of the expectation's kind can fill it; the caller gives those whose link names the place.
    """
    all_candidates = tuple(candidates)
    fills = fill_by_item(candidate for candidate in all_candidates if candidate.kind == expectation.kind)
    ends = _Ends(expectation, tuple(change for change in changes if change.at(place)))
    measure = _by_cover if expectation.covers_months is not None else _by_count
    state, good_until, have, holes = measure(expectation, fills, ends, as_of)
    expiring = state == "provable" and _expiring(good_until, as_of=as_of, audit_day=audit_day)
    shown = tuple(sorted({candidate.number for fill in fills for candidate in (fill.counts, fill.newest) if candidate}))
    return Slot(
        expectation=expectation.id,
        of=place,
        obligation=expectation.obligation,
        state=state,
        expiring=expiring,
        good_until=None if good_until in (None, FOREVER) else good_until,
        have=have,
        need=expectation.at_least,
        evidence=shown,
        why=(
            *_why(state, expectation, fills, ends, as_of=as_of, have=have),
            *holes,
            *_of_other_kind(expectation, all_candidates),
        ),
        next=_next(state, fills, expiring=expiring, good_until=good_until),
    )


def _expiring(good_until: date | None, *, as_of: date, audit_day: date | None) -> bool:
    if good_until in (None, FOREVER):
        return False
    assert good_until is not None
    if audit_day is not None and audit_day >= as_of:
        return good_until < audit_day
    return good_until - as_of <= EXPIRING_WITHIN


@dataclass(frozen=True)
class _Ends:
    """Until when a revision holds, and what ends it."""

    expectation: Expectation
    changes: tuple[Changed, ...]

    def own(self, candidate: Candidate) -> date:
        """Apply `valid_until` and changes alone; with cover, age is a matter of the covered period."""
        return min(self._valid_until(candidate), self._change(candidate))

    def all(self, candidate: Candidate) -> date:
        return min(self.own(candidate), self._age(candidate))

    def shown(self, candidate: Candidate) -> date:
        """Give the end that decides in this slot: with cover its own, otherwise the earliest of all."""
        return self.all(candidate) if self.expectation.covers_months is None else self.own(candidate)

    def cause(self, candidate: Candidate) -> str:
        """Name what ends it first: a change, a written end, or age."""
        end = self.shown(candidate)
        if end == self._change(candidate):
            return "change"
        return "valid_until" if end == self._valid_until(candidate) else "age"

    @staticmethod
    def _valid_until(candidate: Candidate) -> date:
        return candidate.valid_until or FOREVER

    def _age(self, candidate: Candidate) -> date:
        months = self.expectation.max_age_months
        return FOREVER if months is None else add_months(candidate.basis, months)

    def _change(self, candidate: Candidate) -> date:
        after = [change.on for change in self.changes if change.on > candidate.basis]
        return min(after) - ONE_DAY if after else FOREVER


Measured = tuple[State, date | None, int, tuple[Reason, ...]]


def _by_count(expectation: Expectation, fills: Sequence[Fill], ends: _Ends, as_of: date) -> Measured:
    """Count distinct digests against `at_least`."""
    need = expectation.at_least
    until_by_digest: dict[str, date] = {}
    for fill in fills:
        if fill.counts:
            end = ends.all(fill.counts)
            until_by_digest[fill.counts.sha256] = max(end, until_by_digest.get(fill.counts.sha256, date.min))
    have = sum(as_of <= end for end in until_by_digest.values())
    nth_latest = sorted(until_by_digest.values(), reverse=True)[need - 1] if len(until_by_digest) >= need else None
    hopes = _once_accepted(fills, lambda candidate: as_of <= ends.all(candidate))
    state: State
    if have >= need:
        state = "provable"
    elif any(len({candidate.sha256 for candidate in hope}) >= need for hope in hopes):
        state = "submitted"
    elif len(until_by_digest) >= need:
        state = "expired"
    else:
        state = _returned_or_missing(fills)
    return state, nth_latest if state in ("provable", "expired") else None, have, ()


def _once_accepted(
    fills: Iterable[Fill], in_date: Callable[[Candidate], bool]
) -> tuple[Sequence[Candidate], Sequence[Candidate]]:
    """Say what would count once waiting revisions are accepted: only where nothing counts yet, or all of them.

    One revision per item counts, so a waiting one never stands beside the accepted one of its own item.
    """
    kept, renewed = [], []
    for fill in fills:
        held = fill.counts if fill.counts and in_date(fill.counts) else None
        waiting = fill.newest if fill.newest and fill.newest.standing == "waiting" else None
        kept += [candidate for candidate in (held or waiting,) if candidate]
        renewed += [candidate for candidate in (waiting or held,) if candidate]
    return kept, renewed


def _by_cover(expectation: Expectation, fills: Sequence[Fill], ends: _Ends, as_of: date) -> Measured:
    """Ask whether the periods together cover `covers_months` without a gap; that replaces the count."""
    months, max_age = expectation.covers_months, expectation.max_age_months
    assert months is not None
    accepted = [(fill.counts, ends.own(fill.counts)) for fill in fills if fill.counts]

    def covered(candidates: Iterable[Candidate], earliest_end: date) -> bool:
        return any(
            end >= earliest_end and add_months(day_after(end), -months) >= start for start, end in _merged(candidates)
        )

    def earliest_end(day: date) -> date:
        return date.min if max_age is None else add_months(day, -max_age)

    def held_on(day: date) -> bool:
        return covered((candidate for candidate, end in accepted if day <= end), earliest_end(day))

    in_date = [candidate for candidate, end in accepted if as_of <= end]
    have = len({candidate.sha256 for candidate in in_date})
    if held_on(as_of):
        return "provable", _last_day(held_on, accepted, max_age), have, ()
    holes = tuple(
        Reason("readiness.why.hole", {"from": start.isoformat(), "to": end.isoformat()})
        for start, end in _holes(_merged(in_date), months, earliest_end(as_of), as_of)
    )
    hopes = _once_accepted(fills, lambda candidate: as_of <= ends.own(candidate))
    if any(covered(hope, earliest_end(as_of)) for hope in hopes):
        return "submitted", None, have, holes
    if covered((candidate for candidate, _ in accepted), date.min):
        return "expired", _last_day(held_on, accepted, max_age), have, holes
    return _returned_or_missing(fills), None, have, holes


def _last_day(held_on: Callable[[date], bool], accepted: Sequence[tuple[Candidate, date]], max_age: int | None) -> date:
    """Find the last day of a cover that held once.

    Passing days only ever take away, and only after an item ends or a covered period has aged: the last such day on
    which the cover still holds is the one.
    """
    days = {end for _, end in accepted}
    if max_age is not None:
        days |= {last_day_reaching_back(_period(candidate)[1], max_age) for candidate, _ in accepted}
    ordered = sorted(days)
    return ordered[bisect_left(ordered, True, key=lambda day: not held_on(day)) - 1]


def _period(candidate: Candidate) -> Period:
    """Give the period covered; evidence without one covers the day it was collected."""
    return candidate.covers_from or candidate.collected_on, candidate.covers_to or candidate.collected_on


def _merged(candidates: Iterable[Candidate]) -> list[Period]:
    """Join the covered periods; days that touch leave no gap."""
    merged: list[Period] = []
    for start, end in sorted(_period(candidate) for candidate in candidates):
        if merged and start <= day_after(merged[-1][1]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _holes(periods: Sequence[Period], months: int, earliest_end: date, as_of: date) -> Iterable[Period]:
    """Name the days nobody covers in the `months` that end on the last covered day, or on `as_of` if it is too old."""
    last = min(periods[-1][1], as_of) if periods and periods[-1][1] >= earliest_end else as_of
    day = add_months(day_after(last), -months)
    for start, end in periods:
        if end < day:
            continue
        if start > last:
            break
        if start > day:
            yield day, start - ONE_DAY
        day = day_after(end)
    if day <= last:
        yield day, last


def _returned_or_missing(fills: Sequence[Fill]) -> State:
    return "returned" if any(fill.newest and fill.newest.standing == "returned" for fill in fills) else "missing"


def _why(
    state: State, expectation: Expectation, fills: Sequence[Fill], ends: _Ends, *, as_of: date, have: int
) -> Iterable[Reason]:
    for fill in fills:
        if fill.counts:
            end = ends.shown(fill.counts)
            if as_of > end:
                code, params = f"readiness.why.ended_by_{ends.cause(fill.counts)}", {"until": end.isoformat()}
            elif end == FOREVER:
                code, params = "readiness.why.accepted", {}
            else:
                code, params = "readiness.why.accepted_until", {"until": end.isoformat()}
            yield Reason(code, {"evidence": fill.counts.number, **params})
        if fill.newest:
            yield Reason(f"readiness.why.{fill.newest.standing}", {"evidence": fill.newest.number})
    if not fills:
        yield Reason("readiness.why.nothing_linked")
    elif state != "provable" and expectation.covers_months is None and have < expectation.at_least:
        yield Reason("readiness.why.too_few", {"have": have, "need": expectation.at_least})


def _of_other_kind(expectation: Expectation, candidates: Iterable[Candidate]) -> Iterable[Reason]:
    for number in sorted({candidate.number for candidate in candidates if candidate.kind != expectation.kind}):
        yield Reason("readiness.why.other_kind", {"evidence": number, "kind": expectation.kind})


def _next(state: State, fills: Sequence[Fill], *, expiring: bool, good_until: date | None) -> Reason:
    match state:
        case "provable":
            if expiring and good_until is not None:
                return Reason("readiness.next.renew_before", {"until": good_until.isoformat()})
            return Reason("readiness.next.nothing")
        case "submitted":
            waiting = next(fill.newest.number for fill in fills if fill.newest and fill.newest.standing == "waiting")
            return Reason("readiness.next.give_verdict", {"evidence": waiting})
        case "returned":
            returned = next(fill.newest.number for fill in fills if fill.newest and fill.newest.standing == "returned")
            return Reason("readiness.next.collect_again", {"evidence": returned})
        case "expired":
            return Reason("readiness.next.renew")
    return Reason("readiness.next.collect")
