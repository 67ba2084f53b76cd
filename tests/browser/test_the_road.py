"""The road: files come in, are linked and judged, the figure moves, and one sealed file goes out that verifies."""

import re

import pytest
from browser_people import SAMPLES
from browser_server import tracker

pytestmark = pytest.mark.browser

PLANT = SAMPLES / "mihon-press"
TRAINING = next(path.name for path in PLANT.iterdir() if path.name.startswith("技術情報管理教育受講"))


def test_a_lead_collects_a_second_person_accepts_and_a_stranger_can_verify_what_comes_out(place, tmp_path):
    # Given a certification of which 11 of 18 questions can be proven
    lead = place.person("lead")
    assert lead.readiness() == "61.1% 11/18 問"

    # When the lead collects a lock photo, a key register, an access log and a training record, each for its question
    lock = lead.collects(
        "20261006_093512.jpg", showing="q13-lock-photo", kind="photo", at="第二工場",
        because="第二工場の保管庫の施錠を示すため", collected_on="2026-11-20",
    )  # fmt: skip
    lead.sees("確認待ち", "第二工場の保管庫の施錠を示すため")
    register = lead.collects(
        "ｷｰﾎﾞｯｸｽ鍵管理簿_本社R8.11.xlsx", showing="q13-key-register", kind="key_register", at="第二工場",
        because="第二工場の鍵の出し入れを記録しているため", collected_on="R8.11.22",
    )  # fmt: skip
    log = lead.collects(
        "第二工場_入退室Ｒ８.８-１０.csv", showing="q15-visit-log", kind="visit_log", at="第二工場",
        because="8月から10月までの入退室を示すため", covers_from="2026-08-01", covers_to="2026-10-31",
    )  # fmt: skip
    training = lead.collects(
        TRAINING, showing="q08-training-record", kind="training_record", because="全従業員が受講したことを示すため"
    )

    # And links the access log, which is there already, to one more question
    lead.opens_question(13)
    lead.fills_in(item=str(int(log.split("-")[1]))).presses("対応付ける")
    lead.fills_in(expectation="q13-closing-check", reason="最後に出た人と時刻がわかるため").ticks("第二工場")
    lead.presses("対応付ける").sees("証跡を対応付けました。", "最後に出た人と時刻がわかるため")

    # Then nothing has moved, and the lead may not judge what they collected themselves
    assert lead.readiness() == "61.1% 11/18 問"
    lead.opens_question(13)
    assert lead.proof(lock).get_by_role("button", name="この版を受理する").count() == 0

    # When a second person accepts them, and what had been waiting already
    second_lead = place.person("second lead")
    for number in (lock, register, log, training, "証-0052-01"):
        second_lead.accepts(number)

    # Then the figure has moved, for both
    assert second_lead.readiness() == lead.readiness() == "66.6% 12/18 問"

    # And the edition that the lead seals verifies at a stranger's
    lead.turns_to("認証計画").follows("審査資料一式").presses("封印する").sees("封印しました。", "第2版")
    bundle = lead.downloads(re.compile("-2"), tmp_path, within=lead.page.locator("section[aria-labelledby=editions]"))
    verified = tracker(tmp_path / "nowhere", "verify", str(bundle))
    assert (verified["ok"], verified["faults"]) == (True, [])


def test_collecting_works_without_scripts(place):
    lead = place.person("lead", java_script_enabled=False)
    number = lead.collects(
        "IMG_3877.JPG", "IMG_3878.JPG", showing="q13-lock-photo", kind="photo", at="第二工場",
        because="保管庫の施錠を示すため", collected_on="2026-11-20",
    )  # fmt: skip
    lead.sees("2 件", "保管庫の施錠を示すため", "すでに")
    assert place.person("second lead").accepts(number).readiness().endswith("11/18 問")
