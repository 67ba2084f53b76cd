"""The evidence list, an item, and files on their way out; what an auditor and a contributor see of them."""

import io
import re
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from tracker.journal.models import JournalEntry
from tracker.web.context import day_in_tokyo

SITE = "site:alpha-site"


def collect(who, content, name, *, kind="photo", expectation="q13-lock-photo", places=(SITE,), title="", reason="理由"):
    answer = who.post(
        "/evidence/collect",
        {"certification": "alpha-jqa", "file": (io.BytesIO(content), name), "title": title, "kind": kind,
         "collected_on": "2026-11-20", "expectation": expectation, "places": list(places), "reason": reason},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    page = who.get("/evidence").text
    return max(int(number) for number in re.findall(r'href="/evidence/(\d+)"', page))


@pytest.fixture
def lead(client_as):
    return client_as("lead")


@pytest.fixture
def journalled(in_database, world):
    """List what the journal holds of a tag, in Alpha."""

    def subjects(tag):
        in_database.rollback()
        return list(
            in_database.scalars(
                select(JournalEntry.subject).where(
                    JournalEntry.tag == tag, JournalEntry.organization_id == world.organizations["alpha"]
                )
            )
        )

    return subjects


def fetched(who, path, **headers):
    """Read a file to its end and hang up, as a browser does."""
    answer = who.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.data is not None
    answer.close()
    return answer


def listed(page):
    """Read which items a list names, in its order."""
    return list(dict.fromkeys(re.findall(r"証-(\d{4})-\d\d", page)))


def test_the_list_is_narrowed_by_its_address_and_the_counts_follow(lead, as_words):
    collect(
        lead, b"PK\x03\x04 rules", "規程.docx", kind="rule", expectation="q05-authority", places=(), title="権限の規程"
    )
    everything = as_words(lead.get("/evidence"))
    assert "すべて 4" in everything
    assert "どの設問にも対応していない 1" in everything
    by_kind = as_words(lead.get("/evidence?kind=rule"))
    assert listed(by_kind) == ["0004"]
    assert "すべて 1" in by_kind
    assert listed(as_words(lead.get("/evidence?q=権限"))) == ["0004"]
    assert listed(as_words(lead.get("/evidence?q=施錠写真2"))) == ["0002"], "a file name"
    assert listed(as_words(lead.get("/evidence?question=5"))) == ["0004"]
    assert listed(as_words(lead.get("/evidence?state=unlinked"))) == ["0003"]
    assert "当てはまる証跡はありません" in as_words(lead.get("/evidence?q=100%25_"))


def test_a_filter_that_means_nothing_is_left_out(lead, as_words):
    assert "すべて 3" in as_words(lead.get("/evidence?kind=song&state=lost&question=x&page=-3"))


def test_an_auditor_sees_what_is_linked_in_their_certification_and_its_counts_alone(client_as, as_words):
    auditor = client_as("auditor")
    page = as_words(auditor.get("/evidence"))
    assert listed(page) == ["0002", "0001"]
    assert "すべて 2" in page
    assert listed(as_words(auditor.get("/evidence?q=施錠写真3"))) == [], (
        "unlinked evidence cannot be searched for either"
    )
    assert auditor.get("/evidence/1").status_code == 200
    for hidden in ("/evidence/3", "/evidence/3/1/file", "/evidence/3/1/picture", "/evidence/6"):
        assert auditor.get(hidden).status_code == 404, hidden


def test_an_auditor_finds_no_form_to_send_but_their_language_and_the_way_out(client_as):
    auditor = client_as("auditor")
    for path in (
        "/",
        "/certifications/alpha-jqa",
        "/certifications/alpha-jqa/questions/13",
        "/evidence",
        "/evidence/1",
    ):
        forms = re.findall(r'<form method="post"[^>]*action="([^"]+)"', auditor.get(path).text)
        assert set(forms) == {"/sign-out"}, path


def test_an_auditor_reads_their_window_and_the_figures(client_as, as_words):
    page = as_words(client_as("auditor").get("/"))
    assert "2020-01-01 から 2099-12-31 まで" in page
    assert "受け取れます" in page
    assert "立証可能" in page
    assert "alpha-other" not in page


def test_whoever_may_not_take_files_along_still_sees_pictures(client_as):
    reader = client_as("reader")
    page = reader.get("/evidence/1")
    assert "/evidence/1/1/file" not in page.text
    assert reader.get("/evidence/1/1/file").status_code == 403
    picture = fetched(reader, "/evidence/1/1/picture")
    assert picture.status_code == 200
    assert picture.mimetype == "image/png"
    assert picture.headers["Content-Disposition"].startswith("inline;")


def test_a_file_comes_back_as_it_was_under_its_own_name_and_is_journalled(lead, journalled):
    number = collect(lead, b"\x89PNG\r\n\x1a\n" + b"x" * 1000, "施錠①髙﨑.png")
    answer = fetched(lead, f"/evidence/{number}/1/file")
    assert answer.data == b"\x89PNG\r\n\x1a\n" + b"x" * 1000
    named = answer.headers["Content-Disposition"]
    assert named.startswith(f'attachment; filename="evidence-{number:04d}-01.png"')
    assert unquote(named.partition("filename*=UTF-8''")[2]) == "施錠①髙﨑.png"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert journalled("evidence:file:download") == [f"証-{number:04d}-01"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!doctype html><html><script>alert(1)</script></html>", "規程.html"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "図.svg"),
        (b"#!/usr/bin/python\nprint(1)\n", "x.jpg"),
    ],
)
def test_what_could_run_is_bytes_and_an_attachment_whatever_its_name_says(lead, content, name):
    number = collect(lead, content, name)
    answer = fetched(lead, f"/evidence/{number}/1/file")
    assert answer.mimetype in ("application/octet-stream", "text/plain")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert lead.get(f"/evidence/{number}/1/picture").status_code == 404


def test_a_download_can_be_taken_up_where_it_broke_off_and_is_journalled_once(lead, journalled):
    number = collect(lead, bytes(range(200)), "記録.bin", expectation="", places=(), reason="")
    path = f"/evidence/{number}/1/file"
    whole = fetched(lead, path)
    rest = fetched(lead, path, Range="bytes=150-", If_Range=whole.headers["ETag"])
    assert rest.status_code == 206
    assert rest.data == bytes(range(150, 200))
    assert rest.headers["Content-Range"] == "bytes 150-199/200"
    assert fetched(lead, path, If_None_Match=whole.headers["ETag"]).status_code == 304
    beyond = fetched(lead, path, Range="bytes=900-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */200")
    assert len(journalled("evidence:file:download")) == 1


def test_bytes_that_are_lost_are_told_and_no_download_is_journalled(lead, world, journalled):
    number = collect(lead, b"soon gone", "消える.txt", expectation="", places=(), reason="")
    digest = re.search(r"[0-9a-f]{64}", lead.get(f"/evidence/{number}").text)[0]
    for path in world.settings.resolved_vault.rglob("*"):
        if path.name in (digest, digest[2:]):
            path.unlink()
    answer = lead.get(f"/evidence/{number}/1/file")
    assert answer.status_code == 503
    assert journalled("evidence:file:download") == []


def test_a_withdrawn_item_counts_no_longer_and_can_be_restored(lead, as_words):
    answer = lead.post("/evidence/1/withdraw", {"revision": "", "reason": ""})
    assert answer.status_code == 400
    assert lead.post("/evidence/1/withdraw", {"revision": "", "reason": "別の金庫だった"}).status_code == 303
    page = as_words(lead.get("/evidence/1"))
    assert "取下げ" in page
    assert "別の金庫だった" in page
    assert listed(as_words(lead.get("/evidence?state=withdrawn"))) == ["0001"]
    lead.post("/evidence/1/1/restore")
    assert listed(as_words(lead.get("/evidence?state=withdrawn"))) == []


def test_dates_that_somebody_else_changed_meanwhile_are_not_overwritten(lead):
    seen = re.search(r'name="seen_facts"[^>]*value="(\d+)"', lead.get("/evidence/1").text)[1]
    facts = {"seen_facts": seen, "kind": "photo"}
    assert lead.post("/evidence/1/1/dates", {**facts, "collected_on": "2026-11-10"}).status_code == 303
    answer = lead.post("/evidence/1/1/dates", {**facts, "collected_on": "2026-11-12"})
    assert answer.status_code == 409
    assert "2026-11-12" in answer.text, "what was typed is still there"


def test_a_link_names_other_places_or_goes(lead, as_words):
    link = re.search(r'href="(/evidence/1/links/\d+)"', lead.get("/evidence/1").text)[1]
    refused = lead.post(link, {"places": [], "reason": "書き直した理由"})
    assert refused.status_code == 400
    assert "書き直した理由" in refused.text
    assert lead.post(link, {"places": [SITE], "reason": "書き直した理由"}).status_code == 303
    assert "書き直した理由" in as_words(lead.get("/evidence/1"))
    newer = re.search(r'href="(/evidence/1/links/\d+)"', lead.get("/evidence/1").text)[1]
    assert lead.post(f"{link}/unlink").status_code == 404, "the link that was shown is no more"
    assert lead.post(f"{newer}/unlink").status_code == 303
    assert "どの設問にも対応付けられていません" in as_words(lead.get("/evidence/1"))


def test_a_contributor_sees_and_mends_only_their_own(client_as, as_words):
    contributor = client_as("contributor")
    assert listed(as_words(contributor.get("/evidence"))) == ["0002"]
    assert contributor.get("/evidence/1").status_code == 404
    assert contributor.post("/evidence/1/title", {"title": "人のもの"}).status_code == 404
    assert contributor.post("/evidence/2/title", {"title": "自分のもの"}).status_code == 303
    assert "自分のもの" in as_words(contributor.get("/"))
    for closed in ("/certifications/alpha-jqa", "/certifications/alpha-jqa/questions/13", "/manager"):
        assert contributor.get(closed).status_code == 403, closed


def test_the_history_of_an_item_is_shown_to_those_who_may_read_the_journal(client_as, lead, as_words):
    lead.post("/evidence/1/title", {"title": "金庫の扉"})
    assert "題名を変更した" in as_words(lead.get("/evidence/1"))
    assert "操作記録" not in as_words(client_as("auditor").get("/evidence/1"))


def test_today_is_the_default_day_of_collecting(lead):
    typed = re.search(r'name="collected_on"[^>]*value="([^"]*)"', lead.get("/evidence/collect").text)[1]
    assert date.fromisoformat(typed) == day_in_tokyo(datetime.now(UTC))
