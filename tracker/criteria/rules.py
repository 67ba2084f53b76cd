"""What the criteria are made of, and which body may certify whom: pure values and rules.

Every regulatory datum carries its source and confidence (`facts` of the packaged data). Nothing here is official
unless its source says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tracker.errors import ParamValue, Reason
from tracker.organizations.rules import MANUFACTURING

Confidence = Literal["stated", "secondary", "derived", "background", "open"]
"""stated = a source that was read says so; secondary = a blog, a repost; derived = ours; background = not verified."""

Obligation = Literal["required", "optional", "unknown"]
"""unknown = the scheme's own text was not seen: counts as required and shows 「必須とみなす（非公式）」."""

Each = Literal["organization", "site", "partner", "cloud"]
Step = Literal["first", "second"]
CONDITIONS = ("form_paper", "form_thing", "form_electronic", "uses_cloud", "partners_hold_information")
"""Facts of a certification that an expectation's `when` may name. An unanswered one counts as met."""

KINDS = (
    "ledger",
    "rule",
    "organization_chart",
    "training_record",
    "pledge",
    "nda",
    "access_list",
    "visit_log",
    "photo",
    "floor_plan",
    "carry_out_log",
    "cloud_contract",
    "incident_record",
    "disposal_record",
    "system_record",
    "key_register",
    "review_record",
    "partner_confirmation",
)
"""Kinds of evidence that an expectation may ask for: ours, after families of proof that comparable schemes name."""


INDUSTRY_GROUPS: Mapping[str, frozenset[str]] = {"manufacturing": MANUFACTURING}
"""Names that a body's scope may use for several industries at once."""


@dataclass(frozen=True)
class SmallBusiness:
    """A size up to which a business is small: capital in yen *or* employees at or below the limit."""

    capital_yen: int
    employees: int


SMALL_MANUFACTURER = SmallBusiness(capital_yen=300_000_000, employees=300)
"""中小企業基本法 (Small and Medium-sized Enterprise Basic Act) Article 2(1): manufacturing and others."""
SMALL_IN_ANY_INDUSTRY = SmallBusiness(capital_yen=50_000_000, employees=50)
"""The narrowest limits of that Act (retail); who keeps to them is small whatever the industry."""


@dataclass(frozen=True)
class Source:
    """Where a datum comes from and how sure we are; `source` is written out in Japanese, `english` likewise."""

    source: str
    confidence: Confidence
    english: str = ""

    def in_locale(self, locale: str) -> str:
        """Pick the language; Japanese where no English is kept."""
        return self.english if locale == "en" and self.english else self.source


@dataclass(frozen=True)
class Text:
    """The same words in Japanese and English."""

    ja: str
    en: str

    def in_locale(self, locale: str) -> str:
        """Pick the language; anything but `en` reads Japanese."""
        return self.en if locale == "en" else self.ja


@dataclass(frozen=True)
class Expectation:
    """期待される証跡: one kind of proof that a question asks for (DESIGN section 4).

    `max_age_months` and `covers_months` are whole months; `at_least` counts distinct digests. `when` names
    conditions that must all be met.
    """

    id: str
    title: Text
    kind: str
    each: Each
    at_least: int
    max_age_months: int | None
    covers_months: int | None
    when: tuple[str, ...]
    obligation: Obligation
    why: Text
    auditor_looks_at: tuple[Text, ...]
    source: Source

    @property
    def counts(self) -> bool:
        """Tell whether it gates readiness: required, and what we take for required."""
        return self.obligation != "optional"


@dataclass(frozen=True)
class Question:
    """設問: one of the self-check questions, with the expectations that can prove its answer."""

    number: int
    group: int
    step: Step
    title: Text
    asks: Text
    expectations: tuple[Expectation, ...]
    source: Source
    step_source: Source
    group_source: Source | None = None


@dataclass(frozen=True)
class Group:
    """取組: one of ①–⑨."""

    id: int
    mark: str
    title: Text
    source: Source


@dataclass(frozen=True)
class ChangeKind:
    """A kind of dated event and the questions whose older evidence it ends."""

    id: str
    title: Text
    questions: tuple[int, ...]
    source: Source


@dataclass(frozen=True)
class Catalog:
    """基準(版): one dated version of groups and questions."""

    id: str
    version: str
    title: Text
    dated: str
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    change_kinds: tuple[ChangeKind, ...]
    source: Source


@dataclass(frozen=True)
class Scope:
    """Whom a body may certify, as far as the facts say; null = the facts name no restriction of that sort.

    `industries` names industry codes of `organizations.rules.INDUSTRIES` or groups of them (`INDUSTRY_GROUPS`).
    With `defence_work_counts` an organization that works for defence is in scope whatever its industry.
    """

    industries: tuple[str, ...] | None
    small_business_only: bool
    note: Text
    source: Source
    defence_work_counts: bool = False


@dataclass(frozen=True)
class Body:
    """認証機関: a certification body as published, never a constant: bodies come and go."""

    id: str
    name: Text
    short: str
    scope: Scope
    validity_years: int
    validity_source: Source
    annual_report: bool
    annual_report_source: Source
    contact: Mapping[str, str]
    source: Source


@dataclass(frozen=True)
class Profile:
    """適用範囲: the questions and expectations that a body's scope selects, resolved; `digest` names its content."""

    id: str
    body: str
    title: Text
    catalog_id: str
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    change_kinds: tuple[ChangeKind, ...]
    digest: str
    source: Source

    def question(self, number: int) -> Question | None:
        """Find a question by number."""
        return next((question for question in self.questions if question.number == number), None)

    def expectation(self, expectation_id: str) -> tuple[Question, Expectation] | None:
        """Find an expectation by id, with its question."""
        for question in self.questions:
            for expectation in question.expectations:
                if expectation.id == expectation_id:
                    return question, expectation
        return None


@dataclass(frozen=True)
class Edition:
    """Everything that one loaded state of the criteria data says."""

    digest: str
    catalog: Catalog
    bodies: tuple[Body, ...]
    profiles: tuple[Profile, ...]


@dataclass(frozen=True)
class Applicant:
    """What an organization states of itself that eligibility depends on; null = not stated."""

    industry: str | None
    employees: int | None
    capital_yen: int | None
    defence_work: bool | None


EligibilityVerdict = Literal["yes", "no", "not_known"]
_Answer = tuple[EligibilityVerdict, Reason]


@dataclass(frozen=True)
class Eligibility:
    """The answer to "may this body certify us?", with reason and confidence."""

    verdict: EligibilityVerdict
    reason: Reason
    confidence: Confidence


def eligible(body: Body, applicant: Applicant) -> Eligibility:
    """Tell whether this body may certify the applicant, as far as the public material and the applicant say.

    A "no" of one restriction outweighs everything, then what is not known. Without any restriction shown the answer is
    "yes" with the confidence of that reading, and its reason says so: silence of a source is no permission.
    """
    scope = body.scope
    answers: list[_Answer] = []
    if scope.industries is not None:
        answers.append(_in_field(scope.industries, scope.defence_work_counts, applicant))
    if scope.small_business_only:
        answers.append(_small(applicant))
    if not answers:
        answers.append(("yes", Reason("criteria.eligibility.no_restriction_shown")))
    for verdict in ("no", "not_known", "yes"):
        for answer, reason in answers:
            if answer == verdict:
                return Eligibility(answer, reason, scope.source.confidence)
    raise AssertionError("one of the three verdicts is always given")


def _in_field(named: tuple[str, ...], defence_work_counts: bool, applicant: Applicant) -> _Answer:
    industries = frozenset().union(*(INDUSTRY_GROUPS.get(name, frozenset({name})) for name in named))
    if applicant.industry in industries:
        return "yes", Reason("criteria.eligibility.industry_in_scope", {"industry": applicant.industry})
    if defence_work_counts:
        if applicant.defence_work:
            return "yes", Reason("criteria.eligibility.defence_work_in_scope")
        if applicant.industry is None or applicant.defence_work is None:
            return "not_known", Reason("criteria.eligibility.defence_work_not_stated")
        return "no", Reason("criteria.eligibility.outside_defence", {"industry": applicant.industry})
    if applicant.industry is None:
        return "not_known", Reason("criteria.eligibility.industry_not_stated")
    return "no", Reason("criteria.eligibility.industry_outside_scope", {"industry": applicant.industry})


def _small(applicant: Applicant) -> _Answer:
    """Compare with the Basic Act's sizes. Other industries' limits lie between the two that are kept here."""
    sure = SMALL_MANUFACTURER if applicant.industry in MANUFACTURING else SMALL_IN_ANY_INDUSTRY
    employees, capital = applicant.employees, applicant.capital_yen
    if employees is not None and employees <= sure.employees:
        return "yes", Reason("criteria.eligibility.small_by_employees", _size(employees, None, sure.employees))
    if capital is not None and capital <= sure.capital_yen:
        return "yes", Reason("criteria.eligibility.small_by_capital", _size(None, capital, sure.capital_yen))
    if employees is None or capital is None:
        return "not_known", Reason("criteria.eligibility.size_not_stated")
    if employees > SMALL_MANUFACTURER.employees and capital > SMALL_MANUFACTURER.capital_yen:
        return "no", Reason("criteria.eligibility.not_small", _size(employees, capital))
    return "not_known", Reason("criteria.eligibility.size_depends_on_industry", _size(employees, capital))


def _size(employees: int | None, capital_yen: int | None, limit: int | None = None) -> dict[str, ParamValue]:
    """Write sizes with thousands set apart, as they are read in a sentence."""
    figures = {"employees": employees, "capital_yen": capital_yen, "limit": limit}
    return {name: f"{figure:,}" for name, figure in figures.items() if figure is not None}
