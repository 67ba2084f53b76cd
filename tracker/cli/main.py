"""The command itself: which verbs there are, in what voice they speak, and with what code they end.

0 done (also when not ready) · 1 a fault or refusal · 2 usage, unknown id or date, missing file, unreadable database.
"""

import sys
from typing import Any

import click
from sqlalchemy.exc import DatabaseError

from tracker.cli import evidence, installing, people, proving, sample, serving
from tracker.cli.installation import DONE, FAULT, USAGE, CannotStart, Voice
from tracker.config import preferred_locale
from tracker.errors import Refusal


class Command(click.Group):
    """Run a verb and turn every refusal into a sentence and an exit code, never a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Hand the verb its voice and settle how the run ends."""
        voice = Voice(as_json="--json" in sys.argv[1:] or bool(context.obj), locale=preferred_locale())
        context.obj = voice
        try:
            code = super().invoke(context)
        except Refusal as refusal:
            code = voice.refuse(refusal)
        except DatabaseError:
            code = voice.refuse(CannotStart("cli.database_unreadable"))
        except OSError as fault:
            code = FAULT
            voice.refuse(
                CannotStart("cli.cannot_read_or_write", path=str(fault.filename or ""), fault=str(fault.strerror))
            )
        context.exit(code if isinstance(code, int) else DONE)


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tracker")
def tracker() -> None:
    """Track evidence and readiness for 技術情報管理認証 (TICS)."""


for verb in (
    installing.init,
    sample.demo,
    serving.serve,
    people.organization,
    people.user,
    evidence.collect,
    proving.readiness,
    proving.seal,
    proving.verify,
    proving.check,
):
    tracker.add_command(verb)


def main() -> None:
    """Run the command; usage faults end with 2, as click has them, and as JSON too when JSON was asked for."""
    try:
        sys.exit(tracker(standalone_mode=False))
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as fault:
        fault.show(file=sys.stderr)
        Voice(as_json="--json" in sys.argv[1:]).result(
            {"format": "tics-refusal/1", "code": "cli.usage", "params": {}, "message": fault.format_message()}
        )
        sys.exit(USAGE)
    except click.Abort:
        sys.exit(FAULT)
