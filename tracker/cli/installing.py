"""`tracker init`: secrets, folders, the newest database, the packaged criteria. Repeatable."""

import os
import secrets
from datetime import date
from pathlib import Path

import click

from tracker.cli.installation import Installation, Voice, open_installation
from tracker.config import SETTINGS_FILE
from tracker.criteria.service import load
from tracker.db import upgrade


@click.command()
@click.option("--json", "_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def init(voice: Voice, _json: bool) -> None:
    """Make this installation, or bring it up to date: secrets, database, criteria."""
    installation = prepare()
    voice.say("cli.initialised", path=str(installation.settings.instance))
    voice.result({"format": "tics-init/1", "instance": str(installation.settings.instance)})


def prepare(*, fixed_day: date | None = None) -> Installation:
    """Make or update the installation named by the environment and open it.

    `fixed_day` is written to a new settings file (samples only). Secrets that are there are never replaced.
    """
    write_settings(Path(os.environ.get("TRACKER_INSTANCE", "instance")).absolute(), fixed_day=fixed_day)
    installation = open_installation(migrated=False)
    upgrade(installation.engine)
    with installation.session() as session:
        load(session, now=installation.now)
        session.commit()
    return installation


def write_settings(instance: Path, *, fixed_day: date | None) -> None:
    """Write a settings file with fresh secrets, readable by its owner alone, unless one is there."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = [f'secret_key = "{secrets.token_urlsafe(48)}"', f'password_salt = "{secrets.token_urlsafe(48)}"']
    if fixed_day is not None:
        lines.append(f"today = {fixed_day.isoformat()}")
    try:
        descriptor = os.open(instance / SETTINGS_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
