"""How a file is named and typed on its way to a browser."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.desk.downloads import disposition, handed_out_as
from tracker.evidence.files import clean_name


@pytest.mark.parametrize(
    "dangerous",
    ["text/html", "image/svg+xml", "text/xml", "application/javascript", "text/x-script.python", "message/rfc822"],
)
def test_what_a_browser_could_run_is_bytes_to_it(dangerous):
    assert handed_out_as(dangerous) == "application/octet-stream"


def test_a_picture_is_named_by_its_type():
    assert handed_out_as("image/jpeg") == "image/jpeg"


@pytest.mark.parametrize("name", ["入退室記録.csv", "ｷｰﾎﾞｯｸｽ鍵管理簿.xlsx", "①髙﨑.pdf", "𠮷.jpg", "a b'\"%.txt"])
def test_a_japanese_name_comes_back_as_it_was_given(name):
    header = disposition(name, "evidence-0014-02")
    assert unquote(header.partition("filename*=UTF-8''")[2]) == name
    assert header.startswith('attachment; filename="evidence-0014-02.')


def test_an_ending_that_is_not_plain_is_left_out_of_the_old_name():
    assert 'filename="evidence-0001-01"' in disposition("写真.写真", "evidence-0001-01")


@given(st.text(max_size=200))
def test_no_name_can_write_a_header_of_its_own(given_name):
    header = disposition(clean_name(given_name), "evidence-0001-01", inline=True)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
