"""The hash chain: any edit, drop, swap or insertion breaks it, and every fault is named."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.journal.rules import GENESIS, Entry, Fault, Link, canonical, check_details, digest, verify
from tracker.journal.tags import TAGS

START = datetime(2026, 11, 23, tzinfo=UTC)
WORDS = st.text(max_size=8)
DETAILS = st.dictionaries(
    st.sampled_from(["title", "理由", "places", "a", "b"]),
    st.none() | st.booleans() | st.integers() | WORDS | st.lists(WORDS, max_size=3),
    max_size=3,
)


def chain(details: list[dict]) -> list[Link]:
    links, previous = [], GENESIS
    for number, said in enumerate(details, start=1):
        at = START + timedelta(seconds=number)
        entry = Entry(7, number, at, 3, "田中", "lead", "evidence:item:collect", f"証-{number:04d}", said)
        links.append(Link(entry, previous, digest(previous, entry)))
        previous = links[-1].digest
    return links


CHAINS = st.lists(DETAILS, min_size=2, max_size=8).map(chain)


def kinds(links):
    return {fault.kind for fault in verify(links)}


@given(CHAINS)
def test_an_untouched_chain_holds(links):
    assert verify(iter(links)) == []


def test_an_empty_chain_holds():
    assert verify([]) == []


CHANGES = {
    "organization_id": 8,
    "at": START - timedelta(days=1),
    "actor_id": None,
    "actor_name": "鈴木",
    "role": "manager",
    "tag": "evidence:item:withdraw",
    "subject": "証-9999",
    "details": {"title": "another", "n": 0},
}


@pytest.mark.parametrize("field", CHANGES)
@given(links=CHAINS, data=st.data())
def test_an_edited_entry_is_found_and_named(field, links, data):
    place = data.draw(st.integers(0, len(links) - 1))
    edited = replace(links[place].entry, **{field: CHANGES[field]})
    links[place] = replace(links[place], entry=edited)
    assert verify(links) == [Fault("changed", place + 1, place + 1)]


@given(links=CHAINS, data=st.data())
def test_an_entry_edited_together_with_its_digest_breaks_the_next(links, data):
    place = data.draw(st.integers(0, len(links) - 2))
    edited = replace(links[place].entry, subject="forged")
    links[place] = Link(edited, links[place].previous, digest(links[place].previous, edited))
    assert verify(links) == [Fault("unlinked", place + 2, place + 2)]


@given(links=CHAINS, data=st.data())
def test_dropped_entries_are_named_as_missing(links, data):
    first = data.draw(st.integers(0, len(links) - 2))
    last = data.draw(st.integers(first, len(links) - 2))
    found = verify(links[:first] + links[last + 1 :])
    assert found == [Fault("missing", first + 1, last + 1), Fault("unlinked", last + 2, last + 2)]


@given(links=CHAINS, data=st.data())
def test_swapped_entries_are_found(links, data):
    one, two = sorted(data.draw(st.lists(st.integers(0, len(links) - 1), min_size=2, max_size=2, unique=True)))
    links[one], links[two] = links[two], links[one]
    assert "misplaced" in kinds(links)


@given(links=CHAINS, data=st.data())
def test_entries_that_swapped_their_content_are_found(links, data):
    one, two = sorted(data.draw(st.lists(st.integers(0, len(links) - 1), min_size=2, max_size=2, unique=True)))
    a, b = links[one], links[two]
    links[one] = replace(a, entry=replace(b.entry, sequence=a.entry.sequence))
    links[two] = replace(b, entry=replace(a.entry, sequence=b.entry.sequence))
    assert [fault.sequence for fault in verify(links) if fault.kind == "changed"] == [one + 1, two + 1]


@given(links=CHAINS, data=st.data())
def test_an_inserted_entry_is_found(links, data):
    place = data.draw(st.integers(0, len(links) - 1))
    before = links[place]
    forged = replace(before.entry, subject="put in later")
    links.insert(place + 1, Link(forged, before.digest, digest(before.digest, forged)))
    assert "misplaced" in kinds(links)


@given(links=CHAINS, data=st.data())
def test_an_entry_told_twice_is_found(links, data):
    place = data.draw(st.integers(0, len(links) - 1))
    links.insert(place + 1, links[place])
    assert {"misplaced", "unlinked"} <= kinds(links)


@given(CHAINS)
def test_a_chain_that_does_not_begin_at_the_beginning_is_found(links):
    assert verify(links[1:])[0] == Fault("missing", 1, 1)


@given(one=DETAILS, two=DETAILS)
def test_two_entries_have_the_same_bytes_only_when_they_say_the_same(one, two):
    assume(repr(one) != repr(two))
    [a], [b] = chain([one]), chain([two])
    same = sorted(map(repr, one.items())) == sorted(map(repr, two.items()))
    assert (canonical(a.entry) == canonical(b.entry)) is same


def test_the_instant_is_chained_in_utc_whatever_the_zone():
    [link] = chain([{}])
    tokyo = replace(link.entry, at=link.entry.at.astimezone(timezone(timedelta(hours=9))))
    assert canonical(tokyo) == canonical(link.entry)


def test_the_bytes_of_an_entry_never_change():
    [link] = chain([{"理由": "鍵の写真", "places": ["site:honsha"], "a": None}])
    assert canonical(link.entry).decode() == (
        '{"actor":3,"at":"2026-11-23T00:00:01.000000+00:00","details":{"a":null,"places":["site:honsha"],'
        '"理由":"鍵の写真"},"format":"tics-journal/1","name":"田中","organization":7,"role":"lead","sequence":1,'
        '"subject":"証-0001","tag":"evidence:item:collect"}'
    )
    assert link.digest == "dc226db86ec9b4eb12272a0c83a93309b9fc64edb4cf23e13b51b5ada507a211"


def test_two_processes_in_two_time_zones_make_the_same_digest():
    program = (
        "from datetime import UTC, datetime; from tracker.journal.rules import *;"
        "print(digest(GENESIS, Entry(1, 1, datetime(2026, 1, 1, tzinfo=UTC), 1, 'n', 'r', 't', 's', {'b': 1, 'a': 2})))"
    )
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone, seed in (("Asia/Tokyo", "1"), ("America/New_York", "2"))
    }
    assert len(outcomes) == 1


@pytest.mark.parametrize(
    "details",
    [
        {"share": 0.5},
        {"deep": [{"n": float("nan")}]},
        {"when": START},
        {"bytes": b"x"},
        {"set": {1}},
        {1: "key"},
        {"text": "\ud800"},
        {"password": "x"},
        {"Reset-Token": "x"},
        {"inner": {"secret_key": "x"}},
        {"list": [{"api_key": "x"}]},
    ],
)
def test_details_that_cannot_be_chained_or_hold_a_secret_are_refused(details):
    with pytest.raises(ValueError, match=r"details|surrogates"):
        check_details(details)


def test_details_nested_without_end_are_refused():
    details: dict = {}
    details["again"] = details
    with pytest.raises(ValueError, match="too deeply"):
        check_details(details)


def test_words_that_only_contain_a_secret_word_are_no_secret():
    assert check_details({"keyboard": 1, "monkey": 2, "tokens_used": 3}) == {
        "keyboard": 1,
        "monkey": 2,
        "tokens_used": 3,
    }


def test_every_tag_is_source_subject_action_and_has_its_sentence():
    from tracker.words import sentences

    for tag, code in TAGS.items():
        assert len(tag.split(":")) == 3
        assert code in sentences()
    for kind in ("changed", "missing", "misplaced", "unlinked"):
        assert Fault(kind, 1, 2).reason.code in sentences()
