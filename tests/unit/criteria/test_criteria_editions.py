"""Editions are kept by digest: a corrected datum or a newer catalog is a new one, and the old stays readable."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.criteria import queries, service
from tracker.criteria.encoding import decode, encode
from tracker.criteria.models import CriteriaEdition
from tracker.criteria.reading import CriteriaFault, read
from tracker.errors import NotFound

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
CATALOG = "catalogs/tics-2024-04.yaml"
Edit = Callable[[str, str, str], int]


def kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(CriteriaEdition)) or 0


def test_an_edition_reads_back_exactly_as_it_was_written() -> None:
    edition = read()
    assert decode(encode(edition)) == edition
    assert encode(decode(encode(edition))) == encode(edition)


def test_the_document_is_canonical_json() -> None:
    document = encode(read())
    assert json.dumps(json.loads(document), sort_keys=True, ensure_ascii=False, separators=(",", ":")) == document


def test_two_processes_give_the_same_bytes_and_digests() -> None:
    code = "from tracker.criteria import reading, encoding; print(ascii(encoding.encode(reading.read())))"
    documents = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "TZ": zone}, capture_output=True, check=True
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(documents) == 1
    assert documents.pop().decode().strip() == ascii(encode(read()))


def test_loading_twice_keeps_one_edition(session: Session) -> None:
    first = service.load(session, now=NOW)
    assert service.load(session, now=LATER) == first
    assert kept(session) == 1
    assert queries.newest(session) == queries.edition(session, first.digest) == first


def test_correcting_a_datum_needs_no_code_and_leaves_the_old_edition_readable(
    session: Session, folder: Path, edit: Edit
) -> None:
    old = service.load(session, now=NOW, folder=folder)
    edit(CATALOG, "ja: 保管庫の施錠写真", "ja: 保管庫と金庫の施錠写真")
    new = service.load(session, now=LATER, folder=folder)
    assert new.digest != old.digest
    assert kept(session) == 2
    assert queries.newest(session) == new
    titles = [
        found[1].title.ja
        for digest in (old.digest, new.digest)
        if (found := queries.profile(session, digest, "jqa").expectation("q13-lock-photo"))
    ]
    assert titles == ["保管庫の施錠写真", "保管庫と金庫の施錠写真"]


def test_a_certification_finds_its_pinned_profile_by_digest_after_a_correction(
    session: Session, folder: Path, edit: Edit
) -> None:
    service.load(session, now=NOW, folder=folder)
    pinned = queries.profile(session, queries.newest(session).digest, "jqa")
    edit(CATALOG, "ja: 保管庫の施錠写真", "ja: 保管庫と金庫の施錠写真")
    service.load(session, now=LATER, folder=folder)
    assert queries.kept_profile(session, pinned.digest) == pinned
    assert queries.profile(session, queries.newest(session).digest, "jqa").digest != pinned.digest


def test_a_newer_catalog_keeps_the_old_one_and_a_body_may_stay_behind(
    session: Session, folder: Path, edit: Edit
) -> None:
    old = service.load(session, now=NOW, folder=folder)
    shutil.copy(folder / CATALOG, folder / "catalogs/tics-2027-04.yaml")
    edit("catalogs/tics-2027-04.yaml", "id: tics-2024-04", "id: tics-2027-04")
    edit("catalogs/tics-2027-04.yaml", 'version: "2024-04"', 'version: "2027-04"')
    edit("catalogs/tics-2027-04.yaml", 'dated: "2024-04-01"', 'dated: "2027-04-01"')
    assert read(folder) == old, "a catalog that no profile selects changes nothing"
    edit("profiles/jqa.yaml", "catalog: tics-2024-04", "catalog: tics-2027-04")
    new = service.load(session, now=LATER, folder=folder)
    assert (new.catalog.id, new.catalog.version) == ("tics-2027-04", "2027-04")
    assert queries.edition(session, old.digest).catalog.id == "tics-2024-04"
    assert queries.profile(session, new.digest, "jqa").catalog_id == "tics-2027-04"
    assert queries.profile(session, new.digest, "bsk") == queries.profile(session, old.digest, "bsk")
    row = session.get_one(CriteriaEdition, new.digest)
    assert (row.catalog_id, row.version, row.loaded_at) == ("tics-2027-04", "2027-04", LATER)


def test_a_bodys_own_demand_changes_its_profile_alone(folder: Path, edit: Edit) -> None:
    before = {profile.id: profile for profile in read(folder).profiles}
    edit(
        "profiles/bsk.yaml",
        "changes: []\n",
        "changes:\n"
        "  - id: q13-lock-photo\n"
        "    at_least: 3\n"
        "    max_age_months: null\n"
        "    obligation: required\n"
        "    source: meti-outline\n"
        "    confidence: stated\n",
    )
    after = {profile.id: profile for profile in read(folder).profiles}
    assert {name for name in after if after[name].digest != before[name].digest} == {"bsk"}
    found, was = after["bsk"].expectation("q13-lock-photo"), before["bsk"].expectation("q13-lock-photo")
    assert found is not None
    assert was is not None
    assert found[1] == replace(
        was[1],
        at_least=3,
        max_age_months=None,
        obligation="required",
        source=read(folder).catalog.source,
    )


def test_a_profile_may_select_some_questions_and_then_names_only_their_groups(folder: Path, edit: Edit) -> None:
    edit("profiles/bsk.yaml", "questions: all", "questions: [19, 13]")
    profile = next(profile for profile in read(folder).profiles if profile.id == "bsk")
    assert [question.number for question in profile.questions] == [13, 19]
    assert [group.id for group in profile.groups] == [8, 9]
    assert profile.question(1) is None


def test_a_faulty_folder_keeps_nothing(session: Session, folder: Path, edit: Edit) -> None:
    edit(CATALOG, "- id: q13-key-register", "- id: q13-lock-photo")
    with pytest.raises(CriteriaFault, match="q13-lock-photo"):
        service.load(session, now=NOW, folder=folder)
    assert kept(session) == 0


def test_what_is_not_kept_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound) as nothing:
        queries.newest(session)
    assert nothing.value.reason.code == "criteria.nothing_loaded"
    edition = service.load(session, now=NOW)
    for look, code in (
        (lambda: queries.edition(session, "sha256:0"), "criteria.no_such_edition"),
        (lambda: queries.profile(session, "sha256:0", "jqa"), "criteria.no_such_edition"),
        (lambda: queries.profile(session, edition.digest, "iso"), "criteria.no_such_profile"),
        (lambda: queries.kept_profile(session, "sha256:0"), "criteria.no_such_profile"),
    ):
        with pytest.raises(NotFound) as missing:
            look()
        assert missing.value.reason.code == code
