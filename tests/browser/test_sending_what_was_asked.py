"""A foreman with a phone: one request, one photo, three taps from the first page to sent."""

import re

import pytest
from browser_people import sample

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "has_touch": True, "is_mobile": True}
HEIGHT = 900
SPOKEN = {
    "ja": ("あなたへの依頼", "送る", "送りました。", "返信待ち"),
    "en": ("Asked of you", "Send", "Sent. Please wait until it has been checked.", "Waiting for a reply"),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_a_contributor_sends_what_was_asked_with_three_taps(place, language):
    heading, send, thanks, waiting = SPOKEN[language]
    foreman = place.person("contributor", **PHONE).opens(f"/?lang={language}")
    foreman.sees(heading, waiting)

    # One: the request
    with foreman.page.expect_navigation():
        foreman.page.get_by_role("link", name="第二工場の鍵管理簿（今月分）を送ってください。").tap()
    assert foreman.page.locator("form#reply input[type=file]").count() == 1
    # Two: the photo
    with foreman.page.expect_file_chooser() as choosing:
        foreman.page.locator("#file").tap()
    choosing.value.set_files(sample("20261006_093512.jpg"))
    # Three: send it, with the button that stays under the thumb
    button = foreman.page.get_by_role("button", name=send, exact=True)
    box = button.bounding_box()
    assert box and box["height"] >= 44 and box["y"] > HEIGHT / 2
    with foreman.page.expect_navigation():
        button.tap()

    foreman.sees(thanks)
    asked = foreman.page.locator("section[aria-labelledby=asked]")
    assert "鍵管理簿" not in asked.inner_text()
    foreman.fits_a_phone()

    # The lead finds it on the list, and the example request with its picture stays open to the foreman
    lead = place.person("lead").opens("/requests?lang=ja").sees("返信あり（確認待ち）")
    assert re.search("鍵管理簿（今月分）を送ってください。", lead.main())
    foreman.opens("/requests/1")
    assert foreman.page.locator("form#reply input[type=file]").count() == 2
    assert foreman.page.locator("figure img").evaluate("it => it.decode().then(() => it.naturalWidth)") > 0
