"""Whatever the bytes are, the verifier answers; and no single byte of a bundle of ours changes unseen."""

import random
import struct
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import hostile_zips as hostile
import pytest
import sample_bundles as samples
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.bundle.verify.archive import Archive
from tracker.bundle.verify.examination import examine
from tracker.bundle.verify.findings import Result

HONEST = samples.sample_zip()
SMALL = hostile.packed(
    hostile.relisted(
        {
            "bagit.txt": hostile.files_of(HONEST)["bagit.txt"],
            "bag-info.txt": b"Bagging-Date: 2026-11-23\nPayload-Oxum: 6.2\n",
            "manifest-sha256.txt": b"",
            "tagmanifest-sha256.txt": b"",
            "data/evidence/01/証-0001-01_a.txt": b"one",
            "data/index.html": b"two",
        }
    )
)
"""A bundle in the product's own form with next to nothing in it, so that every byte of it can be tried."""
tried = settings(deadline=None, max_examples=400, derandomize=True)


def verdict(archive: bytes) -> Result:
    return examine(Archive(BytesIO(archive), len(archive)), None)


def flipped(at: int, by: int) -> bytes:
    return hostile.patched(SMALL, at, bytes([SMALL[at] ^ by]))


def test_the_small_bundle_is_whole():
    assert verdict(SMALL).ok


def test_no_byte_of_a_bundle_can_change_unseen():
    values = random.Random(20261123)
    unseen = [at for at in range(len(SMALL)) if verdict(flipped(at, values.randrange(1, 256))).ok]
    assert unseen == []


def test_no_bit_of_a_bundle_can_flip_unseen_in_a_seeded_share():
    values = random.Random(7)
    places = [(at, 1 << bit) for at in range(len(SMALL)) for bit in range(8)]
    assert [(at, by) for at, by in values.sample(places, 3000) if verdict(flipped(at, by)).ok] == []


@pytest.mark.soak
def test_no_byte_of_a_bundle_can_take_any_other_value_unseen():
    assert [(at, by) for at in range(len(SMALL)) for by in range(1, 256) if verdict(flipped(at, by)).ok] == []


def test_a_bundle_cut_short_anywhere_is_a_fault():
    assert [size for size in range(len(SMALL)) if verdict(SMALL[:size]).ok] == []


def test_a_byte_left_out_or_put_in_anywhere_is_a_fault():
    assert [at for at in range(len(SMALL)) if verdict(SMALL[:at] + SMALL[at + 1 :]).ok] == []
    assert [at for at in range(len(SMALL) + 1) if verdict(SMALL[:at] + b"\0" + SMALL[at:]).ok] == []


@tried
@given(st.binary(max_size=400))
def test_any_bytes_at_all_get_an_answer(content):
    assert not verdict(content).ok


@tried
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6))
def test_any_damage_in_several_places_gets_an_answer(damage):
    archive = SMALL
    for at, content in damage:
        archive = hostile.patched(archive, at, content)[: len(SMALL)]
    assert verdict(archive).ok == (archive == SMALL)


@tried
@given(
    st.integers(0, 5),
    st.sampled_from([4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 30, 32, 34, 36, 38, 42]),
    st.sampled_from([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xfe\xff\xff\x7f", b"\x01\0\0\0"]),
)
def test_any_field_of_the_directory_set_to_an_extreme_gets_an_answer(entry, field, value):
    at = -1
    for _ in range(entry + 1):
        at = SMALL.index(b"PK\x01\x02", at + 1)
    archive = hostile.patched(SMALL, at + field, value)
    assert verdict(archive).ok == (archive == SMALL)


@tried
@given(st.lists(st.sampled_from([0, 1, 0xFFFF, 0xFFFFFFFF, 22, len(SMALL)]), min_size=7, max_size=7))
def test_any_end_record_gets_an_answer(fields):
    short = [min(value, 0xFFFF) if at in (0, 1, 2, 3, 6) else value for at, value in enumerate(fields)]
    archive = SMALL[:-18] + struct.pack("<HHHHIIH", *short)
    assert verdict(archive).ok == (archive == SMALL)


def test_verifying_takes_constant_memory_whatever_the_size(tmp_path):
    """A bundle with one file of 256 MiB passes through a process that may grow by less than 16 MiB."""
    program = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from contextlib import closing
from datetime import date
import hashlib, zlib
from test_bag import Zeros
from tracker.bundle import bag, tags
from tracker.bundle.plan import Entry, make
from tracker.bundle.verify import verify
size, digest, crc = 256 * 1024 * 1024, hashlib.sha256(), 0
for _ in range(256):
    digest.update(bytes(1024 * 1024))
    crc = zlib.crc32(bytes(1024 * 1024), crc)
payload = [Entry("data/big", digest.hexdigest(), crc, size, "evidence")]
info = tags.bag_info(
    payload, day=date(2026, 11, 23), organization="o", identifier="i", title="t", incomplete_reason=""
)
files = tags.tag_files(payload, info)
plan = make("folder", date(2026, 11, 23), [*(tags.entry_of(p, c, "tag") for p, c in files.items()), *payload])
kept = {hashlib.sha256(c).hexdigest(): c for c in files.values()}
import io
with open(sys.argv[2], "wb") as out:
    for block in bag.write(plan, lambda s: closing(io.BytesIO(kept[s]) if s in kept else Zeros(size))):
        out.write(block)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
result = verify(Path(sys.argv[2]))
assert result.ok, result
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", program, here, str(tmp_path / "big.zip")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 16 * 1024
