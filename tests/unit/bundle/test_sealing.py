"""Sealing freezes an edition; writing it gives the same bytes each time, or nothing that could be taken for it."""

import io
import json
import zipfile

import pytest
from hostile_zips import files_of
from sqlalchemy import select

from tracker.bundle.models import EditionBlob
from tracker.bundle.plan import decode
from tracker.bundle.queries import edition, editions, held_by
from tracker.bundle.service import Incomplete, seal, stream, write
from tracker.bundle.verify import verify
from tracker.errors import InvalidInput, NotFound, Refusal
from tracker.journal.models import JournalEntry
from tracker.readiness.document import encode
from tracker.vault.models import Blob


@pytest.fixture
def proven(plant):
    """Give the plant with one photo accepted for each of two sites' locks, and one waiting."""
    plant.at("2026-11-20")
    plant.proof("q13-lock-photo", "site:honsha", arrival=plant.arrival("金庫 100%.JPG"))
    item = plant.collect(arrival=plant.arrival("待ち.JPG"))
    plant.link(item, "q13-lock-photo", "site:daini")
    plant.later(days=3)
    return plant


def sealed(plant, **more):
    return seal(
        plant.session,
        plant.stores,
        certification=plant.plan,
        day=plant.now.date(),
        actor=plant.people["lead"],
        now=plant.now,
        **more,
    )


def zipped(plant, made) -> bytes:
    out = io.BytesIO()
    write(plant.session, plant.stores, made, out)
    return out.getvalue()


def lose(plant, name: str, content: bytes | None = None) -> None:
    """Let the store lose or spoil the bytes of the file of that name."""
    from tracker.evidence.models import Revision

    sha256 = plant.session.scalars(select(Revision.sha256).where(Revision.original_name == name)).one()
    if content is None:
        del plant.store.blobs[sha256]
    else:
        plant.store.blobs[sha256] = content


def tags(plant) -> list[str]:
    return list(plant.session.scalars(select(JournalEntry.tag).order_by(JournalEntry.sequence)))


def test_a_sealed_edition_verifies_and_holds_what_was_accepted_in_scope(proven, tmp_path):
    path = tmp_path / "demo.zip"
    path.write_bytes(zipped(proven, sealed(proven, folder="demo")))
    assert verify(path).ok
    with zipfile.ZipFile(path) as opened:
        names = [name for name in opened.namelist() if "/evidence/" in name]
    assert names == ["demo/data/evidence/13/証-0001-01_金庫 100％.JPG"]


def test_the_stated_length_is_that_of_the_zip(proven):
    made = sealed(proven)
    length, blocks = stream(proven.session, proven.stores, made)
    assert length == made.size == len(b"".join(blocks))


def test_an_edition_written_again_later_is_the_same_bytes(proven):
    made = sealed(proven)
    first = zipped(proven, made)
    proven.later(days=30)
    proven.proof("q13-lock-photo", "site:daini")
    assert zipped(proven, edition(proven.session, proven.plan.id, 1)) == first


def test_sealing_the_same_again_on_the_same_day_finds_the_edition(proven):
    first = sealed(proven, folder="demo")
    proven.later(minutes=5)
    assert sealed(proven, folder="demo") == first
    assert [view.number for view in editions(proven.session, proven.plan.id)] == [1]
    assert tags(proven).count("bundle:edition:seal") == 1


def test_another_day_or_another_fact_makes_a_new_edition(proven):
    first = sealed(proven)
    proven.later(days=1)
    second = sealed(proven)
    proven.proof("q13-lock-photo", "site:daini")
    third = sealed(proven)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert len({first.plan_sha256, second.plan_sha256, third.plan_sha256}) == 3
    assert third.folder == "plan-jqa_2026-11-24_v3"


def test_readiness_json_in_the_bundle_is_the_commands_document_of_that_day(proven):
    made = sealed(proven, folder="demo")
    assessed = proven.readiness(proven.now.date())
    inside = files_of(zipped(proven, made))
    assert inside["data/readiness.json"] == encode(assessed.report, assessed.subject)
    assert json.loads(inside["data/readiness.json"])["provable_bp"] == made.provable_bp


def test_no_id_of_the_database_and_no_clock_time_enters_a_payload(proven):
    inside = files_of(zipped(proven, sealed(proven)))
    for path, content in inside.items():
        if not path.startswith("data/evidence/"):
            assert proven.now.strftime("%H:%M") not in content.decode()
            assert "T03:00" not in content.decode()


def test_every_blob_of_an_edition_is_pinned(proven):
    made = sealed(proven)
    pinned = set(proven.session.scalars(select(EditionBlob.sha256).where(EditionBlob.edition_id == made.id)))
    plan = decode(proven.store.blobs[made.plan_sha256])
    assert pinned == {*plan.digests, made.plan_sha256}
    assert [reason.params for reason in held_by(proven.session, plan.digests[0])] == [{"slug": "plan-jqa", "number": 1}]
    assert held_by(proven.session, "0" * 64) == []


def test_a_seal_is_journalled_with_the_digest_of_its_plan(proven):
    made = sealed(proven)
    entry = proven.session.scalars(select(JournalEntry).where(JournalEntry.tag == "bundle:edition:seal")).one()
    assert entry.subject == "plan-jqa"
    assert entry.details["plan"] == made.plan_sha256
    assert entry.details["edition"] == 1


@pytest.mark.parametrize("content", [None, b"spoiled"])
def test_a_selected_revision_that_is_not_whole_refuses_the_seal_and_names_it(proven, content):
    lose(proven, "金庫 100%.JPG", content)
    with pytest.raises(Incomplete) as refused:
        sealed(proven)
    assert refused.value.reasons[0].params == {"evidence": "証-0001-01", "name": "金庫 100%.JPG"}
    assert editions(proven.session, proven.plan.id) == ()
    assert tags(proven)[-1] == "bundle:edition:refuse"


def test_an_incomplete_edition_says_so_on_its_page_in_its_description_and_its_name(proven, tmp_path):
    lose(proven, "金庫 100%.JPG")
    made = sealed(proven, folder="demo", allow_incomplete="ディスクが故障したため")
    assert made.file_name == "demo-不完全.zip"
    archive = zipped(proven, made)
    inside = files_of(archive)
    assert "不完全: ディスクが故障したため" in inside["bag-info.txt"].decode()
    assert "ディスクが故障したため" in inside["data/index.html"].decode()
    assert json.loads(inside["data/evidence.json"])["evidence"][0]["path"] is None
    (tmp_path / "demo.zip").write_bytes(archive)
    assert verify(tmp_path / "demo.zip").ok


@pytest.mark.parametrize("reason", ["", "  ", "長" * 2001])
def test_an_incomplete_edition_needs_a_reason_of_a_reasonable_length(proven, reason):
    lose(proven, "金庫 100%.JPG")
    with pytest.raises(InvalidInput):
        sealed(proven, allow_incomplete=reason)


def test_a_reason_that_was_not_needed_changes_nothing(proven):
    plain = sealed(proven, folder="demo")
    assert sealed(proven, folder="demo", allow_incomplete="念のため") == plain
    assert plain.incomplete_reason == ""


def test_a_gap_in_readiness_does_not_make_a_bundle_incomplete(plant):
    made = sealed(plant)
    assert made.incomplete_reason == ""
    assert made.provable_bp == 0


def test_bytes_spoiled_after_the_seal_are_never_written_into_a_whole_zip(proven):
    made = sealed(proven)
    lose(proven, "金庫 100%.JPG", b"spoiled")
    out = io.BytesIO()
    with pytest.raises(Refusal, match=r"bundle\.blob_damaged"):
        write(proven.session, proven.stores, made, out)
    assert not zipfile.is_zipfile(io.BytesIO(out.getvalue()))


def test_bytes_lost_after_the_seal_refuse_the_zip_before_its_first_byte(proven):
    made = sealed(proven)
    lose(proven, "金庫 100%.JPG")
    out = io.BytesIO()
    with pytest.raises(Refusal, match=r"vault\.missing"):
        write(proven.session, proven.stores, made, out)
    assert out.getvalue() == b""


def test_a_plan_spoiled_in_the_vault_is_not_followed(proven):
    made = sealed(proven)
    proven.store.blobs[made.plan_sha256] = proven.store.blobs[made.plan_sha256].replace(b"13", b"14")
    with pytest.raises(Refusal, match=r"bundle\.blob_damaged"):
        stream(proven.session, proven.stores, made)


def test_an_edition_that_was_never_sealed_is_not_found(proven):
    with pytest.raises(NotFound):
        edition(proven.session, proven.plan.id, 9)


def test_a_withdrawn_revision_stays_out(proven):
    from tracker.evidence.service import withdraw

    withdraw(
        proven.session, item_number=1, revision_number=1, reason="誤り", actor=proven.people["lead"], now=proven.now
    )
    assert not [path for path in files_of(zipped(proven, sealed(proven))) if "/evidence/" in path]


def test_the_zip_itself_is_never_stored(proven):
    made = sealed(proven)
    archive = zipped(proven, made)
    assert made.size not in [blob.size for blob in proven.session.scalars(select(Blob))]
    assert archive not in proven.store.blobs.values()
