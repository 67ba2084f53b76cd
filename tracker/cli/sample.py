"""`tracker demo`: the sample organizations, a sealed and verified bundle, sign-ins, and the pages."""

import json
import os
import secrets
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

import tracker
from tracker.access.models import User
from tracker.access.service import set_password
from tracker.bundle.queries import edition as find_edition
from tracker.bundle.queries import editions
from tracker.bundle.service import seal
from tracker.bundle.verify import verify
from tracker.cli.installation import DONE, FAULT, CannotStart, Installation, Voice, operator
from tracker.cli.installing import prepare
from tracker.cli.proving import find, write_zip
from tracker.cli.samples import load_samples, read_plan
from tracker.cli.serving import become_server
from tracker.cli.tables import readiness_table
from tracker.organizations.models import Organization
from tracker.readiness.queries import TOKYO, readiness

FOLDER = Path(tracker.__file__).parent.parent / "evidence_samples"
CERTIFICATION = "demo-jqa"
BUNDLE = "demo-bundle.zip"
SIGN_INS = "demo-sign-ins.json"
SHOWN = ("lead", "manager", "auditor", "contributor", "operator")
SEALED_AT = time(17, 30, tzinfo=TOKYO)
"""The hour on the samples' day at which the demo seals; the only instant that is not real."""


@click.command()
@click.option("--no-serve", is_flag=True, help="Stop before serving.")
@click.option("--port", default=5000, show_default=True, help="Port to serve on.")
@click.option("--json", "_json", is_flag=True, help="Print one JSON document and do not serve.")
@click.pass_obj
def demo(voice: Voice, no_serve: bool, port: int, _json: bool) -> int:
    """Load the sample organizations, seal and verify a bundle, and serve the pages."""
    plan = read_plan(FOLDER)
    installation = prepare(fixed_day=plan["today"])
    if installation.settings.today != plan["today"]:
        raise CannotStart("cli.demo_not_here", day=plan["today"].isoformat())
    with installation.session() as session:
        if session.scalar(select(Organization.id).limit(1)) is None:
            people = load_samples(session, installation, FOLDER, plan)
            _make_sign_ins(session, installation, plan, people)
            session.commit()
        for organization in plan["organizations"]:
            voice.say("cli.demo_loaded", name=organization["name"])
    with installation.session() as session:
        certification = find(session, CERTIFICATION)
        assessed = readiness(session, certification.slug, as_of=installation.today, today=installation.today)
        voice.tell("\n" + readiness_table(assessed, voice.locale) + "\n")
        bundle = _sealed(session, installation)
    verified = verify(bundle)
    voice.say("cli.verified" if verified.ok else "cli.not_verified", path=str(bundle), faults=len(verified.faults))
    _tell_sign_ins(voice, installation)
    voice.say("cli.demo_ready", path=str(bundle))
    voice.result(
        {
            "format": "tics-demo/1",
            "bundle": str(bundle),
            "verified": verified.ok,
            "certification": CERTIFICATION,
            "provable_bp": assessed.report.provable_bp,
            "claimed_bp": assessed.report.claimed_bp,
        }
    )
    installation.engine.dispose()
    if verified.ok and not no_serve and not voice.as_json:
        voice.say("cli.serving", address=f"http://localhost:{port}")
        become_server(host="127.0.0.1", port=port)
    return DONE if verified.ok else FAULT


def _sealed(session: Session, installation: Installation) -> Path:
    """Seal the first edition at the samples' instant, or find it, and write its ZIP."""
    certification = find(session, CERTIFICATION)
    known = editions(session, certification.id)
    if known:
        edition = find_edition(session, certification.id, min(found.number for found in known))
    else:
        edition = seal(
            session,
            installation.stores,
            certification=certification,
            day=installation.today,
            actor=operator(),
            now=datetime.combine(installation.today, SEALED_AT),
            folder=Path(BUNDLE).stem,
        )
    path = write_zip(session, installation, edition, installation.settings.instance / BUNDLE)
    session.commit()
    return path


def _make_sign_ins(session: Session, installation: Installation, plan: dict[str, Any], people: dict[str, User]) -> None:
    """Give every sample person a random password, and keep them where only the owner of the instance reads them."""
    stated = [plan["operator"], *plan["auditors"]]
    for organization in plan["organizations"]:
        stated += [{**person, "organization": organization["name"]} for person in organization["people"]]
    sign_ins = []
    for person in stated:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        set_password(session, people[person["email"]], password, salt=installation.settings.password_salt)
        sign_ins.append(
            {
                "role": person["role"],
                "name": person["name"],
                "organization": person.get("organization", ""),
                "email": person["email"],
                "password": password,
            }
        )
    path = installation.settings.instance / SIGN_INS
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(sign_ins, file, ensure_ascii=False, indent=2)


def _tell_sign_ins(voice: Voice, installation: Installation) -> None:
    sign_ins = json.loads((installation.settings.instance / SIGN_INS).read_text(encoding="utf-8"))
    voice.say("cli.demo_sign_ins")
    for role in SHOWN:
        person = next((person for person in sign_ins if person["role"] == role), None)
        if person is not None:
            voice.tell(f"  {role:<12} {person['email']:<32} {person['password']}   {person['name']}")
