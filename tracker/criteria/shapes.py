"""What a data file may say, field by field: strict shapes, in which an unknown or missing field is a fault.

They hold no rule that needs a second look around the data; `reading` has those.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from tracker.criteria.rules import Confidence, Each, Obligation, Step

Filled = Annotated[str, StringConstraints(pattern=r"\S")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
ExpectationId = Annotated[str, StringConstraints(pattern=r"^q[0-9]{2}(-[a-z0-9]+)+$")]
ChangeId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Positive = Annotated[int, Field(ge=1)]
Months = Annotated[int, Field(ge=1, le=120)]


UNSAID: Any = None
"""Stands for a field that the file does not name; nobody reads it."""


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Words(_Shape):
    """The same words in both languages, neither empty."""

    ja: Filled
    en: Filled


class Sourced(_Shape):
    """A datum says where it comes from (an entry of sources.yaml) and how sure it is."""

    source: Filled
    confidence: Confidence


class GroupShape(Sourced):
    """One of ①–⑨."""

    id: Positive
    mark: Filled
    title: Words


class ExpectationShape(Sourced):
    """One kind of proof (DESIGN section 4)."""

    id: ExpectationId
    title: Words
    kind: Filled
    each: Each
    at_least: Positive
    max_age_months: Months | None
    covers_months: Months | None
    when: list[str]
    obligation: Obligation
    why: Words
    auditor_looks_at: Annotated[list[Words], Field(min_length=1, max_length=4)]


class QuestionShape(Sourced):
    """One question with its expectations."""

    number: Positive
    group: Positive
    group_source: Sourced
    step: Step
    step_source: Sourced
    title: Words
    asks: Words
    expectations: list[ExpectationShape]


class ChangeKindShape(Sourced):
    """A kind of event and the questions it touches."""

    id: ChangeId
    title: Words
    questions: Annotated[list[int], Field(min_length=1)]


class CatalogShape(Sourced):
    """One dated version of the criteria."""

    id: Slug
    version: Filled
    dated: Day
    title: Words
    groups: Annotated[list[GroupShape], Field(min_length=1)]
    change_kinds: list[ChangeKindShape]
    questions: Annotated[list[QuestionShape], Field(min_length=1)]


class ScopeShape(Sourced):
    """Whom a body may certify."""

    industries: Annotated[list[str], Field(min_length=1)] | None
    defence_work_counts: bool
    small_business_only: bool
    note: Words


class ValidityShape(Sourced):
    """How long a certificate holds."""

    years: Positive


class AnnualReportShape(Sourced):
    """Whether a report is asked for every year."""

    asked: bool


class ContactShape(_Shape):
    """Where to ask; empty where nothing was verified."""

    address: str
    telephone: str
    email: str
    website: str


class BodyShape(Sourced):
    """One certification body."""

    id: Slug
    name: Words
    short: Filled
    scope: ScopeShape
    validity: ValidityShape
    annual_report: AnnualReportShape
    contact: ContactShape


class ExpectationChangeShape(Sourced):
    """What a body asks for differently: the fields named here replace the catalog's, with this source.

    Only the fields that stand in the file count (`model_fields_set`); null is a value for the months alone.
    """

    id: ExpectationId
    title: Words = UNSAID
    at_least: Positive = UNSAID
    max_age_months: Months | None = None
    covers_months: Months | None = None
    when: list[str] = UNSAID
    obligation: Obligation = UNSAID
    why: Words = UNSAID


class ProfileShape(Sourced):
    """Which questions of which catalog a body's scope selects, and what it changes."""

    id: Slug
    body: Slug
    catalog: Slug
    title: Words
    questions: Literal["all"] | list[int]
    changes: list[ExpectationChangeShape]


SOURCES = TypeAdapter(dict[Slug, Words])
CATALOG = TypeAdapter(CatalogShape)
BODIES = TypeAdapter(list[BodyShape])
PROFILE = TypeAdapter(ProfileShape)
