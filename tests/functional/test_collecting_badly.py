"""Bad input while collecting: a clear message in the reader's language, all that was typed still there, no row."""

import errno
import io
import unicodedata
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tracker.evidence.models import EvidenceItem
from tracker.vault.disk import FileLayer
from tracker.vault.local import LocalStore
from tracker.vault.service import Stores

SITE = "site:alpha-site"
TITLE, REASON = "書きかけの題名", "書きかけの理由"
PHOTO = b"\x89PNG\r\n\x1a\n a photo of this test"


class FullDisk(FileLayer):
    """A disk without any room."""

    def write(self, *_):
        raise OSError(errno.ENOSPC, "No space left on device")


def typed(**changes):
    """A form in order, but for the changes."""
    return {
        "certification": "alpha-jqa",
        "file": (io.BytesIO(PHOTO), "施錠.png"),
        "title": TITLE,
        "kind": "photo",
        "collected_on": "2026-11-20",
        "covers_from": "",
        "covers_to": "",
        "valid_until": "",
        "expectation": "q13-lock-photo",
        "places": [SITE],
        "reason": REASON,
        **changes,
    }


def send(who, fields, lang="ja"):
    return who.post(f"/evidence/collect?lang={lang}", fields, content_type="multipart/form-data")


@pytest.fixture
def count(in_database):
    """Count the items of everybody."""

    def counted():
        in_database.rollback()
        return in_database.scalar(select(func.count()).select_from(EvidenceItem))

    return counted


BAD = {
    "empty file": (
        {"file": (io.BytesIO, b"", "空.png")},
        "空のファイル（0 バイト）は登録できません",
        "An empty file (0 bytes) cannot be collected",
    ),
    "no file": ({"file": (io.BytesIO, b"", "")}, "ファイルを選んでください", "Please choose a file"),
    "collected in the future": ({"collected_on": "2999-01-01"}, "未来の日付です", "is in the future"),
    "valid until before collected": (
        {"valid_until": "R8.11.19"},
        "有効期限が取得日より前です",
        "would have expired before it was collected",
    ),
    "no day": ({"collected_on": "きのう"}, "日付として読めません", "cannot be read as a date"),
    "a day that is not": ({"collected_on": "2026-02-30"}, "日付として読めません", "cannot be read as a date"),
    "a period with one end": ({"covers_from": "2026-11-01"}, "始まりと終わりの両方", "both the first and the last day"),
    "a name of 300 characters": (
        {"file": (io.BytesIO, PHOTO, "あ" * 296 + ".png")},
        "255",
        "255",
    ),
    "unknown question": (
        {"expectation": "q99-nothing"},
        "期待される証跡「q99-nothing」は、この認証計画にありません",
        "has no expectation “q99-nothing”",
    ),
    "no place": ({"places": []}, "どの事業所の証跡かを選んでください", "Choose the site that this evidence is about"),
    "a place of another sort": (
        {"places": ["partner:alpha-partner"]},
        "対象として登録されていません",
        "is not registered as one",
    ),
    "no reason": ({"reason": " "}, "入力してください", "Please fill this in"),
    "unknown kind": ({"kind": "song"}, "選択肢", "Not a valid choice"),
}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_and_nothing_typed_is_lost(client_as, as_words, count, case, lang):
    changes, japanese, english = BAD[case]
    if "file" in changes:
        make, content, name = changes["file"]
        changes = {"file": (make(content), name)}
    before = count()
    answer = send(client_as("lead"), typed(**changes), lang)
    page = as_words(answer)
    assert answer.status_code == 400, page
    assert (japanese if lang == "ja" else english) in page
    kept = typed(**changes)
    for field in ("title", "reason", "collected_on", "valid_until", "covers_from"):
        assert kept[field].strip() in answer.text
    assert 'class="fault"' in answer.text, "at its field"
    assert count() == before


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_title_of_300_characters_is_told_and_comes_back_whole(client_as, as_words, count, lang):
    title = "長" * 300
    before = count()
    answer = send(client_as("lead"), typed(title=title), lang)
    assert answer.status_code == 400
    assert title in answer.text
    assert "200" in as_words(answer)
    assert count() == before


@pytest.mark.parametrize(("lang", "sentence"), [("ja", "ファイルが大きすぎます"), ("en", "The file is too large")])
def test_a_file_over_the_limit_is_told(make_app, world, as_words, count, password, new_visitor, lang, sentence):
    lead = type(new_visitor())(make_app(replace(world.settings, max_file_bytes=16)))
    lead.sign_in("lead@alpha.example", password)
    before = count()
    answer = send(lead, typed(), lang)
    assert answer.status_code == 400
    assert sentence in as_words(answer)
    assert TITLE in answer.text
    assert REASON in answer.text
    assert count() == before


@pytest.mark.parametrize(("lang", "sentence"), [("ja", "空き"), ("en", "room")])
def test_a_full_disk_is_told(make_app, world, as_words, count, password, new_visitor, lang, sentence):
    store = LocalStore(world.settings.resolved_vault, files=FullDisk())
    lead = type(new_visitor())(make_app(stores=Stores(store, {"local": store})))
    lead.sign_in("lead@alpha.example", password)
    before = count()
    answer = send(lead, typed(), lang)
    assert answer.status_code == 507
    assert sentence in as_words(answer)
    assert TITLE in answer.text
    assert count() == before


def test_all_faults_are_told_at_once_and_the_file_has_to_be_chosen_again(client_as, as_words):
    page = as_words(send(client_as("lead"), typed(collected_on="きのう", file=(io.BytesIO(b""), "空.png"))))
    assert "日付として読めません" in page
    assert "空のファイル" in page
    page = as_words(send(client_as("lead"), typed(collected_on="きのう")))
    assert "ファイルはもう一度選んでください" in page


def test_of_several_files_one_bad_one_keeps_all_out(client_as, as_words, count):
    before = count()
    files = [(io.BytesIO(PHOTO), "1枚目.png"), (io.BytesIO(b""), "2枚目.png")]
    answer = send(client_as("lead"), typed(file=files))
    assert answer.status_code == 400
    assert "空のファイル" in as_words(answer)
    assert count() == before


def test_the_same_bytes_again_are_a_notice_and_no_refusal(client_as, as_words, count):
    lead = client_as("lead")
    before = count()
    assert send(lead, typed()).status_code == 303
    answer = send(lead, typed(title="もう一度"))
    assert answer.status_code == 303
    assert count() == before + 2
    assert "と同じ中身のファイルは、すでに" in as_words(lead.get(answer.headers["Location"]))


def test_a_contributor_is_not_told_who_else_holds_the_same_bytes(client_as, as_words):
    send(client_as("lead"), typed())
    contributor = client_as("contributor")
    answer = send(contributor, typed())
    assert "すでに" not in as_words(contributor.get(answer.headers["Location"]))


@pytest.mark.parametrize("day", ["2026-11-20", "2026/11/20", "20261120", "R8.11.20", "令和８年１１月２０日"])
def test_a_day_is_read_as_an_office_writes_it(client_as, as_words, day):
    lead = client_as("lead")
    assert send(lead, typed(collected_on=day, title=f"施錠 {day}")).status_code == 303
    page = as_words(lead.get(f"/evidence?q={day}"))
    assert "2026-11-20" in page


@pytest.mark.parametrize("name", ["入退室記録.csv", "ｶﾞｷﾞｸﾞ.csv", "①髙﨑𠮷.csv", "か\u3099.csv"])
def test_a_japanese_name_comes_back_as_given(client_as, as_words, name):
    lead = client_as("lead")
    send(lead, typed(file=(io.BytesIO(name.encode()), name), title="名前"))
    assert unicodedata.normalize("NFC", name) in as_words(lead.get("/evidence?q=名前"))


def test_the_form_is_filled_from_the_slot_it_was_opened_at(client_as):
    page = (
        client_as("lead")
        .get(f"/evidence/collect?certification=alpha-jqa&question=13&expectation=q13-lock-photo&place={SITE}")
        .text
    )
    assert '<option value="q13-lock-photo" selected>' in page
    assert '<option value="photo" selected>' in page
    assert f'value="{SITE}" checked' in page


def test_evidence_may_be_collected_now_and_linked_later(client_as, as_words):
    lead = client_as("lead")
    answer = send(lead, typed(expectation="", places=[], reason=""))
    item = answer.headers["Location"]
    assert "どの設問にも対応付けられていません" in as_words(lead.get(item))
    linked = lead.post(
        f"{item}/links",
        {"certification": "alpha-jqa", "expectation": "q13-lock-photo", "places": [SITE], "reason": "あとから"},
    )
    assert linked.status_code == 303
    assert "あとから" in as_words(lead.get(item))


def test_what_was_typed_survives_a_session_that_ended(client_as, as_words, password):
    lead = client_as("lead")
    fields = typed() | {"csrf_token": lead.token()}
    with lead.client.session_transaction() as cookie:
        cookie.clear()
    answer = lead.client.post(
        "/evidence/collect",
        data=fields,
        content_type="multipart/form-data",
        headers={"Referer": "http://localhost/evidence/collect?question=13"},
    )
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]
    lead.sign_in("lead@alpha.example", password)
    page = lead.get("/evidence/collect?question=13")
    assert TITLE in page.text
    assert REASON in page.text
    assert "ファイルはもう一度選んでください" in as_words(page)
