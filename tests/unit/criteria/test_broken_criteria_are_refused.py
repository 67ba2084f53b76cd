"""Each fault in a data file is refused, naming file, line and field."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tracker import words
from tracker.criteria.reading import CriteriaFault, read

CATALOG = "catalogs/tics-2024-04.yaml"
LOCK = "      - id: q13-lock-photo\n"
LOCK_TITLE = "          ja: 保管庫の施錠写真\n"
Q13 = "  - number: 13\n"
BSK = "profiles/bsk.yaml"
CHANGED = "changes:\n  - {{id: {id}, {what}, source: ours, confidence: {confidence}}}\n"

# name: (file, old text, new text, lines below the edit, code, field as named)
FAULTS: dict[str, tuple[str, str, str, int, str, str]] = {
    "a group twice": (CATALOG, "  - id: 2\n    mark: ②", "  - id: 1\n    mark: ②", 0, "twice", "groups → id"),
    "a question twice": (CATALOG, Q13, "  - number: 12\n", 0, "twice", "questions → number"),
    "an expectation twice": (
        CATALOG,
        "- id: q13-key-register",
        "- id: q13-lock-photo",
        0,
        "twice",
        "questions → expectations → id",
    ),
    "an expectation of another question": (
        CATALOG,
        "- id: q13-key-register",
        "- id: q14-key-register",
        0,
        "id_of_other_question",
        "questions → expectations → id",
    ),
    "an id that is no id": (
        CATALOG,
        "- id: q13-key-register",
        "- id: Key Register",
        0,
        "empty_or_misspelt",
        "questions → expectations → id",
    ),
    "a change kind twice": (CATALOG, "  - id: leaver\n", "  - id: layout_changed\n", 0, "twice", "change_kinds → id"),
    "a body twice": ("bodies.yaml", "- id: jaco\n", "- id: jqa\n", 0, "twice", "id"),
    "a change of no question": (
        CATALOG,
        "questions: [13, 14, 15]",
        "questions: [13, 14, 20]",
        0,
        "no_such_question",
        "change_kinds → questions",
    ),
    "an unknown group": (
        CATALOG,
        Q13 + "    group: 8\n",
        Q13 + "    group: 12\n",
        1,
        "no_such_group",
        "questions → group",
    ),
    "no Japanese": (
        CATALOG,
        LOCK_TITLE,
        '          ja: ""\n',
        0,
        "empty_or_misspelt",
        "questions → expectations → title → ja",
    ),
    "only a blank": (
        CATALOG,
        LOCK_TITLE,
        '          ja: " "\n',
        0,
        "empty_or_misspelt",
        "questions → expectations → title → ja",
    ),
    "null for a text": (
        CATALOG,
        LOCK_TITLE,
        "          ja:\n",
        0,
        "wrong_type",
        "questions → expectations → title → ja",
    ),
    "a language missing": (CATALOG, LOCK_TITLE, "", -1, "missing", "questions → expectations → title → ja"),
    "an unknown field": (
        CATALOG,
        LOCK,
        LOCK + "        colour: red\n",
        1,
        "unknown_field",
        "questions → expectations → colour",
    ),
    "an unknown source": (
        "bodies.yaml",
        "source: ride-scope",
        "source: hearsay",
        0,
        "unknown_source",
        "scope → source",
    ),
    "an unknown confidence": (
        "bodies.yaml",
        "source: ride-scope\n    confidence: derived",
        "source: ride-scope\n    confidence: certain",
        1,
        "not_one_of",
        "scope → confidence",
    ),
    "an unknown industry": (
        "bodies.yaml",
        "[aerospace_defence]",
        "[rockets]",
        0,
        "unknown_industry",
        "scope → industries",
    ),
    "text for a truth value": (
        "bodies.yaml",
        "small_business_only: true",
        "small_business_only: maybe",
        0,
        "wrong_type",
        "scope → small_business_only",
    ),
    "a day that is none": (CATALOG, 'dated: "2024-04-01"', 'dated: "2024-04-31"', 0, "not_a_day", "dated"),
    "no such body": (BSK, "body: bsk", "body: bks", 0, "no_such_body", "body"),
    "no such catalog": (BSK, "catalog: tics-2024-04", "catalog: tics-2030", 0, "no_such_catalog", "catalog"),
    "a profile twice": (BSK, "id: bsk\nbody", "id: ride\nbody", 0, "twice", "id"),
    "a profile of no question": (BSK, "questions: all", "questions: []", 0, "too_few", "questions"),
    "a profile of a wrong question": (BSK, "questions: all", "questions: [1, 99]", 0, "no_such_question", "questions"),
    "a change of an unknown expectation": (
        BSK,
        "changes: []\n",
        CHANGED.format(id="q13-none", what="at_least: 2", confidence="derived"),
        1,
        "no_such_expectation",
        "changes → id",
    ),
    "a change that says null": (
        BSK,
        "changes: []\n",
        CHANGED.format(id="q13-lock-photo", what="at_least: null", confidence="derived"),
        1,
        "wrong_type",
        "changes → at_least",
    ),
    "a change that breaks the cover": (
        BSK,
        "changes: []\n",
        CHANGED.format(id="q15-visit-log", what="max_age_months: null", confidence="stated"),
        1,
        "cover_without_age",
        "changes",
    ),
    "a change that leaves only optional ones": (
        BSK,
        "changes: []\n",
        CHANGED.format(id="q14-floor-plan", what="obligation: optional", confidence="derived"),
        1,
        "only_optional",
        "changes → obligation",
    ),
    "required by our own word": (
        BSK,
        "changes: []\n",
        CHANGED.format(id="q13-lock-photo", what="obligation: required", confidence="derived"),
        1,
        "required_without_source",
        "changes → obligation",
    ),
    "no YAML": (BSK, "questions: all", "questions: [all", 1, "not_yaml", ""),
    "a field twice": (BSK, "body: bsk\n", "body: bsk\nbody: jqa\n", 1, "not_yaml", ""),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused_with_file_line_and_field(
    folder: Path, edit: Callable[[str, str, str], int], name: str
) -> None:
    file, old, new, below, code, at = FAULTS[name]
    line = edit(file, old, new) + below
    if name == "a profile twice":
        file, line = "profiles/ride.yaml", 4
    with pytest.raises(CriteriaFault) as caught:
        read(folder)
    params = caught.value.reason.params
    assert (caught.value.reason.code, params["file"], params["line"], params["at"]) == (
        f"criteria.fault.{code}",
        file,
        line,
        at,
    )
    assert str(caught.value).startswith(f"{file} line {line}: {at or 'the file'}: ")
    for locale in words.LOCALES:
        sentence = words.say(caught.value.reason, locale)
        assert file in sentence
        assert str(line) in sentence
        assert at in sentence
        assert "{" not in sentence


# field of q13-lock-photo: (as it stands, as broken, code)
FIELDS = {
    "kind": ("photo", "selfie", "unknown_kind"),
    "each": ("site", "room", "not_one_of"),
    "at_least": ("1", "0", "out_of_range"),
    "max_age_months": ("12", "soon", "wrong_type"),
    "covers_months": ("null", "1.5", "wrong_type"),
    "when": ("[]", "[full_moon]", "unknown_condition"),
    "obligation": ("unknown", "required", "required_without_source"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_wrong_field_of_an_expectation_is_named_with_its_line(folder: Path, field: str) -> None:
    before, after, code = FIELDS[field]
    path = folder / CATALOG
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    position = lines.index(LOCK)
    while lines[position] != f"        {field}: {before}\n":
        position += 1
    lines[position] = f"        {field}: {after}\n"
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(CriteriaFault) as caught:
        read(folder)
    assert caught.value.reason.code == f"criteria.fault.{code}"
    assert str(caught.value).startswith(f"{CATALOG} line {position + 1}: questions → expectations → {field}: ")


def test_a_question_with_only_recommended_proof_is_refused(folder: Path) -> None:
    path = folder / CATALOG
    head, mark, tail = path.read_text(encoding="utf-8").partition(Q13)
    question, following, rest = tail.partition("  - number: 14\n")
    path.write_text(
        head + mark + question.replace("obligation: unknown", "obligation: optional") + following + rest,
        encoding="utf-8",
    )
    with pytest.raises(CriteriaFault) as caught:
        read(folder)
    assert caught.value.reason.code == "criteria.fault.only_optional"
    assert caught.value.reason.params["value"] == 13
    line = head.count("\n") + 1 + question.partition("    expectations:\n")[0].count("\n") + 1
    assert caught.value.reason.params["line"] == line


def test_a_cover_asks_for_no_count(folder: Path, edit: Callable[[str, str, str], int]) -> None:
    edit(BSK, "changes: []\n", CHANGED.format(id="q15-visit-log", what="at_least: 2", confidence="derived"))
    with pytest.raises(CriteriaFault) as caught:
        read(folder)
    assert caught.value.reason.code == "criteria.fault.cover_with_count"


@pytest.mark.parametrize("name", ["sources.yaml", "bodies.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CriteriaFault) as caught:
        read(folder)
    assert caught.value.reason.code == "criteria.fault.no_file"
    assert caught.value.reason.params["file"] == name


@pytest.mark.parametrize("part", ["catalogs", "profiles"])
def test_a_folder_without_files_is_named(folder: Path, part: str) -> None:
    for path in (folder / part).iterdir():
        path.unlink()
    with pytest.raises(CriteriaFault) as caught:
        read(folder)
    assert caught.value.reason.params["file"] == f"{part}/"


def test_an_empty_file_is_refused(folder: Path) -> None:
    (folder / BSK).write_text("", encoding="utf-8")
    with pytest.raises(CriteriaFault, match=r"profiles/bsk\.yaml line 1: the file: "):
        read(folder)


def test_a_body_without_a_profile_is_refused(folder: Path) -> None:
    (folder / BSK).unlink()
    with pytest.raises(CriteriaFault) as caught:
        read(folder)
    assert caught.value.reason.code == "criteria.fault.body_without_profile"
    assert caught.value.reason.params["value"] == "bsk"


def test_a_file_in_another_encoding_is_refused_with_the_line(folder: Path) -> None:
    path = folder / BSK
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    position = next(number for number, line in enumerate(lines) if "  ja: " in line)
    encoded = [line.encode("cp932" if number == position else "utf-8") for number, line in enumerate(lines)]
    path.write_bytes(b"".join(encoded))
    with pytest.raises(CriteriaFault) as caught:
        read(folder)
    assert (caught.value.reason.code, caught.value.reason.params["line"]) == ("criteria.fault.not_utf8", position + 1)
