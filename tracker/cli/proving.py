"""`tracker readiness`, `seal`, `verify` and `check`: what can be shown, and whether it is whole."""

import os
import tempfile
from datetime import date, datetime
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.bundle.service import EditionView, Incomplete, write
from tracker.bundle.service import seal as seal_edition
from tracker.bundle.verify import verify as verify_bundle
from tracker.certification.queries import CertificationView
from tracker.certification.queries import certification as find_certification
from tracker.cli.installation import (
    DONE,
    FAULT,
    CannotStart,
    Installation,
    Voice,
    existing_file,
    open_installation,
    operator,
)
from tracker.cli.tables import readiness_table
from tracker.db import confine
from tracker.errors import InvalidInput
from tracker.journal.queries import verify_organization
from tracker.organizations.models import Organization
from tracker.readiness.document import encode
from tracker.readiness.queries import readiness as assess
from tracker.vault.fixity import check as check_fixity


class Share(click.ParamType[float]):
    """A share of the whole, written as `5%` or `0.05`."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, context: click.Context | None) -> float:
        """Read it; only more than nothing and at most all makes sense."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            self.fail(f"{value!r} is not a share such as 5%", param, context)
        if not 0 < share <= 1:
            self.fail(f"{value!r} is not between 0% and 100%", param, context)
        return share


def find(session: Session, certification: str) -> CertificationView:
    """Find a certification by slug or id, and confine the session to its organization.

    Raises:
        NotFound: no such certification.
    """
    found = find_certification(session, certification)
    confine(session, found.organization_id)
    return found


@click.command()
@click.argument("certification")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to assess; today unless told.")
@click.option("--require-ready", is_flag=True, help="End with 1 when not ready.")
@click.option("--json", "_json", is_flag=True, help="Print the tics-readiness/1 document.")
@click.pass_obj
def readiness(voice: Voice, certification: str, as_of: datetime | None, require_ready: bool, _json: bool) -> int:
    """Say how ready CERTIFICATION is on a day."""
    installation = open_installation()
    day = as_of.date() if as_of else installation.today
    with installation.session() as session:
        found = find(session, certification)
        assessed = assess(session, found.slug, as_of=day, today=installation.today)
    if voice.as_json:
        voice.result(encode(assessed.report, assessed.subject))
    else:
        voice.tell(readiness_table(assessed, voice.locale))
    return FAULT if require_ready and not assessed.report.ready else DONE


@click.command()
@click.argument("certification")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The ZIP file to write.")
@click.option("--allow-incomplete", is_flag=True, help="Seal although a selected revision is not whole.")
@click.option("--reason", default="", help="Why an incomplete bundle is needed; printed on its first page.")
@click.option("--json", "_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def seal(voice: Voice, certification: str, output: Path, allow_incomplete: bool, reason: str, _json: bool) -> None:
    """Seal CERTIFICATION as of today and write its bundle."""
    if allow_incomplete and not reason.strip():
        raise InvalidInput("bundle.incomplete_needs_reason", field="reason")
    installation = open_installation()
    with installation.session() as session:
        found = find(session, certification)
        try:
            edition = seal_edition(
                session,
                installation.stores,
                certification=found,
                day=installation.today,
                actor=operator(),
                now=installation.now,
                folder=output.stem,
                allow_incomplete=reason.strip() if allow_incomplete else None,
            )
        except Incomplete as refusal:
            session.commit()  # the refusal stands in the journal
            for lacking in refusal.reasons:
                voice.say(lacking.code, **lacking.params)
            raise
        path = write_zip(session, installation, edition, output)
        session.commit()
    voice.say("cli.sealed", path=str(path), edition=edition.number, size=path.stat().st_size)
    voice.result(
        {
            "format": "tics-seal/1",
            "path": str(path),
            "edition": edition.number,
            "as_of": edition.day.isoformat(),
            "incomplete": bool(edition.incomplete_reason),
        }
    )


def write_zip(session: Session, installation: Installation, edition: EditionView, output: Path) -> Path:
    """Write an edition's ZIP beside its name first and put it in place only when whole.

    An incomplete edition's file says so in its name, whatever name was asked for.

    Raises:
        CannotStart: the folder cannot be written to.
    """
    if edition.incomplete_reason and not output.stem.endswith("不完全"):
        output = output.with_name(f"{output.stem}-不完全{output.suffix}")
    if not output.parent.is_dir():
        raise CannotStart("cli.no_such_file", path=str(output.parent))
    descriptor, partial = tempfile.mkstemp(dir=output.parent, prefix=f".{output.stem}-", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            write(session, installation.stores, edition, file)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).chmod(0o600)
        Path(partial).replace(output)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return output


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", help="Fingerprint of the key that must have signed it.")
@click.option("--json", "_json", is_flag=True, help="Print the tics-verify/1 document.")
@click.pass_obj
def verify(voice: Voice, bundle: Path, key: str | None, _json: bool) -> int:
    """Check BUNDLE (a ZIP or an unpacked folder) byte by byte; needs no installation."""
    result = verify_bundle(existing_file(bundle), key=key)
    for fault in result.faults:
        voice.say(fault.reason.code, **fault.reason.params)
    voice.say("cli.verified" if result.ok else "cli.not_verified", path=str(bundle), faults=len(result.faults))
    voice.result(result.as_json())
    return DONE if result.ok else FAULT


@click.command()
@click.argument("what", required=False, type=click.Choice(["vault", "journal"]))
@click.option("--sample", type=Share(), default=1.0, help="Share of the blobs to hash again, e.g. 5%.")
@click.option("--json", "_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def check(voice: Voice, what: str | None, sample: float, _json: bool) -> int:
    """Hash the vault again and follow the journal's chain; both unless one is named."""
    installation = open_installation()
    document: dict[str, object] = {"format": "tics-check/1", "as_of": date.isoformat(installation.today)}
    faults = 0
    with installation.session() as session:
        if what in (None, "vault"):
            report = check_fixity(session, installation.stores, sample=sample, seed=int(installation.now.timestamp()))
            document["vault"] = {
                "blobs": report.blobs,
                "checked": report.checked,
                "bytes": report.bytes_read,
                "faults": [{"kind": fault.kind, "sha256": fault.sha256} for fault in report.faults],
            }
            faults += len(report.faults)
            for damaged in report.faults:
                voice.say(f"vault.fault.{damaged.kind}", sha256=damaged.sha256)
            voice.say("cli.vault_checked", checked=report.checked, faults=len(report.faults))
        if what in (None, "journal"):
            chains: dict[str, object] = {}
            for organization in session.scalars(select(Organization).order_by(Organization.slug)):
                chain = verify_organization(session, organization.id)
                chains[organization.slug] = {
                    "entries": chain.entries,
                    "head": chain.head,
                    "faults": [{"kind": fault.kind, "sequence": fault.sequence} for fault in chain.faults],
                }
                faults += len(chain.faults)
                for broken in chain.faults:
                    voice.say(f"journal.fault.{broken.kind}", sequence=broken.sequence, through=broken.through)
                voice.say("cli.journal_checked", slug=organization.slug, faults=len(chain.faults))
            document["journal"] = chains
    document["ok"] = faults == 0
    voice.result(document)
    return DONE if faults == 0 else FAULT
