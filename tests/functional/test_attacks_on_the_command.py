"""The command as a second way in: it does in nobody's name what they may not do themselves."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    """Give what runs the command on an installation with two organizations and a person in each."""
    instance = tmp_path_factory.mktemp("command") / "instance"

    def run(*arguments):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        done = subprocess.run(
            [sys.executable, "-c", "from tracker.cli.main import main; main()", *map(str, arguments)],
            env={**kept, "TRACKER_INSTANCE": str(instance)}, capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr
        return done

    assert run("init").returncode == 0
    for slug in ("mihon", "betsu"):
        assert run("organization", "add", slug, "--name", slug).returncode == 0
    for who, slug in (("contributor", "mihon"), ("manager", "mihon"), ("contributor", "betsu")):
        added = run("user", "add", f"{who}@{slug}.example", "--role", who, "--organization", slug)
        assert added.returncode == 0
    return run


def collect(command, file, by):
    return command(
        "collect", file, "--organization", "mihon", "--question", "9", "--expectation", "q09-contact-tree", "--kind",
        "incident_record", "--collected-on", "2026-10-01", "--reason", "x", "--json", "--by", by,
    )  # fmt: skip


def test_nothing_is_collected_in_the_name_of_somebody_who_may_not_collect_there(command, tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"a")
    for by, code in (
        ("contributor@betsu.example", "access.other_organization"),
        ("manager@mihon.example", "access.role_may_not"),
        ("command@tracker.invalid", "cli.no_such_person"),
        ("nobody@mihon.example", "cli.no_such_person"),
    ):
        refused = collect(command, file, by)
        assert refused.returncode != 0
        assert json.loads(refused.stdout)["code"] == code, by
    assert json.loads(collect(command, file, "Contributor@mihon.example").stdout)["evidence"] == ["証-0001-01"]


def test_nobody_is_made_the_commands_own_person(command):
    """Whoever signed in as it could judge nothing less than everything the command collected."""
    refused = command("user", "add", "command@tracker.invalid", "--role", "lead", "--organization", "mihon", "--json")
    assert json.loads(refused.stdout)["code"] == "access.email_bad"


def test_a_short_name_leads_out_of_no_folder(command):
    for slug in ("../x", "a\\b"):
        assert command("organization", "add", slug, "--name", "x").returncode != 0
