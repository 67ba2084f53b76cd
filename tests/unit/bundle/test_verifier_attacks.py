"""Every attack on a bundle is named by the right fault, and an honest bundle by none."""

import os
import struct
import unicodedata
import zipfile
from pathlib import Path

import hostile_zips as hostile
import pytest
import sample_bundles as samples

from tracker.bundle.tags import TAG_FILES
from tracker.bundle.verify import verify
from tracker.bundle.verify.findings import Fault, Result
from tracker.errors import NotFound
from tracker.words import LOCALES, say

HONEST = samples.sample_zip()
FILES = hostile.files_of(HONEST)
PATHS = sorted(FILES)
EVIDENCE = next(path for path in PATHS if path.endswith(".JPG"))
OTHER = next(path for path in PATHS if path.endswith(".pdf"))


@pytest.fixture
def faults(tmp_path):
    def examine(archive: bytes) -> set[tuple[str, str]]:
        path = tmp_path / "bundle.zip"
        path.write_bytes(archive)
        result = verify(path)
        assert result.ok == (not result.faults)
        for fault in result.faults:
            for locale in LOCALES:
                assert say(fault.reason, locale) != fault.reason.code
        return {(fault["kind"], fault["path"]) for fault in result.as_json()["faults"]}

    return examine


@pytest.fixture
def folder_faults(tmp_path):
    def examine(files, then=lambda _: None) -> set[tuple[str, str]]:
        folder = tmp_path / "bag"
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        then(folder)
        return {(fault["kind"], fault["path"]) for fault in verify(folder).as_json()["faults"]}

    return examine


def changed(path: str, at: int = 0) -> hostile.Files:
    """Change one byte; a tag manifest gets another digit, so that its line can still be read."""
    content = bytearray(FILES[path])
    if path == "tagmanifest-sha256.txt":
        content[at] = ord("1") if content[at] == ord("0") else ord("0")
    else:
        content[at] ^= 1
    return {**FILES, path: bytes(content)}


def without(path: str) -> hostile.Files:
    return {name: content for name, content in FILES.items() if name != path}


def test_an_honest_bundle_has_no_fault(faults):
    assert faults(HONEST) == set()


def test_the_tests_own_packer_writes_what_the_product_writes():
    assert hostile.packed(FILES) == HONEST


def test_an_unpacked_bundle_has_no_fault(folder_faults):
    assert folder_faults(FILES) == set()


def test_a_bundle_unpacked_on_a_mac_has_no_fault(folder_faults):
    assert folder_faults({unicodedata.normalize("NFD", path): content for path, content in FILES.items()}) == set()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_intact_bag_packed_again_by_another_program_has_no_fault(faults, method):
    assert faults(hostile.rezipped(HONEST, method)) == set()


@pytest.mark.parametrize("path", PATHS)
def test_a_flipped_byte_in_any_file_is_a_change_of_that_file(faults, path):
    at = HONEST.index(FILES[path], hostile.local_at(HONEST, path))
    found = faults(hostile.patched(HONEST, at, bytes([HONEST[at] ^ 1])))
    assert ("changed", path) in found or (path.startswith("tagmanifest") and found)
    if not path.endswith("manifest-sha256.txt"):
        assert found == {("changed", path)} | ({("structure", path)} if path == "bagit.txt" else set())


@pytest.mark.parametrize("path", PATHS)
def test_a_file_changed_with_its_checksum_made_to_fit_is_seen_all_the_same(faults, path):
    found = faults(hostile.packed(changed(path)))
    if path == "tagmanifest-sha256.txt":
        assert found == {("changed", "bag-info.txt")}
    else:
        assert ("changed", path) in found


def test_a_digest_made_unreadable_is_a_fault_of_its_manifest(faults):
    unreadable = b"g" + FILES["tagmanifest-sha256.txt"][1:]
    found = faults(hostile.packed({**FILES, "tagmanifest-sha256.txt": unreadable}))
    assert ("structure", "tagmanifest-sha256.txt") in found


@pytest.mark.parametrize("path", PATHS)
def test_a_flipped_byte_in_any_file_of_an_unpacked_bag_is_seen(folder_faults, path):
    found = folder_faults(changed(path))
    assert ("changed", path if path != "tagmanifest-sha256.txt" else "bag-info.txt") in found


@pytest.mark.parametrize("path", PATHS)
def test_a_dropped_file_is_missing(faults, path):
    assert ("missing", path) in faults(hostile.packed(without(path)))


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith("data/")])
def test_a_dropped_file_is_the_only_fault(faults, path):
    assert faults(hostile.packed(without(path))) == {("missing", path)}


@pytest.mark.parametrize("path", ["data/evidence/13/extra.txt", "data/new.txt", "notes.txt", "manifest-md5.txt"])
def test_an_added_file_is_extra(faults, path):
    assert faults(hostile.packed({**FILES, path: b"added"})) == {("extra", path)}


def test_a_renamed_file_is_renamed_and_neither_missing_nor_extra(faults):
    renamed = {**without(EVIDENCE), "data/evidence/13/other.jpg": FILES[EVIDENCE]}
    assert faults(hostile.packed(renamed)) == {("renamed", EVIDENCE)}


def test_two_files_that_changed_places_are_both_changed(faults):
    swapped = {**FILES, EVIDENCE: FILES[OTHER], OTHER: FILES[EVIDENCE]}
    assert faults(hostile.packed(swapped)) == {("changed", EVIDENCE), ("changed", OTHER)}


def test_an_entry_that_is_there_twice_is_a_duplicate(faults):
    assert faults(hostile.packed(FILES, twice={EVIDENCE: b"other"})) == {("duplicate", EVIDENCE)}


def test_an_entry_that_differs_in_case_only_is_a_duplicate(faults):
    same = EVIDENCE.replace("evidence", "Evidence")
    assert faults(hostile.packed(FILES, twice={same: FILES[EVIDENCE]})) == {("duplicate", same)}


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt", "data/../../outside.txt", "data/./x.txt", "data//x.txt", "data\\..\\..\\x.txt", "C:/x.txt",
        "data/x.txt:stream", "data/CON", "data/nul.txt", "data/x.", "data/x ", "data/\x00x", "data/\x1bx",
        "data/gpj.\u202eexe", "data/a?b",
    ],
)  # fmt: skip
def test_a_path_out_of_the_folder_or_unsafe_somewhere_is_unsafe(faults, name):
    kinds = {kind for kind, _ in faults(hostile.packed({**FILES, name: b"x"}))}
    assert kinds == {"unsafe-path"}


@pytest.mark.parametrize("name", ["/etc/passwd", "C:\\x.txt", "../demo-bundle/data/x"])
def test_an_absolute_path_is_unsafe(faults, name):
    assert {kind for kind, _ in faults(hostile.packed(FILES, twice={}) and _with_entry(name.encode()))} == {
        "unsafe-path"
    }


def _with_entry(name: bytes, content: bytes = b"x", *, mode: int = hostile.MODE) -> bytes:
    """Add an entry with any name at all, in our writer's form."""
    parts, directory, offset = [], [], 0
    every = [*((f"{hostile.FOLDER}/{path}".encode(), data) for path, data in FILES.items()), (name, content)]
    for one, data in every:
        local, central = hostile.record(one, data, offset, mode=mode if one == name else hostile.MODE)
        parts.append(local)
        directory.append(central)
        offset += len(local)
    ending = b"".join(directory)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(parts), len(parts), len(ending), offset, 0)
    return b"".join(parts) + ending + end


def test_a_symlink_in_the_zip_is_unsafe(faults):
    found = faults(_with_entry(b"demo-bundle/data/link", b"/etc/passwd", mode=0o120777 << 16))
    assert ("unsafe-path", "data/link") in found


def test_a_symlink_in_a_folder_is_unsafe_and_not_followed(folder_faults, tmp_path):
    (tmp_path / "outside").write_text("secret")

    def plant(folder: Path) -> None:
        (folder / EVIDENCE).unlink()
        (folder / EVIDENCE).symlink_to(tmp_path / "outside")

    assert folder_faults(FILES, plant) == {("unsafe-path", EVIDENCE), ("missing", EVIDENCE)}


def test_a_pipe_in_a_folder_is_unsafe_and_not_waited_for(folder_faults):
    assert folder_faults(FILES, lambda folder: os.mkfifo(folder / "data/pipe")) == {("unsafe-path", "data/pipe")}


def test_a_name_that_is_not_utf8_is_a_fault_of_structure(faults):
    assert {kind for kind, _ in faults(_with_entry(b"demo-bundle/data/\x93\xfa\x96{.txt"))} == {"structure"}


def test_a_checksum_that_lies_is_a_fault_of_structure_at_that_file(faults):
    local, central = hostile.local_at(HONEST, EVIDENCE), hostile.central_at(HONEST, EVIDENCE)
    lying = hostile.patched(hostile.patched(HONEST, local + 14, b"\0\0\0\0"), central + 16, b"\0\0\0\0")
    assert faults(lying) == {("structure", EVIDENCE)}


def test_headers_that_contradict_each_other_are_a_fault_of_structure(faults):
    at = hostile.local_at(HONEST, EVIDENCE) + 30 + len("demo-bundle/data/")
    assert faults(hostile.patched(HONEST, at, b"E")) == {("structure", EVIDENCE)}


@pytest.mark.parametrize(
    ("edit", "kind", "path"),
    [
        (lambda text: text.replace(b"  data", b" *data", 1), "structure", "manifest-sha256.txt"),
        (lambda text: b"\xef\xbb\xbf" + text, "structure", "manifest-sha256.txt"),
        (lambda text: text.replace(b"\n", b"\r\n"), "structure", "manifest-sha256.txt"),
        (lambda text: text.rstrip(b"\n"), "structure", "manifest-sha256.txt"),
        (lambda text: text + b"\n", "structure", "manifest-sha256.txt"),
        (lambda text: text + b"\xff\n", "structure", "manifest-sha256.txt"),
        (lambda text: text.upper(), "structure", "manifest-sha256.txt"),
        (lambda text: text + text.splitlines(keepends=True)[0], "duplicate", "data/checklist.csv"),
        (lambda text: text + b"0" * 64 + b"  data/../../x\n", "unsafe-path", "data/../../x"),
        (lambda text: text + b"0" * 64 + b"  ../x\n", "unsafe-path", "../x"),
        (lambda text: text + b"0" * 64 + b"  /x\n", "unsafe-path", "/x"),
        (lambda text: text + b"0" * 64 + b"  bagit.txt\n", "structure", "manifest-sha256.txt"),
        (lambda text: text + b"0" * 64 + b"  data/100%25.txt\n", "structure", "manifest-sha256.txt"),
        (lambda text: b"0" * 64 + text[64:], "changed", "data/checklist.csv"),
        (lambda _: b"", "extra", EVIDENCE),
    ],
)
def test_an_edited_manifest_is_named_even_when_the_tag_manifest_was_made_to_fit(faults, edit, kind, path):
    edited = hostile.relisted(FILES)
    edited["manifest-sha256.txt"] = edit(edited["manifest-sha256.txt"])
    edited["tagmanifest-sha256.txt"] = hostile.lines([(name, edited[name]) for name in TAG_FILES[:3]])
    assert (kind, path) in faults(hostile.packed(edited))


def test_an_edited_manifest_is_changed_by_the_tag_manifest(faults):
    edited = {**FILES, "manifest-sha256.txt": FILES["manifest-sha256.txt"].replace(b"data/index", b"data/Index")}
    assert ("changed", "manifest-sha256.txt") in faults(hostile.packed(edited))


@pytest.mark.parametrize("path", ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"])
def test_a_tag_file_that_the_tag_manifest_does_not_list_is_extra(faults, path):
    edited = dict(FILES)
    edited["tagmanifest-sha256.txt"] = hostile.lines([(name, FILES[name]) for name in TAG_FILES[:3] if name != path])
    assert faults(hostile.packed(edited)) == {("extra", path)}


@pytest.mark.parametrize("oxum", ["1.1", "", "Payload-Oxum: 1.1\nPayload-Oxum: 1.1", "-5.3"])
def test_a_wrong_payload_oxum_is_a_fault_of_structure(faults, oxum):
    lines = FILES["bag-info.txt"].decode().splitlines()
    told = [f"Payload-Oxum: {oxum}" if line.startswith("Payload-Oxum") else line for line in lines]
    edited = hostile.relisted({**FILES, "bag-info.txt": "\n".join([*told, ""]).encode()})
    assert faults(hostile.packed(edited)) == {("structure", "bag-info.txt")}


@pytest.mark.parametrize("text", [b"BagIt-Version: 0.97\n", b"", FILES["bagit.txt"].replace(b"\n", b"\r\n")])
def test_another_kind_of_bag_is_a_fault_of_structure(faults, text):
    assert faults(hostile.packed(hostile.relisted({**FILES, "bagit.txt": text}))) == {("structure", "bagit.txt")}


def test_data_before_the_zip_is_a_fault_of_structure(faults):
    assert faults(b"MZ this could be a program" + HONEST) == {("structure", ".")}


def test_data_before_the_zip_with_offsets_made_to_fit_is_a_fault_of_structure(faults):
    parts = b"#!/bin/sh\n"
    moved = parts + HONEST
    for path in PATHS:
        at = hostile.central_at(moved, path) + 42
        (offset,) = struct.unpack_from("<I", moved, at)
        moved = hostile.patched(moved, at, struct.pack("<I", offset + len(parts)))

    def shift(fields: list[int]) -> None:
        fields[5] += len(parts)

    found = faults(hostile.with_end(moved, shift))
    assert {kind for kind, _ in found} == {"structure"}


@pytest.mark.parametrize("tail", [b"\0", b"trailing", b"PK\x05\x06" + bytes(18)])
def test_data_after_the_zip_is_a_fault_of_structure(faults, tail):
    found = faults(HONEST + tail)
    assert ("structure", ".") in found


def test_a_comment_on_the_zip_is_a_fault_of_structure(faults):
    assert faults(HONEST[:-2] + b"\x05\x00hello") == {("structure", ".")}


def test_data_hidden_between_entries_is_a_fault_of_structure(faults):
    at = HONEST.index(b"PK\x01\x02")
    hidden = HONEST[:at] + b"hidden" + HONEST[at:]

    def shift(fields: list[int]) -> None:
        fields[5] += 6

    assert faults(hostile.with_end(hidden, shift)) == {("structure", ".")}


def test_entries_that_overlap_are_a_fault_of_structure_and_are_not_read(faults):
    """The directory names one entry's bytes twice: the way of the bombs that need no ratio."""
    first, second = hostile.central_at(HONEST, EVIDENCE), hostile.central_at(HONEST, OTHER)
    overlapping = hostile.patched(HONEST, second + 42, HONEST[first + 42 : first + 46])
    found = faults(overlapping)
    assert {kind for kind, _ in found} == {"structure"}


def test_a_second_folder_is_a_fault_of_structure(faults):
    assert faults(_with_entry(b"other/data/x.txt")) == {("structure", "other/data/x.txt")}


def test_a_file_beside_the_folder_is_a_fault_of_structure(faults):
    assert faults(_with_entry(b"readme.txt")) == {("structure", "readme.txt")}


def test_a_folder_entry_that_carries_bytes_is_a_fault_of_structure(faults):
    assert faults(_with_entry(b"demo-bundle/data/")) == {("structure", "data/")}


def test_a_file_where_others_have_a_folder_is_a_fault_of_structure(faults):
    assert ("structure", f"{OTHER}/x") in faults(_with_entry(f"demo-bundle/{OTHER}/x".encode()))


@pytest.mark.parametrize("flag", [0x1, 0x8, 0x40, 0x2000])
def test_an_encrypted_or_streamed_entry_is_a_fault_of_structure(faults, flag):
    flags = struct.pack("<H", 0x800 | flag)
    local, central = hostile.local_at(HONEST, EVIDENCE), hostile.central_at(HONEST, EVIDENCE)
    found = faults(hostile.patched(hostile.patched(HONEST, local + 6, flags), central + 8, flags))
    assert found == {("structure", EVIDENCE)}


def test_an_unknown_compression_is_a_fault_of_structure(faults):
    method = struct.pack("<H", 93)
    local, central = hostile.local_at(HONEST, EVIDENCE), hostile.central_at(HONEST, EVIDENCE)
    found = faults(hostile.patched(hostile.patched(HONEST, local + 8, method), central + 10, method))
    assert found == {("structure", EVIDENCE)}


def test_a_bomb_is_a_fault_of_structure_and_is_not_inflated(faults):
    bomb = hostile.packed({**FILES, "data/bomb": bytes(64 * 1024 * 1024)}, method=8)
    assert ("structure", "data/bomb") in faults(bomb)


def test_a_bomb_that_lies_about_its_size_is_stopped_at_the_size_it_states(faults):
    bomb = hostile.packed({**FILES, "data/bomb": bytes(64 * 1024 * 1024)}, method=8)
    for at in (hostile.local_at(bomb, "data/bomb") + 22, hostile.central_at(bomb, "data/bomb") + 24):
        bomb = hostile.patched(bomb, at, struct.pack("<I", 1000))
    assert faults(bomb) == {("structure", "data/bomb"), ("extra", "data/bomb")}


def test_a_directory_that_claims_a_huge_count_is_a_fault_of_structure(faults):
    def claim(fields: list[int]) -> None:
        fields[2] = fields[3] = 0xFFFE

    assert faults(hostile.with_end(HONEST, claim)) == {("structure", ".")}


def test_a_zip64_record_that_claims_a_huge_count_is_refused_without_reading_on(faults):
    end = HONEST[-22:]
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 60, 1 << 60, 1 << 50, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(HONEST) - 22, 1)
    found = faults(HONEST[:-22] + wide + locator + end[:8] + b"\xff" * 12 + end[20:])
    assert ("structure", ".") in found


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"PK\x05\x06" + bytes(18), bytes(1000)])
def test_what_is_no_bundle_at_all_is_a_fault_and_never_a_traceback(faults, content):
    found = faults(content)
    assert ("missing", "bagit.txt") in found


def test_an_empty_folder_is_a_fault(folder_faults):
    assert ("missing", "bagit.txt") in folder_faults({}, lambda folder: folder.mkdir())


def test_nothing_at_all_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        verify(tmp_path / "nowhere.zip")


def test_every_fault_is_reported_and_not_only_the_first(faults):
    edited = {**without(OTHER), "data/added.txt": b"x", "data/checklist.csv": b"changed"}
    assert faults(hostile.packed(edited, twice={EVIDENCE: b"other"})) == {
        ("missing", OTHER),
        ("extra", "data/added.txt"),
        ("changed", "data/checklist.csv"),
        ("duplicate", EVIDENCE),
    }


def test_an_unsealed_bundle_is_ok_without_a_key_and_never_with_one(tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(HONEST)
    plain, asked = verify(path), verify(path, key="ab" * 32)
    assert plain.ok
    assert plain.signature == "none"
    assert not asked.ok
    assert asked.as_json()["faults"] == [{"kind": "signature", "path": "seal.sig"}]


@pytest.mark.parametrize("name", ["seal.sig", "seal.tsr"])
def test_a_seal_that_cannot_be_read_is_invalid_and_always_a_fault(tmp_path, name):
    path = tmp_path / "bundle.zip"
    path.write_bytes(hostile.packed({**FILES, name: b"not a signature"}))
    result = verify(path)
    assert result.signature == "invalid"
    assert result.as_json()["faults"] == [{"kind": "signature", "path": "seal.sig"}]


def test_the_document_is_tics_verify_1():
    result = Result("none", (Fault("data/x", "changed"), Fault("data/x", "structure", "checksum")), 3)
    assert result.as_json() == {
        "format": "tics-verify/1",
        "ok": False,
        "signature": "none",
        "faults": [{"kind": "changed", "path": "data/x"}, {"kind": "structure", "path": "data/x"}],
    }
    assert result.encode().endswith(b"}\n")
