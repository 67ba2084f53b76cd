"""What every blob store does, over memory, the local disk and a real S3 server."""

import hashlib
import io
import os
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.vault.faults import BlobMissing, BlobTooLarge
from tracker.vault.local import LocalStore
from tracker.vault.memory import MemoryStore
from tracker.vault.protocol import StoredBlob
from tracker.vault.s3 import PART_BYTES, S3Store

NOBODY = "0" * 64
MIB = 1024 * 1024


@pytest.fixture
def s3_store(s3_server, s3_bucket, tmp_path):
    store = S3Store(
        bucket=s3_bucket,
        spool=tmp_path / "spool",
        endpoint=s3_server.endpoint,
        region=s3_server.region,
        access_key=s3_server.access_key,
        secret_key=s3_server.secret_key,
    )
    yield store
    store.close()


@pytest.fixture(params=["memory", "local", "s3"])
def store(request, tmp_path):
    if request.param == "memory":
        return MemoryStore()
    if request.param == "local":
        return LocalStore(tmp_path / "vault")
    return request.getfixturevalue("s3_store")


def blob_of(data: bytes) -> StoredBlob:
    return StoredBlob(hashlib.sha256(data).hexdigest(), len(data), zlib.crc32(data))


def keep(store, data: bytes) -> StoredBlob:
    return store.put(io.BytesIO(data))


def read(store, sha256: str) -> bytes:
    with store.open(sha256) as stream:
        return stream.read()


class Endless(io.RawIOBase):
    """So many bytes, never all of them in memory; the same for the same seed."""

    def __init__(self, size: int, seed: int) -> None:
        self.left = size
        self.random = Random(seed)
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self.random.randbytes(min(len(buffer), self.left))
        self.left -= len(data)
        self.digest.update(data)
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize("data", [b"", b"a", "入退室記録".encode("cp932"), bytes(range(256)) * 5000])
def test_what_is_put_comes_back_under_its_digest_size_and_crc(store, data):
    assert keep(store, data) == blob_of(data)
    assert read(store, blob_of(data).sha256) == data


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.binary(max_size=300), max_size=8))
def test_a_blob_appended_in_pieces_is_the_whole(store, pieces):
    partial = store.begin()
    for piece in pieces:
        partial.append(piece)
    assert partial.size == sum(map(len, pieces))
    assert partial.finish() == blob_of(b"".join(pieces))
    assert read(store, blob_of(b"".join(pieces)).sha256) == b"".join(pieces)


def test_a_partial_blob_is_seen_only_when_finished(store):
    partial = store.begin()
    partial.append(b"growing")
    assert not store.exists(blob_of(b"growing").sha256)
    partial.finish()
    assert store.exists(blob_of(b"growing").sha256)


def test_an_abandoned_blob_is_nowhere_and_takes_nothing_more(store):
    partial = store.begin()
    partial.append(b"not wanted")
    partial.abandon()
    partial.abandon()
    assert not store.exists(blob_of(b"not wanted").sha256)
    with pytest.raises(ValueError, match="abandoned"):
        partial.append(b"more")
    with pytest.raises(ValueError, match="abandoned"):
        partial.finish()


def test_abandoning_a_finished_blob_keeps_it(store):
    partial = store.begin()
    partial.append(b"kept")
    partial.finish()
    partial.abandon()
    assert read(store, blob_of(b"kept").sha256) == b"kept"


def test_two_blobs_may_grow_at_once(store):
    one, two = store.begin(), store.begin()
    one.append(b"1")
    two.append(b"2")
    assert one.finish() == blob_of(b"1")
    assert two.finish() == blob_of(b"2")


def test_the_same_bytes_twice_are_one_blob(store):
    assert keep(store, b"same") == keep(store, b"same")
    store.erase(blob_of(b"same").sha256)
    assert not store.exists(blob_of(b"same").sha256)


def test_bytes_over_the_limit_are_refused_and_none_is_kept(store):
    with pytest.raises(BlobTooLarge) as refused:
        store.put(io.BytesIO(b"x" * 1001), limit=1000)
    assert (refused.value.reason.code, refused.value.reason.params["limit"]) == ("vault.too_large", 1000)
    assert not store.exists(blob_of(b"x" * 1001).sha256)
    assert store.put(io.BytesIO(b"x" * 1000), limit=1000).size == 1000


def test_a_blob_that_is_not_there_is_missing(store):
    assert not store.exists(NOBODY)
    with pytest.raises(BlobMissing):
        store.open(NOBODY)


def test_an_erased_blob_is_missing_and_erasing_again_is_no_fault(store):
    sha256 = keep(store, b"to be erased").sha256
    store.erase(sha256)
    store.erase(sha256)
    assert not store.exists(sha256)
    with pytest.raises(BlobMissing):
        store.open(sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "g" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n"])
def test_only_a_digest_can_name_a_blob(store, name):
    for act in (store.open, store.exists, store.erase):
        with pytest.raises(ValueError, match="not a SHA-256"):
            act(name)


def test_sweeping_spares_what_still_grows(store):
    partial = store.begin()
    partial.append(b"still growing")
    store.sweep(datetime.now(UTC) - timedelta(days=1))
    assert partial.finish() == blob_of(b"still growing")


def test_a_stream_that_breaks_leaves_nothing(store):
    class Breaking(io.BytesIO):
        def read(self, size=-1):
            data = super().read(min(size, 4))
            if not data:
                raise ConnectionResetError
            return data

    with pytest.raises(ConnectionResetError):
        store.put(Breaking(b"12345678"))
    assert not store.exists(blob_of(b"12345678").sha256)


def test_reading_can_begin_anywhere_and_go_back(store):
    data = Random(1).randbytes(3 * MIB)
    with store.open(keep(store, data).sha256) as stream:
        assert stream.seek(0, os.SEEK_END) == len(data)
        assert stream.read() == b""
        stream.seek(2 * MIB + 7)
        assert stream.read(10) == data[2 * MIB + 7 : 2 * MIB + 17]
        assert stream.tell() == 2 * MIB + 17
        stream.seek(-5, os.SEEK_CUR)
        assert stream.read(5) == data[2 * MIB + 12 : 2 * MIB + 17]
        stream.seek(0)
        assert stream.read() == data


@pytest.mark.parametrize("store", ["local", "s3"], indirect=True)
def test_many_mebibytes_pass_in_constant_memory(store):
    source = Endless(64 * MIB, seed=3)
    tracemalloc.start()
    try:
        stored = store.put(io.BufferedReader(source))
        found = hashlib.sha256()
        with store.open(stored.sha256) as stream:
            while data := stream.read(MIB):
                found.update(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert stored.sha256 == source.digest.hexdigest() == found.hexdigest()
    assert peak < 32 * MIB


def test_200_mebibytes_go_to_s3_in_parts_and_come_back(s3_store, s3_server, s3_bucket):
    source = Endless(200 * MIB, seed=4)
    stored = s3_store.put(io.BufferedReader(source))
    assert stored.sha256 == source.digest.hexdigest()
    found = hashlib.sha256()
    with s3_store.open(stored.sha256) as stream:
        while data := stream.read(MIB):
            found.update(data)
    assert found.hexdigest() == stored.sha256

    client = s3_server.client()
    key = f"sha256/{stored.sha256[:2]}/{stored.sha256[2:]}"
    head = client.head_object(Bucket=s3_bucket, Key=key)
    assert head["ContentLength"] == 200 * MIB
    assert head["ETag"].strip('"').endswith(f"-{200 * MIB // PART_BYTES}")
    client.close()
