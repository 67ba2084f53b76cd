"""What is remembered between two looks at a page is never older than the record."""

import re

import pytest

from tracker.desk import remembered

CERTIFICATION = "/certifications/alpha-jqa"
PAGES = ("/", "/manager", CERTIFICATION, f"{CERTIFICATION}/questions/13", f"{CERTIFICATION}?as_of=2030-01-01")
TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')


def change(lead, path, **typed):
    answer = lead.post(path, typed)
    assert answer.status_code == 303, answer.text


@pytest.fixture
def looked_at_twice(make_app):
    """Give a look at every page: as the running service shows it, and as one that has just been started would."""

    def look(who):
        fresh = make_app()
        fresh_visitor = type(who)(fresh)
        fresh_visitor.sign_in("lead@alpha.example")
        fresh_visitor.get("/")  # The sentence about signing in is said once.
        return [[TOKEN.sub("", visitor.get(page).text) for page in PAGES] for visitor in (who, fresh_visitor)]

    return look


def test_after_every_sort_of_change_a_remembered_page_is_the_page_made_anew(client_as, looked_at_twice, world):
    lead, manager = client_as("lead"), client_as("manager")
    seen = []
    steps = (
        lambda: change(lead, f"{CERTIFICATION}/questions/13/answer", answer="done"),
        lambda: change(lead, "/evidence/1/withdraw", revision="1", reason="別の写真でした"),
        lambda: change(lead, "/organization/sites/add", slug="second", name="第二工場"),
        lambda: change(manager, f"{CERTIFICATION}/conditions/{world.stated['alpha']['fact']}/approve"),
        lambda: change(lead, f"{CERTIFICATION}/conditions/uses_cloud", holds="unanswered"),
        lambda: change(manager, f"{CERTIFICATION}/questions/13/exclusion/{world.stated['alpha']['exclusion']}/approve"),
        lambda: change(lead, f"{CERTIFICATION}/changes/{world.stated['alpha']['change']}/remove"),
    )
    for step in steps:
        for page in PAGES:
            lead.get(page)
        step()
        lead.get("/")  # The sentence about what was done is said once.
        kept, anew = looked_at_twice(lead)
        assert kept == anew
        seen.append(tuple(kept))
    assert len(set(seen)) == len(steps), "every step was one that some page shows"


def test_a_remembered_part_is_nobody_elses(client_as):
    lead, manager = client_as("lead"), client_as("manager")
    of_lead = lead.get(CERTIFICATION).text
    assert "/evidence/collect?" in of_lead
    assert "/evidence/collect?" not in manager.get(CERTIFICATION).text
    assert lead.get(f"{CERTIFICATION}?lang=en").text.count("Missing") > 0
    assert "未提出" in lead.get(f"{CERTIFICATION}?lang=ja").text


def test_a_part_with_a_form_is_not_remembered(app):
    form = app.jinja_env.from_string('<form><input name="csrf_token" value="{{ csrf_token() }}"></form>')
    with app.test_request_context("/"):
        app.preprocess_request()
        with pytest.raises(ValueError, match="holds a form"):
            remembered.part(form, "key")


def test_only_the_newest_are_kept():
    memory, made = remembered.Memory(size=2), []

    def make(key):
        return memory.keep(key, lambda: made.append(key))

    for key in "abacaab":
        make(key)
    assert made == ["a", "b", "c", "b"]
