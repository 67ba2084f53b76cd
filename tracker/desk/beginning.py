"""What a new lead does first, and how much of it is on record. Pure."""

from dataclasses import dataclass

from tracker.organizations.rules import Stated


@dataclass(frozen=True)
class FirstStep:
    """One step of the first hour; `code` names its sentences, and `endpoint` is where `permission` lets it be done."""

    code: str
    permission: str
    endpoint: str
    done: bool


def first_steps(
    stated: Stated, *, has_sites: bool, has_plans: bool, has_links: bool, has_second_person: bool
) -> tuple[FirstStep, ...]:
    """List the steps from an empty installation to evidence that can be accepted; empty once all are done.

    The bodies differ in whom they may certify, so what the organization states of itself comes first. The second
    person is whoever may give verdicts beside the reader; without the two-person rule nobody is needed.
    """
    told = None not in (stated.industry, stated.employees, stated.capital_yen, stated.defence_work)
    steps = (
        FirstStep("facts", "organizations:organization:edit", "organizations.edit", told),
        FirstStep("site", "organizations:site:edit", "organizations.add_site", has_sites),
        FirstStep("plan", "certification:plan:edit", "desk.new_certification", has_plans),
        FirstStep("evidence", "evidence:item:collect", "desk.collect", has_links),
        FirstStep("person", "access:person:invite", "admin.invite", has_second_person or not stated.two_person_rule),
    )
    return () if all(step.done for step in steps) else steps
