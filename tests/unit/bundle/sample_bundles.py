"""Small bundles made without a database: the packaged criteria, one site, a few files with awkward names."""

import hashlib
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from tracker.bundle import bag
from tracker.bundle.binding import Bound, bind
from tracker.bundle.contents import Condition, Confirmed, Contents, Held, Left, Shown
from tracker.bundle.plan import Entry, Plan
from tracker.bundle.selection import Selected, select
from tracker.certification.rules import Excluded, Facts
from tracker.criteria.reading import read
from tracker.errors import Unavailable
from tracker.mapping.rules import Candidate
from tracker.organizations.rules import WHOLE, Places
from tracker.readiness.document import Subject
from tracker.readiness.rules import assess

DAY = date(2026, 11, 23)
SITE = "site:honsha"
PLACES = Places(("honsha",))
EDITION = read()
PROFILE = next(profile for profile in EDITION.profiles if profile.body == "jqa")
FILES = {
    "証-0014-02": ("q13-lock-photo", "金庫の写真 50%.JPG", b"\xff\xd8\xff lock photo"),
    "証-0015-01": ("q01-ledger", "=cmd|' /C calc'!A0.csv", "管理番号,名称\r\n1,図面\r\n".encode("cp932")),
    "証-0016-01": ("q05-appointment", "NDA <最新> \u202efdp.pdf", b"%PDF-1.7 appointment"),
}
"""Number -> expectation, original name, bytes. Expectations that the packaged criteria lack are swapped in `used`."""


def used() -> dict[str, tuple[str, str, bytes]]:
    """Give `FILES` with expectations that this profile really has, all of the organization or of a site."""
    known = [
        expectation
        for question in PROFILE.questions
        for expectation in question.expectations
        if expectation.each in ("organization", "site")
    ]
    wanted = [known[0], known[3], known[8]]
    return {
        number: (expectation.id, name, content)
        for expectation, (number, (_, name, content)) in zip(wanted, sorted(FILES.items()), strict=True)
    }


def contents(**changes: Any) -> Contents:
    """Make the contents of an edition with three revisions, one exclusion and one confirmation."""
    candidates: dict[tuple[str, str], list[Candidate]] = {}
    found = []
    for number, (expectation_id, name, content) in used().items():
        question, expectation = PROFILE.expectation(expectation_id) or (None, None)
        assert question and expectation
        place = SITE if expectation.each == "site" else WHOLE
        item, revision = (int(part) for part in number.split("-")[1:])
        sha256 = hashlib.sha256(content).hexdigest()
        candidates[expectation_id, place] = [
            Candidate(item, revision, sha256, expectation.kind, DAY, None, None, None, "accepted")
        ]
        held = Held(
            number=number,
            title=f"{name} の証跡",
            sha256=sha256,
            size=len(content),
            original_name=name,
            media_type="application/octet-stream",
            kind=expectation.kind,
            collected_on=DAY,
            covers_from=None,
            covers_to=None,
            valid_until=None,
            uploaded_by="見本 太郎",
            uploaded_on=DAY,
        )
        places = () if place == WHOLE else (place,)
        found.append(Selected(held, Shown(question.number, expectation_id, places, "=示すため", "見本 花子", DAY)))
    report = assess(
        PROFILE,
        Facts(PLACES, date(2027, 2, 10)),
        {1: "done", 2: "partial"},
        [Excluded(19, "クラウドを使わない", True, date(2026, 1, 1))],
        [],
        candidates,
        DAY,
    )
    plain = Contents(
        organization="見本プレス工業 <株式会社>",
        two_person_rule=True,
        subject=Subject("plan-jqa", "新規審査（見本）", "jqa", PROFILE.id, PROFILE.digest),
        body=next(body.name for body in EDITION.bodies if body.id == "jqa"),
        profile=PROFILE,
        day=DAY,
        stage="preparing",
        sites=("本社工場 見本県見本市1-1",),
        departments="製造部",
        protected_information="金型図面\n試作品",
        places={WHOLE: "見本プレス工業", SITE: "本社工場"},
        report=report,
        conditions=(Condition("uses_cloud", False, True),),
        left=(Left(19, "クラウドを使わない", date(2026, 1, 1), None, "見本 太郎", "見本 花子"),),
        confirmed=Confirmed("見本 花子", DAY, report.provable_bp, report.claimed_bp, True),
        held=select(found, report, PROFILE),
    )
    return replace(plain, **changes)


def bound(told: Contents | None = None, *, folder: str = "demo-bundle", number: int = 1) -> Bound:
    """Bind the contents with all of their files."""
    told = told or contents()
    return bind(told, entries(told), number=number, folder=folder)


def entries(told: Contents) -> list[Entry]:
    """Give the evidence entries of what is whole."""
    by_digest = {hashlib.sha256(content).hexdigest(): content for _, _, content in FILES.values()}
    return [
        Entry(held.path, held.sha256, zlib.crc32(by_digest[held.sha256]), held.size, "evidence")
        for held in told.held
        if held.whole
    ]


def blobs(made: Bound) -> dict[str, bytes]:
    """Give every blob of a bound edition by digest."""
    files = [*made.files.values(), *(content for _, _, content in FILES.values())]
    return {hashlib.sha256(content).hexdigest(): content for content in files}


def zipped(plan: Plan, kept: dict[str, bytes]) -> bytes:
    """Write a plan's ZIP."""

    def open_blob(sha256: str) -> closing[BytesIO]:
        if sha256 not in kept:
            raise Unavailable("vault.missing", sha256=sha256)
        return closing(BytesIO(kept[sha256]))

    return b"".join(bag.write(plan, open_blob))


def sample_zip(**changes: Any) -> bytes:
    """Write the whole sample."""
    made = bound(contents(**changes))
    return zipped(made.plan, blobs(made))


def unpacked(archive: bytes, into: Path) -> Path:
    """Unpack an archive of ours as a stranger would; give the bag's folder."""
    import zipfile

    with zipfile.ZipFile(BytesIO(archive)) as opened:
        opened.extractall(into)
        return into / opened.namelist()[0].partition("/")[0]
