"""Several items in one step: what is changed, what is left out before, and that it is all of it or nothing."""

import html
import re

import pytest

WAYS = {
    "link": {
        "certification": "alpha-jqa",
        "expectation": "q13-key-register",
        "places": "site:alpha-site",
        "reason": "鍵",
    },
    "dates": {"collected_on": "2026-01-05", "valid_until": ""},
    "places": {"places": "site:alpha-site"},
    "withdraw": {"reason": "撮り直すため"},
}


@pytest.fixture
def lead(client_as):
    return client_as("lead")


def page_of(who, way, *numbers):
    answer = who.get(f"/evidence/several/{way}", query_string={"item": numbers})
    assert answer.status_code == 200
    return answer


def form_of(answer):
    """Read what the page would send: the ticked items, and what was seen of each."""
    return {
        "item": re.findall(r'name="item" value="(\d+)"[^>]* checked', answer.text),
        "seen": [html.unescape(seen) for seen in re.findall(r'name="seen" value="([^"]+)"', answer.text)],
    }


def send(who, way, form, **changes):
    return who.post(f"/evidence/several/{way}", {**form, **WAYS[way], **changes})


def test_three_items_are_linked_to_one_expectation_with_one_reason(lead, as_words):
    page = page_of(lead, "link", 1, 2, 3)
    assert form_of(page)["item"] == ["1", "2", "3"]
    assert send(lead, "link", form_of(page), reason="鍵の管理を示すため").status_code == 303
    assert "3 件の証跡を対応付けました。" in as_words(lead.get("/evidence"))
    for number in (1, 2, 3):
        assert "鍵の管理を示すため" in as_words(lead.get(f"/evidence/{number}")).partition("操作記録")[0]


def test_when_one_is_linked_already_none_is(lead, as_words):
    answer = send(lead, "link", form_of(page_of(lead, "link", 1, 3)), expectation="q13-lock-photo", reason="二度目")
    assert answer.status_code == 409
    assert "証-0001" in as_words(answer)
    assert "二度目" in answer.text, "what was typed is still there"
    assert "どの設問にも対応していない 1" in as_words(lead.get("/evidence")), "the other one was not linked either"
    form = form_of(page_of(lead, "link", 1, 3)) | {"item": ["3"]}
    assert send(lead, "link", form, expectation="q13-lock-photo", reason="一件だけ").status_code == 303
    assert (
        "どの設問にも対応していない"
        not in as_words(lead.get("/evidence")).partition("件のうち")[0].partition("すべて 3")[2]
    )


def test_dates_change_for_all_and_what_is_left_empty_stays(lead, as_words):
    before = re.findall(r"取得日 (\S+)", as_words(lead.get("/evidence/1")))[0]
    answer = send(lead, "dates", form_of(page_of(lead, "dates", 1, 2)), collected_on="", valid_until="2027-03-31")
    assert answer.status_code == 303
    for number in (1, 2):
        facts = as_words(lead.get(f"/evidence/{number}")).partition("版")[0]
        assert f"取得日 {before}" in facts
        assert "有効期限 2027-03-31" in facts
    nothing = send(lead, "dates", form_of(page_of(lead, "dates", 1)), collected_on="", valid_until="")
    assert nothing.status_code == 400


def test_dates_that_cannot_be_true_change_nothing(lead, as_words):
    before = as_words(lead.get("/evidence/1")).partition("版")[0]
    form = form_of(page_of(lead, "dates", 1, 2))
    assert send(lead, "dates", form, collected_on="2099-01-01").status_code == 400
    assert as_words(lead.get("/evidence/1")).partition("版")[0] == before


def test_what_somebody_changed_meanwhile_stops_the_whole_step(lead, as_words):
    form = form_of(page_of(lead, "withdraw", 1, 2))
    assert send(lead, "dates", form_of(page_of(lead, "dates", 2))).status_code == 303
    answer = send(lead, "withdraw", form)
    assert answer.status_code == 409
    assert "証-0002 は、この画面を開いたあとに変更されました" in as_words(answer)
    assert "取下げ" not in as_words(lead.get("/evidence/1")).partition("版")[0]


def test_sites_are_replaced_on_links_about_sites_and_items_without_one_are_named_and_left_out(lead, as_words):
    page = page_of(lead, "places", 1, 3)
    assert form_of(page)["item"] == ["1"]
    assert "見本アルファ工業 施錠の写真 3 ：事業所についての対応付けがありません。" in as_words(page)
    lead.post("/organization/sites/add", {"slug": "second", "name": "第二工場"})
    assert send(lead, "places", form_of(page), places="site:second").status_code == 303
    assert "第二工場" in as_words(lead.get("/evidence/1")).partition("操作記録")[0].partition("対応付け")[2]
    forged = {"item": ["3"], "seen": form_of(page_of(lead, "withdraw", 3))["seen"]}
    assert send(lead, "places", forged).status_code == 409, "what was left out cannot be forced"


def test_all_are_withdrawn_for_one_reason_and_withdrawn_ones_are_left_out_next_time(lead, as_words):
    assert send(lead, "withdraw", form_of(page_of(lead, "withdraw", 1, 2)), reason="").status_code == 400
    assert send(lead, "withdraw", form_of(page_of(lead, "withdraw", 1, 2))).status_code == 303
    assert "撮り直すため" in as_words(lead.get("/evidence/2"))
    again = page_of(lead, "withdraw", 1, 2, 3)
    assert form_of(again)["item"] == ["3"]
    assert "次の 2 件は変更できないため、除いています。" in as_words(again)
    assert "変更できる証跡がありません" in as_words(page_of(lead, "dates", 1, 2))


def test_nothing_ticked_is_said_and_nothing_chosen_leads_back(lead, as_words):
    form = form_of(page_of(lead, "withdraw", 1)) | {"item": []}
    answer = send(lead, "withdraw", form)
    assert answer.status_code == 400
    assert "証跡を選んでください。" in as_words(answer)
    assert lead.get("/evidence/several/link").status_code == 303


@pytest.mark.parametrize("way", WAYS)
def test_a_foreign_number_is_not_there_and_nothing_else_changes_either(lead, way):
    before = lead.get("/evidence/1").text.count("<tr")
    assert lead.get(f"/evidence/several/{way}?item=1&item=6").status_code == 404
    form = form_of(page_of(lead, way, 1))
    assert send(lead, way, form | {"item": ["1", "6"], "seen": [*form["seen"], "6=1:"]}).status_code == 404
    assert send(lead, way, form | {"item": ["1", "²"]}).status_code == 404
    assert lead.get("/evidence/1").text.count("<tr") == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["manager", "auditor", "operator"])
def test_who_may_not_edit_gets_neither_page_nor_boxes(client_as, way, who):
    reader = client_as(who)
    assert reader.get(f"/evidence/several/{way}?item=1").status_code == 403
    assert send(reader, way, {"item": ["1"], "seen": []}).status_code == 403
    assert 'name="item"' not in reader.get("/evidence").text


def test_a_contributor_changes_only_their_own_and_withdraws_none(client_as):
    contributor = client_as("contributor")
    assert contributor.get("/evidence/several/link?item=1&item=2").status_code == 404
    assert send(contributor, "dates", form_of(page_of(contributor, "dates", 2))).status_code == 303
    assert contributor.get("/evidence/several/withdraw?item=2").status_code == 403
    assert "/evidence/several/withdraw" not in contributor.get("/evidence").text
