"""Read and check the criteria data of a folder, and give them as one `Edition`.

The folder holds `sources.yaml`, `bodies.yaml`, `catalogs/*.yaml` and `profiles/*.yaml`. It may hold several catalogs;
the edition's own is the newest one that a profile selects. Correcting a datum needs no code: another content is
another digest. Every fault names file, line and field; nothing is repaired or guessed.
"""

from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

from tracker.criteria.encoding import named_edition
from tracker.criteria.located import CriteriaFault as CriteriaFault
from tracker.criteria.located import Steps, locate
from tracker.criteria.resolving import resolve
from tracker.criteria.rules import (
    INDUSTRY_GROUPS,
    Body,
    Catalog,
    ChangeKind,
    Edition,
    Expectation,
    Group,
    Profile,
    Question,
    Scope,
)
from tracker.criteria.shapes import BODIES, CATALOG, SOURCES, BodyShape, ExpectationShape, QuestionShape
from tracker.criteria.sheets import Sheet, check_expectation, check_provable, text
from tracker.organizations.rules import INDUSTRIES

PACKAGED: Traversable = files("tracker.criteria") / "data"
SOURCES_FILE = "sources.yaml"
BODIES_FILE = "bodies.yaml"


def read(folder: Traversable = PACKAGED) -> Edition:
    """Read the folder into an edition with its digests; the same content always gives the same digests.

    Raises:
        CriteriaFault: the first fault found.
    """
    sources = locate(folder, SOURCES_FILE).shaped(SOURCES)
    catalogs: dict[str, Catalog] = {}
    for name in _names(folder, "catalogs"):
        sheet = Sheet(locate(folder, name), sources)
        catalog = _catalog(sheet)
        if catalog.id in catalogs:
            raise sheet.located.fault("criteria.fault.twice", ("id",), value=catalog.id)
        catalogs[catalog.id] = catalog
    bodies_sheet = Sheet(locate(folder, BODIES_FILE), sources)
    bodies = _bodies(bodies_sheet)
    profiles: dict[str, Profile] = {}
    for name in _names(folder, "profiles"):
        sheet = Sheet(locate(folder, name), sources)
        profile = resolve(sheet, catalogs, {body.id for body in bodies})
        if profile.id in profiles:
            raise sheet.located.fault("criteria.fault.twice", ("id",), value=profile.id)
        profiles[profile.id] = profile
    served = {profile.body for profile in profiles.values()}
    for position, body in enumerate(bodies):
        if body.id not in served:
            raise bodies_sheet.located.fault("criteria.fault.body_without_profile", (position, "id"), value=body.id)
    selected = {profile.catalog_id for profile in profiles.values()}
    newest = max((catalogs[name] for name in selected), key=lambda catalog: (catalog.dated, catalog.id))
    return named_edition(Edition("", newest, bodies, tuple(profiles[name] for name in sorted(profiles))))


def _names(folder: Traversable, part: str) -> list[str]:
    try:
        names = sorted(entry.name for entry in folder.joinpath(part).iterdir() if entry.name.endswith(".yaml"))
    except FileNotFoundError:
        names = []
    if not names:
        raise CriteriaFault("criteria.fault.no_file", file=f"{part}/", line=1, at="")
    return [f"{part}/{name}" for name in names]


def _catalog(sheet: Sheet) -> Catalog:
    shape = sheet.located.shaped(CATALOG)
    try:
        date.fromisoformat(shape.dated)
    except ValueError as fault:
        raise sheet.located.fault("criteria.fault.not_a_day", ("dated",), value=shape.dated) from fault
    sheet.unique(("groups",), "id", (group.id for group in shape.groups))
    sheet.unique(("questions",), "number", (question.number for question in shape.questions))
    sheet.unique(("change_kinds",), "id", (kind.id for kind in shape.change_kinds))
    groups = tuple(
        Group(group.id, group.mark, text(group.title), sheet.source(group, ("groups", position)))
        for position, group in enumerate(shape.groups)
    )
    known = {group.id for group in groups}
    taken: set[str] = set()
    questions = tuple(
        _question(sheet, ("questions", position), question, known, taken)
        for position, question in enumerate(shape.questions)
    )
    numbers = {question.number for question in questions}
    changes: list[ChangeKind] = []
    for position, kind in enumerate(shape.change_kinds):
        for place, number in enumerate(kind.questions):
            if number not in numbers:
                path = ("change_kinds", position, "questions", place)
                raise sheet.located.fault("criteria.fault.no_such_question", path, value=number)
        source = sheet.source(kind, ("change_kinds", position))
        changes.append(ChangeKind(kind.id, text(kind.title), tuple(sorted(set(kind.questions))), source))
    return Catalog(
        shape.id,
        shape.version,
        text(shape.title),
        shape.dated,
        groups,
        tuple(sorted(questions, key=lambda question: question.number)),
        tuple(changes),
        sheet.source(shape, ()),
    )


def _question(sheet: Sheet, path: Steps, shape: QuestionShape, groups: set[int], taken: set[str]) -> Question:
    """Check one question; `taken` collects the expectation ids of the whole catalog."""
    if shape.group not in groups:
        raise sheet.located.fault("criteria.fault.no_such_group", (*path, "group"), value=shape.group)
    expectations: list[Expectation] = []
    for position, expected in enumerate(shape.expectations):
        where = (*path, "expectations", position)
        if expected.id in taken:
            raise sheet.located.fault("criteria.fault.twice", (*where, "id"), value=expected.id)
        if not expected.id.startswith(f"q{shape.number:02d}-"):
            raise sheet.located.fault("criteria.fault.id_of_other_question", (*where, "id"), value=expected.id)
        taken.add(expected.id)
        expectations.append(_expectation(sheet, where, expected))
    question = Question(
        number=shape.number,
        group=shape.group,
        step=shape.step,
        title=text(shape.title),
        asks=text(shape.asks),
        expectations=tuple(expectations),
        source=sheet.source(shape, path),
        step_source=sheet.source(shape.step_source, (*path, "step_source")),
        group_source=sheet.source(shape.group_source, (*path, "group_source")),
    )
    check_provable(sheet, question, (*path, "expectations"))
    return question


def _expectation(sheet: Sheet, path: Steps, shape: ExpectationShape) -> Expectation:
    expectation = Expectation(
        id=shape.id,
        title=text(shape.title),
        kind=shape.kind,
        each=shape.each,
        at_least=shape.at_least,
        max_age_months=shape.max_age_months,
        covers_months=shape.covers_months,
        when=tuple(shape.when),
        obligation=shape.obligation,
        why=text(shape.why),
        auditor_looks_at=tuple(text(words) for words in shape.auditor_looks_at),
        source=sheet.source(shape, path),
    )
    check_expectation(sheet, expectation, path)
    return expectation


def _bodies(sheet: Sheet) -> tuple[Body, ...]:
    shapes = sheet.located.shaped(BODIES)
    sheet.unique((), "id", (shape.id for shape in shapes))
    return tuple(_body(sheet, (position,), shape) for position, shape in enumerate(shapes))


def _body(sheet: Sheet, path: Steps, shape: BodyShape) -> Body:
    for position, industry in enumerate(shape.scope.industries or ()):
        if industry not in INDUSTRIES and industry not in INDUSTRY_GROUPS:
            where = (*path, "scope", "industries", position)
            raise sheet.located.fault("criteria.fault.unknown_industry", where, value=industry)
    return Body(
        id=shape.id,
        name=text(shape.name),
        short=shape.short,
        scope=Scope(
            industries=None if shape.scope.industries is None else tuple(shape.scope.industries),
            small_business_only=shape.scope.small_business_only,
            note=text(shape.scope.note),
            source=sheet.source(shape.scope, (*path, "scope")),
            defence_work_counts=shape.scope.defence_work_counts,
        ),
        validity_years=shape.validity.years,
        validity_source=sheet.source(shape.validity, (*path, "validity")),
        annual_report=shape.annual_report.asked,
        annual_report_source=sheet.source(shape.annual_report, (*path, "annual_report")),
        contact=shape.contact.model_dump(),
        source=sheet.source(shape, path),
    )
