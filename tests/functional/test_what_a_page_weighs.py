"""What a page weighs on the way to a phone, compressed as a server in front sends it; pictures are counted apart."""

import gzip
import re
from urllib.parse import urlsplit

import pytest

KB = 1000
FIRST, LATER = 150 * KB, 30 * KB
LOADED = re.compile(r'<(?:script[^>]* src|link rel="(?:stylesheet|icon)" href)="([^"]+)"')
CERTIFICATION = "/certifications/alpha-jqa"
PAGES = {
    "lead": [
        "/", CERTIFICATION, f"{CERTIFICATION}/questions/13", "/evidence", "/evidence/1", "/evidence/collect",
        "/manager", "/organization", "/people", "/journal", "/bundles/alpha-jqa", "/certifications/new",
        "/help/readiness",
    ],
    "auditor": ["/", CERTIFICATION, f"{CERTIFICATION}/questions/13"],
    "contributor": ["/"],
}  # fmt: skip


def weight(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6))


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in PAGES.items() for path in paths])
def test_a_page_is_light(client_as, who, path):
    person = client_as(who)
    page = person.get(path)
    assert page.status_code == 200
    later = weight(page.data)
    loaded = {urlsplit(address).path for address in LOADED.findall(page.text)}
    assert any(address.endswith("app.css") for address in loaded)
    first = later + sum(weight(person.get(address, buffered=True).data) for address in loaded)
    assert later <= LATER, f"{later} bytes"
    assert first <= FIRST, f"{first} bytes with {sorted(loaded)}"
