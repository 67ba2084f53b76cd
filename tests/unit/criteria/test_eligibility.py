"""Whom a body may certify, as far as the public material and the organization say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import words
from tracker.criteria.reading import read
from tracker.criteria.rules import Applicant, Eligibility, eligible
from tracker.organizations.rules import INDUSTRIES, MANUFACTURING

BODIES = {body.id: body for body in read().bodies}
UNRESTRICTED = ("jqa", "jaco", "isk", "jicqa", "jmsa")
SIZES = st.one_of(st.none(), st.integers(0, 1000), st.sampled_from([50, 51, 300, 301]))
CAPITALS = st.one_of(
    st.none(), st.integers(0, 10**9), st.sampled_from([50_000_000, 50_000_001, 300_000_000, 300_000_001])
)
APPLICANTS = st.builds(
    Applicant,
    industry=st.one_of(st.none(), st.sampled_from(INDUSTRIES)),
    employees=SIZES,
    capital_yen=CAPITALS,
    defence_work=st.one_of(st.none(), st.booleans()),
)


def ask(
    body: str,
    industry: str | None = None,
    employees: int | None = None,
    capital_yen: int | None = None,
    defence_work: bool | None = None,
) -> Eligibility:
    return eligible(BODIES[body], Applicant(industry, employees, capital_yen, defence_work))


def code(answer: Eligibility) -> str:
    return answer.reason.code.removeprefix("criteria.eligibility.")


@given(APPLICANTS, st.sampled_from(sorted(BODIES)))
def test_every_answer_has_a_sentence_in_both_languages_and_the_scopes_confidence(
    applicant: Applicant, name: str
) -> None:
    body = BODIES[name]
    answer = eligible(body, applicant)
    assert answer.confidence == body.scope.source.confidence
    for locale in words.LOCALES:
        sentence = words.say(answer.reason, locale)
        assert sentence != answer.reason.code
        assert "{" not in sentence


@given(APPLICANTS, st.sampled_from(UNRESTRICTED))
def test_without_a_restriction_shown_anyone_may_ask_and_the_reason_says_that_silence_is_no_permission(
    applicant: Applicant, name: str
) -> None:
    answer = eligible(BODIES[name], applicant)
    assert (answer.verdict, code(answer)) == ("yes", "no_restriction_shown")
    assert answer.confidence == ("open" if name == "jmsa" else "derived")
    assert "確かめて" in words.say(answer.reason)


@given(APPLICANTS)
def test_bsk_certifies_aviation_space_and_defence(applicant: Applicant) -> None:
    answer = eligible(BODIES["bsk"], applicant)
    if applicant.industry == "aerospace_defence" or applicant.defence_work:
        assert answer.verdict == "yes"
    elif applicant.industry is None or applicant.defence_work is None:
        assert answer.verdict == "not_known"
    else:
        assert answer.verdict == "no"
    assert answer.confidence == "stated"


@given(APPLICANTS)
def test_the_die_and_mold_association_certifies_manufacturers_and_defence_work_alone_is_no_manufacturing(
    applicant: Applicant,
) -> None:
    answer = eligible(BODIES["jdmia"], applicant)
    expected = "not_known" if applicant.industry is None else "yes" if applicant.industry in MANUFACTURING else "no"
    assert answer.verdict == expected


@pytest.mark.parametrize(
    ("industry", "employees", "capital_yen", "verdict", "reason"),
    [
        ("metal_pressing", 300, None, "yes", "small_by_employees"),
        ("metal_pressing", 301, 300_000_000, "yes", "small_by_capital"),
        ("metal_pressing", None, 300_000_000, "yes", "small_by_capital"),
        ("metal_pressing", 301, 300_000_001, "no", "not_small"),
        ("metal_pressing", 301, None, "not_known", "size_not_stated"),
        ("metal_pressing", None, 300_000_001, "not_known", "size_not_stated"),
        ("metal_pressing", None, None, "not_known", "size_not_stated"),
        ("software", 50, None, "yes", "small_by_employees"),
        ("software", 51, 50_000_000, "yes", "small_by_capital"),
        ("software", 51, 50_000_001, "not_known", "size_depends_on_industry"),
        ("software", 301, 300_000_001, "no", "not_small"),
        ("other", 301, 300_000_000, "not_known", "size_depends_on_industry"),
        (None, 40, None, "yes", "small_by_employees"),
        (None, 120, 90_000_000, "not_known", "size_depends_on_industry"),
        (None, 120, None, "not_known", "size_not_stated"),
    ],
)
def test_ride_certifies_small_businesses_by_the_basic_act(
    industry: str | None, employees: int | None, capital_yen: int | None, verdict: str, reason: str
) -> None:
    answer = ask("ride", industry, employees, capital_yen)
    assert (answer.verdict, code(answer)) == (verdict, reason)


@given(APPLICANTS, st.integers(0, 1000))
def test_stating_more_never_turns_a_sure_answer_about_size_round(applicant: Applicant, employees: int) -> None:
    """A yes by capital stays a yes, and what was unknown may become either."""
    before = ask("ride", applicant.industry, None, applicant.capital_yen)
    after = ask("ride", applicant.industry, employees, applicant.capital_yen)
    assert before.verdict != "no"
    if before.verdict == "yes":
        assert after.verdict == "yes"


@given(SIZES, CAPITALS)
def test_whoever_is_small_in_any_industry_is_small_as_a_manufacturer(
    employees: int | None, capital_yen: int | None
) -> None:
    if ask("ride", None, employees, capital_yen).verdict == "yes":
        assert ask("ride", "machining", employees, capital_yen).verdict == "yes"
    if ask("ride", "machining", employees, capital_yen).verdict == "no":
        assert ask("ride", "software", employees, capital_yen).verdict == "no"


def test_sizes_in_a_sentence_are_readable() -> None:
    answer = ask("ride", "metal_pressing", 301, 300_000_000)
    assert "300,000,000 円" in words.say(answer.reason)
    assert "300,000,000 yen" in words.say(answer.reason, "en")
