"""Files looked at before they are sent, and several items of the list changed at once; with scripts and without."""

import re

import pytest
from browser_people import Person, sample
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHOTOS = ("20261006_093512.jpg", "20261019_161002.jpg", "ID一覧_20261006.csv")
DROP = """async ([names, texts]) => {
  const carried = new DataTransfer();
  names.forEach((name, at) => carried.items.add(new File([texts[at]], name)));
  const how = {dataTransfer: carried, bubbles: true, cancelable: true};
  for (const kind of ["dragover", "drop"]) document.querySelector("main").dispatchEvent(new DragEvent(kind, how));
}"""


def opens_collecting(lead: Person) -> Person:
    return lead.opens("/evidence/collect?certification=demo-jqa&expectation=q13-lock-photo")


def test_files_are_chosen_dropped_looked_at_and_one_removed_before_they_are_sent(place):
    # Given three chosen files, and one that is dropped onto the page
    lead = opens_collecting(place.person("lead"))
    lead.chooses_file(*PHOTOS)
    review = lead.page.locator("[data-review]")
    expect(review.locator("tbody tr")).to_have_count(3)
    assert review.locator("img.thumb").count() == 2, "photos are drawn, a table is named by its sort"
    assert (
        review.locator("img.thumb").first.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    )
    lead.page.evaluate(DROP, [["メモ.txt"], ["見本"]])
    expect(review.locator("tbody tr")).to_have_count(4)
    lead.fits_a_phone()

    # When two are removed, and the rest is sent
    for name in ("メモ.txt", PHOTOS[2]):
        review.get_by_role("button", name=f"外す {name}").click()
    expect(review.locator("caption")).to_contain_text("2 件")
    lead.fills_in(kind="photo", reason="撮り直したため").ticks("本社工場")
    lead.presses("登録する")

    # Then exactly these are collected, and the page says so
    lead.sees("2 件（証-0053 から 証-0054）を登録しました。", "撮り直したため")
    assert re.search(r"/certifications/demo-jqa/questions/13$", lead.page.url)
    lead.opens("/evidence?order=newest").sees(*PHOTOS[:2]).does_not_see("メモ.txt")


def test_a_refused_form_keeps_its_files_and_a_broken_connection_keeps_everything(place, browser):
    # Given a form that the server refuses (in a window that nobody watches: the broken connection is told there)
    signed_in = place.person("lead")
    context = browser.new_context(storage_state=signed_in.page.context.storage_state())
    lead = opens_collecting(Person(context.new_page(), signed_in.home))
    lead.chooses_file(PHOTOS[0]).fills_in(kind="photo", collected_on="きのう", reason="理由")
    lead.presses("登録する", status=400)
    lead.sees("日付として読めません。")
    expect(lead.page.locator("[data-review] tbody tr")).to_have_count(1)
    assert lead.page.locator("[name=reason]").input_value() == "理由"

    # When it is mended, but the connection breaks
    lead.fills_in(collected_on="2026-11-20").ticks("本社工場")
    lead.page.route("**/evidence/collect", lambda route: route.abort("connectionreset"))
    lead.page.get_by_role("button", name="登録する", exact=True).click()
    lead.sees("通信が切れたため、送信できませんでした。")
    expect(lead.page.locator("[data-review] tbody tr")).to_have_count(1)

    # Then it can be sent again as it stands
    lead.page.unroute("**/evidence/collect")
    lead.presses("登録する").sees("証-0053 を登録しました。")
    context.close()


def test_a_file_over_the_limit_is_not_sent(place):
    lead = opens_collecting(place.person("lead"))
    lead.page.add_init_script(
        "addEventListener('readystatechange', () => document.querySelector('form[data-collect]')"
        "?.setAttribute('data-limit', '10'), true)"
    )
    lead.page.reload()
    lead.page.evaluate("sent = 0; XMLHttpRequest.prototype.send = () => { sent += 1 }; null")
    lead.chooses_file(PHOTOS[0]).fills_in(kind="photo", reason="理由")
    lead.sees("大きすぎます（10 B まで）。")
    lead.page.get_by_role("button", name="登録する", exact=True).click()
    expect(lead.page.locator("[data-said]")).to_contain_text(f"{PHOTOS[0]} 大きすぎます")
    assert lead.page.evaluate("sent") == 0


def test_three_items_are_chosen_with_one_click_more_and_linked_together(place):
    # Given the list, where a click with the shift key chooses a range
    lead = place.person("lead").opens("/evidence?state=provable&kind=photo")
    boxes = lead.page.locator("tbody input[type=checkbox]")
    assert lead.page.locator(".bulk").is_hidden()
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    lead.sees("3 件を選択中").fits_a_phone()
    lead.page.get_by_role("button", name="選択解除").click()
    assert lead.page.locator(".bulk").is_hidden()
    lead.page.get_by_label("このページの証跡をすべて選ぶ").check()
    expect(lead.page.locator("tbody input:checked")).to_have_count(boxes.count())
    lead.page.get_by_role("button", name="選択解除").click()
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    chosen = lead.page.locator("tr:has(:checked) .lead a").all_inner_texts()

    # When they are linked in one step
    lead.presses("対応付ける").sees(*chosen)
    lead.page.locator("[name=expectation]").select_option(index=0)
    lead.fills_in(reason="まとめて示すため").presses("まとめて対応付ける")

    # Then all of them are
    lead.sees("3 件の証跡を対応付けました。")
    for title in chosen:
        lead.opens(f"/evidence/{int(title.split('-')[1])}").sees("まとめて示すため")


def test_without_scripts_the_forms_work_the_same(place, browser):
    lead = place.person("lead")
    quiet = browser.new_context(java_script_enabled=False, storage_state=lead.page.context.storage_state())
    page, home = quiet.new_page(), lead.home
    page.goto(f"{home}/evidence?q=証-0003")
    page.locator("tbody input[type=checkbox]").check()
    page.get_by_role("button", name="取り下げる").click()
    page.locator("[name=reason]").fill("写りが悪いため")
    page.get_by_role("button", name="まとめて取り下げる").click()
    expect(page.get_by_text("1 件の証跡を取り下げました。")).to_be_visible()
    page.goto(f"{home}/evidence/collect?certification=demo-jqa&expectation=q13-lock-photo")
    page.locator("#file").set_input_files(sample(PHOTOS[0]))
    page.locator("[name=reason]").fill("撮り直したため")
    page.get_by_label("本社工場").check()
    page.get_by_role("button", name="登録する", exact=True).click()
    expect(page.get_by_text("証-0053 を登録しました。")).to_be_visible()
    quiet.close()
