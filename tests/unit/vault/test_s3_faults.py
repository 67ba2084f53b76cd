"""What a bucket's faults become, against the real server."""

import hashlib
import io
from random import Random

import pytest

from tracker.vault.faults import BlobDamaged, StoreUnreachable
from tracker.vault.s3 import PART_BYTES, S3Store

SMALL = b"a small blob"
LARGE = Random(5).randbytes(PART_BYTES + 10)


@pytest.fixture
def opened(s3_server, s3_bucket, tmp_path):
    stores = []

    def open_store(**changes):
        known = {
            "bucket": s3_bucket,
            "spool": tmp_path / "spool",
            "endpoint": s3_server.endpoint,
            "access_key": s3_server.access_key,
            "secret_key": s3_server.secret_key,
        }
        stores.append(S3Store(**{**known, **changes}))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    "wrong", [{"secret_key": "not-the-secret"}, {"bucket": "no-such-bucket"}, {"endpoint": "http://127.0.0.1:9"}]
)
def test_a_server_that_does_not_take_it_is_unreachable_and_the_spool_is_empty(opened, tmp_path, wrong):
    store = opened(**wrong)
    with pytest.raises(StoreUnreachable) as refused:
        store.put(io.BytesIO(SMALL))
    assert refused.value.reason.code == "vault.unreachable"
    assert list((tmp_path / "spool").iterdir()) == []


@pytest.mark.parametrize("data", [SMALL, LARGE], ids=["whole", "in parts"])
def test_bytes_that_changed_in_the_spool_are_never_acknowledged(opened, s3_server, s3_bucket, data):
    store = opened()
    partial = store.begin()
    partial.append(data)
    with partial._file.path.open("r+b") as spooled:
        spooled.write(b"?")
    with pytest.raises(BlobDamaged):
        partial.finish()
    assert not store.exists(hashlib.sha256(data).hexdigest())
    client = s3_server.client()
    assert "Uploads" not in client.list_multipart_uploads(Bucket=s3_bucket)
    client.close()


@pytest.mark.parametrize(
    ("data", "operation"),
    [(SMALL, "PutObject"), (LARGE, "UploadPart"), (LARGE, "CompleteMultipartUpload")],
)
def test_an_answer_with_another_checksum_is_not_believed(opened, data, operation):
    store = opened()

    def lie(parsed, **_):
        parsed["ChecksumSHA256"] = "bGllcw=="

    store._client.meta.events.register(f"after-call.s3.{operation}", lie)
    with pytest.raises(BlobDamaged):
        store.put(io.BytesIO(data))


def test_an_object_of_another_size_is_sent_again(opened, s3_server, s3_bucket):
    store = opened()
    sha256 = hashlib.sha256(SMALL).hexdigest()
    client = s3_server.client()
    client.put_object(Bucket=s3_bucket, Key=f"sha256/{sha256[:2]}/{sha256[2:]}", Body=b"half")
    client.close()
    store.put(io.BytesIO(SMALL))
    with store.open(sha256) as stream:
        assert stream.read() == SMALL


def test_reading_goes_on_where_the_line_broke(opened):
    store = opened()
    stored = store.put(io.BytesIO(LARGE))
    bodies = []

    def cut(parsed, **_):
        if len(bodies) < 2:
            bodies.append(parsed["Body"])
            whole = parsed["Body"].read
            parsed["Body"].read = lambda size: whole(size) if not parsed["Body"].tell() else b""

    store._client.meta.events.register("after-call.s3.GetObject", cut)
    with store.open(stored.sha256) as stream:
        assert stream.read() == LARGE
    assert len(bodies) == 2


def test_a_line_that_stays_broken_is_unreachable(opened):
    store = opened()
    stored = store.put(io.BytesIO(SMALL))

    def cut(parsed, **_):
        parsed["Body"].read = lambda _: b""

    store._client.meta.events.register("after-call.s3.GetObject", cut)
    with store.open(stored.sha256) as stream, pytest.raises(StoreUnreachable):
        stream.read()
