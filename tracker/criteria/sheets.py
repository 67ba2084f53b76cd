"""One data file together with the sources its data may name, and the rules that one expectation is held to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.criteria.located import Located, Steps
from tracker.criteria.rules import CONDITIONS, KINDS, Expectation, Question, Source, Text
from tracker.criteria.shapes import Sourced, Words


@dataclass(frozen=True)
class Sheet:
    """One file with the sources its data may name."""

    located: Located
    sources: Mapping[str, Words]

    def source(self, shape: Sourced, path: Steps) -> Source:
        """Write out the source that a datum names."""
        if shape.source not in self.sources:
            raise self.located.fault("criteria.fault.unknown_source", (*path, "source"), value=shape.source)
        words = self.sources[shape.source]
        return Source(words.ja, shape.confidence, words.en)

    def unique(self, path: Steps, field: str, values: Iterable[str | int]) -> None:
        """Refuse the second of two equal values of `field` in the list at `path`."""
        seen: set[str | int] = set()
        for position, value in enumerate(values):
            if value in seen:
                raise self.located.fault("criteria.fault.twice", (*path, position, field), value=value)
            seen.add(value)


def text(words: Words) -> Text:
    """Turn the file's words into the rules' text."""
    return Text(words.ja, words.en)


def check_expectation(sheet: Sheet, expectation: Expectation, path: Steps) -> None:
    """Hold one expectation, the catalog's or a changed one, to the rules that its fields share."""
    fault = sheet.located.fault
    if expectation.kind not in KINDS:
        raise fault("criteria.fault.unknown_kind", (*path, "kind"), value=expectation.kind)
    for position, condition in enumerate(expectation.when):
        if condition not in CONDITIONS:
            raise fault("criteria.fault.unknown_condition", (*path, "when", position), value=condition)
    if expectation.obligation == "required" and expectation.source.confidence != "stated":
        raise fault("criteria.fault.required_without_source", (*path, "obligation"), value=expectation.id)
    if expectation.covers_months is not None:
        if expectation.max_age_months is None:
            raise fault("criteria.fault.cover_without_age", (*path, "covers_months"), value=expectation.id)
        if expectation.at_least != 1:
            raise fault("criteria.fault.cover_with_count", (*path, "at_least"), value=expectation.id)


def check_provable(sheet: Sheet, question: Question, path: Steps) -> None:
    """Refuse a question that nothing could prove: it needs an expectation that is required or unknown."""
    if not any(expectation.counts for expectation in question.expectations):
        raise sheet.located.fault("criteria.fault.only_optional", path, value=question.number)
