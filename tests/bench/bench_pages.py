"""Answering a page: the certification page and the sign-in page beside a bare Flask page."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from flask import Flask
from measuring import compare

from tracker.app import create_app
from tracker.config import Settings

bare = Flask("bare")
bare.add_url_rule("/", "page", lambda: "<p>bare</p>")

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
    for path in ("/", "/certifications/demo-jqa", "/certifications/demo-jqa/questions/13", "/evidence"):
        assert client.get(path).status_code == 200
        compare(path, lambda path=path: client.get(path), "a bare Flask page", lambda: baseline.get("/"))
    app.extensions["tracker.engine"].dispose()
