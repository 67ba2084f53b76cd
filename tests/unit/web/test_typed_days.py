from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.web.dayfield import read_day


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-20",
        "2026/11/20",
        "2026.11.20",
        "20261120",
        "2026年11月20日",
        "２０２６－１１－２０",
        "R8.11.20",
        "r8-11-20",
        "Ｒ８．１１．２０",
        "令和8年11月20日",
        " 令和 8 年 11 月 20 日 ",
    ],
)
def test_a_day_is_read_in_every_usual_writing(typed):
    assert read_day(typed) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("令和元年5月1日", date(2019, 5, 1)), ("H31.4.30", date(2019, 4, 30)), ("昭和64年1月7日", date(1989, 1, 7))],
)
def test_older_japanese_years_are_read(typed, day):
    assert read_day(typed) == day


@pytest.mark.parametrize("typed", ["", "昨日", "2026-02-30", "2026-13-01", "11-20", "R8.11", "8.11.20", "2026-11-20-1"])
def test_what_is_no_day_is_not_guessed(typed):
    with pytest.raises(ValueError):
        read_day(typed)


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_day_is_read_back_as_we_write_it(day):
    assert read_day(day.isoformat()) == day
