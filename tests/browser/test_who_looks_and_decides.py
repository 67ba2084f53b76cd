"""The manager's five minutes, the auditor's reading, and the contributor's photo."""

import re

import pytest
from browser_people import sample

pytestmark = pytest.mark.browser


def test_a_manager_looks_at_the_one_page_returns_a_piece_approves_an_exclusion_and_confirms(place):
    # Given a question that the lead asks to leave out
    lead = place.person("lead").opens_question(19)
    lead.page.get_by_text("適用除外を申請する").first.click()
    lead.fills_in(reason="クラウドの利用を来月でやめるため").presses("適用除外を申請する").sees(
        "別の方の承認を待っています"
    )
    assert lead.page.get_by_role("button", name="承認する").count() == 0

    # When the manager looks at the one page, and returns what the lead collected
    manager = place.person("manager").turns_to("経営者の一枚")
    manager.sees("妨げているもの", "審査日までに期限が切れるもの", "確認を待っているもの", "61.1")
    manager.follows(re.compile("鍵管理簿"), within=manager.page.locator("section[aria-labelledby=waits]"))
    waiting = manager.proof("証-0052-01")
    manager.returns(waiting, "")
    assert waiting.locator(".fault").inner_text()
    waiting.get_by_role("textbox").fill("11月20日の返却の時刻がありません。書き足してください")
    manager.presses("理由を書いて差し戻す", within=waiting)
    manager.sees("差し戻しました。", "11月20日の返却の時刻がありません。書き足してください")

    # And approves the exclusion, and confirms
    manager.opens_question(19).presses("承認する").sees("適用除外を承認しました。")
    manager.turns_to("経営者の一枚").presses("適用範囲と準備状況を確認した").sees("経営者確認を記録しました。")

    # Then the question is out of the count for everybody, the confirmation stands, and the lead reads why
    assert lead.readiness() == "58.8% 10/17 問"
    lead.sees("見本 太郎 が 2026-11-23 に、適用範囲と準備状況（立証可能 58.8 %、申告 76.4 %）を確認しました。")
    lead.opens("/evidence/52").sees("11月20日の返却の時刻がありません。書き足してください")


def test_an_auditor_sees_one_certification_downloads_a_file_and_the_lead_reads_that_in_the_journal(place, tmp_path):
    # Given an auditor with access to one certification
    auditor = place.person("auditor").sees("技術情報管理認証　新規審査の準備", "閲覧だけができます")
    assert auditor.page.locator("main section h2").count() == 1

    # When they read a question with its evidence and take a file along
    auditor.follows("設問と証跡を見る").opens_question(13).sees("審査員が見るところ", "図面保管庫の施錠を示すため")
    assert auditor.page.locator("main").get_by_role("button").count() == 0
    proof = auditor.page.locator("main article").filter(has_text="証-0003-01")
    path = auditor.downloads("IMG_3877.JPG", tmp_path, within=proof)
    assert path.read_bytes() == sample("IMG_3877.JPG").read_bytes()

    # Then every other door stays shut, and each says where to go on
    for elsewhere, status in (
        ("/people", 403),
        ("/journal", 403),
        ("/organization", 403),
        ("/evidence/collect", 403),
        ("/certifications/demo-jdmia", 404),
        ("/certifications/demo-jqa/edit", 403),
        ("/evidence/9999", 404),
    ):
        auditor.opens(elsewhere, status=status).does_not_see("架空金型製作所").follows("最初の画面へ")
        assert auditor.page.url == auditor.home + "/"

    # And the lead reads in the journal who took what
    lead = place.person("lead").turns_to("操作記録")
    row = lead.page.get_by_role("row").filter(has_text="審査 例子").filter(has_text="証-0003-01")
    assert "証跡のファイルを受け取った" in row.first.inner_text()


def test_a_contributor_hands_in_a_photo_from_a_phone(place):
    # Given a contributor with a small phone, to whom something was returned
    contributor = place.person("contributor", width=360, has_touch=True, is_mobile=True)
    contributor.sees("あなたへの依頼", "差戻し", "2枚目に金型図面が写っています")
    contributor.turns_to("証跡").sees("証-0046-01").turns_to("ホーム")

    # When they take the photo anew and hand it in, by thumb alone
    contributor.page.locator(".formhead").get_by_role("link", name="証跡を登録する").tap()
    contributor.page.wait_for_url("**/evidence/collect*")
    contributor.fits_a_phone()
    contributor.page.locator("#file").set_input_files(sample("20261120_174530.jpg"))
    contributor.fills_in(expectation="q13-lock-photo", kind="photo", reason="図面を片付けて撮り直したため")
    contributor.page.locator("label.tick").filter(has_text="第二工場").tap()
    contributor.page.get_by_role("button", name="登録する", exact=True).tap()
    contributor.page.wait_for_url(re.compile(r"/evidence/\d+$"))

    # Then it is there, waits for its verdict, and the contributor finds it among their own
    contributor.fits_a_phone()
    contributor.sees("証-0053 を登録しました。", "図面を片付けて撮り直したため", "確認待ち")
    contributor.turns_to("ホーム").sees("証-0053-01　20261120_174530.jpg")

    # And what a thumb must hit is large enough
    small = contributor.page.locator("main").locator("button, .button, select, input:not([type=hidden])")
    assert [it.inner_text() for it in small.all() if (box := it.bounding_box()) and box["height"] < 24] == []
