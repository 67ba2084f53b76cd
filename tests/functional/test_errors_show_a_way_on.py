"""Whatever goes wrong: a page in the reader's language, with the right status, a way on, and no traceback."""

import logging
import re

import pytest
from flask import abort, request
from sqlalchemy.exc import OperationalError

from tracker.access.models import User
from tracker.errors import Conflict, InvalidInput, NotFound, NotPermitted, Unavailable
from tracker.web.permit import public, requires


def broken():
    raise RuntimeError("the inner secret of the machine")


@public
def broken_before_anybody_signed_in():
    return broken()


def away():
    raise OperationalError("SELECT 1", {}, Exception("could not connect to host db.internal"))


def raising(error):
    def view():
        raise error

    return view


FAULTS = {
    "/e/400": (lambda: abort(400), 400, "送られた内容を読み取れませんでした"),
    "/e/403": (raising(NotPermitted("access.download_not_granted")), 403, "閲覧だけが許可されています"),
    "/e/404": (raising(NotFound("access.no_such_person")), 404, "その人は登録されていません"),
    "/e/409": (raising(Conflict("access.grant_already_ended")), 409, "すでに終了しています"),
    "/e/413": (lambda: abort(413), 413, "大きさを超えています"),
    "/e/418": (lambda: abort(418), 400, "送られた内容を読み取れませんでした"),
    "/e/429": (lambda: abort(429), 429, "操作が多すぎます"),
    "/e/500": (broken, 500, "処理中に障害が起きました"),
    "/e/503": (raising(Unavailable("web.store_unavailable")), 503, "保存できませんでした"),
    "/e/database": (away, 503, "データベースにつながりません"),
    "/e/bad": (raising(InvalidInput("access.email_bad")), 400, "メールアドレスの形"),
}


@pytest.fixture
def app(make_app):
    app = make_app()
    for number, (path, (view, _, _)) in enumerate(FAULTS.items()):
        app.add_url_rule(path, f"fault_{number}", requires("access:session:begin")(view))
    app.add_url_rule("/open/broken", "open_broken", broken_before_anybody_signed_in)
    return app


@pytest.mark.parametrize("path", FAULTS)
def test_each_fault_says_what_happened_and_leads_on(client_as, as_words, path):
    _, status, sentence = FAULTS[path]
    answer = client_as("lead").get(path)
    assert answer.status_code == status
    assert sentence in as_words(answer)
    ways = re.findall(r'<li><a href="([^"]+)">', answer.text)
    assert ways, "no way on"
    assert "Traceback" not in answer.text
    assert "RuntimeError" not in answer.text


@pytest.mark.parametrize("path", FAULTS)
def test_each_fault_speaks_english_to_whoever_asked_for_it(client_as, as_words, path):
    said = as_words(client_as("lead").get(f"{path}?lang=en")).replace("見本アルファ工業", "")
    assert not re.search(r"[぀-ヿ一-鿿]", said), said


def test_every_way_on_leads_somewhere(client_as):
    lead = client_as("lead")
    for path, (_, status, _) in FAULTS.items():
        for way in re.findall(r'<li><a href="([^"]+)">', lead.get(path).text):
            if way != path:
                assert lead.client.get(way, follow_redirects=True).status_code == 200, (path, status, way)


def test_a_fault_of_ours_shows_a_number_that_stands_in_the_log(client_as, as_words, caplog):
    with caplog.at_level(logging.ERROR, "tracker.web"):
        answer = client_as("lead").get("/e/500")
    number = re.search(r"受付番号：([0-9a-f]{8})", as_words(answer))[1]
    record = next(record for record in caplog.records if number in record.getMessage())
    assert "the inner secret" in str(record.exc_info[1])
    assert "the inner secret" not in answer.text
    assert "db.internal" not in client_as("lead").get("/e/database").text


def test_the_page_of_a_fault_needs_neither_database_nor_person(visitor, as_words):
    assert visitor.get("/open/broken").status_code == 500
    assert "ログイン画面へ" in as_words(visitor.get("/open/broken"))


def test_a_page_that_is_not_there_says_so_to_everybody(visitor, client_as, as_words):
    assert visitor.get("/nowhere").status_code == 404
    assert "見つかりません" in as_words(client_as("auditor").get("/nowhere"))


def test_the_wrong_method_names_the_right_ones(client_as):
    answer = client_as("lead").client.delete("/people")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_refusal_names_whom_to_ask(client_as, as_words):
    said = as_words(client_as("contributor").get("/journal"))
    assert "権限がありません" in said
    assert "見本 lead" in said


def test_the_health_page_is_open_and_says_nothing_more(visitor):
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_headers_trust_nothing_but_us(client_as, visitor):
    for answer in (visitor.get("/sign-in"), client_as("lead").get("/people"), visitor.get("/nowhere")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= set(policy.split("; "))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert client_as("lead").get("/people").headers["Cache-Control"] == "no-store"


def test_a_language_asked_for_is_remembered(visitor, as_words):
    assert "Sign in" in as_words(visitor.get("/sign-in?lang=en"))
    assert "Sign in" in as_words(visitor.get("/sign-in"))
    assert "ログイン" in as_words(visitor.get("/sign-in?lang=ja"))


def test_an_unknown_language_is_japanese(visitor, as_words):
    assert "ログイン" in as_words(visitor.get("/sign-in?lang=xx"))


def test_the_language_of_a_person_is_spoken_once_they_signed_in(visitor, as_words, in_database):
    in_database.query(User).filter_by(email="lead@alpha.example").one().locale = "en"
    in_database.commit()
    visitor.sign_in("lead@alpha.example")
    assert "Invite somebody" in as_words(visitor.get("/people"))


@pytest.mark.parametrize("path", FAULTS)
def test_each_fault_of_reading_says_that_nothing_changed(client_as, as_words, path):
    assert "記録は何も変わっていません" in as_words(client_as("lead").get(path))


@pytest.fixture
def faulty_form(app):
    """The form that adds a site, which breaks down after it was sent."""

    def break_down(how):
        def view():
            if request.method == "GET":
                return whole()
            return how()

        whole = app.view_functions["organizations.add_site"]
        app.view_functions["organizations.add_site"] = requires("organizations:site:edit")(view)

    return break_down


@pytest.mark.parametrize(
    ("how", "status"), [(lambda: abort(400), 400), (lambda: abort(429), 429), (broken, 500), (away, 503)]
)
def test_what_was_typed_comes_back_after_a_fault(client_as, as_words, faulty_form, how, status):
    lead = client_as("lead")
    faulty_form(how)
    typed = {"csrf_token": lead.token(), "name": "見本の第三工場", "address": "見本県"}
    answer = lead.client.post("/organization/sites/add", data=typed)
    assert answer.status_code == status
    assert "預かっています" in as_words(answer)
    assert "/organization/sites/add" in re.findall(r'<li><a href="([^"]+)">', answer.text)
    back = lead.get("/organization/sites/add")
    assert "見本の第三工場" in back.text
    assert "入力した内容を戻しました" in as_words(back)


def test_a_body_too_large_is_said_to_have_done_nothing(client_as, as_words):
    lead = client_as("lead")
    typed = {"csrf_token": lead.token(), "name": "x" * 3_000_000}
    answer = lead.client.post("/organization/sites/add", data=typed)
    assert answer.status_code == 413
    assert "この操作は行われていません" in as_words(answer)


@pytest.mark.parametrize("who", ["lead", "operator", "auditor", "contributor"])
def test_the_word_mark_leads_everybody_to_a_page_they_may_see(client_as, who):
    person = client_as(who)
    mark = re.search(r'<a class="mark" href="([^"]+)"', person.get("/nowhere").text)[1]
    assert person.client.get(mark, follow_redirects=True).status_code == 200


def test_a_page_for_being_offline_is_of_nobody_and_stands_in_both_languages(client_as, as_words):
    lead = client_as("lead")
    said = {language: as_words(lead.get(f"/offline/{language}")) for language in ("ja", "en")}
    assert "つながりません" in said["ja"]
    assert "cannot be reached" in said["en"]
    assert not re.search(r"[぀-ヿ一-鿿]", said["en"])
    assert "見本" not in said["ja"]
    assert lead.get("/offline/fr").status_code == 404


def test_the_service_worker_may_answer_for_every_page_and_is_asked_for_anew(visitor):
    answer = visitor.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] in ("no-store", "no-cache, private")
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert re.match(r"// [0-9a-f]{64}\n", answer.text)
