"""How days, years, percentages and sizes are written, in both languages."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tracker.config import Settings
from tracker.web import locale
from tracker.web.context import day_in_tokyo


@pytest.fixture
def speaking(tmp_path):
    """Give a maker of request contexts that speak a language."""
    settings = Settings(instance=tmp_path, secret_key="k" * 32, password_salt="s" * 32)
    app = Flask("speaking")
    locale.install(app, settings)
    return lambda language: app.test_request_context(f"/?lang={language}")


def test_a_day_is_written_by_its_date_and_nothing_as_a_dash():
    assert locale.day(date(2026, 11, 23)) == "2026-11-23"
    assert locale.day(None) == "—"


def test_an_instant_is_written_in_tokyo():
    evening_in_london = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert locale.day(evening_in_london) == "2026-11-24"
    assert locale.moment(evening_in_london) == "2026-11-24 08:30"
    assert day_in_tokyo(evening_in_london) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "japanese", "english"),
    [
        (date(2026, 11, 23), "令和8年", "Reiwa 8"),
        (date(2019, 5, 1), "令和元年", "Reiwa 1"),
        (date(2019, 4, 30), "平成31年", "Heisei 31"),
        (date(1989, 1, 7), "昭和64年", "Showa 64"),
        (date(1920, 1, 1), "1920年", "1920"),
    ],
)
def test_the_japanese_year_changes_on_its_day(speaking, day, japanese, english):
    with speaking("ja"):
        assert locale.era(day) == japanese
    with speaking("en"):
        assert locale.era(day) == english


@pytest.mark.parametrize(
    ("basis_points", "written"),
    [(6111, "61.1 %"), (9999, "99.9 %"), (10000, "100.0 %"), (0, "0.0 %"), (9, "0.0 %"), (None, "—")],
)
def test_a_percentage_is_floored(basis_points, written):
    assert locale.percent(basis_points) == written


@given(st.integers(0, 10_000))
def test_only_all_of_it_is_a_hundred_percent(basis_points):
    assert (locale.percent(basis_points) == "100.0 %") is (basis_points == 10_000)


@pytest.mark.parametrize(
    ("size", "written"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (2 * 1024**3, "2.0 GiB"), (None, "—")],
)
def test_a_size_is_written_in_the_largest_unit_that_fits(size, written):
    assert locale.filesize(size) == written


def test_a_code_is_said_and_plain_text_is_left_alone(speaking):
    with speaking("en"):
        assert locale.t("web.way_home") == "Go to the first page"
        assert locale.t("本社工場") == "本社工場"
