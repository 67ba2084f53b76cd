"""The `tracker` command as scripts use it: real processes, exit codes, one JSON document, never a traceback."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bagit
import pytest

from tracker.bundle.names import units
from tracker.web import prose
from tracker.words import LOCALES

ROOT = Path(__file__).parents[2]
VERBS = ["init", "demo", "serve", "organization add", "user add", "collect", "readiness", "seal", "verify", "check"]


@dataclass(frozen=True)
class Ended:
    code: int
    out: bytes
    err: str

    @property
    def document(self):
        return json.loads(self.out)


def run(instance: Path, *arguments: object, **environment: str) -> Ended:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    done = subprocess.run(
        [sys.executable, "-c", "from tracker.cli.main import main; main()", *map(str, arguments)],
        env={**kept, "TRACKER_INSTANCE": str(instance), **environment},
        capture_output=True,
        check=False,
        timeout=300,
        cwd=instance.parent,
    )
    error = done.stderr.decode()
    assert "Traceback" not in error
    assert b"Traceback" not in done.stdout
    return Ended(done.returncode, done.stdout, error)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """An installation with the samples, sealed; tests of this module only read it."""
    instance = tmp_path_factory.mktemp("demo") / "instance"
    ended = run(instance, "demo", "--no-serve")
    assert ended.code == 0, ended.err
    return instance


@pytest.fixture
def plant(tmp_path) -> Callable[..., Ended]:
    """A fresh installation with one organization; gives what runs the command on it."""
    instance = tmp_path / "instance"

    def command(*arguments: object, **environment: str) -> Ended:
        return run(instance, *arguments, **environment)

    assert command("init").code == 0
    assert command("organization", "add", "mihon", "--name", "見本").code == 0
    return command


@pytest.fixture
def copied(demo, tmp_path) -> Path:
    """A copy of the demo that a test may damage."""
    instance = tmp_path / "instance"
    shutil.copytree(demo, instance)
    return instance


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(tmp_path, verb):
    ended = run(tmp_path / "instance", *verb.split(), "--help")
    assert ended.code == 0
    assert b"Usage: " in ended.out


def test_the_demo_is_neither_nothing_nor_all_and_prints_its_sign_ins(demo):
    ended = run(demo, "demo", "--json")
    assert ended.code == 0
    assert ended.document["verified"] is True
    assert 0 < ended.document["provable_bp"] < ended.document["claimed_bp"] < 10000
    for person in ("hanako@mihon-press.example", "taro@mihon-press.example", "auditor@audit.example"):
        assert person in ended.err


def test_a_second_demo_seals_nothing_new_and_writes_the_same_bytes(copied):
    before = (copied / "demo-bundle.zip").read_bytes()
    journal = run(copied, "check", "journal", "--json").document["journal"]
    assert run(copied, "demo", "--no-serve").code == 0
    assert (copied / "demo-bundle.zip").read_bytes() == before
    assert run(copied, "check", "journal", "--json").document["journal"] == journal


def test_two_fresh_installations_seal_the_same_bytes_in_any_zone_and_hash_seed(demo, tmp_path):
    other = tmp_path / "instance"
    assert run(other, "demo", "--no-serve", TZ="America/Los_Angeles", PYTHONHASHSEED="4242").code == 0
    assert (other / "demo-bundle.zip").read_bytes() == (demo / "demo-bundle.zip").read_bytes()


def test_no_password_or_secret_enters_the_bundle(demo):
    secrets = [person["password"] for person in json.loads((demo / "demo-sign-ins.json").read_text())]
    secrets += [line.split('"')[1] for line in (demo / "settings.toml").read_text().splitlines() if '"' in line]
    with zipfile.ZipFile(demo / "demo-bundle.zip") as bundle:
        for name in bundle.namelist():
            content = bundle.read(name)
            assert [secret for secret in secrets if secret.encode() in content] == [], name


def test_the_demo_refuses_an_installation_that_is_not_a_sample(plant):
    ended = plant("demo", "--no-serve")
    assert ended.code == 2
    assert "見本" in ended.err


def test_readiness_prints_the_document_that_is_in_the_bundle(demo):
    ended = run(demo, "readiness", "demo-jqa", "--json")
    with zipfile.ZipFile(demo / "demo-bundle.zip") as bundle:
        assert bundle.read("demo-bundle/data/readiness.json") == ended.out
    assert (ended.code, ended.err) == (0, "")


def test_readiness_not_ready_is_a_fault_only_when_asked(demo):
    assert run(demo, "readiness", "demo-jqa").code == 0
    assert run(demo, "readiness", "demo-jqa", "--require-ready").code == 1


def test_readiness_of_a_past_day_is_that_of_the_record(demo):
    early = run(demo, "readiness", "demo-jqa", "--as-of", "2026-09-10", "--json").document
    late = run(demo, "readiness", "demo-jqa", "--as-of", "2026-11-23", "--json").document
    assert (early["as_of"], late["as_of"]) == ("2026-09-10", "2026-11-23")
    assert early["provable_bp"] < late["provable_bp"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["readiness", "nobody"],
        ["readiness", "demo-jqa", "--as-of", "2026-02-30"],
        ["readiness", "demo-jqa", "--as-of", "1999-01-01"],
        ["readiness"],
        ["juggle"],
        ["verify", "nothing-there.zip"],
        ["seal", "nobody", "-o", "x.zip"],
        ["seal", "demo-jqa", "-o", "no/such/folder/x.zip"],
        ["check", "--sample", "0%"],
        ["check", "--sample", "many"],
        ["user", "add", "a@b.example", "--role", "king", "--organization", "mihon-press"],
        ["user", "add", "a@b.example", "--role", "lead", "--organization", "nobody"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("json_asked", [False, True])
def test_what_cannot_be_named_or_opened_ends_with_2(demo, arguments, json_asked):
    ended = run(demo, *arguments, *(["--json"] if json_asked else []))
    assert ended.code == 2
    assert ended.err.strip()
    if json_asked:
        assert ended.document["format"] == "tics-refusal/1"
    else:
        assert ended.out == b""


def test_without_secrets_nothing_runs(tmp_path):
    ended = run(tmp_path / "instance", "readiness", "x")
    assert ended.code == 2
    assert "tracker init" in ended.err


def test_an_unreadable_database_ends_with_2(copied):
    (copied / "tracker.sqlite3").write_bytes(b"not a database, whatever its name says" * 100)
    for wal in copied.glob("tracker.sqlite3-*"):
        wal.unlink()
    ended = run(copied, "readiness", "demo-jqa", "--json")
    assert ended.code == 2
    assert ended.document["code"] == "cli.database_unreadable"


def test_init_keeps_its_secrets_to_itself_and_is_repeatable(tmp_path):
    instance = tmp_path / "instance"
    assert run(instance, "init").code == 0
    settings = instance / "settings.toml"
    before = settings.read_bytes()
    assert run(instance, "init").code == 0
    assert settings.read_bytes() == before
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    assert stat.S_IMODE((instance / "vault").stat().st_mode) == 0o700


def test_a_person_gets_a_one_time_link_and_no_password(plant):
    ended = plant("user", "add", "lead@mihon.example", "--role", "lead", "--organization", "mihon", "--json")
    assert ended.code == 0
    assert ended.document["set_password_path"].startswith("/set-password/")


def collect(plant, *files: Path, **options: str) -> Ended:
    stated = {
        "organization": "mihon",
        "question": "9",
        "expectation": "q09-contact-tree",
        "kind": "incident_record",
        "collected-on": "2026-10-01",
        "reason": "連絡先を示すため",
        **{name.replace("_", "-"): value for name, value in options.items()},
    }
    return plant(
        "collect", *files, *(part for name, value in stated.items() for part in (f"--{name}", value)), "--json"
    )


def test_files_are_collected_together_or_not_at_all(plant, tmp_path):
    good, empty = tmp_path / "連絡網①.pdf", tmp_path / "空.pdf"
    good.write_bytes(b"%PDF-1.4 sample")
    empty.touch()
    refused = collect(plant, good, empty)
    assert (refused.code, refused.document["code"]) == (1, "evidence.empty_file")
    taken = collect(plant, good)
    assert (taken.code, taken.document["evidence"]) == (0, ["証-0001-01"])


@pytest.mark.parametrize(
    ("options", "code", "exit_code"),
    [
        ({"question": "99"}, "certification.no_such_question", 2),
        ({"expectation": "q13-lock-photo"}, "cli.no_such_expectation", 2),
        ({"organization": "nobody"}, "cli.no_such_organization", 2),
        ({"kind": "poem"}, "evidence.unknown_kind", 1),
        ({"collected_on": "2199-01-01"}, "evidence.collected_in_future", 1),
        ({"valid_until": "2026-09-30"}, "evidence.valid_until_before_collected", 1),
        ({"reason": " "}, "input.required", 1),
        ({"question": "13", "expectation": "q13-lock-photo", "kind": "photo"}, "cli.name_the_place", 1),
        (
            {"question": "13", "expectation": "q13-lock-photo", "kind": "photo", "site": "moon"},
            "mapping.unknown_place",
            1,
        ),
    ],
)
def test_a_bad_collect_says_why_and_keeps_nothing(plant, tmp_path, options, code, exit_code):
    file = tmp_path / "連絡網.pdf"
    file.write_bytes(b"%PDF-1.4 sample")
    ended = collect(plant, file, **options)
    assert (ended.code, ended.document["code"]) == (exit_code, code)
    assert collect(plant, file).document["evidence"] == ["証-0001-01"]


def test_an_over_large_file_is_refused(plant, tmp_path):
    file = tmp_path / "大.bin"
    file.write_bytes(bytes(2048))
    done = plant(
        "collect", file, "--organization", "mihon", "--question", "9", "--expectation", "q09-contact-tree", "--kind",
        "incident_record", "--collected-on", "2026-10-01", "--reason", "x", "--json", TRACKER_MAX_FILE_BYTES="1024",
    )  # fmt: skip
    assert (done.code, done.document["code"]) == (1, "vault.too_large")


def test_the_demo_bundle_is_a_bag_and_verifies(demo, tmp_path):
    with zipfile.ZipFile(demo / "demo-bundle.zip") as bundle:
        names = bundle.namelist()
        bundle.extractall(tmp_path)
    bagit.Bag(str(tmp_path / "demo-bundle")).validate()
    for subject in (demo / "demo-bundle.zip", tmp_path / "demo-bundle"):
        ended = run(demo, "verify", subject, "--json")
        assert (ended.code, ended.document) == (
            0, {"format": "tics-verify/1", "ok": True, "signature": "none", "faults": []},
        )  # fmt: skip
    assert max(units(name.partition("/")[2]) for name in names) <= 120
    assert {name.partition("/")[0] for name in names} == {"demo-bundle"}


@pytest.mark.parametrize("language", LOCALES)
def test_the_help_shows_the_command_and_what_it_really_prints(demo, tmp_path, language):
    blocks = re.findall(r"```\n(.*?)\n```", prose.source("bundle", language), re.DOTALL)
    sealing, verifying, printed, by_hand = blocks
    shutil.copy(demo / "demo-bundle.zip", tmp_path / "FILE.zip")
    ended = run(tmp_path / "nowhere", *verifying.split()[1:], TRACKER_LOCALE=language)
    assert (ended.code, ended.err.strip() or ended.out.decode().strip()) == (0, printed)
    with zipfile.ZipFile(tmp_path / "FILE.zip") as bundle:
        bundle.extractall(tmp_path)
    checked = subprocess.run(by_hand.split(), cwd=tmp_path / "demo-bundle", capture_output=True, check=False)
    assert checked.returncode == 0
    copied = tmp_path / "instance"
    shutil.copytree(demo, copied)
    assert run(copied, *sealing.replace("CERTIFICATION", "demo-jqa").split()[1:]).code == 0


def test_verify_needs_no_installation(demo, tmp_path):
    ended = run(tmp_path / "nowhere", "verify", demo / "demo-bundle.zip", "--json")
    assert ended.document["ok"] is True


def test_a_damaged_zip_ends_with_1(demo, tmp_path):
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes((demo / "demo-bundle.zip").read_bytes()[:-200])
    ended = run(demo, "verify", damaged, "--json")
    assert (ended.code, ended.document["ok"]) == (1, False)


def test_a_key_that_signed_nothing_is_a_fault(demo):
    ended = run(demo, "verify", demo / "demo-bundle.zip", "--key", "ab:cd", "--json")
    assert (ended.code, ended.document["ok"], ended.document["signature"]) == (1, False, "none")


def blob_of(instance: Path, number: str) -> Path:
    with zipfile.ZipFile(instance / "demo-bundle.zip") as bundle:
        listed = bundle.read("demo-bundle/manifest-sha256.txt").decode().splitlines()
    digest = next(line.split()[0] for line in listed if number in line)
    return next((instance / "vault").rglob(f"*{digest[2:]}"))


def test_a_flipped_byte_in_the_vault_is_found_and_stops_the_seal_unless_allowed_with_a_reason(copied, tmp_path):
    blob = blob_of(copied, "証-0003-01")
    content = bytearray(blob.read_bytes())
    content[1000] ^= 1
    blob.chmod(0o600)
    blob.write_bytes(content)
    check = run(copied, "check", "vault", "--json")
    assert check.code == 1
    assert [fault["kind"] for fault in check.document["vault"]["faults"]] == ["changed"]
    assert run(copied, "seal", "demo-jqa", "-o", tmp_path / "again.zip").code == 1
    assert not (tmp_path / "again.zip").exists()
    assert run(copied, "seal", "demo-jqa", "-o", tmp_path / "again.zip", "--allow-incomplete").code == 1
    allowed = run(
        copied,
        "seal",
        "demo-jqa",
        "-o",
        tmp_path / "again.zip",
        "--allow-incomplete",
        "--reason",
        "写真が壊れた",
        "--json",
    )
    assert (allowed.code, allowed.document["incomplete"]) == (0, True)
    written = Path(allowed.document["path"])
    assert "不完全" in written.name
    with zipfile.ZipFile(written) as bundle:
        (folder,) = {name.partition("/")[0] for name in bundle.namelist()}
        assert "不完全" in bundle.read(f"{folder}/bag-info.txt").decode()
        assert "写真が壊れた" in bundle.read(f"{folder}/data/index.html").decode()
    assert run(copied, "verify", written).code == 0
    assert run(copied, "check", "journal").code == 0
