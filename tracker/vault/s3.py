"""The store in an S3 bucket: one object a blob under `sha256/ab/cdef…`.

Bytes are spooled to a local file first, because the key is their digest, then sent, and acknowledged only after the
server has them and its size and checksums agree with ours.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tracker.errors import Unavailable
from tracker.vault.disk import FileLayer
from tracker.vault.faults import BlobDamaged, BlobMissing, StoreFull, StoreUnreachable, of_disk
from tracker.vault.protocol import StoredBlob, check_digest
from tracker.vault.ranged import open_ranged
from tracker.vault.writing import GrowingFile, pour, sweep

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

PART_BYTES = 8 * 1024 * 1024
"""Objects up to this size are sent whole, larger ones in parts of it; so much is in memory at once."""

NOT_THERE = frozenset({"404", "NoSuchKey", "NotFound"})
NO_ROOM = frozenset({"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull"})
DAMAGED = frozenset({"BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch"})


class S3Store:
    """Keep blobs in one bucket, which must exist."""

    def __init__(
        self,
        *,
        bucket: str,
        spool: Path,
        endpoint: str = "",
        region: str = "us-east-1",
        access_key: str = "",
        secret_key: str = "",
        name: str = "s3",
        files: FileLayer | None = None,
    ) -> None:
        self.name = name
        self._bucket = bucket
        self._spool = spool
        self._files = files or FileLayer()
        try:
            spool.mkdir(parents=True, mode=0o700, exist_ok=True)
        except OSError as fault:
            raise of_disk(fault, name) from fault
        self._client: S3Client = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region,
            aws_access_key_id=access_key or None,
            aws_secret_access_key=secret_key or None,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 3, "mode": "standard"},
            ),
        )

    def begin(self) -> "S3Partial":
        """Begin a blob in the spool."""
        return S3Partial(self, GrowingFile(self._spool, self._files, self.name))

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> StoredBlob:
        """Keep a stream."""
        return pour(stream, self.begin(), limit)

    def open(self, sha256: str) -> BinaryIO:
        """Open a reader that fetches from where it stands, and again where a connection broke."""
        key = self._key(sha256)
        with self._ours(sha256):
            size = self._client.head_object(Bucket=self._bucket, Key=key)["ContentLength"]

        def fetch(start: int) -> BinaryIO:
            with self._ours(sha256):
                answer = self._client.get_object(Bucket=self._bucket, Key=key, Range=f"bytes={start}-")
                return cast(BinaryIO, answer["Body"])

        return open_ranged(fetch, size, StoreUnreachable(self.name))

    def exists(self, sha256: str) -> bool:
        """Ask for the object's head."""
        try:
            self._size(sha256)
        except BlobMissing:
            return False
        return True

    def erase(self, sha256: str) -> None:
        """Remove the object."""
        with self._ours(sha256):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(sha256))

    def sweep(self, older_than: datetime) -> int:
        """Remove what killed processes left in the spool, if untouched since `older_than`; return how many files."""
        return sweep(self._spool, self._files, older_than)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def send(self, path: Path, stored: StoredBlob) -> None:
        """Send a spooled file and check what the server says it got; one that is there already is not sent again."""
        try:
            if self._size(stored.sha256) == stored.size:
                return
        except BlobMissing:
            pass
        with path.open("rb") as stream, self._ours(stored.sha256):
            if stored.size <= PART_BYTES:
                self._send_whole(stream.read(), stored)
            else:
                self._send_parts(stream, stored)
        if self._size(stored.sha256) != stored.size:
            raise BlobDamaged(stored.sha256)

    def _send_whole(self, data: bytes, stored: StoredBlob) -> None:
        checksum = _base64(bytes.fromhex(stored.sha256))
        answer = self._client.put_object(
            Bucket=self._bucket, Key=self._key(stored.sha256), Body=data, ChecksumSHA256=checksum
        )
        _agree(answer, checksum, stored)

    def _send_parts(self, stream: BinaryIO, stored: StoredBlob) -> None:
        where: Any = {"Bucket": self._bucket, "Key": self._key(stored.sha256)}
        upload = self._client.create_multipart_upload(**where, ChecksumAlgorithm="SHA256")["UploadId"]
        try:
            whole, digests = hashlib.sha256(), b""
            parts: list[Any] = []
            while data := stream.read(PART_BYTES):
                whole.update(data)
                digest = hashlib.sha256(data).digest()
                digests += digest
                number, checksum = len(parts) + 1, _base64(digest)
                answer = self._client.upload_part(
                    **where, UploadId=upload, PartNumber=number, Body=data, ChecksumSHA256=checksum
                )
                _agree(answer, checksum, stored)
                parts.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum})
            if whole.hexdigest() != stored.sha256:
                raise BlobDamaged(stored.sha256)
            composite = f"{_base64(hashlib.sha256(digests).digest())}-{len(parts)}"
            done = self._client.complete_multipart_upload(
                **where, UploadId=upload, MultipartUpload=cast(Any, {"Parts": parts})
            )
            _agree(done, composite, stored)
        except BaseException:
            self._forget_parts(where, upload)
            raise

    def _forget_parts(self, where: Any, upload: str) -> None:
        try:
            self._client.abort_multipart_upload(**where, UploadId=upload)
        except (ClientError, BotoCoreError):
            # The first fault is the one to tell; the bucket's lifecycle rule clears what could not be aborted.
            return

    def _size(self, sha256: str) -> int:
        with self._ours(sha256):
            return self._client.head_object(Bucket=self._bucket, Key=self._key(sha256))["ContentLength"]

    def _key(self, sha256: str) -> str:
        check_digest(sha256)
        return f"sha256/{sha256[:2]}/{sha256[2:]}"

    @contextmanager
    def _ours(self, sha256: str) -> Iterator[None]:
        """Turn the vendor's errors, and the spool's, into ours."""
        try:
            yield
        except ClientError as fault:
            raise self._translated(fault, sha256) from fault
        except BotoCoreError as fault:
            raise StoreUnreachable(self.name) from fault
        except OSError as fault:
            raise of_disk(fault, self.name) from fault

    def _translated(self, fault: ClientError, sha256: str) -> Unavailable:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        if code in NOT_THERE:
            return BlobMissing(sha256)
        if code in NO_ROOM:
            return StoreFull(self.name)
        return BlobDamaged(sha256) if code in DAMAGED else StoreUnreachable(self.name)


class S3Partial:
    """A blob on its way into a bucket, spooled to a local file."""

    def __init__(self, store: S3Store, file: GrowingFile) -> None:
        self._store = store
        self._file = file

    @property
    def size(self) -> int:
        """Count the bytes appended so far."""
        return self._file.size

    def append(self, data: bytes) -> None:
        """Write the next bytes to the spool."""
        self._file.append(data)

    def finish(self) -> StoredBlob:
        """Send the spooled file; it is removed in any case."""
        stored = self._file.seal(durable=False)
        try:
            self._store.send(self._file.path, stored)
        finally:
            self._file.discard()
        return stored

    def abandon(self) -> None:
        """Throw the spooled file away."""
        self._file.discard()


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")


def _agree(answer: Any, checksum: str, stored: StoredBlob) -> None:
    if answer.get("ChecksumSHA256") != checksum:
        raise BlobDamaged(stored.sha256)
