"""The whole policy, written a second time by hand: who may, and why somebody may not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.access.rules import (
    GRANTED_ROLES,
    PERMISSIONS,
    SCOPE_OF_ROLE,
    Grant,
    Resource,
    active,
    certifications_in_reach,
    last_ended,
    main_role,
    organizations_of,
    permits,
    sees_only_own_items,
)

DAY = date(2026, 11, 24)
ALPHA, BETA = 1, 2
PLAN, OTHER_PLAN = 10, 11
SOMEBODY, SOMEBODY_ELSE = 100, 200

# o operator, l lead, m manager, c contributor, a auditor who may download; * whoever signed in.
POLICY = """
access:grant:end                   ol
access:grant:give                  ol
access:organization:choose         *
access:password:change             *
access:person:invite               ol
access:person:view                 olm
access:session:begin               *
access:session:end                 *
bundle:edition:download            lma
bundle:edition:seal                lm
bundle:edition:seal_incomplete     lm
bundle:edition:view                lma
certification:answer:give          l
certification:bodies:view          lm
certification:change:record        lm
certification:confirmation:give    m
certification:exclusion:approve    lm
certification:exclusion:request    l
certification:fact:approve         lm
certification:fact:state           l
certification:plan:edit            l
certification:plan:view            lma
desk:home:view                     lmca
desk:manager:view                  lm
evidence:file:download             lmca
evidence:item:collect              lc
evidence:item:edit                 lc
evidence:item:view                 lmca
evidence:item:withdraw             l
installation:settings:view         o
journal:entry:view                 lm
mapping:link:edit                  lc
mapping:verdict:give               lm
organizations:counterparty:edit    l
organizations:organization:edit    lm
organizations:organization:view    lm
organizations:site:edit            l
organizations:two_person_rule:edit m
work:assignment:set                lm
work:request:answer                lc
work:request:make                  l
work:request:view                  lmc
"""
LETTERS = {"o": "operator", "l": "lead", "m": "manager", "c": "contributor", "a": "auditor"}
ROWS = dict(line.split() for line in POLICY.strip().splitlines())


def grant(role, *, organization=ALPHA, certification=PLAN, **changes):
    scope_kind = SCOPE_OF_ROLE[role]
    given = {
        "id": 1,
        "user_id": SOMEBODY,
        "role": role,
        "scope_kind": scope_kind,
        "scope_id": {"installation": None, "organization": organization, "certification": certification}[scope_kind],
        "organization_id": None if scope_kind == "installation" else organization,
        "starts": DAY,
        "ends": DAY,
        "may_download": True,
    }
    return Grant(**{**given, **changes})


def may(permission, *grants, day=DAY, **resource):
    return permits(permission, grants, day=day, resource=Resource(**{"organization_id": ALPHA, **resource}))


def test_the_table_has_exactly_these_permissions_in_alphabetical_order():
    assert list(PERMISSIONS) == list(ROWS) == sorted(ROWS)


@pytest.mark.parametrize("role", GRANTED_ROLES)
@pytest.mark.parametrize("permission", ROWS)
def test_each_role_may_exactly_what_the_policy_says(permission, role):
    expected = ROWS[permission] == "*" or role in {LETTERS[letter] for letter in ROWS[permission].strip("*")}
    assert may(permission, grant(role)).allowed is expected


@pytest.mark.parametrize("permission", ROWS)
def test_somebody_without_a_grant_may_only_leave_choose_and_change_their_password(permission):
    assert may(permission).allowed is (ROWS[permission] == "*")


@pytest.mark.parametrize("role", [role for role in GRANTED_ROLES if role != "operator"])
@pytest.mark.parametrize("permission", [name for name, row in ROWS.items() if row != "*"])
def test_a_grant_in_one_organization_says_nothing_in_another(permission, role):
    decision = may(permission, grant(role, organization=BETA))
    assert not decision.allowed
    assert decision.reason.code in {"access.other_organization", "access.role_may_not"}


def test_the_operator_reaches_no_evidence_certification_or_bundle():
    reached = {name for name in PERMISSIONS if may(name, grant("operator")).allowed}
    assert {name.partition(":")[0] for name in reached} == {"access", "installation"}


def test_a_permission_that_is_not_in_the_table_is_refused_to_everybody():
    assert not any(may("evidence:item:burn", grant(role)).allowed for role in GRANTED_ROLES)


def test_an_auditor_sees_the_certification_of_the_grant_and_no_other():
    assert may("certification:plan:view", grant("auditor"), certification_id=PLAN).allowed
    decision = may("certification:plan:view", grant("auditor"), certification_id=OTHER_PLAN)
    assert decision.reason.code == "access.other_certification"


@pytest.mark.parametrize("permission", ["evidence:file:download", "bundle:edition:download"])
def test_an_auditor_takes_files_along_only_if_the_grant_says_so(permission):
    decision = may(permission, grant("auditor", may_download=False))
    assert not decision.allowed
    assert decision.reason.code == "access.download_not_granted"


@pytest.mark.parametrize(
    "permission", ["evidence:item:view", "evidence:item:edit", "evidence:file:download", "mapping:link:edit"]
)
def test_a_contributor_works_only_on_what_they_collected(permission):
    assert may(permission, grant("contributor"), owner_id=SOMEBODY).allowed
    decision = may(permission, grant("contributor"), owner_id=SOMEBODY_ELSE)
    assert decision.reason.code == "access.not_collected_by_you"
    assert may(permission, grant("lead"), owner_id=SOMEBODY_ELSE).allowed


def test_both_ends_of_a_window_count_and_the_days_around_it_do_not():
    window = grant("lead", starts=DAY, ends=DAY + timedelta(days=2))
    holds = [active(window, DAY + timedelta(days=offset)) for offset in range(-1, 4)]
    assert holds == [False, True, True, True, False]


def test_a_grant_that_is_over_says_on_which_day_it_ended():
    decision = may("evidence:item:view", grant("lead", ends=date(2026, 11, 23), starts=date(2026, 1, 1)))
    assert (decision.reason.code, decision.reason.params) == ("access.grant_over", {"day": "2026-11-23"})


def test_a_grant_that_has_not_begun_says_on_which_day_it_will():
    decision = may("evidence:item:view", grant("lead", starts=date(2026, 11, 25), ends=None))
    assert (decision.reason.code, decision.reason.params) == ("access.grant_not_begun", {"day": "2026-11-25"})


def test_a_grant_that_was_ended_early_holds_no_longer_even_inside_its_window():
    decision = may("evidence:item:view", grant("lead", ends=None, ended_on=DAY))
    assert (decision.reason.code, decision.reason.params) == ("access.grant_ended_early", {"day": "2026-11-24"})


def test_a_role_that_may_not_is_told_so():
    assert may("evidence:item:withdraw", grant("contributor")).reason.code == "access.role_may_not"


def test_the_role_acted_in_is_the_first_that_may():
    both = (grant("manager", id=2), grant("lead", id=1))
    assert may("mapping:verdict:give", *both).role == "lead"
    assert may("certification:confirmation:give", *both).role == "manager"
    assert main_role(both, ALPHA, DAY) == "lead"
    assert main_role((), ALPHA, DAY) == "person"


def test_whoever_holds_nothing_live_hears_what_ended_last():
    over = grant("lead", starts=date(2026, 1, 1), ends=date(2026, 3, 31))
    cut = grant("manager", starts=date(2026, 1, 1), ends=None, ended_on=date(2026, 5, 1))
    assert last_ended((cut, over), DAY).params == {"day": "2026-05-01"}
    assert last_ended((), DAY) is None


def test_an_auditor_reaches_only_certifications_of_live_grants_in_this_organization():
    grants = (
        grant("auditor", certification=PLAN),
        grant("auditor", certification=OTHER_PLAN, starts=date(2026, 1, 1), ends=date(2026, 2, 1)),
        grant("auditor", certification=77, organization=BETA),
    )
    assert certifications_in_reach(grants, ALPHA, DAY) == {PLAN}
    assert certifications_in_reach((*grants, grant("manager")), ALPHA, DAY) is None


def test_only_a_mere_contributor_is_kept_from_evidence_of_others():
    assert sees_only_own_items((grant("contributor"),), ALPHA, DAY)
    assert not sees_only_own_items((grant("contributor"), grant("manager")), ALPHA, DAY)
    assert sees_only_own_items((grant("contributor"), grant("manager", organization=BETA)), ALPHA, DAY)


DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
GRANTS = st.builds(
    grant,
    st.sampled_from(GRANTED_ROLES),
    organization=st.sampled_from([ALPHA, BETA]),
    starts=DAYS,
    ends=st.none() | DAYS,
    ended_on=st.none() | DAYS,
    may_download=st.booleans(),
)


@given(st.lists(GRANTS, max_size=4), GRANTS, st.sampled_from(list(PERMISSIONS)), DAYS)
def test_one_more_grant_never_takes_anything_away(grants, another, permission, day):
    if may(permission, *grants, day=day).allowed:
        assert may(permission, *grants, another, day=day).allowed


@given(st.lists(GRANTS, max_size=4), st.sampled_from(list(PERMISSIONS)), DAYS)
def test_every_refusal_has_a_reason_and_every_permission_a_live_grant(grants, permission, day):
    decision = may(permission, *grants, day=day)
    assert decision.allowed is (decision.reason is None)
    if decision.allowed and decision.role != "person":
        assert active(decision.grant, day)
        assert decision.grant.organization_id in (None, ALPHA)


@given(st.lists(GRANTS, max_size=4), DAYS)
def test_nobody_is_at_home_where_they_hold_nothing_live(grants, day):
    live = {g.organization_id for g in grants if active(g, day)} - {None}
    assert set(organizations_of(grants, day)) == live


@given(GRANTS, DAYS)
def test_a_window_turned_round_never_holds(some, day):
    if some.ends is not None and some.ends < some.starts:
        assert not active(some, day)
