"""Small builders of what readiness is assessed from, and hypothesis strategies that generate whole worlds of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tracker.certification.rules import ANSWERS, Changed, Excluded, Facts, Stated
from tracker.criteria.rules import ChangeKind, Expectation, Group, Profile, Question, Source, Text
from tracker.mapping.rules import Candidate
from tracker.organizations.rules import WHOLE, Places
from tracker.readiness.rules import QuestionReport, Report, assess
from tracker.readiness.slots import Slot, evaluate

TODAY = date(2026, 11, 24)
SITE = "site:honsha"
ONE_SITE = Facts(Places(("honsha",)))
HERE = Source("test", "derived")
EMPTY = Text("", "")

# The seed is fixed and a busy machine is no failure; a whole world is slow to draw.
properties = settings(deadline=None, max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
of_worlds = settings(properties, max_examples=40)


def day(text: str) -> date:
    return date.fromisoformat(text)


def expectation(expectation_id: str = "q01-photo", **changes: Any) -> Expectation:
    """One photo of the whole organization, that never ages, unless told otherwise."""
    plain = Expectation(
        id=expectation_id,
        title=EMPTY,
        kind="photo",
        each="organization",
        at_least=1,
        max_age_months=None,
        covers_months=None,
        when=(),
        obligation="required",
        why=EMPTY,
        auditor_looks_at=(),
        source=HERE,
    )
    return replace(plain, **changes)


def question(number: int, *expectations: Expectation, group: int = 1) -> Question:
    asked = expectations or (expectation(f"q{number:02d}-photo"),)
    return Question(number, group, "first", EMPTY, EMPTY, asked, HERE, HERE)


def profile(*questions: Question, moved: Sequence[int] = ()) -> Profile:
    """A profile whose one kind of change, `moved`, touches the questions named."""
    return Profile(
        id="test",
        body="test",
        title=EMPTY,
        catalog_id="test",
        groups=tuple(Group(number, "①", EMPTY, HERE) for number in sorted({asked.group for asked in questions})),
        questions=questions,
        change_kinds=(ChangeKind("moved", EMPTY, tuple(moved), HERE),),
        digest="sha256:test",
        source=HERE,
    )


def proof(item: int = 1, revision: int = 1, **changes: Any) -> Candidate:
    """An accepted photo of today with bytes of its own, unless told otherwise."""
    plain = Candidate(
        item=item,
        revision=revision,
        sha256=f"{item}-{revision}",
        kind="photo",
        collected_on=TODAY,
        covers_from=None,
        covers_to=None,
        valid_until=None,
        standing="accepted",
    )
    return replace(plain, **changes)


def log(item: int, covers_from: str, covers_to: str, **changes: Any) -> Candidate:
    """An accepted log that covers a period, collected on its last day."""
    start, end = day(covers_from), day(covers_to)
    return proof(item, **{"covers_from": start, "covers_to": end, "collected_on": end, **changes})


def judged(
    asked: Expectation,
    *candidates: Candidate,
    place: str = WHOLE,
    changes: Sequence[Changed] = (),
    as_of: date | str = TODAY,
    audit_day: date | str | None = None,
) -> Slot:
    """Judge one slot on a day."""
    return evaluate(asked, place, candidates, changes, as_of=_day(as_of), audit_day=audit_day and _day(audit_day))


def _day(value: date | str) -> date:
    return day(value) if isinstance(value, str) else value


def codes(slot: Slot) -> list[str]:
    return [reason.code.removeprefix("readiness.why.") for reason in slot.why]


def holes(slot: Slot) -> list[tuple[object, object]]:
    return [(reason.params["from"], reason.params["to"]) for reason in slot.why if reason.code.endswith(".hole")]


def of(report: Report, number: int) -> QuestionReport:
    return next(asked for asked in report.questions if asked.number == number)


@dataclass(frozen=True)
class World:
    """Everything that `assess` reads."""

    profile: Profile
    facts: Facts = ONE_SITE
    answers: Mapping[int, Any] = None  # type: ignore[assignment]
    exclusions: tuple[Excluded, ...] = ()
    changes: tuple[Changed, ...] = ()
    slots: Mapping[tuple[str, str], tuple[Candidate, ...]] = None  # type: ignore[assignment]
    as_of: date = TODAY

    def but(self, **changes: Any) -> "World":
        return replace(self, **changes)

    def report(self) -> Report:
        answers = dict.fromkeys((asked.number for asked in self.profile.questions), "done")
        return assess(
            self.profile,
            self.facts,
            answers if self.answers is None else self.answers,
            self.exclusions,
            self.changes,
            self.slots or {},
            self.as_of,
        )


FIRST = day("2025-12-25")
# Days crowd together, so that ends, gaps and changes meet.
days = st.one_of(
    st.integers(0, 500).map(lambda number: FIRST + timedelta(number)),
    st.sampled_from([day(text) for text in ("2026-02-28", "2026-08-31", "2026-11-24", "2027-02-28", "2028-02-29")]),
)
CONDITIONS = ("uses_cloud", "form_paper")
KINDS = ("photo", "nda")
PLACES = (WHOLE, "site:honsha", "site:kojo", "partner:a", "partner:b", "cloud:x")


@st.composite
def expectations(draw: st.DrawFn, expectation_id: str = "q01-a", **fixed: Any) -> Expectation:
    fields = {
        "kind": draw(st.sampled_from(KINDS)),
        "each": draw(st.sampled_from(("organization", "site", "partner", "cloud"))),
        "at_least": draw(st.integers(1, 3)),
        "max_age_months": draw(st.none() | st.integers(1, 12)),
        "covers_months": draw(st.none() | st.integers(1, 5)),
        "when": tuple(sorted(draw(st.sets(st.sampled_from(CONDITIONS), max_size=2)))),
        "obligation": draw(st.sampled_from(("required", "unknown", "optional"))),
    }
    return expectation(expectation_id, **{**fields, **fixed})


@st.composite
def candidates(draw: st.DrawFn, **fixed: Any) -> tuple[Candidate, ...]:
    """Some revisions of some items; bytes may be shared."""
    numbers = draw(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), unique=True, max_size=6))
    found = []
    for item, revision in numbers:
        collected, length = draw(days), draw(st.none() | st.integers(0, 120))
        ago = timedelta(draw(st.integers(0, 20)))
        fields = {
            "sha256": draw(st.sampled_from("abcd")),
            "kind": draw(st.sampled_from((*KINDS, "photo", "photo"))),
            "collected_on": collected,
            "covers_from": None if length is None else collected - ago - timedelta(length),
            "covers_to": None if length is None else collected - ago,
            "valid_until": draw(
                st.none() | st.integers(0, 300).map(lambda later, day=collected: day + timedelta(later))
            ),
            "standing": draw(st.sampled_from(("accepted", "accepted", "waiting", "returned"))),
        }
        found.append(proof(item, revision, **{**fields, **fixed}))
    return tuple(found)


changes = st.builds(
    Changed,
    kind=st.sampled_from(("moved", "of_no_interest")),
    on=days,
    places=st.lists(st.sampled_from(PLACES[1:]), max_size=2, unique=True).map(tuple),
)


@st.composite
def slot_cases(draw: st.DrawFn, **fixed: Any) -> dict[str, Any]:
    """One slot with everything it is judged from, as the arguments of `evaluate`."""
    return {
        "expectation": draw(expectations(**fixed)),
        "place": draw(st.sampled_from(PLACES)),
        "candidates": draw(candidates()),
        "changes": draw(st.lists(changes, max_size=2)),
        "as_of": draw(days),
        "audit_day": draw(st.none() | days),
    }


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A whole world; every question has an expectation that counts, as the loader demands."""
    asked = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        wanted = [
            draw(
                expectations(
                    f"q{number:02d}-{letter}",
                    **({"obligation": "required"} if letter == "a" else {}),
                    # Most expectations are easy, so that worlds are not all at zero.
                    **(draw(st.sampled_from(({}, {"at_least": 1, "covers_months": None, "each": "organization"})))),
                )
            )
            for letter in "ab"[: draw(st.integers(1, 2))]
        ]
        asked.append(question(number, *wanted, group=draw(st.integers(1, 2))))
    resolved = profile(*asked, moved=draw(st.lists(st.integers(1, 3), unique=True)))
    places = Places(
        tuple(draw(st.lists(st.sampled_from(("honsha", "kojo")), unique=True))),
        tuple(draw(st.lists(st.sampled_from("ab"), unique=True))),
        tuple(draw(st.lists(st.just("x"), unique=True))),
    )
    stated = st.dictionaries(st.sampled_from(CONDITIONS), st.builds(Stated, st.booleans(), st.booleans()))
    keys = [
        (expected.id, place)
        for every in asked
        for expected in every.expectations
        for place in places.keys(expected.each)
    ]
    return World(
        profile=resolved,
        facts=Facts(places, draw(st.none() | days), draw(stated)),
        answers=draw(st.dictionaries(st.integers(1, 3), st.sampled_from((*ANSWERS, "done", "done", "done")))),
        exclusions=tuple(draw(st.lists(exclusions, max_size=2))),
        changes=tuple(draw(st.lists(changes, max_size=2))),
        slots={key: draw(candidates()) for key in keys},
        as_of=draw(days),
    )


exclusions = st.builds(
    Excluded,
    question=st.integers(1, 3),
    reason=st.sampled_from(("設計をしない", "no partner")),
    approved=st.booleans(),
    applies_from=days,
    applies_until=st.none() | days,
)
