"""Answering a page beside a bare Flask page that reads one row and draws one template.

Each page is measured twice: as it is looked at again, and as it is first drawn after a change of the record.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from flask import Flask, render_template_string
from measuring import compare
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.app import create_app
from tracker.config import Settings
from tracker.desk import remembered
from tracker.organizations.models import Organization

TEMPLATE = "<!doctype html><html><head><title>{{ it.name }}</title></head><body><h1>{{ it.name }}</h1></body></html>"
bare = Flask("bare")
BARE = "a bare Flask page with a row and a template"


@bare.get("/")
def page() -> str:
    with Session(bare.extensions["engine"]) as session:
        return render_template_string(TEMPLATE, it=session.scalars(select(Organization)).first())


with tempfile.TemporaryDirectory() as name:
    instance = Path(name) / "instance"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    command = [sys.executable, "-c", "from tracker.cli.main import main; main()", "demo", "--json"]
    subprocess.run(command, env={**environment, "TRACKER_INSTANCE": str(instance)}, check=True, capture_output=True)
    app = create_app(Settings.load({"TRACKER_INSTANCE": str(instance)}))
    lead = next(who for who in json.loads((instance / "demo-sign-ins.json").read_text()) if who["role"] == "lead")
    client, baseline = app.test_client(), bare.test_client()
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found is not None
    client.post("/sign-in", data={"csrf_token": found[1], "email": lead["email"], "password": lead["password"]})
    bare.extensions["engine"] = app.extensions["tracker.engine"]

    def after_a_change(path: str) -> None:
        app.extensions[remembered.EXTENSION] = remembered.Memory()
        client.get(path)

    for path in ("/", "/certifications/demo-jqa", "/certifications/demo-jqa/questions/13", "/evidence"):
        assert client.get(path).status_code == 200
        compare(path, lambda path=path: client.get(path), BARE, lambda: baseline.get("/"))
        compare(f"{path} after a change", lambda path=path: after_a_change(path), BARE, lambda: baseline.get("/"))
    app.extensions["tracker.engine"].dispose()
