"""A file of 2 GiB goes up and down through the real server in constant memory; `make test` sends a smaller one."""

import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

MEBIBYTE = 1024 * 1024
BLOCK = os.urandom(MEBIBYTE)
ALLOWED_GROWTH = 64 * MEBIBYTE


class Server:
    """`tracker serve` over the samples, and one browser's worth of HTTP."""

    def __init__(self, instance: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        environment["TRACKER_INSTANCE"] = str(instance)
        command = [sys.executable, "-c", "from tracker.cli.main import main; main()"]
        subprocess.run([*command, "demo", "--json"], env=environment, check=True, capture_output=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = (instance / "server.log").open("wb")
        self.process = subprocess.Popen(
            [*command, "serve", "--port", str(self.port)], env=environment, stdout=self.log, stderr=self.log
        )
        self.cookie = ""
        self.connections: list[http.client.HTTPConnection] = []
        people = json.loads((instance / "demo-sign-ins.json").read_text())
        self.lead = next(person for person in people if person["role"] == "lead")

    def stop(self) -> None:
        for connection in self.connections:
            connection.close()
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.connect()
        self.connections.append(connection)
        return connection

    def wait_until_it_answers(self) -> None:
        for _ in range(600):
            try:
                self.request("GET", "/healthz")
            except ConnectionRefusedError:
                with pytest.raises(subprocess.TimeoutExpired):  # it must go on running until it answers
                    self.process.wait(timeout=0.1)
            else:
                return
        raise AssertionError("the server never answered")

    def request(self, method: str, path: str, body: object = None, **headers: str) -> http.client.HTTPResponse:
        connection = self.connect()
        connection.request(method, path, body=body, headers={"Cookie": self.cookie, **headers})
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = cookie.partition(";")[0]
        return answer

    def token(self, path: str) -> str:
        page = self.request("GET", path).read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page[:500]
        return found[1]

    def sign_in(self) -> None:
        form = {"csrf_token": self.token("/sign-in"), "email": self.lead["email"], "password": self.lead["password"]}
        answer = self.request(
            "POST", "/sign-in", urlencode(form), **{"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert answer.status in (302, 303), answer.read().decode()

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def memory(self, line: str) -> int:
        """Sum a line of the workers' status, in bytes: VmRSS = resident now, VmHWM = its highest since `mark`."""
        statuses = [Path(f"/proc/{pid}/status").read_text() for pid in self.workers()]
        return sum(int(re.search(rf"{line}:\s+(\d+) kB", status)[1]) * 1024 for status in statuses)

    def mark(self) -> int:
        """Forget earlier peaks (hashing a password takes 64 MiB) and give the memory in use now."""
        for pid in self.workers():
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        return self.memory("VmRSS")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """A signed-in lead at a running server."""
    server = Server(tmp_path_factory.mktemp("large") / "instance")
    try:
        server.wait_until_it_answers()
        server.sign_in()
        yield server
    finally:
        server.stop()


def upload(server: Server, blocks: int, name: str) -> http.client.HTTPResponse:
    boundary = "----a-boundary-of-this-test"
    fields = {"csrf_token": server.token("/evidence/collect"), "kind": "system_record", "collected_on": "2026-11-20"}
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    tail = f"\r\n--{boundary}--\r\n".encode()

    def body() -> Iterator[bytes]:
        yield head.encode()
        for number in range(blocks):
            yield number.to_bytes(8, "big") + BLOCK[8:]
        yield tail

    length = len(head.encode()) + blocks * MEBIBYTE + len(tail)
    return server.request(
        "POST", "/evidence/collect", body(),
        **{"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)},
    )  # fmt: skip


@pytest.mark.parametrize("blocks", [192, pytest.param(2048, marks=pytest.mark.soak)], ids=["192 MiB", "2 GiB"])
def test_a_large_file_goes_up_and_down_whole_and_in_constant_memory(server, blocks):
    before = server.mark()
    name = f"防犯カメラ_{blocks}.mp4"
    answer = upload(server, blocks, name)
    assert answer.status in (302, 303), answer.read().decode()
    item = answer.headers["Location"]
    down = server.request("GET", f"{item}/1/file")
    assert down.status == 200
    assert int(down.headers["Content-Length"]) == blocks * MEBIBYTE
    received, sent = hashlib.sha256(), hashlib.sha256()
    while block := down.read(MEBIBYTE):
        received.update(block)
    for part in range(blocks):
        sent.update(part.to_bytes(8, "big") + BLOCK[8:])
    assert received.hexdigest() == sent.hexdigest()
    growth = server.memory("VmHWM") - before
    print(f"{blocks} MiB up and down: the server grew by {growth / MEBIBYTE:.1f} MiB")
    assert growth < ALLOWED_GROWTH


def test_a_part_of_a_file_can_be_asked_for(server):
    part = server.request("GET", "/evidence/3/1/file", Range="bytes=100-199")
    whole = server.request("GET", "/evidence/3/1/file").read()
    assert (part.status, part.read()) == (206, whole[100:200])
