"""What is wrong stands at its field, in the reader's language, and everything typed is still there."""

import pytest

pytestmark = pytest.mark.browser

PHOTO = b"\xff\xd8\xff\xe0 a photo of this test"
TYPED = {
    "title": "書きかけの題名 <b>&\"'",
    "kind": "photo",
    "collected_on": "2026-11-20",
    "valid_until": "",
    "expectation": "q13-lock-photo",
    "reason": "二行の\n理由",
}
CASES = {
    "a day in the future": ({"collected_on": "2099-01-01"}, {}, "collected_on"),
    "valid until before it was collected": ({"valid_until": "2026-01-31"}, {}, "valid_until"),
    "a day that is none": ({"collected_on": "2026-02-30"}, {}, "collected_on"),
    "an empty file": ({}, {"buffer": b""}, "file"),
    "a name of 300 characters": ({}, {"name": "鍵" * 296 + ".jpg"}, "file"),
    "a reason too long": ({"reason": "長い理由。" * 1000}, {}, "reason"),
}
SAYS = {
    "a day in the future": ("未来の日付", "in the future"),
    "valid until before it was collected": ("有効期限が取得日より前", "expired before it was collected"),
    "a day that is none": ("", ""),
    "an empty file": ("0 バイト", "0 bytes"),
    "a name of 300 characters": ("ファイルの名前が長すぎます（300 文字）", "name is too long (300 characters)"),
    "a reason too long": ("", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(looking, case):
    changes, of_file, field = CASES[case]
    typed = TYPED | changes
    lead = looking.person("lead")
    for language, says in zip(("ja", "en"), SAYS[case], strict=True):
        lead.opens(f"/evidence/collect?lang={language}&certification=demo-jqa")
        lead.fills_in(**typed).ticks("第二工場")
        lead.page.locator("#file").set_input_files(
            {"name": "施錠.jpg", "mimeType": "image/jpeg", "buffer": PHOTO, **of_file}
        )
        lead.presses({"ja": "登録する", "en": "Collect"}[language], status=400)

        fault = lead.fault_at(field)
        assert says in fault
        assert any("ぁ" <= letter <= "ん" for letter in fault) == (language == "ja")
        assert {name: lead.page.locator(f"main [name={name}]").input_value() for name in typed} == typed
        assert lead.page.get_by_role("checkbox", name="第二工場").is_checked()
        # And the summary above leads to the field by a click.
        lead.page.locator(f"#faults a[href='#{field}']").click()
        assert lead.page.locator(f"#{field}").is_visible()


def test_a_site_without_a_name_and_a_number_that_is_none_come_back_as_typed(looking):
    lead = looking.person("lead").opens("/organization/edit")
    lead.fills_in(name="見本プレス工業株式会社（改）", employees="だいたい40人", capital_yen="三千万")
    lead.presses("保存する", status=400)
    assert lead.fault_at("employees")
    assert lead.page.locator("#employees").input_value() == "だいたい40人"
    assert lead.page.locator("#name").input_value() == "見本プレス工業株式会社（改）"


def test_text_typed_while_the_session_ended_is_back_after_signing_in_again(place):
    # Given a form half filled in, and a session that ends meanwhile
    lead = place.person("lead").opens("/certifications/demo-jqa").follows("証跡を登録する")
    lead.fills_in(**TYPED).ticks("第二工場")
    lead.page.context.clear_cookies(name="session")

    # When it is sent, and the lead signs in again
    lead.presses("登録する").sees("入力した内容は保管してあります")
    lead.signs_in(*place.server.sign_in_of("lead"))

    # Then the form is back with all that was typed, and says that it was not sent
    lead.sees("入力した内容を戻しました。まだ送信されていません。")
    assert {name: lead.page.locator(f"main [name={name}]").input_value() for name in TYPED} == TYPED
    assert lead.page.get_by_role("checkbox", name="第二工場").is_checked()


def test_another_person_at_the_same_browser_does_not_get_what_the_first_had_typed(place):
    lead = place.person("lead").opens("/evidence/collect")
    lead.fills_in(**TYPED)
    lead.page.context.clear_cookies(name="session")
    lead.presses("登録する")
    lead.signs_in(*place.server.sign_in_of("second lead"))
    lead.opens("/evidence/collect").does_not_see("二行の", "書きかけの題名")
