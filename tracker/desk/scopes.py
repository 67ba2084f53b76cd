"""The certification bodies side by side: may they certify us, and how far are we in their scope."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.criteria.rules import Applicant, Body, Edition, Eligibility, Profile, eligible
from tracker.organizations.rules import Stated
from tracker.readiness.queries import Readiness


@dataclass(frozen=True)
class BodyLine:
    """One body as this organization sees it."""

    body: Body
    profile: Profile
    eligibility: Eligibility


@dataclass(frozen=True)
class Elsewhere:
    """The same plan in another body's scope. Figures are basis points, null = nothing applies."""

    line: BodyLine
    provable_bp: int | None
    claimed_bp: int | None
    ours: bool


def applicant(stated: Stated) -> Applicant:
    """Take what eligibility depends on from what the organization states."""
    return Applicant(stated.industry, stated.employees, stated.capital_yen, stated.defence_work)


def bodies(edition: Edition, stated: Stated) -> tuple[BodyLine, ...]:
    """List each body that has a profile in the edition, with its eligibility."""
    who = applicant(stated)
    by_body: Mapping[str, Profile] = {profile.body: profile for profile in edition.profiles}
    return tuple(BodyLine(body, by_body[body.id], eligible(body, who)) for body in edition.bodies if body.id in by_body)


def body_of(edition: Edition, body_id: str) -> Body | None:
    """Find a body of the edition."""
    return next((body for body in edition.bodies if body.id == body_id), None)


def elsewhere(now: Readiness, edition: Edition, stated: Stated) -> tuple[Elsewhere, ...]:
    """Assess the same plan, evidence and day in every body's scope."""
    lines = []
    for line in bodies(edition, stated):
        report = now.record.assess(line.profile, now.report.as_of).report
        ours = line.profile.id == now.profile.id
        lines.append(Elsewhere(line, report.provable_bp, report.claimed_bp, ours))
    return tuple(lines)
