"""Names in a bundle are taken by every file system, whatever the original was called."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.bundle.names import clashes, evidence_path, folder_name, safe_name, units, usual_folder
from tracker.bundle.verify.paths import is_safe

NASTY = (
    "入退室記録.csv", "か\u3099き.txt", "ﾊﾟｽﾜｰﾄﾞ.xlsx", "①号機.pdf", "髙﨑.jpg", "𠮷野家.png", "葛\U000e0100飾.pdf",
    "CON", "con.txt", "nul .tar.gz", "COM¹.log", "LPT9", "aux.", "...", "", "   ", ".htaccess", "a.b.c.", "x. . .",
    "../../etc/passwd", "C:\\Windows\\x.exe", "a:b", "50%.txt", "%2e%2e%2f", "evil\u202egpj.exe", "zero\u200bwidth.txt",
    "tab\there", "line\nbreak", "nul\x00byte", "\ud800lone", "\ufeffbom.txt", "\u2028sep", "😀" * 200 + ".jpg",
    "長" * 300 + ".pdf", "e\u0301" * 200, "a" * 250 + "." + "b" * 30, "か" + "\u3099" * 300, "名前 .pdf",
    "\u3000全角\u3000",
)  # fmt: skip
names = settings(deadline=None, max_examples=300, derandomize=True)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=300), st.builds("".join, st.lists(st.sampled_from(NASTY))))


@names
@given(texts, st.integers(min_value=24, max_value=100))
@example("\u0344.", 24)
def test_any_name_becomes_one_safe_part_within_its_limit(original, limit):
    name = safe_name(original, limit)
    assert is_safe(name)
    assert "/" not in name
    assert "%" not in name
    assert units(name) <= limit
    assert unicodedata.is_normalized("NFC", name)
    name.encode("utf-8")


@names
@given(texts, st.integers(min_value=24, max_value=100))
def test_a_safe_name_is_left_as_it_is(original, limit):
    name = safe_name(original, limit)
    assert safe_name(name, limit) == name


@names
@given(texts, st.integers(1, 19), st.integers(1, 99999), st.integers(1, 150))
def test_an_evidence_path_is_at_most_120_utf16_units_and_says_question_and_number(original, question, item, revision):
    number = f"証-{item:04d}-{revision:02d}"
    path = evidence_path(question, number, original)
    assert path.startswith(f"data/evidence/{question:02d}/{number}_")
    assert units(path) <= 120
    assert is_safe(path)
    assert all(len(unicodedata.normalize("NFD", part).encode()) <= 255 for part in path.split("/"))


@names
@given(texts, st.booleans())
def test_a_folder_is_at_most_30_letters_and_an_incomplete_one_ends_with_the_word(wish, incomplete):
    folder = folder_name(wish, incomplete=incomplete)
    assert units(folder) <= 30
    assert is_safe(folder)
    assert "/" not in folder
    assert folder.endswith("不完全") or not incomplete


@pytest.mark.parametrize(
    ("original", "name"),
    [
        ("入退室記録.csv", "入退室記録.csv"),
        ("か\u3099き.txt", "がき.txt"),
        ("ﾊﾟｽﾜｰﾄﾞ.xlsx", "ﾊﾟｽﾜｰﾄﾞ.xlsx"),
        ("50%.txt", "50％.txt"),
        ('a/b\\c:d*e?f"g<h>i|j', "a／b＼c：d＊e？f＂g＜h＞i｜j".replace("＂", "”")),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("com１.txt", "com１.txt"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("終わり. .", "終わり"),
        ("", "無題"),
        ("葛\U000e0100飾.pdf", "葛\U000e0100飾.pdf"),
    ],
)
def test_names_are_changed_no_more_than_needed(original, name):
    assert safe_name(original, 90) == name


def test_an_over_long_name_keeps_its_extension_and_whole_letters():
    assert safe_name("長" * 300 + ".pdf", 30) == "長" * 26 + ".pdf"
    assert safe_name("𠮷" * 300 + ".pdf", 31) == "𠮷" * 13 + ".pdf"
    assert safe_name("x" * 26 + "か\u0323.pdf", 31) == "x" * 26 + ".pdf"


def test_a_long_japanese_name_fits_the_255_bytes_that_linux_takes():
    last = evidence_path(8, "証-0021-01", "教" * 300 + ".xlsx").rpartition("/")[2]
    assert last == "証-0021-01_" + "教" * 79 + ".xlsx"
    assert 252 < len(last.encode()) <= 255
    assert not is_safe("data/" + "教" * 86)


def test_names_that_differ_only_in_case_or_composition_clash():
    assert clashes(["data/A.txt", "data/a.TXT", "data/が.txt", "data/か\u3099.txt", "data/b"]) == (
        "data/a.TXT",
        "data/か\u3099.txt",
    )


def test_half_width_and_full_width_letters_are_different_names():
    assert clashes(["ｶ", "カ", "A", "Ａ"]) == ()


def test_the_usual_folder_keeps_day_and_number_however_long_the_short_name_is():
    assert usual_folder("demo-jqa", "2026-11-23", 2, incomplete=False) == "demo-jqa_2026-11-23_v2"
    long = usual_folder("a" * 40, "2026-11-23", 12, incomplete=True)
    assert long.endswith("_2026-11-23_v12-不完全")
    assert units(long) <= 30
