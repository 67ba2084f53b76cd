"""`tracker organization add` and `tracker user add`: the first organization and the first people."""

import click

from tracker.access.links import make_token
from tracker.access.rules import GRANTED_ROLES
from tracker.access.service import invite
from tracker.certification.queries import certification as find_certification
from tracker.cli.installation import Voice, enter_organization, open_installation, operator
from tracker.organizations.service import add_organization


@click.group()
def organization() -> None:
    """Organizations (事業者)."""


@organization.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="Its name as it is written on paper.")
@click.option("--json", "_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def add(voice: Voice, slug: str, name: str, _json: bool) -> None:
    """Add an organization with the short name SLUG."""
    installation = open_installation()
    with installation.session() as session:
        add_organization(session, slug=slug, name=name, actor=operator(), now=installation.now)
        session.commit()
    voice.say("cli.organization_added", slug=slug, name=name)
    voice.result({"format": "tics-organization/1", "slug": slug, "name": name})


@click.group()
def user() -> None:
    """People who sign in (利用者)."""


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(sorted(GRANTED_ROLES)), help="What they may do.")
@click.option("--organization", "slug", help="Where; an operator needs none.")
@click.option("--name", default="", help="The person's name; the address stands in for it.")
@click.option("--certification", help="For an auditor: the certification they look at.")
@click.option("--from", "starts", type=click.DateTime(["%Y-%m-%d"]), help="First day; today unless told.")
@click.option("--until", "ends", type=click.DateTime(["%Y-%m-%d"]), help="Last day that counts; an auditor needs one.")
@click.option("--may-download", is_flag=True, help="For an auditor: may take files away.")
@click.option("--json", "_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def add_user(
    voice: Voice, /, email: str, role: str, slug: str | None, name: str, _json: bool, **options: object
) -> None:
    """Add a person and print a one-time link to set the password."""
    installation = open_installation()
    with installation.session() as session:
        organization_id = certification_id = None
        if slug is not None:
            organization_id = enter_organization(session, slug).id
        if options["certification"]:
            certification_id = find_certification(session, str(options["certification"])).id
        starts, ends = options["starts"], options["ends"]
        person = invite(
            session,
            email=email,
            name=name or email,
            role=role,
            organization_id=organization_id,
            certification_id=certification_id,
            starts=starts.date() if starts else installation.today,  # type: ignore[attr-defined]  # click's DateTime
            ends=ends.date() if ends else None,  # type: ignore[attr-defined]  # click's DateTime
            may_download=bool(options["may_download"]),
            actor=operator(),
            now=installation.now,
        )
        token = make_token(person, secret_key=installation.settings.secret_key, now=installation.now)
        session.commit()
    path = f"/set-password/{token}"
    voice.say("cli.user_added", email=person.email, path=path)
    voice.result({"format": "tics-user/1", "email": person.email, "role": role, "set_password_path": path})
