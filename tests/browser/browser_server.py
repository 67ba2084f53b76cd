"""The product as people meet it: its own command in real processes, over a folder of its own."""

import http.client
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-c", "from tracker.cli.main import main; main()"]
NAMES = {
    "lead": "hanako@mihon-press.example",
    "second lead": "saburo@mihon-press.example",
    "manager": "taro@mihon-press.example",
    "contributor": "ichiro@mihon-press.example",
    "auditor": "auditor@audit.example",
    "operator": "operator@example.jp",
    "stranger": "ryoko@kakuu-mold.example",
}
"""Who is who among the samples."""
COMPANY, NAME, EMAIL = "見本はじめ製作所", "見本 初", "first@hajime.example"
"""Who is there in an installation that has just begun."""


def environment(instance: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return {**kept, "TRACKER_INSTANCE": str(instance)}


def tracker(instance: Path, *arguments: str) -> Any:
    """Run the command to its end and give the one JSON document it prints; any other end is an error."""
    done = subprocess.run(
        [*COMMAND, *arguments, "--json"], env=environment(instance), check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


class Server:
    """`tracker serve` over one instance folder."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (instance / "server.log").open("wb")
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(self.port)],
            env=environment(instance), stdout=self.log, stderr=self.log,
        )  # fmt: skip

    def wait_until_it_answers(self) -> None:
        for _ in range(600):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("GET", "/healthz")
                assert connection.getresponse().status == 200
            except ConnectionRefusedError:
                self._wait_a_little()
            else:
                return
            finally:
                connection.close()
        raise AssertionError("the server never answered")

    def _wait_a_little(self) -> None:
        """Wait on the process, which must go on running until it answers."""
        try:
            self.process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError((self.instance / "server.log").read_text())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()

    def sign_in_of(self, who: str) -> tuple[str, str]:
        """Look up address and password of a sample person."""
        people = json.loads((self.instance / "demo-sign-ins.json").read_text(encoding="utf-8"))
        found = next(person for person in people if person["email"] == NAMES[who])
        return found["email"], found["password"]
