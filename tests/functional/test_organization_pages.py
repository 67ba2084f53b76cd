"""The organization, its sites and counterparties, through the pages."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from tracker.db import confine
from tracker.journal.models import JournalEntry
from tracker.organizations import queries

FORM = "/organization/edit"
FACTS = {
    "name": "見本アルファ工業株式会社",
    "industry": "metal_pressing",
    "employees": "86名",
    "capital_yen": "3,000万円",
    "defence_work": "no",
    "two_person_rule": "y",
}


@pytest.fixture
def alpha(world, in_database):
    """Look at Alpha's rows as they are now."""
    confine(in_database, world.organizations["alpha"])

    def look():
        in_database.expire_all()
        return in_database

    return look


def value_of(page, name):
    """Read what a text box of the page holds."""
    box = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', page.text)[0]
    return unescape(re.search(r'\bvalue="([^"]*)"', box)[1])


def test_a_lead_states_the_facts_and_reads_them_on_the_page(client_as, as_words, alpha, world):
    lead = client_as("lead")
    answer = lead.post(FORM, FACTS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/organization")
    page = as_words(lead.get("/organization"))
    for words in ("見本アルファ工業株式会社", "プレス加工", "86 名", "30,000,000 円", "事業者の情報を保存しました。"):
        assert words in page
    stated = queries.organization(alpha(), world.organizations["alpha"]).stated
    assert (stated.employees, stated.capital_yen, stated.defence_work) == (86, 30_000_000, False)


def test_a_form_with_faults_keeps_everything_typed_and_says_why_at_each_field(client_as, as_words, alpha, world):
    lead = client_as("lead")
    before = queries.organization(alpha(), world.organizations["alpha"]).stated
    answer = lead.post(FORM, {**FACTS, "name": "長" * 300, "employees": "たくさん"})
    assert answer.status_code == 400
    assert value_of(answer, "name") == "長" * 300
    assert value_of(answer, "employees") == "たくさん"
    assert value_of(answer, "capital_yen") == "3,000万円"
    assert '<option value="metal_pressing" selected>' in answer.text
    assert 'aria-describedby="employees-hint employees-fault" aria-invalid="true"' in answer.text
    assert "200 文字までです（いま 300 文字）。" in as_words(answer)
    assert queries.organization(alpha(), world.organizations["alpha"]).stated == before


def test_a_name_of_blanks_is_refused_by_the_service_and_shown_at_its_field(client_as):
    answer = client_as("lead").post(FORM, {**FACTS, "name": "　　"})
    assert answer.status_code == 400
    assert re.search(r'id="name-fault">必ず書いてください。', answer.text)
    assert value_of(answer, "capital_yen") == "3,000万円"


def test_two_people_editing_at_once_do_not_overwrite_each_other(client_as, as_words):
    first, second = client_as("lead"), client_as("lead")
    shown = value_of(first.get(FORM), "version")
    assert first.post(FORM, {**FACTS, "version": shown, "employees": "80"}).status_code == 303
    answer = second.post(FORM, {**FACTS, "version": shown, "employees": "90"})
    assert answer.status_code == 409
    assert "別の人が内容を変えました" in as_words(answer)
    assert value_of(answer, "employees") == "90"
    assert "80 名" in as_words(second.get("/organization"))


def test_switching_off_the_two_person_rule_is_journalled_and_said_on_the_page(client_as, as_words, alpha):
    manager = client_as("manager")
    manager.post(FORM, {key: value for key, value in FACTS.items() if key != "two_person_rule"})
    entry = alpha().scalars(select(JournalEntry).where(JournalEntry.tag == "organization:facts:state")).one()
    assert entry.details["changed"]["two_person_rule"] == [True, False]
    assert entry.actor_name == "見本 manager"
    assert "二人制を用いていません。" in as_words(manager.get("/organization"))


def test_a_lead_edits_the_facts_but_is_not_shown_the_two_person_rule_and_cannot_drop_it(client_as, alpha, world):
    lead = client_as("lead")
    assert 'name="two_person_rule"' not in lead.get(FORM).text
    assert lead.post(FORM, {"name": "見本アルファ", "defence_work": ""}).status_code == 303
    view = queries.organization(alpha(), world.organizations["alpha"])
    assert (view.name, view.two_person_rule) == ("見本アルファ", True)


@pytest.mark.parametrize("who", ["contributor", "auditor"])
def test_a_contributor_and_an_auditor_change_nothing(client_as, alpha, world, who):
    assert client_as(who).post(FORM, {"name": "見本ベータ"}).status_code == 403
    assert queries.organization(alpha(), world.organizations["alpha"]).name == "見本アルファ工業"


def test_a_manager_reads_the_page_without_ways_to_change_its_places(client_as):
    page = client_as("manager").get("/organization")
    assert page.status_code == 200
    assert "見本アルファ工業 本社工場" in page.text
    assert "/organization/sites/" not in page.text
    assert "/organization/counterparties/" not in page.text


def test_a_site_is_added_renamed_and_closed(client_as, as_words, alpha):
    lead = client_as("lead")
    assert lead.post("/organization/sites/add", {"name": "第二工場", "address": "見本県 1-2"}).status_code == 303
    added = next(site for site in queries.sites(alpha()) if site.name == "第二工場")
    assert added.slug == "site-1"
    form = f"/organization/sites/{added.slug}"
    assert value_of(lead.get(form), "address") == "見本県 1-2"
    lead.post(form, {"name": "旧第二工場", "address": "", "closed": "y", "version": str(added.version)})
    changed = queries.site(alpha(), added.slug)
    assert (changed.name, changed.address, changed.closed) == ("旧第二工場", "", True)
    assert "閉鎖した" in as_words(lead.get("/organization"))


def test_a_taken_short_name_is_refused_at_its_field(client_as):
    answer = client_as("lead").post("/organization/sites/add", {"name": "別の工場", "slug": "alpha-site"})
    assert answer.status_code == 400
    assert re.search(r'id="slug-fault">略号「alpha-site」はすでに使われています。', answer.text)
    assert value_of(answer, "name") == "別の工場"


def test_a_cloud_service_is_added_and_given_up(client_as, alpha):
    lead = client_as("lead")
    sent = {"kind": "cloud", "name": "架空クラウド", "slug": "kakuu", "holds_information": "y", "in_use": "y"}
    assert lead.post("/organization/counterparties/add", sent).status_code == 303
    assert queries.places(alpha(), []).clouds == ("kakuu",)
    lead.post("/organization/counterparties/kakuu", {"name": "架空クラウド", "holds_information": "y"})
    given_up = queries.counterparty(alpha(), "kakuu")
    assert (given_up.kind, given_up.in_use) == ("cloud", False)
    assert queries.places(alpha(), []).clouds == ()


def test_a_counterparty_of_no_known_kind_is_refused(client_as, as_words):
    answer = client_as("lead").post("/organization/counterparties/add", {"kind": "friend", "name": "友人"})
    assert answer.status_code == 400
    assert "取引先かクラウドを選んでください。" in as_words(answer)


@pytest.mark.parametrize("page", ["/organization/sites/beta-site", "/organization/counterparties/beta-partner"])
def test_the_places_of_another_organization_are_not_there(client_as, page, world, in_database):
    lead = client_as("lead")
    assert lead.get(page).status_code == 404
    assert lead.post(page, {"name": "乗っ取り"}).status_code == 404
    confine(in_database, world.organizations["beta"])
    assert "乗っ取り" not in queries.place_names(in_database).values()


@pytest.mark.parametrize("page", ["/organization", FORM, "/organization/sites/add", "/organization/counterparties/add"])
def test_every_page_speaks_english_when_asked(client_as, as_words, page):
    text = as_words(client_as("lead").get(f"{page}?lang=en"))
    for name in ("見本アルファ工業 本社工場", "見本アルファ工業", "架空メッキ", "3,000万円"):
        text = text.replace(name, "")
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", text) is None
