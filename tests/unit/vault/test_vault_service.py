"""Rows of blobs: registering, opening by row, erasing what nobody holds; on both databases."""

import io
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tracker import db
from tracker.config import Misconfigured, Settings
from tracker.errors import Reason
from tracker.vault.faults import BlobMissing, StoreUnreachable
from tracker.vault.memory import MemoryStore
from tracker.vault.models import Blob
from tracker.vault.service import BlobHeld, Stores, erase, open_blob, register, stores_from

NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
SECRETS = {
    "TRACKER_SECRET_KEY": "a-secret-of-the-tests-0123456789",
    "TRACKER_PASSWORD_SALT": "salt-" * 3 + "0123456789abcdefghijk",
}


@pytest.fixture
def stores():
    old, new = MemoryStore("old"), MemoryStore("new")
    return Stores(writes_to=new, by_name={"old": old, "new": new})


def put(stores, data=b"photo"):
    return stores.writes_to.put(io.BytesIO(data))


def count(session):
    return session.scalar(select(func.count()).select_from(Blob))


def test_a_registered_blob_is_opened_through_its_row(session, stores):
    blob = register(session, stores, put(stores), now=NOW)
    session.commit()
    assert (blob.size, blob.store, blob.kept_at) == (5, "new", NOW)
    with open_blob(session, stores, blob.sha256) as stream:
        assert stream.read() == b"photo"


def test_the_same_bytes_twice_are_one_row(session, stores):
    first = register(session, stores, put(stores), now=NOW)
    assert register(session, stores, put(stores), now=NOW) is first
    assert count(session) == 1


def test_old_rows_survive_a_change_of_store(session, stores):
    stored = stores.by_name["old"].put(io.BytesIO(b"photo"))
    blob = register(session, Stores(stores.by_name["old"], stores.by_name), stored, now=NOW)
    put(stores)
    assert register(session, stores, stored, now=NOW).store == "old"
    with open_blob(session, stores, blob.sha256) as stream:
        assert stream.read() == b"photo"


def test_a_row_whose_store_lost_the_bytes_is_pointed_to_where_they_are(session, stores):
    stored = stores.by_name["old"].put(io.BytesIO(b"photo"))
    register(session, Stores(stores.by_name["old"], stores.by_name), stored, now=NOW)
    stores.by_name["old"].erase(stored.sha256)
    assert register(session, stores, put(stores), now=NOW).store == "new"


def test_bytes_that_were_never_put_are_not_registered(session, stores):
    stored = put(stores)
    stores.writes_to.erase(stored.sha256)
    with pytest.raises(BlobMissing):
        register(session, stores, stored, now=NOW)


def test_a_store_that_is_configured_no_more_is_unreachable(session, stores):
    stored = put(stores)
    register(session, stores, stored, now=NOW)
    old = stores.by_name["old"]
    with pytest.raises(StoreUnreachable) as refused:
        open_blob(session, Stores(old, {"old": old}), stored.sha256)
    assert refused.value.reason.params == {"store": "new"}


def test_a_digest_without_a_row_is_missing(session, stores):
    stored = put(stores)
    with pytest.raises(BlobMissing):
        open_blob(session, stores, stored.sha256)


def test_a_blob_nobody_holds_is_erased_with_its_row(session, stores):
    stored = put(stores)
    register(session, stores, stored, now=NOW)
    erase(session, stores, stored.sha256, [lambda _: []])
    session.commit()
    assert count(session) == 0
    assert not stores.writes_to.exists(stored.sha256)


def test_a_held_blob_stays_and_every_holder_says_why(session, stores):
    stored = put(stores)
    register(session, stores, stored, now=NOW)
    holders = [lambda _: [Reason("a.one")], lambda _: [], lambda _: [Reason("b.two")]]
    with pytest.raises(BlobHeld) as refused:
        erase(session, stores, stored.sha256, holders)
    assert [reason.code for reason in refused.value.reasons] == ["a.one", "b.two"]
    assert count(session) == 1
    assert stores.writes_to.exists(stored.sha256)


def in_threads(*acts):
    """Run all at once; return what each returned or raised."""
    results = [None] * len(acts)

    def run(place, act):
        try:
            results[place] = act()
        except Exception as fault:  # noqa: BLE001 - the test looks at it
            results[place] = fault

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_transactions_registering_the_same_bytes_make_one_row(engine, stores):
    stored = put(stores)
    together = threading.Barrier(4)

    def act():
        with db.opened(engine) as session:
            together.wait()
            register(session, stores, stored, now=NOW)
            session.commit()
        return "kept"

    assert in_threads(*[act] * 4) == ["kept"] * 4
    with db.opened(engine) as session:
        assert count(session) == 1


def test_bytes_that_come_in_while_they_are_erased_are_found_missing(engine, stores):
    stored = put(stores)
    with db.opened(engine) as session:
        register(session, stores, stored, now=NOW)
        session.commit()
    erased = threading.Event()

    def erases():
        with db.opened(engine) as session:
            erase(session, stores, stored.sha256, [])
            erased.set()
            session.commit()

    def comes_in():
        erased.wait()
        with db.opened(engine) as session:
            register(session, stores, stored, now=NOW)
            session.commit()

    _, outcome = in_threads(erases, comes_in)
    assert isinstance(outcome, BlobMissing)
    with db.opened(engine) as session:
        assert count(session) == 0


def load(tmp_path, **settings):
    return Settings.load({"TRACKER_INSTANCE": str(tmp_path), **SECRETS, **settings})


def test_the_local_store_is_always_open_and_takes_new_bytes_unless_told(tmp_path):
    stores = stores_from(load(tmp_path))
    assert stores.writes_to is stores.by_name["local"]
    assert stores.writes_to.put(io.BytesIO(b"x")).size == 1


def test_s3_takes_new_bytes_when_chosen_and_old_rows_stay_local(tmp_path, s3_server, s3_bucket):
    stores = stores_from(
        load(
            tmp_path,
            TRACKER_STORE="s3",
            TRACKER_S3_BUCKET=s3_bucket,
            TRACKER_S3_ENDPOINT=s3_server.endpoint,
            TRACKER_S3_ACCESS_KEY=s3_server.access_key,
            TRACKER_S3_SECRET_KEY=s3_server.secret_key,
        )
    )
    assert set(stores.by_name) == {"local", "s3"}
    assert stores.writes_to.name == "s3"
    assert stores.writes_to.exists(stores.writes_to.put(io.BytesIO(b"x")).sha256)
    stores.writes_to.close()


def test_s3_without_a_bucket_refuses_to_start(tmp_path):
    with pytest.raises(Misconfigured):
        stores_from(load(tmp_path, TRACKER_STORE="s3"))
