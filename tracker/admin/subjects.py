"""What an entry of the journal is about, in words, with where it is shown. Pure; what has no name keeps its code."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

EVIDENCE = re.compile(r"証-(\d+)(?:-\d+)?")
QUESTION = re.compile(r"q(\d+)")


@dataclass(frozen=True)
class Names:
    """What the codes of an organization are called, in the reader's language."""

    plans: Mapping[str, str] = field(default_factory=dict)
    expectations: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)

    def codes_like(self, text: str) -> tuple[str, ...]:
        """Find the codes whose names hold a text, so that people may search for what they read."""
        sought = text.casefold()
        named = {**self.plans, **self.expectations, **self.others}
        return tuple(code for code, name in named.items() if sought in name.casefold())


@dataclass(frozen=True)
class Subject:
    """A subject in words; `endpoint` is empty where there is no page of it."""

    text: str
    endpoint: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


def subject_of(code: str, names: Names, numbered: Callable[[int], str]) -> Subject:
    """Word the subject of an entry; `numbered` says a question's number in the reader's language."""
    if evidence := EVIDENCE.fullmatch(code):
        return Subject(code, "desk.item", {"number": int(evidence[1])})
    plan, _, part = code.partition(" ")
    if plan not in names.plans:
        return Subject(names.others.get(code, code))
    title = names.plans[plan]
    if not part:
        return Subject(title, "desk.certification", {"slug": plan})
    if question := QUESTION.fullmatch(part):
        number = int(question[1])
        return Subject(f"{title} {numbered(number)}", "desk.question", {"slug": plan, "number": number})
    expectation, _, place = part.partition("@")
    words = (title, names.expectations.get(expectation, expectation), names.others.get(place, place))
    return Subject(" ".join(filter(None, words)), "desk.certification", {"slug": plan})
