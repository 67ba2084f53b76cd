"""From nothing to the first linked evidence, guided only by what the empty pages say."""

import re

import pytest
from browser_look import hindrances, look, picture
from browser_people import sample
from browser_server import COMPANY, EMAIL, NAME

from tracker.criteria.reading import read

pytestmark = pytest.mark.browser

PASSWORD = "きんこのかぎはにほん・2026"
PAGES = {
    "/": "/organization/sites/add",
    "/certifications": "/certifications/new",
    "/certifications/new": "/organization/sites/add",
    "/evidence": "/evidence/collect",
    "/organization": "/organization/sites/add",
}
"""Pages that are empty at first, and where each leads."""
SHORT_NAMES = [body.short for body in read().bodies]


@pytest.fixture
def link(empty_place) -> str:
    """Give the one-time link that the command printed for the first person."""
    return (empty_place.server.instance / "link.txt").read_text()


@pytest.fixture
def lead(empty_place, link):
    """Let that person choose a password and sign in."""
    lead = empty_place.visitor().opens(link).sees(NAME, EMAIL)
    lead.fills_in(password=PASSWORD, password_again=PASSWORD).presses("パスワードを設定する")
    return lead.sees("パスワードを設定しました。").signs_in(EMAIL, PASSWORD)


def test_a_first_lead_is_led_from_an_empty_installation_to_the_first_linked_evidence(lead):
    # Given an organization and one person in an empty installation
    # Then the first page says what to do first, and every step leads where it is done
    lead.sees("はじめにすること").follows("事業者の情報を入れる")
    lead.fills_in(industry="metal_pressing", employees="42", capital_yen="3,000万円")
    lead.page.get_by_role("radio", name="いいえ").check()
    lead.presses("保存する").sees("42 名", "30,000,000 円")

    # And the places are named where evidence is collected
    lead.turns_to("ホーム").follows("事業所を登録する").fills_in(
        name="本社工場", address="架空県見本市1丁目0番0号", slug="honsha"
    )
    lead.presses("事業所を加える").sees("本社工場")

    # And a certification is planned
    lead.turns_to("認証計画").sees("認証計画がまだありません。")
    lead.turns_to("ホーム").follows("認証計画をつくる")
    lead.page.get_by_role("radio", name=re.compile("JQA")).check()
    lead.fills_in(title="新規審査の準備", slug="hajime-jqa", audit_day="2099-02-10").presses("認証計画をつくる")
    lead.sees("認証計画をつくりました。", "新規審査の準備")
    assert lead.readiness("hajime-jqa").startswith("0.0% 0/")

    # And the first evidence is collected by the last step, and stands at its question waiting for a second person
    lead.turns_to("ホーム").follows("証跡を登録する", within=lead.page.locator("section[aria-labelledby=first]"))
    lead.page.locator("#file").set_input_files(sample("DSC_0012.JPG"))
    lead.fills_in(expectation="q13-lock-photo", kind="photo", reason="保管庫の施錠を示すため").ticks("本社工場")
    lead.presses("登録する").sees("証-0001 を登録しました。", "保管庫の施錠を示すため", "確認待ち")

    # And somebody is invited who may give the verdict
    lead.turns_to("ホーム").follows("確認する人を招く")
    lead.fills_in(name="見本 次", email="second@hajime.example", role="manager").presses(
        "権限を付与してリンクを発行する"
    )

    # And the first page has nothing left to tell a beginner
    lead.turns_to("ホーム").does_not_see("はじめにすること").sees("証-0001-01　DSC_0012.JPG")


def test_a_one_time_link_works_once_and_says_so_the_second_time(lead, link):
    lead.turns_to("ホーム").opens(link, status=404).follows("最初の画面へ")
    assert lead.page.url == lead.home + "/"


def test_every_empty_page_says_what_to_do_first(lead, artefacts):
    faults = []
    for language in ("ja", "en"):
        for path, leads_to in PAGES.items():
            lead.opens(f"{path}?lang={language}")
            if lead.page.locator(f"main a[href='{leads_to}']").count() == 0:
                faults.append(f"{path} does not lead to {leads_to}")
            faults += [f"{path} {fault}" for fault in look(lead.page, language, [COMPANY, NAME, *SHORT_NAMES])]
            name = path.strip("/").replace("/", "-") or "home"
            faults += picture(lead.page, f"{artefacts}/empty-{name}-{language}")
            if language == "ja":
                faults += hindrances(lead.page)
    assert faults == []
