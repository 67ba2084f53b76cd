"""The demo, kept as text: its readiness, the digests of what its bundle holds, and one number on every surface.

`TRACKER_GOLDEN=write make test PYTEST=tests/golden` writes the kept text anew; read the difference before committing.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tracker.app import create_app
from tracker.config import Settings
from tracker.words import percent

HERE = Path(__file__).parent
FOLDER = "demo-bundle"


@pytest.fixture(scope="module")
def instance(tmp_path_factory) -> Path:
    """An installation with the samples, loaded and sealed by the command."""
    instance = tmp_path_factory.mktemp("golden") / "instance"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    subprocess.run(
        [sys.executable, "-c", "from tracker.cli.main import main; main()", "demo", "--json"],
        env={**environment, "TRACKER_INSTANCE": str(instance)},
        check=True,
        capture_output=True,
    )
    return instance


@pytest.fixture
def bundle(instance) -> Callable[[str], bytes]:
    """Read a file of the sealed bundle."""

    def read(name: str) -> bytes:
        with zipfile.ZipFile(instance / "demo-bundle.zip") as archive:
            return archive.read(f"{FOLDER}/{name}")

    return read


@pytest.fixture
def pages(instance, tmp_path) -> Iterator[Callable[[str, str], str]]:
    """Give what reads a page as somebody of the samples: `pages("manager", "/manager")`."""
    copy = tmp_path / "instance"
    shutil.copytree(instance, copy)
    app = create_app(Settings.load({"TRACKER_INSTANCE": str(copy)}))
    people = {person["role"]: person for person in reversed(json.loads((copy / "demo-sign-ins.json").read_text()))}
    clients: dict[str, FlaskClient] = {}

    def read(role: str, path: str) -> str:
        if role not in clients:
            clients[role] = app.test_client()
            token = re.search(r'name="csrf_token" value="([^"]+)"', clients[role].get("/sign-in").text)
            form = {"csrf_token": token[1], "email": people[role]["email"], "password": people[role]["password"]}
            assert clients[role].post("/sign-in", data=form).status_code in (302, 303)
        answer = clients[role].get(path)
        assert answer.status_code == 200, path
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))

    yield read
    app.extensions["tracker.engine"].dispose()


def kept(name: str, text: str) -> str:
    path = HERE / name
    if os.environ.get("TRACKER_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_the_readiness_of_the_demo_is_what_it_was(bundle):
    text = bundle("data/readiness.json").decode()
    assert text == kept("demo-readiness.json", text)


def test_the_checklist_and_the_evidence_of_the_demo_are_what_they_were(bundle):
    """All but the index page, whose bytes follow the stylesheet."""
    lines = bundle("manifest-sha256.txt").decode().splitlines(keepends=True)
    text = "".join(line for line in lines if not line.rstrip().endswith("data/index.html"))
    assert text == kept("demo-manifest.txt", text)


def test_one_number_on_page_command_json_csv_and_bundle(bundle, pages):
    document = json.loads(bundle("data/readiness.json"))
    provable, claimed = (percent(document[name]) for name in ("provable_bp", "claimed_bp"))
    assert 0 < document["provable_bp"] < 10_000
    rows = list(csv.DictReader(io.StringIO(bundle("data/checklist.csv").decode("utf-8-sig"))))
    assert (rows[-1]["立証可能"], rows[-1]["申告"]) == (provable, claimed)
    told = {path: pages(role, path) for role, path in (
        ("lead", "/"), ("lead", "/certifications/demo-jqa"), ("lead", "/bundles/demo-jqa"),
        ("manager", "/manager"), ("auditor", "/certifications/demo-jqa"),
    )}  # fmt: skip
    told["index"] = re.sub(r"<[^>]+>", "", bundle("data/index.html").decode())
    for surface, text in told.items():
        figures = text.replace(" ", "")
        assert provable.replace(" ", "") in figures, surface
        assert claimed.replace(" ", "") in figures, surface
    count = document["counts"]["provable"], document["counts"]["applicable"]
    assert f"{count[0]}/{count[1]}" in told["/certifications/demo-jqa"]
