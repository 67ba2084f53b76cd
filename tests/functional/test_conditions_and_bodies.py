"""A condition can be answered, approved and set back; the bodies stand side by side on a page of their own."""

import re

import pytest

PLAN = "/certifications/alpha-jqa"
CLOUD = f"{PLAN}/conditions/uses_cloud"
BODY = re.compile(r'<tr role="row"><td role="cell" class="lead">')


@pytest.fixture
def lead(client_as):
    return client_as("lead")


def rows(page):
    return page.split('id="conditions"')[1].split("</table>")[0]


def cloud_line(lead):
    (line,) = (row for row in rows(lead.get(PLAN).text).split("<tr ") if "/conditions/uses_cloud" in row)
    return line


@pytest.mark.parametrize("holds", ["yes", "no"])
def test_an_answered_condition_can_be_set_back_to_unanswered(lead, holds):
    lead.post(CLOUD, {"holds": holds})
    assert "未回答に戻す" in cloud_line(lead)
    answer = lead.post(CLOUD, {"holds": "unanswered"})
    assert (answer.status_code, answer.location) == (303, f"{PLAN}#conditions")
    told = lead.get(PLAN).text
    assert "条件を未回答に戻しました" in told
    assert "未回答に戻す" not in cloud_line(lead)
    assert "当てはまるものとして数えています" in cloud_line(lead)
    assert "適用条件を未回答に戻した" in lead.get("/journal").text


def test_what_a_denial_took_away_comes_back_when_it_is_set_back(lead, client_as, world):
    before = lead.get(f"{PLAN}/questions/19").text
    client_as("manager").post(f"{PLAN}/conditions/{world.stated['alpha']['fact']}/approve", {})
    away = lead.get(f"{PLAN}/questions/19").text
    lead.post(CLOUD, {"holds": "unanswered"})
    lead.get(PLAN)  # The sentence about what was done is said once.
    again = lead.get(f"{PLAN}/questions/19").text
    assert "次の条件に当てはまらないため" not in before + again
    assert "次の条件に当てはまらないため" in away


@pytest.mark.parametrize("name", ["no_such_condition", "uses_cloud"])
def test_an_answer_that_is_none_is_refused(lead, name):
    holds = "unanswered" if name == "no_such_condition" else "perhaps"
    assert lead.post(f"{PLAN}/conditions/{name}", {"holds": holds}).status_code == 400


def test_the_bodies_stand_side_by_side_with_eligibility_reason_and_figures(lead):
    page = lead.get(f"{PLAN}/bodies").text
    assert len(BODY.findall(page)) == 8
    assert page.count("この計画") == 1
    assert 'href="/organization/edit"' in page
    assert f'href="{PLAN}/edit"' in page


def test_the_certification_leads_to_the_bodies_and_they_lead_back(lead):
    assert f'href="{PLAN}/bodies"' in lead.get(PLAN).text
    assert f'href="{PLAN}"' in lead.get(f"{PLAN}/bodies").text


def test_a_manager_compares_the_bodies_but_is_not_offered_the_leads_forms(client_as):
    page = client_as("manager").get(f"{PLAN}/bodies")
    assert page.status_code == 200
    assert f"{PLAN}/edit" not in page.text
