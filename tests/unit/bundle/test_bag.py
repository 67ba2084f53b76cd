"""The ZIP of a plan: exact length, the same bytes, constant memory, and no directory over damaged bytes."""

import hashlib
import io
import subprocess
import sys
import zipfile
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import bagit
import pytest
import sample_bundles as samples

from tracker.bundle import bag, plan
from tracker.bundle.plan import Entry, Plan
from tracker.errors import Unavailable


@pytest.fixture
def made():
    return samples.bound()


def test_the_length_is_known_before_a_byte_is_written(made):
    assert bag.length(made.plan) == len(samples.zipped(made.plan, samples.blobs(made)))


def test_one_plan_written_twice_gives_the_same_bytes(made):
    again = plan.decode(plan.encode(made.plan))
    assert samples.zipped(again, samples.blobs(made)) == samples.zipped(made.plan, samples.blobs(made))


def test_other_programs_read_the_zip(made):
    archive = samples.zipped(made.plan, samples.blobs(made))
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert {info.filename for info in opened.infolist()} == {f"demo-bundle/{e.path}" for e in made.plan.entries}
        assert {info.date_time for info in opened.infolist()} == {(2026, 11, 23, 0, 0, 0)}
        assert {info.compress_type for info in opened.infolist()} == {zipfile.ZIP_STORED}
        assert {info.flag_bits for info in opened.infolist()} == {0x800}
        assert {info.external_attr >> 16 for info in opened.infolist()} == {0o100644}


def test_bagit_accepts_the_unpacked_bag(made, tmp_path):
    folder = samples.unpacked(samples.zipped(made.plan, samples.blobs(made)), tmp_path)
    opened = bagit.Bag(str(folder))
    opened.validate()
    assert opened.info["Bagging-Date"] == "2026-11-23"
    assert opened.info["Source-Organization"] == "見本プレス工業 <株式会社>"
    assert opened.info["External-Identifier"] == "plan-jqa/1"
    assert opened.version_info == (1, 0)


def test_an_incomplete_bag_says_so_in_its_description(tmp_path):
    told = samples.contents(incomplete_reason="原本の\nディスクが故障\nPayload-Oxum: 1.1")
    made = samples.bound(told, folder="demo-不完全")
    folder = samples.unpacked(samples.zipped(made.plan, samples.blobs(made)), tmp_path)
    opened = bagit.Bag(str(folder))
    opened.validate()
    assert opened.info["Completeness"] == "不完全: 原本の ディスクが故障 Payload-Oxum: 1.1"


@pytest.mark.parametrize("damage", [b"shorter", b"\xff\xd8\xff lock phot0", b"\xff\xd8\xff lock photo and more"])
def test_a_blob_that_changed_in_the_vault_ends_the_stream_before_the_directory(made, damage):
    kept = samples.blobs(made)
    kept[hashlib.sha256(b"\xff\xd8\xff lock photo").hexdigest()] = damage
    written = bytearray()
    with pytest.raises(bag.NotAsPlanned) as refused:
        for block in bag.write(made.plan, lambda sha256: closing(BytesIO(kept[sha256]))):
            written += block
    assert "証-0014-02" in str(refused.value.reason.params["path"])
    assert b"PK\x01\x02" not in written
    assert b"PK\x05\x06" not in written
    assert not zipfile.is_zipfile(io.BytesIO(bytes(written)))


def test_a_blob_that_is_gone_ends_the_stream_with_the_reason_of_the_store(made):
    kept = samples.blobs(made)
    del kept[hashlib.sha256(b"\xff\xd8\xff lock photo").hexdigest()]
    with pytest.raises(Unavailable, match=r"vault\.missing"):
        samples.zipped(made.plan, kept)


def test_a_crc_that_does_not_fit_the_bytes_is_a_damaged_blob(made):
    wrong = replace(made.plan, entries=(replace(made.plan.entries[0], crc32=1), *made.plan.entries[1:]))
    with pytest.raises(bag.NotAsPlanned):
        samples.zipped(wrong, samples.blobs(made))


class Zeros(io.RawIOBase):
    """A file of zeros of any size, that takes no room."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


def test_entries_beyond_4_gib_are_written_with_zip64_records():
    """The headers alone are looked at; the bytes between them would take minutes."""
    size = 5 * 1024**3
    entries = (Entry("data/big", "0" * 64, 1, size, "evidence"), Entry("data/small", "1" * 64, 2, 3, "evidence"))
    big = Plan("folder", date(2026, 11, 23), entries)
    blocks = bag._local(big, entries[0]), bag._local(big, entries[1]), bag._directory(big)
    assert bag.length(big) == sum(map(len, blocks)) + size + 3

    class Sparse(io.BytesIO):
        """The end of that ZIP, as if all of it were there."""

        def seek(self, offset: int, whence: int = 0) -> int:
            start = bag.length(big) - len(blocks[2])
            return super().seek(max(offset - start, 0) if whence == 0 else offset, whence) + start

        def tell(self) -> int:
            return super().tell() + bag.length(big) - len(blocks[2])

    opened = zipfile.ZipFile(Sparse(blocks[2]))
    assert [(info.file_size, info.header_offset) for info in opened.infolist()] == [
        (size, 0),
        (3, len(blocks[0]) + size),
    ]


def test_writing_takes_constant_memory_whatever_the_size():
    """Three blobs of 128 MiB pass through a process that may grow by less than 16 MiB."""
    program = """
import hashlib, io, resource, sys, zlib
from contextlib import closing
from datetime import date
sys.path.insert(0, sys.argv[1])
from test_bag import Zeros
from tracker.bundle import bag
from tracker.bundle.plan import Entry, Plan
size = 128 * 1024 * 1024
digest, crc = hashlib.sha256(), 0
for _ in range(128):
    digest.update(bytes(1024 * 1024))
    crc = zlib.crc32(bytes(1024 * 1024), crc)
entries = tuple(Entry(f"data/{n}", digest.hexdigest(), crc, size, "evidence") for n in range(3))
plan = Plan("folder", date(2026, 11, 23), entries)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
written = sum(len(block) for block in bag.write(plan, lambda sha256: closing(Zeros(size))))
assert written == bag.length(plan) > 3 * size, written
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 16 * 1024


def test_a_plan_comes_back_as_it_was_and_nothing_else_is_taken_for_one(made):
    assert plan.decode(plan.encode(made.plan)) == made.plan
    for bad in (b"{}", b'{"format":"tics-plan/2"}', b"not json"):
        with pytest.raises(ValueError, match=r".*"):
            plan.decode(bad)


def test_a_plan_with_two_equal_names_or_an_over_long_one_is_never_frozen(made):
    first = made.plan.entries[-1]
    for path in (first.path.upper(), "data/" + "x" * 120):
        with pytest.raises(ValueError, match="unsafe plan"):
            plan.make("folder", samples.DAY, [*made.plan.entries, replace(first, path=path)])


def test_tag_files_come_first_and_the_payload_by_path(made):
    paths = [entry.path for entry in made.plan.entries]
    assert paths[:4] == ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
    assert paths[4:] == sorted(paths[4:])
    assert all(path.startswith("data/") for path in paths[4:])


def test_every_entry_of_the_plan_names_its_true_digest_crc_and_size(made):
    kept = samples.blobs(made)
    for entry in made.plan.entries:
        content = kept[entry.sha256]
        assert (entry.size, entry.crc32) == (len(content), zlib.crc32(content))
