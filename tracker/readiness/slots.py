"""One slot on one day: its state, until when it holds, why, and the cheapest next step. Pure.

The order of the states and each date rule is DESIGN section 4, "Slot"; the formula number is `rules.FORMULA`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tracker.certification.rules import Changed
from tracker.criteria.rules import Expectation, Obligation
from tracker.errors import Reason
from tracker.mapping.rules import Candidate, Fill, fill_by_item
from tracker.readiness.months import ONE_DAY, add_months, last_day_reaching_back

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
        return self.expectation if self.of is None else f"{self.expectation}@{self.of}"

    @property
    def counts(self) -> bool:
        """Tell whether it gates readiness."""
        return self.obligation != "optional"


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
    return good_until <= as_of + EXPIRING_WITHIN


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

    def cause(self, candidate: Candidate) -> str:
        """Name what ends it first: a change, a written end, or age."""
        end = self.all(candidate)
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
    in_date = {digest for digest, end in until_by_digest.items() if as_of <= end}
    waiting = {fill.newest.sha256 for fill in fills if fill.newest and fill.newest.standing == "waiting"}
    nth_latest = sorted(until_by_digest.values(), reverse=True)[need - 1] if len(until_by_digest) >= need else None
    state: State
    if len(in_date) >= need:
        state = "provable"
    elif len(in_date | waiting) >= need:
        state = "submitted"
    elif len(until_by_digest) >= need:
        state = "expired"
    else:
        state = _returned_or_missing(fills)
    return state, nth_latest if state in ("provable", "expired") else None, len(in_date), ()


def _by_cover(expectation: Expectation, fills: Sequence[Fill], ends: _Ends, as_of: date) -> Measured:
    """Ask whether the periods together cover `covers_months` without a gap; that replaces the count."""
    months, max_age = expectation.covers_months, expectation.max_age_months
    assert months is not None
    accepted = [(fill.counts, ends.own(fill.counts)) for fill in fills if fill.counts]
    waiting = [fill.newest for fill in fills if fill.newest and fill.newest.standing == "waiting"]

    def covered_on(day: date, extra: Sequence[Candidate] = (), *, however_old: bool = False) -> bool:
        periods = [candidate for candidate, end in accepted if however_old or day <= end]
        oldest_end = date.min if max_age is None or however_old else add_months(day, -max_age)
        return any(
            end >= oldest_end and add_months(end + ONE_DAY, -months) >= start
            for start, end in _merged([*periods, *extra])
        )

    in_date = [candidate for candidate, end in accepted if as_of <= end]
    have = len({candidate.sha256 for candidate in in_date})
    if covered_on(as_of):
        return "provable", _last_day_of(covered_on, accepted, max_age, as_of), have, ()
    holes = tuple(
        Reason("readiness.why.hole", {"from": start.isoformat(), "to": end.isoformat()})
        for start, end in _holes(_merged(in_date), months, as_of)
    )
    if covered_on(as_of, waiting):
        return "submitted", None, have, holes
    if covered_on(as_of, however_old=True):
        last = max(end for _, end in _merged([candidate for candidate, _ in accepted]))
        aged_out = FOREVER if max_age is None else last_day_reaching_back(last, max_age)
        return "expired", min(aged_out, *(end for _, end in accepted)), have, holes
    return _returned_or_missing(fills), None, have, holes


def _last_day_of(
    covered_on: Callable[[date], bool], accepted: Sequence[tuple[Candidate, date]], max_age: int | None, as_of: date
) -> date:
    """Find the last day through which the cover holds: it can only break after an item ends or the period ages out."""
    breaks = {end for _, end in accepted}
    if max_age is not None:
        breaks |= {last_day_reaching_back(end, max_age) for _, end in _merged([candidate for candidate, _ in accepted])}
    for day in sorted(day for day in breaks if as_of <= day < FOREVER):
        if not covered_on(day + ONE_DAY):
            return day
    return FOREVER


def _merged(candidates: Iterable[Candidate]) -> list[Period]:
    """Join the covered periods; days that touch leave no gap. Evidence without a period covers its one day."""
    merged: list[Period] = []
    for start, end in sorted(
        (candidate.covers_from or candidate.collected_on, candidate.covers_to or candidate.collected_on)
        for candidate in candidates
    ):
        if merged and start <= merged[-1][1] + ONE_DAY:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _holes(periods: Sequence[Period], months: int, as_of: date) -> Iterable[Period]:
    """Name the days nobody covers in the `months` that end on `as_of`."""
    day = add_months(as_of + ONE_DAY, -months)
    for start, end in periods:
        if end < day:
            continue
        if start > as_of:
            break
        if start > day:
            yield day, start - ONE_DAY
        day = end + ONE_DAY
    if day <= as_of:
        yield day, as_of


def _returned_or_missing(fills: Sequence[Fill]) -> State:
    return "returned" if any(fill.newest and fill.newest.standing == "returned" for fill in fills) else "missing"


def _why(
    state: State, expectation: Expectation, fills: Sequence[Fill], ends: _Ends, *, as_of: date, have: int
) -> Iterable[Reason]:
    for fill in fills:
        if fill.counts:
            end = ends.all(fill.counts) if expectation.covers_months is None else ends.own(fill.counts)
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
