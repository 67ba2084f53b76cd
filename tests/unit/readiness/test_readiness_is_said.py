"""Everything a report answers by code is a whole sentence in Japanese and in English."""

import re
from pathlib import Path

from hypothesis import given
from readiness_worlds import properties, slot_cases

import tracker.readiness
from tracker import words
from tracker.readiness.slots import evaluate, without_place


def said(reason):
    for locale in words.LOCALES:
        sentence = words.say(reason, locale)
        assert sentence != reason.code
        assert "{" not in sentence
        for value in ("evidence", "until", "from", "to", "need"):
            if value in reason.params:
                assert str(reason.params[value]) in sentence


@properties
@given(slot_cases())
def test_every_why_and_next_is_a_sentence(case):
    for slot in (evaluate(**case), without_place(case["expectation"])):
        if slot.of is None and case["expectation"].each == "organization":
            continue  # the organization itself is always a place
        for reason in (*slot.why, slot.next):
            said(reason)


def test_the_sentences_are_those_that_the_rules_say_and_no_others():
    source = (Path(tracker.readiness.__file__).parent / "slots.py").read_text()
    written = set(re.findall(r'"(readiness\.(?:why|next)\.[a-z_]+)"', source))
    composed = {f"readiness.why.ended_by_{cause}" for cause in ("age", "change", "valid_until")}
    composed |= {"readiness.why.waiting", "readiness.why.returned"}
    composed |= {f"readiness.next.register_{each}" for each in ("site", "partner", "cloud")}
    ours = {code for code in words.sentences() if re.match(r"readiness\.(why|next)\.", code)}
    assert ours == written | composed
