"""Every route, for every role, with what is theirs and what is not: generated from the URL map.

A route that somebody adds is tested as soon as it is registered. If its address names something new, the test asks
for a line in `OBJECTS`.
"""

import re
from datetime import UTC, datetime

import pytest

from tracker.access.queries import grants_of
from tracker.access.rules import PERMISSIONS, Resource, permits
from tracker.journal.models import JournalEntry
from tracker.web.context import day_in_tokyo
from tracker.web.permit import PUBLIC, permission_of

PARAMETER = re.compile(r"<(?:(?P<converter>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")

# (the segment before it, the parameter) → what Alpha has, what only Beta has, what Alpha has but neither the auditor's
# certification nor the contributor's own items hold. None = belongs to nobody in particular.
OBJECTS = {
    ("certifications", "slug"): ("alpha-jqa", "beta-jqa", "alpha-other"),
    ("bundles", "slug"): ("alpha-jqa", "beta-jqa", "alpha-other"),
    ("questions", "number"): ("13", None, None),
    ("evidence", "number"): ("1", "6", "3"),
    ("<int:number>", "revision"): ("1", None, None),
    ("editions", "number"): ("1", None, None),
    ("links", "link_id"): ("{links[alpha-1]}", "{links[beta-1]}", None),
    ("exclusion", "exclusion_id"): ("{stated[alpha][exclusion]}", "{stated[beta][exclusion]}", None),
    ("conditions", "fact_id"): ("{stated[alpha][fact]}", "{stated[beta][fact]}", None),
    ("changes", "change_id"): ("{stated[alpha][change]}", "{stated[beta][change]}", None),
    ("sites", "slug"): ("alpha-site", "beta-site", None),
    ("counterparties", "slug"): ("alpha-partner", "beta-partner", None),
    ("people", "person_id"): ("{people[spare-alpha]}", "{people[spare-beta]}", None),
    ("grants", "grant_id"): ("{spare_grants[alpha]}", "{spare_grants[beta]}", None),
    ("set-password", "token"): ("no-such-token", None, None),
    ("static", "filename"): ("app.css", None, None),
    ("help", "name"): ("readiness", None, None),
    ("offline", "language"): ("en", None, None),
    ("conditions", "name"): ("uses_cloud", None, None),
    ("requests", "number"): ("{requests[alpha]}", "{requests[beta]}", "{requests[alpha-lead]}"),
}
CONTRIBUTORS_OWN = {("evidence", "number"): "2", ("links", "link_id"): "{links[alpha-2]}"}
OWN, FOREIGN, BEYOND = 0, 1, 2
PERSONAS = ("operator", "lead", "manager", "contributor", "auditor", "reader", None)
SIGNED_OUT_BY = {"security.logout"}
REFUSED_AT_THE_DOOR = (
    "いまの役割では",
    "権限が付与されていません",
    "別の事業者の情報です",
    "閲覧だけが許可されています",
)


def routes(app):
    """List every route, those that only read first: what is posted may take something away."""
    every = [(method, rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}]
    for method, rule in sorted(every, key=lambda pair: (pair[0], pair[1].rule)):
        yield rule, method


def address(rule, world, whose, persona):
    """Fill an address with what is own, foreign or beyond; None where the address names no such thing."""
    named = False

    def fill(found):
        nonlocal named
        before = rule.rule[: found.start()].rstrip("/").rpartition("/")[2]
        key = (before, found["name"])
        assert key in OBJECTS, f"{rule.rule}: add {key} to OBJECTS"
        own = CONTRIBUTORS_OWN.get(key, OBJECTS[key][OWN]) if persona == "contributor" else OBJECTS[key][OWN]
        value = own if whose == OWN else OBJECTS[key][whose]
        named = named or value is not None
        return (own if value is None else value).format_map(vars(world))

    path = PARAMETER.sub(fill, rule.rule)
    return path if whose == OWN or named else None


def is_permitted(session, world, persona, permission):
    if permission == PUBLIC:
        return True
    if persona is None:
        return False
    return permits(
        permission,
        grants_of(session, world.people[persona]),
        day=day_in_tokyo(datetime.now(UTC)),
        resource=Resource(organization_id=world.organizations["alpha"]),
    ).allowed


def test_every_endpoint_is_marked_and_every_mark_is_in_the_table(app):
    marks = {endpoint: permission_of(app, endpoint) for endpoint in app.view_functions}
    assert [endpoint for endpoint, mark in marks.items() if mark is None] == []
    assert {mark for mark in marks.values() if mark != PUBLIC} <= set(PERMISSIONS)


def test_the_doors_that_stand_open_are_these_and_no_others(app):
    assert {endpoint for endpoint in app.view_functions if permission_of(app, endpoint) == PUBLIC} == {
        "access.choose_password",
        "access.healthz",
        "help.index",
        "help.offline",
        "help.page",
        "help.worker",
        "security.login",
        "static",
    }


def test_an_endpoint_without_a_mark_is_refused_to_everybody(make_app, password):
    app = make_app()
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    client = app.test_client()
    assert client.get("/forgotten").status_code == 403
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)[1]
    client.post("/sign-in", data={"csrf_token": token, "email": "operator@service.example", "password": password})
    answer = client.get("/forgotten")
    assert answer.status_code == 403
    assert "secret" not in answer.text


@pytest.mark.parametrize("persona", PERSONAS, ids=str)
def test_every_route_answers_each_role_as_the_table_says(app, world, client_as, visitor, in_database, persona):
    who = client_as(persona) if persona else visitor
    token = who.token()
    wrong = []
    for rule, method in routes(app):
        permission = permission_of(app, rule.endpoint)
        allowed = is_permitted(in_database, world, persona, permission)
        if allowed and rule.endpoint in SIGNED_OUT_BY:
            continue
        for whose in (OWN, FOREIGN, BEYOND):
            path = address(rule, world, whose, persona)
            if path is None or (whose == BEYOND and persona not in ("auditor", "reader", "contributor")):
                continue
            answer = who.client.open(path, method=method, data={"csrf_token": token} if method != "GET" else None)
            fault = misfit(answer, persona, permission, allowed=allowed, whose=whose)
            if fault:
                wrong.append(f"{method} {path} ({rule.endpoint}): {fault}")
            answer.close()
    assert not wrong, "\n".join(wrong)


def misfit(answer, persona, permission, *, allowed, whose):
    """Say what is wrong with an answer, or nothing."""
    status = answer.status_code
    if status >= 500:
        return f"{status}: a fault of ours"
    if permission == PUBLIC:
        return None if status in (200, 302, 303, 404) else f"{status} on an open page"
    if persona is None:
        leads_to = answer.headers.get("Location", "")
        return None if status == 303 and leads_to.startswith("/sign-in") else f"{status} without signing in"
    if not allowed:
        return None if status == 403 else f"{status} instead of 403"
    if (
        whose == FOREIGN and persona != "operator"
    ):  # Nothing is foreign to an operator, who sees no organization's work.
        return None if status == 404 else f"{status} instead of 404"
    if whose == BEYOND:
        return None if status in (403, 404) else f"{status} instead of 404"
    if status in (401, 405):
        return f"{status} though permitted"
    if status == 403 and any(words in answer.text for words in REFUSED_AT_THE_DOOR):
        return "refused at the door though permitted"
    if status == 404:
        return "404 on what is theirs"
    return None


def test_trying_every_foreign_address_changes_nothing_there(app, world, client_as, in_database):
    def entries_of_beta():
        in_database.rollback()
        return in_database.query(JournalEntry).filter_by(organization_id=world.organizations["beta"]).count()

    before = entries_of_beta()
    for persona in ("lead", "manager", "contributor"):
        who = client_as(persona)
        token = who.token()
        for rule, method in routes(app):
            path = address(rule, world, FOREIGN, persona)
            if path is not None:
                who.client.open(
                    path, method=method, data={"csrf_token": token, "reason": "x"} if method != "GET" else None
                ).close()
    assert entries_of_beta() == before
