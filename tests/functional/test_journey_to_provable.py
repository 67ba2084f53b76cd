"""The road through the browser: collect, link, judge, answer, and the figure moves; each role at its own place."""

import io
import re
from datetime import UTC, date, datetime

import pytest

from tracker.access import service as access
from tracker.journal.rules import Actor
from tracker.organizations.service import add_organization

FIGURE = re.compile(r'class="fig"[^>]*>\s*<b>([0-9.—]+)</b>')
JUDGED = re.compile(r'name="judged" value="([^"]+)"')
CERTIFICATION = "/certifications/alpha-jqa"
SITE = "site:alpha-site"


def collect(who, expectation, name, content, kind, **more):
    """Send the collecting form as its page has it filled."""
    typed = {
        "certification": "alpha-jqa",
        "file": (io.BytesIO(content), name),
        "title": "",
        "kind": kind,
        "collected_on": "2026-11-20",
        "expectation": expectation,
        "reason": "決まりどおりであることを示すため",
        **more,
    }
    return who.post("/evidence/collect", typed, content_type="multipart/form-data")


def figure(who):
    """Read today's provable figure from the page."""
    return FIGURE.search(who.get(CERTIFICATION).text)[1]


def accept(who, number, outcome="accepted", reason=""):
    """Judge the newest that waits at a question."""
    page = who.get(f"{CERTIFICATION}/questions/{number}").text
    judged = JUDGED.findall(page)
    assert judged, "nothing to judge is shown"
    return who.post(
        f"{CERTIFICATION}/questions/{number}/verdict",
        {"judged": judged[0], "outcome": outcome, "reason": reason},
    )


@pytest.fixture
def lead(client_as):
    return client_as("lead")


@pytest.fixture
def manager(client_as):
    return client_as("manager")


def test_three_pieces_of_evidence_go_the_whole_way_and_the_figure_moves(lead, manager, as_words):
    assert figure(lead) == "0.0"
    photo = collect(lead, "q13-lock-photo", "施錠　本社.png", b"\x89PNG\r\n\x1a\nlock", "photo", places=[SITE])
    log = collect(
        lead, "q15-visit-log", "入退室記録.csv", "時刻,氏名\n".encode("cp932"), "visit_log", places=[SITE],
        covers_from="2026-08-01", covers_to="R8.11.20",
    )  # fmt: skip
    training = collect(lead, "q08-training-record", "受講記録.xlsx", b"PK\x03\x04 training", "training_record")
    for answer, question in ((photo, 13), (log, 15), (training, 8)):
        assert answer.status_code == 303, as_words(answer)
        assert answer.headers["Location"] == f"{CERTIFICATION}/questions/{question}"
    page = as_words(lead.get(f"{CERTIFICATION}/questions/15"))
    assert "入退室記録.csv" in page
    assert "2026-08-01 から 2026-11-20 まで" in page
    assert "確認待ち" in page
    assert figure(lead) == "0.0"

    assert accept(manager, 15).status_code == 303
    assert "受理" in as_words(manager.get(f"{CERTIFICATION}/questions/15"))
    assert figure(lead) == "0.0", "accepted, but not answered yet"
    assert "回答待ち" in as_words(lead.get(f"{CERTIFICATION}/questions/15"))

    lead.post(f"{CERTIFICATION}/questions/15/answer", {"answer": "done"})
    assert figure(lead) == "5.2", "one of 19 questions, floored"
    assert figure(manager) == "5.2"
    assert "5.2 %" in as_words(lead.get("/")), "the same number at home"
    assert "1/19 問" in as_words(manager.get("/manager"))


def test_the_one_who_collected_is_told_why_they_may_not_judge(lead, as_words):
    collect(lead, "q05-appointment", "任命書.pdf", b"%PDF-1.4 appointed", "organization_chart")
    page = lead.get(f"{CERTIFICATION}/questions/5")
    assert not JUDGED.search(page.text)
    assert "ご自身では確認できません" in as_words(page)
    assert "ご自身では確認できません" in as_words(lead.get("/"))


def test_a_verdict_sent_by_the_one_who_collected_is_refused_and_nothing_changes(lead, manager, as_words):
    collect(lead, "q05-appointment", "任命書.pdf", b"%PDF-1.4 appointed", "organization_chart")
    judged = JUDGED.search(manager.get(f"{CERTIFICATION}/questions/5").text)[1]
    answer = lead.post(
        f"{CERTIFICATION}/questions/5/verdict", {"judged": judged, "outcome": "accepted", "reason": "書いた内容"}
    )
    assert answer.status_code == 403
    assert "ご自身では確認できません" in as_words(answer)
    assert "書いた内容" in answer.text
    assert JUDGED.search(manager.get(f"{CERTIFICATION}/questions/5").text)[1] == judged


def test_a_returned_verdict_needs_a_reason_and_the_collector_reads_it(client_as, manager, as_words):
    contributor = client_as("contributor")
    answer = collect(contributor, "q05-authority", "権限規程.docx", b"PK\x03\x04 rules", "rule")
    item = answer.headers["Location"]
    refused = accept(manager, 5, "returned")
    assert refused.status_code == 400
    assert "入力してください" in as_words(refused)
    assert accept(manager, 5, "returned", "改訂日が抜けています。書き足してください").status_code == 303
    home = as_words(contributor.get("/"))
    assert "差し戻されたもの" in home
    assert "改訂日が抜けています" in as_words(contributor.get(item))


def test_a_returned_item_is_mended_by_a_newer_revision_and_waits_again(client_as, manager, as_words):
    contributor = client_as("contributor")
    item = collect(contributor, "q05-authority", "規程.docx", b"PK\x03\x04 one", "rule").headers["Location"]
    accept(manager, 5, "returned", "古い版です")
    answer = contributor.post(
        f"{item}/revise",
        {"file": (io.BytesIO(b"PK\x03\x04 two"), "規程 第2版.docx"), "kind": "rule", "collected_on": "2026/11/21"},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    page = as_words(contributor.get(item))
    assert "規程 第2版.docx" in page
    assert "規程.docx" in page
    assert "確認待ち" in page


def test_a_verdict_on_what_changed_meanwhile_is_refused_and_the_words_are_kept(lead, manager):
    collect(lead, "q05-appointment", "任命書.pdf", b"%PDF-1.4 x", "organization_chart")
    page = manager.get(f"{CERTIFICATION}/questions/5").text
    judged = JUDGED.search(page)[1]
    item = re.search(r'href="(/evidence/\d+)"', page)[1]
    seen = re.search(r'name="seen_facts"[^>]*value="(\d+)"', lead.get(item).text)[1]
    dated = lead.post(
        f"{item}/1/dates", {"seen_facts": seen, "kind": "organization_chart", "collected_on": "2026-11-19"}
    )
    assert dated.status_code == 303
    answer = manager.post(
        f"{CERTIFICATION}/questions/5/verdict", {"judged": judged, "outcome": "accepted", "reason": "よくできています"}
    )
    assert answer.status_code == 409
    assert "よくできています" in answer.text


def test_photos_of_one_step_are_accepted_by_one_click(lead, manager, as_words):
    answer = collect(
        lead, "q03-marking-photo", "", b"", "photo", title="表示", places=[SITE],
        file=[(io.BytesIO(b"\x89PNG\r\n\x1a\n1"), "IMG_1.png"), (io.BytesIO(b"\x89PNG\r\n\x1a\n2"), "IMG_2.png")],
    )  # fmt: skip
    assert answer.status_code == 303, as_words(answer)
    page = manager.get(f"{CERTIFICATION}/questions/3").text
    assert len(JUDGED.findall(page)) == 1
    assert len(JUDGED.findall(page)[0].split()) == 2
    assert accept(manager, 3).status_code == 303
    assert "表示（1/2）" in as_words(lead.get("/evidence?question=3"))
    assert "表示（1/2）" not in as_words(lead.get("/evidence?question=3&state=submitted"))
    assert as_words(lead.get("/evidence?question=3&state=expiring")).count("表示（") == 2, "before an audit day in 2030"


def test_the_manager_confirms_scope_and_readiness_and_sees_when_the_plan_changed_since(lead, manager, as_words):
    page = manager.get("/manager").text
    fields = dict(re.findall(r'<input type="hidden" name="(seen_plan|figures|back)" value="([^"]*)"', page))
    assert manager.post(f"{CERTIFICATION}/confirm", fields).headers["Location"].startswith("/manager")
    assert "適用範囲と準備状況（立証可能 0.0 %" in as_words(manager.get("/manager"))
    form = lead.get(f"{CERTIFICATION}/edit").text
    lead.post(
        f"{CERTIFICATION}/edit",
        {
            "seen_plan": re.search(r'name="seen_plan"[^>]*value="(\d+)"', form)[1],
            "profile": "jqa",
            "title": "範囲を広げた計画",
            "sites": ["alpha-site"],
            "departments": "製造部",
            "stage": "applying",
        },
    )
    assert "確認のあとで計画が変わっています" in as_words(manager.get("/manager"))


def test_figures_that_changed_under_the_manager_are_not_confirmed(manager, as_words):
    page = manager.get("/manager").text
    seen = re.search(r'name="seen_plan" value="(\d+)"', page)[1]
    answer = manager.post(f"{CERTIFICATION}/confirm", {"seen_plan": seen, "figures": "10000/10000"})
    assert answer.status_code == 409
    assert "数字が変わりました" in as_words(answer)
    assert "まだ確認していません" in as_words(manager.get("/manager"))


def test_an_exclusion_and_a_denied_condition_wait_for_a_second_person(lead, manager, as_words):
    lead.post(
        f"{CERTIFICATION}/questions/16/exclusion", {"reason": "取引先に物を渡していない", "applies_from": "2026-11-01"}
    )
    mine = lead.get(f"{CERTIFICATION}/questions/16")
    assert "別の方が承認してください" in as_words(mine)
    approve = re.search(rf'action="({CERTIFICATION}/questions/16/exclusion/\d+/approve)"', mine.text)
    assert approve is None
    theirs = manager.get(f"{CERTIFICATION}/questions/16").text
    manager.post(re.search(rf'action="({CERTIFICATION}/questions/16/exclusion/\d+/approve)"', theirs)[1])
    assert "適用除外です。理由：取引先に物を渡していない" in as_words(lead.get(f"{CERTIFICATION}/questions/16"))
    lead.post(f"{CERTIFICATION}/conditions/partners_hold_information", {"holds": "no"})
    assert "いいえ（承認待ち）" in as_words(lead.get(CERTIFICATION))


def test_a_plan_is_made_with_the_eight_bodies_side_by_side(lead, as_words):
    form = lead.get("/certifications/new")
    assert form.text.count('type="radio" name="profile"') == 8
    assert "わからない" in as_words(form), "a body for small businesses, while the size is not stated"
    answer = lead.post(
        "/certifications/new",
        {"profile": "jicqa", "title": "更新審査", "slug": "alpha-2027", "sites": ["alpha-site"],
         "audit_day": "令和9年2月10日", "stage": "preparing"},
    )  # fmt: skip
    assert answer.headers["Location"] == "/certifications/alpha-2027"
    page = as_words(lead.get("/certifications/alpha-2027"))
    assert "更新審査" in page
    assert "2027-02-10" in page


@pytest.mark.parametrize("slug", ["alpha-jqa", "beta-jqa", "new", "大文字", ""])
def test_a_short_name_that_cannot_be_used_is_told_and_the_rest_stays(lead, slug):
    answer = lead.post(
        "/certifications/new",
        {"profile": "jqa", "title": "書いた名前", "slug": slug, "departments": "書いた部門", "stage": "preparing"},
    )
    assert answer.status_code == 400
    assert "書いた名前" in answer.text
    assert "書いた部門" in answer.text
    assert re.search(r'id="slug"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="slug"', answer.text)


def test_a_past_day_is_shown_from_what_was_on_record_and_an_unknown_one_says_so(lead, as_words):
    page = as_words(lead.get(f"{CERTIFICATION}?as_of=2001-01-01"))
    assert "まだ記録されていません" in page
    assert "日付として読めません" in as_words(lead.get(f"{CERTIFICATION}?as_of=いつか"))
    assert "令和12年" in as_words(lead.get(f"{CERTIFICATION}?as_of=R12.1.5"))


def test_an_empty_organization_is_told_what_to_do_first(new_visitor, as_words, in_database, world, password):
    service, now = Actor(None, "設置", "operator"), datetime.now(UTC)
    empty = add_organization(in_database, slug="empty", name="見本の新しい会社", actor=service, now=now)
    user = access.invite(
        in_database, email="first@empty.example", name="見本 一番", role="lead", organization_id=empty.id,
        starts=date(2020, 1, 1), actor=service, now=now,
    )  # fmt: skip
    access.set_password(in_database, user, password, salt=world.settings.password_salt)
    in_database.commit()
    lead = new_visitor()
    lead.sign_in("first@empty.example", password)
    page = lead.get("/")
    assert "はじめにすること 説明を見る 事業者の情報を入れる" in as_words(page)
    assert 'href="/organization/edit"' in page.text
    assert 'href="/organization/sites/add"' in page.text
    assert 'href="/certifications/new"' in page.text
    for path in ("/certifications", "/evidence", "/evidence/collect", "/certifications/new"):
        assert lead.get(path).status_code == 200, path
    assert lead.get("/manager").headers["Location"] == "/"
