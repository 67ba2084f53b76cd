"""Reading blobs again: every fault is found and told, and none hides the next."""

import io
from datetime import UTC, datetime

import pytest

from tracker.vault import fixity
from tracker.vault.fixity import FixityFault, check
from tracker.vault.local import LocalStore
from tracker.vault.memory import MemoryStore
from tracker.vault.models import Blob
from tracker.vault.service import Stores, register

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def stores():
    memory = MemoryStore()
    return Stores(writes_to=memory, by_name={"memory": memory})


def keep(session, stores, count):
    """Keep so many blobs; return their digests in order."""
    contents = [f"blob {number}".encode() for number in range(count)]
    blobs = [register(session, stores, stores.writes_to.put(io.BytesIO(data)), now=NOW) for data in contents]
    session.commit()
    return sorted(blob.sha256 for blob in blobs)


def test_whole_blobs_are_no_fault(session, stores):
    keep(session, stores, 5)
    report = check(session, stores, sample=1, seed=0)
    assert (report.ok, report.blobs, report.checked, report.bytes_read) == (True, 5, 5, 30)


def test_an_empty_vault_is_no_fault(session, stores):
    report = check(session, stores, sample=0.05, seed=0)
    assert (report.ok, report.blobs, report.checked) == (True, 0, 0)


def test_every_fault_is_told_and_checking_goes_on(session, tmp_path):
    local = LocalStore(tmp_path / "vault")
    stores = Stores(writes_to=local, by_name={"local": local})
    missing, changed, shorter, unreadable, elsewhere, whole = keep(session, stores, 6)

    def path(sha256):
        return tmp_path / "vault" / sha256[:2] / sha256[2:]

    path(missing).unlink()
    path(changed).write_bytes(b"blob x")
    path(shorter).write_bytes(b"blob")
    path(unreadable).unlink()
    path(unreadable).mkdir()
    session.get(Blob, elsewhere).store = "closed"
    session.flush()

    report = check(session, stores, sample=1, seed=0)

    assert set(report.faults) == {
        FixityFault("missing", missing, "local"),
        FixityFault("changed", changed, "local"),
        FixityFault("changed", shorter, "local"),
        FixityFault("unreadable", unreadable, "local"),
        FixityFault("unreadable", elsewhere, "closed"),
    }
    assert report.checked == 6
    assert whole not in {fault.sha256 for fault in report.faults}


@pytest.mark.parametrize("place", ["size", "crc32"])
def test_a_row_that_says_another_size_or_crc_is_a_fault(session, stores, place):
    [sha256] = keep(session, stores, 1)
    setattr(session.get(Blob, sha256), place, 1)
    session.flush()
    assert check(session, stores, sample=1, seed=0).faults == (FixityFault("changed", sha256, "memory"),)


@pytest.mark.parametrize(("sample", "read"), [(0.0, 1), (0.01, 1), (0.25, 5), (1.0, 20), (7.0, 20)])
def test_a_sample_is_that_share_and_never_nothing(session, stores, sample, read):
    keep(session, stores, 20)
    assert check(session, stores, sample=sample, seed=3).checked == read


def test_the_same_seed_reads_the_same_blobs_and_many_seeds_read_all(session, stores):
    digests = keep(session, stores, 10)
    stores.writes_to.blobs.clear()

    def found(seed):
        return {fault.sha256 for fault in check(session, stores, sample=0.2, seed=seed).faults}

    assert found(1) == found(1)
    assert set().union(*(found(seed) for seed in range(40))) == set(digests)


def test_more_blobs_than_a_page_are_all_read(session, stores, monkeypatch):
    monkeypatch.setattr(fixity, "PAGE", 3)
    keep(session, stores, 10)
    assert check(session, stores, sample=1, seed=0).checked == 10
