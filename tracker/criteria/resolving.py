"""Profiles: select a catalog's questions for one body's scope and apply what the body asks for differently."""

from collections.abc import Mapping
from dataclasses import replace

from tracker.criteria.encoding import named_profile
from tracker.criteria.located import Steps
from tracker.criteria.rules import Catalog, Profile, Question
from tracker.criteria.shapes import PROFILE, ExpectationChangeShape
from tracker.criteria.sheets import Sheet, check_expectation, check_provable, text


def resolve(sheet: Sheet, catalogs: Mapping[str, Catalog], bodies: set[str]) -> Profile:
    """Read one profile file into the questions and expectations that it comes to, with its digest.

    Raises:
        CriteriaFault: it names a body, catalog, question or expectation that does not exist, or a change breaks a rule.
    """
    shape = sheet.located.shaped(PROFILE)
    fault = sheet.located.fault
    if shape.body not in bodies:
        raise fault("criteria.fault.no_such_body", ("body",), value=shape.body)
    if shape.catalog not in catalogs:
        raise fault("criteria.fault.no_such_catalog", ("catalog",), value=shape.catalog)
    catalog = catalogs[shape.catalog]
    numbers = {question.number for question in catalog.questions}
    if shape.questions != "all":
        for position, number in enumerate(shape.questions):
            if number not in numbers:
                raise fault("criteria.fault.no_such_question", ("questions", position), value=number)
        if not shape.questions:
            raise fault("criteria.fault.too_few", ("questions",))
        numbers = set(shape.questions)
    questions = {question.number: question for question in catalog.questions if question.number in numbers}
    sheet.unique(("changes",), "id", (change.id for change in shape.changes))
    for position, change in enumerate(shape.changes):
        _apply(sheet, ("changes", position), change, questions)
    used = {question.group for question in questions.values()}
    return named_profile(
        Profile(
            id=shape.id,
            body=shape.body,
            title=text(shape.title),
            catalog_id=catalog.id,
            groups=tuple(group for group in catalog.groups if group.id in used),
            questions=tuple(questions.values()),
            change_kinds=catalog.change_kinds,
            digest="",
            source=sheet.source(shape, ()),
        )
    )


def _apply(sheet: Sheet, path: Steps, change: ExpectationChangeShape, questions: dict[int, Question]) -> None:
    """Replace one expectation among the selected questions by what the body asks for instead."""
    number = int(change.id[1:3])
    question = questions.get(number)
    before = next((each for each in question.expectations if each.id == change.id), None) if question else None
    if question is None or before is None:
        raise sheet.located.fault("criteria.fault.no_such_expectation", (*path, "id"), value=change.id)
    named = change.model_fields_set
    after = replace(
        before,
        title=text(change.title) if "title" in named else before.title,
        at_least=change.at_least if "at_least" in named else before.at_least,
        max_age_months=change.max_age_months if "max_age_months" in named else before.max_age_months,
        covers_months=change.covers_months if "covers_months" in named else before.covers_months,
        when=tuple(change.when) if "when" in named else before.when,
        obligation=change.obligation if "obligation" in named else before.obligation,
        why=text(change.why) if "why" in named else before.why,
        source=sheet.source(change, path),
    )
    check_expectation(sheet, after, path)
    kept = tuple(after if each.id == after.id else each for each in question.expectations)
    questions[number] = replace(question, expectations=kept)
    check_provable(sheet, questions[number], (*path, "obligation"))
