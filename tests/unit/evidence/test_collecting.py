"""Evidence through the services: numbers, names, types, revisions, bad input that loses nothing."""

import unicodedata
from datetime import date

import pytest

from tracker.errors import Conflict, InvalidInput, NotFound
from tracker.evidence.queries import item, same_bytes
from tracker.evidence.rules import FactDates
from tracker.evidence.service import retitle, revise, withdraw

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
NAMES = [
    "入退室記録.csv",
    unicodedata.normalize("NFD", "ガードマン巡回　バインダー.xlsx"),
    "ﾄﾞｱﾛｸﾞ①.csv",
    "髙﨑様_𠮷田製作所.pdf",
    "あ" * 83 + ".jpg",
]


def revised(plant, number, **more):
    return revise(
        plant.session, plant.stores, item_number=number, actor=plant.people["lead"], now=plant.now,
        latest_day=plant.now.date(), arrival=more.get("arrival") or plant.arrival(), kind="photo",
        dates=FactDates(plant.now.date()),
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_japanese_name_comes_back_as_given(plant, name):
    number = plant.collect(arrival=plant.arrival(name=name))
    assert item(plant.session, number).newest.original_name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\見本\\Desktop\\鍵.jpg", "鍵.jpg"),
        ("../../etc/passwd", "passwd"),
        ("図\u202egpj.exe", "図gpj.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_name_never_carries_a_folder_or_a_letter_that_cannot_be_seen(plant, given, kept):
    number = plant.collect(arrival=plant.arrival(name=given))
    assert item(plant.session, number).newest.original_name == kept


def test_a_name_of_300_characters_is_refused_with_its_length(plant):
    with pytest.raises(InvalidInput) as refused:
        plant.collect(arrival=plant.arrival(name="長" * 300))
    assert refused.value.reason.params == {"limit": 255, "length": 300}


def test_the_type_is_read_from_the_bytes_whatever_the_name_says(plant):
    picture = item(plant.session, plant.collect(arrival=plant.arrival(name="table.xlsx", content=PNG))).newest
    page = item(plant.session, plant.collect(arrival=plant.arrival(name="photo.jpg", content=b"<html><script>"))).newest
    assert (picture.media_type, page.media_type) == ("image/png", "text/html")


def test_an_empty_file_is_refused(plant):
    with pytest.raises(InvalidInput) as refused:
        plant.collect(arrival=plant.arrival(content=b""))
    assert (refused.value.reason.code, refused.value.field) == ("evidence.empty_file", "file")


def test_numbers_count_up_and_a_refused_one_leaves_no_hole(plant):
    first = plant.collect()
    with pytest.raises(InvalidInput):
        plant.collect(kind="poem")
    assert [first, plant.collect()] == [1, 2]


def test_a_revision_gets_the_next_number_and_the_older_bytes_stay(plant):
    number = plant.collect(arrival=plant.arrival(content=b"one"))
    revised(plant, number, arrival=plant.arrival(content=b"two"))
    view = item(plant.session, number)
    assert [revision.label for revision in view.revisions] == ["証-0001-02", "証-0001-01"]
    assert plant.store.open(view.revisions[1].sha256).read() == b"one"


def test_the_same_bytes_are_no_new_revision(plant):
    number = plant.collect(arrival=plant.arrival(content=b"one"))
    with pytest.raises(InvalidInput) as refused:
        revised(plant, number, arrival=plant.arrival(content=b"one"))
    assert refused.value.reason.code == "evidence.same_bytes"


def test_the_same_bytes_in_two_items_are_one_blob_and_can_be_told(plant):
    for _ in range(2):
        plant.collect(arrival=plant.arrival(content=b"same"))
    first, second = (item(plant.session, number).newest for number in (1, 2))
    assert first.sha256 == second.sha256
    assert same_bytes(plant.session, first.sha256) == ("証-0001-01", "証-0002-01")


def test_withdrawing_needs_a_reason_and_happens_once(plant):
    number = plant.collect()
    arguments = {"item_number": number, "revision_number": None, "actor": plant.people["lead"], "now": plant.now}
    with pytest.raises(InvalidInput):
        withdraw(plant.session, reason=" ", **arguments)
    withdraw(plant.session, reason="写り込み", **arguments)
    assert item(plant.session, number).withdrawn
    with pytest.raises(Conflict):
        withdraw(plant.session, reason="写り込み", **arguments)


def test_a_new_title_keeps_the_number(plant):
    number = plant.collect(title="旧")
    retitle(plant.session, item_number=number, title="新", actor=plant.people["lead"], now=plant.now)
    assert item(plant.session, number).title == "新"
    with pytest.raises(NotFound):
        retitle(plant.session, item_number=99, title="新", actor=plant.people["lead"], now=plant.now)


def test_impossible_dates_are_refused_at_their_field(plant):
    faults = {
        "collected_on": {"collected_on": date(2031, 1, 1)},
        "valid_until": {"collected_on": date(2026, 9, 1), "valid_until": date(2026, 8, 31)},
        "covers_from": {"covers_to": date(2026, 8, 31)},
        "covers_to": {"covers_from": date(2026, 8, 31), "covers_to": date(2026, 8, 1)},
    }
    for field, stated in faults.items():
        with pytest.raises(InvalidInput) as refused:
            plant.collect(**stated)
        assert refused.value.field == field
