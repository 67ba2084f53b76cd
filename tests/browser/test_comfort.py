"""Comfort: keys, forms that stay on their page, and being offline. None of it is needed, and it loses no word."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found[new URL(request.url).pathname] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""
WORKING = """() => caches.match("/offline/language")
  .then((said) => said ? said.text() : "")
  .then((said) => said === document.documentElement.lang)"""
"""The worker is active and has heard the language of the page."""


def loses_the_connection(person):
    """Wait until the browser keeps what it needs, then pull the plug."""
    person.page.wait_for_function(WORKING)
    person.page.context.set_offline(True)


def test_a_page_that_cannot_be_loaded_says_so_and_leads_back(looking):
    reader = looking.person("lead").opens("/evidence")
    loses_the_connection(reader)
    reader.page.goto(f"{looking.server.url}/certifications/demo-jqa")
    reader.sees("つながりません", "登録したもの、保存したものは、そのまま残っています。")
    assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    reader.page.context.set_offline(False)
    reader.follows("もう一度開く").sees("準備状況")


def test_the_page_for_being_offline_speaks_the_language_last_chosen(looking):
    reader = looking.person("lead").opens("/evidence?lang=en")
    loses_the_connection(reader)
    reader.page.goto(f"{looking.server.url}/people")
    reader.sees("No connection")


def test_nothing_of_a_person_is_kept_after_they_read_and_signed_out(looking):
    reader = looking.person("lead").opens("/evidence/3").opens("/certifications/demo-jqa").opens("/people")
    reader.page.wait_for_function(WORKING)
    reader.page.locator(".who button").click()
    reader.presses("ログアウト")
    kept = reader.page.evaluate(KEPT)
    ours = {"/offline/ja", "/offline/en", "/offline/language"}
    assert set(kept) == ours | {"/static/tokens.css", "/static/app.css", "/static/icon.svg"}
    assert kept["/offline/language"] == "ja"
    assert not re.search("見本|証-|csrf", kept["/offline/ja"] + kept["/offline/en"])


def test_a_form_is_held_back_while_there_is_no_connection(place):
    lead = place.person("lead").opens_question(3)
    lead.page.get_by_label("検討中").check()
    lead.page.context.set_offline(True)
    lead.page.get_by_role("button", name="答えを保存する").click()
    lead.sees("まだ送信していません")
    expect(lead.page.get_by_label("検討中")).to_be_checked()
    lead.page.context.set_offline(False)
    lead.presses("答えを保存する").sees("答えを保存しました。")

    # And again on what the answer brought
    lead.page.context.set_offline(True)
    lead.page.get_by_role("button", name="答えを保存する").click()
    lead.sees("まだ送信していません")
    lead.page.context.set_offline(False)


def test_the_keys_are_listed_and_lead_where_they_say(looking):
    reader = looking.person("lead").opens("/people")
    keyboard = reader.page.keyboard
    keyboard.press("?")
    expect(reader.page.locator("dialog#keys")).to_be_visible()
    listed = reader.page.locator("dialog#keys dt").all_inner_texts()
    bound = {link.get_attribute("data-key") for link in reader.page.locator("[data-key]").all()}
    assert bound == {"g h", "g c", "g e"} <= {" ".join(keys.split()) for keys in listed}
    keyboard.press("Escape")
    for second, path in (("c", "/certifications"), ("e", "/evidence"), ("h", "/")):
        with reader.page.expect_navigation():
            keyboard.press("g")
            keyboard.press(second)
        assert reader.page.url.startswith(looking.server.url + path)
    reader.opens("/evidence")
    keyboard.press("/")
    expect(reader.page.locator("input[type=search]")).to_be_focused()
    keyboard.type("g?")
    assert reader.page.locator("input[type=search]").input_value() == "g?"
    expect(reader.page.locator("dialog#keys")).to_be_hidden()


def test_keys_can_be_turned_off_and_on_again_from_the_menu(looking):
    reader = looking.person("lead").opens("/people")
    keyboard = reader.page.keyboard
    sheet, off = reader.page.locator("dialog#keys"), reader.page.get_by_label("一文字のキーでは操作しない")
    keyboard.press("?")
    off.check()
    keyboard.press("Escape")
    reader.opens("/evidence")
    keyboard.press("?")
    expect(sheet).to_be_hidden()
    reader.page.locator(".who button").click()
    reader.page.get_by_role("button", name="キーボードの操作").click()
    expect(sheet).to_be_visible()
    off.uncheck()
    keyboard.press("Escape")
    keyboard.press("?")
    expect(sheet).to_be_visible()


def test_questions_and_pieces_of_evidence_are_gone_through_by_keys(looking):
    reader = looking.person("lead").opens_question(13)
    keyboard = reader.page.keyboard
    keyboard.press("n")
    keyboard.press("n")
    second = reader.page.locator("article.proof").nth(1)
    assert second.evaluate("it => it.contains(document.activeElement)")
    keyboard.press("p")
    assert reader.page.locator("article.proof").first.evaluate("it => it.contains(document.activeElement)")
    keyboard.press("Control+j")
    with reader.page.expect_navigation():
        keyboard.press("j")
    assert reader.page.url.endswith("/questions/14")
    with reader.page.expect_navigation():
        keyboard.press("k")
    assert reader.page.url.endswith("/questions/13")


def test_a_verdict_stays_on_its_page_says_what_happened_and_loses_nothing(place):
    # Given a manager who has begun to write at one piece of evidence
    manager = place.person("manager").opens_question(13)
    manager.page.evaluate("window.stillTheSamePage = true")
    began, other = manager.proof("証-0052-01"), manager.proof("証-0044-01")
    manager.writes_why(began, "返却の時刻を書き足してください")
    began.get_by_role("button", name="やめる").click()

    # When they return another without a reason, and then accept it
    other.get_by_role("button", name="理由を書いて差し戻す").click()
    other.get_by_role("dialog").get_by_role("button", name="差し戻す", exact=True).click()
    expect(other.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    expect(began.locator("textarea")).to_have_value("返却の時刻を書き足してください")
    other.get_by_role("button", name="この版を受理する").click()

    # Then the page says so and holds the focus there, and what was begun is still theirs to send
    notice = manager.page.get_by_role("status").filter(has_text="受理しました。")
    expect(notice).to_be_focused()
    expect(other.locator(".verdict")).to_have_count(0)
    expect(began.locator("textarea")).to_have_value("返却の時刻を書き足してください")
    assert manager.page.evaluate("window.stillTheSamePage")
    assert manager.page.url.endswith("/questions/13")
    began.get_by_role("button", name="理由を書いて差し戻す").click()
    began.get_by_role("dialog").get_by_role("button", name="差し戻す", exact=True).click()
    manager.sees("差し戻しました。")
    assert manager.page.evaluate("window.stillTheSamePage")


def test_text_that_was_not_sent_is_asked_about_before_the_page_is_left(place):
    manager = place.person("manager").opens_question(13)
    asked = []
    manager.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    began = manager.proof("証-0052-01")
    manager.writes_why(began, "書きかけ")
    began.get_by_role("button", name="やめる").click()
    manager.proof("証-0044-01").get_by_role("button", name="この版を受理する").click()
    manager.sees("受理しました。")
    assert asked == []
    manager.opens("/evidence")
    assert asked == ["beforeunload"]


def test_without_scripts_a_verdict_is_given_all_the_same(place):
    manager = place.person("manager", java_script_enabled=False).opens_question(13)
    manager.page.locator("article.proof").filter(has_text="証-0044-01").get_by_role(
        "button", name="この版を受理する"
    ).click()
    manager.sees("受理しました。")
