"""The order of durability on the local disk, and what a fault at each step leaves behind."""

import errno
import hashlib
import io
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from tracker.vault.faults import StoreFull, StoreUnreachable
from tracker.vault.local import LocalStore

DATA = b"0123456789" * 250
SHA256 = hashlib.sha256(DATA).hexdigest()
SHARD = SHA256[:2]


@pytest.fixture
def store(tmp_path, files):
    store = LocalStore(tmp_path / "vault", files=files)
    files.calls.clear()
    return store


def put(store):
    return store.put(io.BytesIO(DATA))


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_bytes_are_synced_before_the_name_and_the_name_before_the_answer(store, files):
    put(store)
    assert files.calls == [
        "create",
        "write",
        "write",
        "write",
        "sync file",
        "close",
        "make folder",
        "sync folder vault",
        "rename",
        f"sync folder {SHARD}",
    ]


def test_a_folder_that_another_process_made_is_synced_before_it_is_relied_on(store, files, tmp_path):
    (tmp_path / "vault" / SHARD).mkdir()
    put(store)
    assert files.calls.index("sync folder vault") < files.calls.index("rename")


def test_the_second_copy_is_as_durable_as_the_first_and_makes_no_second_blob(store, files, tmp_path):
    put(store)
    files.calls.clear()
    put(store)
    assert files.calls[-4:] == ["sync file", "close", "rename", f"sync folder {SHARD}"]
    assert files_below(tmp_path / "vault") == [f"{SHARD}/{SHA256[2:]}"]


def test_a_second_copy_heals_a_damaged_blob(store, tmp_path):
    put(store)
    (tmp_path / "vault" / SHARD / SHA256[2:]).write_bytes(b"rotten")
    put(store)
    with store.open(SHA256) as stream:
        assert stream.read() == DATA


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("step", range(10))
def test_a_fault_at_any_step_is_refused_and_never_shows_wrong_bytes(store, files, tmp_path, step, error):
    files.fails_at, files.error = step, error
    expected = StoreUnreachable if error == errno.EIO else StoreFull
    with pytest.raises(expected) as refused:
        put(store)
    assert refused.value.reason.params["store"] == "local"

    assert list((tmp_path / "vault" / "tmp").iterdir()) == []
    if store.exists(SHA256):
        # Only after the rename: the bytes are right, and since nobody was told, nothing points to them yet.
        assert step == 9
        with store.open(SHA256) as stream:
            assert stream.read() == DATA
    files.fails_at = None
    assert put(store).sha256 == SHA256
    with store.open(SHA256) as stream:
        assert stream.read() == DATA


def test_a_fault_while_throwing_away_hides_no_other_fault(store, files):
    files.fails_at, files.error = 1, errno.ENOSPC
    remove = files.remove

    def remove_fails(path):
        remove(path)
        raise OSError(errno.EIO, "gone")

    files.remove = remove_fails
    with pytest.raises(StoreFull):
        put(store)


def test_the_vault_is_closed_to_others_and_holds_nothing_but_digests(store, tmp_path):
    put(store)
    root = tmp_path / "vault"
    for path in (root, *root.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
    assert files_below(root) == [f"{SHARD}/{SHA256[2:]}"]


def test_what_a_killed_process_left_is_swept_after_a_day(store, tmp_path):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    killed, running = store.begin(), store.begin()
    killed.append(b"left behind")
    running.append(b"still coming")
    [left] = [path for path in (tmp_path / "vault" / "tmp").iterdir() if path.read_bytes() == b"left behind"]
    os.utime(left, (yesterday.timestamp() - 60,) * 2)
    put(store)

    assert store.sweep(yesterday) == 1

    assert not left.exists()
    assert store.exists(SHA256)
    assert running.finish().size == len(b"still coming")
    killed.abandon()


def test_an_erased_name_is_gone_from_the_disk_before_the_answer(store, files):
    put(store)
    files.calls.clear()
    store.erase(SHA256)
    assert files.calls == ["remove", f"sync folder {SHARD}"]


def test_a_vault_that_cannot_be_made_is_refused_in_our_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnreachable):
        LocalStore(tmp_path / "file" / "vault")
