"""Files on their way in: one pass into the vault, small memory, and typed text that survives whatever goes wrong."""

import errno
import hashlib
import io
import tracemalloc
from dataclasses import replace

import pytest
from flask import request
from flask_wtf import FlaskForm
from wtforms import FileField, StringField

from tracker.errors import Refusal
from tracker.vault.disk import FileLayer
from tracker.vault.local import LocalStore
from tracker.vault.service import Stores
from tracker.web.permit import receives_files, requires
from tracker.web.receiving import arrived, fault_of_files

MEBIBYTE = 1024 * 1024


class ParcelForm(FlaskForm):
    before = StringField()
    file = FileField()
    after = StringField()


@requires("evidence:item:collect")
@receives_files
def parcel():
    """Take a parcel and tell what came."""
    form = ParcelForm()
    stream = arrived(form.file.data)
    told = {"before": form.before.data, "after": form.after.data, "name": None}
    if form.file.data:
        told["name"] = form.file.data.filename
    fault = fault_of_files()
    try:
        if fault is not None:
            raise fault
        if stream is not None and request.args.get("finish") == "yes":
            blob = stream.finish()
            told |= {"sha256": blob.sha256, "size": blob.size}
    except Refusal as refusal:
        return told | {"refused": refusal.reason.code}, refusal.status
    return told


@requires("evidence:item:collect")
def letter():
    """Take text only."""
    form = ParcelForm()
    return {"before": form.before.data, "after": form.after.data, "refused": fault_of_files().reason.code}


class Pattern(io.RawIOBase):
    """So many bytes that are never in memory at once."""

    def __init__(self, size):
        self.left = size
        self.digest = hashlib.sha256()

    def readable(self):
        return True

    def readinto(self, buffer):
        count = min(len(buffer), self.left, MEBIBYTE)
        data = (b"0123456789abcdef" * (count // 16 + 1))[:count]
        buffer[:count] = data
        self.left -= count
        self.digest.update(data)
        return count


def body(boundary, content, size, name="写真.jpg"):
    """Write a multipart body as a stream: text, file, text."""

    def part(name, value):
        return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()

    head = b"".join(
        (
            part("csrf_token", content["csrf_token"]),
            part("before", "前に書いた文"),
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: image/jpeg\r\n\r\n".encode(),
        )
    )
    tail = b"\r\n" + part("after", "後に書いた文") + f"--{boundary}--\r\n".encode()
    return head, tail, len(head) + size + len(tail)


class Joined(io.RawIOBase):
    """Several streams read one after the other."""

    def __init__(self, *streams):
        self.streams = list(streams)

    def readable(self):
        return True

    def readinto(self, buffer):
        while self.streams:
            count = self.streams[0].readinto(buffer)
            if count:
                return count
            self.streams.pop(0)
        return 0


@pytest.fixture
def open_app(make_app):
    def opened(settings=None, stores=None):
        app = make_app(settings, stores=stores)
        app.add_url_rule("/parcel", "parcel", parcel, methods=["POST"])
        app.add_url_rule("/letter", "letter", letter, methods=["POST"])
        return app

    return opened


@pytest.fixture
def app(open_app):
    return open_app()


@pytest.fixture
def send(password):
    """Send a parcel of `size` bytes as somebody of the house; return the answer and the digest of what was sent."""

    def sent(app, size, who="contributor@alpha.example", path="/parcel?finish=yes", name="写真.jpg"):
        client = app.test_client()
        page = client.get("/sign-in").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        client.post("/sign-in", data={"csrf_token": token, "email": who, "password": password})
        pattern = Pattern(size)
        head, tail, length = body("parcel-boundary", {"csrf_token": token_of(client)}, size, name)
        answer = client.post(
            path,
            environ_overrides={
                "wsgi.input": io.BufferedReader(Joined(io.BytesIO(head), pattern, io.BytesIO(tail))),
                "CONTENT_LENGTH": str(length),
                "CONTENT_TYPE": "multipart/form-data; boundary=parcel-boundary",
            },
        )
        return answer, pattern.digest.hexdigest()

    return sent


def token_of(client):
    return client.get("/change-password").text.partition('name="csrf_token" value="')[2].partition('"')[0]


def blobs(world):
    return [path for path in world.settings.resolved_vault.rglob("*") if path.is_file()]


def test_64_mebibytes_stream_into_the_vault_in_small_memory(app, send):
    send(app, 1)  # Whatever is loaded on first use is loaded now.
    tracemalloc.start()
    answer, digest = send(app, 64 * MEBIBYTE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.get_json()["sha256"] == digest
    assert answer.get_json()["size"] == 64 * MEBIBYTE
    assert peak < 16 * MEBIBYTE


def test_text_before_and_after_the_file_arrives_with_it(app, send):
    told = send(app, 10)[0].get_json()
    assert (told["before"], told["after"], told["name"]) == ("前に書いた文", "後に書いた文", "写真.jpg")


def test_a_file_over_the_limit_is_refused_and_the_typed_text_survives(open_app, send, world):
    before = len(blobs(world))
    answer, _ = send(open_app(replace(world.settings, max_file_bytes=MEBIBYTE)), MEBIBYTE + 1)
    told = answer.get_json()
    assert told["refused"] == "web.file_too_large"
    assert (told["before"], told["after"]) == ("前に書いた文", "後に書いた文")
    assert len(blobs(world)) == before


def test_a_file_of_exactly_the_limit_is_taken(open_app, send, world):
    answer, _ = send(open_app(replace(world.settings, max_file_bytes=MEBIBYTE)), MEBIBYTE)
    assert answer.status_code == 200


def test_a_body_without_measure_is_not_read_to_its_end(open_app, send, world):
    answer, _ = send(open_app(replace(world.settings, max_file_bytes=1024)), 8 * MEBIBYTE)
    assert answer.status_code == 413
    assert "大きさを超えています" in answer.text


class FullDisk(FileLayer):
    """A disk with room for half a mebibyte."""

    def __init__(self):
        self.room = MEBIBYTE // 2

    def write(self, *arguments):
        self.room -= len(arguments[-1])
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(*arguments)


def test_a_full_disk_is_told_and_the_typed_text_survives(open_app, send, world):
    before = len(blobs(world))
    store = LocalStore(world.settings.resolved_vault, files=FullDisk())
    answer, _ = send(open_app(stores=Stores(store, {"local": store})), 2 * MEBIBYTE)
    told = answer.get_json()
    assert answer.status_code == 507
    assert told["refused"] == "vault.full"
    assert (told["before"], told["after"]) == ("前に書いた文", "後に書いた文")
    assert len(blobs(world)) == before


def test_an_empty_file_is_refused(app, send):
    assert send(app, 0)[0].get_json()["refused"] == "web.file_empty"


def test_what_a_view_did_not_finish_is_thrown_away(app, send, world):
    before = len(blobs(world))
    assert send(app, 3 * MEBIBYTE, path="/parcel")[0].status_code == 200
    assert len(blobs(world)) == before


def test_a_page_that_takes_no_files_drops_them_and_keeps_the_text(app, send, world):
    before = len(blobs(world))
    told = send(app, 100, path="/letter")[0].get_json()
    assert told == {"before": "前に書いた文", "after": "後に書いた文", "refused": "web.no_files_here"}
    assert len(blobs(world)) == before


def test_nobodys_bytes_reach_the_vault(app, world):
    before = len(blobs(world))
    client = app.test_client()
    data = {"file": (io.BytesIO(b"x" * 100_000), "a.jpg"), "before": "text"}
    assert client.post("/parcel?finish=yes", data=data).status_code == 303
    assert len(blobs(world)) == before


def test_whoever_may_not_collect_writes_nothing(app, send, world):
    before = len(blobs(world))
    assert send(app, 1000, who="manager@alpha.example")[0].status_code == 403
    assert len(blobs(world)) == before


@pytest.mark.usefixtures("app")
def test_a_file_without_the_form_token_is_not_kept(client_as, world):
    before = len(blobs(world))
    helper = client_as("contributor")
    data = {"file": (io.BytesIO(b"x" * 100_000), "a.jpg"), "before": "text"}
    assert helper.client.post("/parcel?finish=yes", data=data).status_code == 400
    assert len(blobs(world)) == before


@pytest.mark.parametrize("name", ["入退室記録.csv", "が.txt", "ﾃｽﾄ①.pdf", "髙﨑𠮷.jpg"])
def test_japanese_names_arrive_as_they_were_sent(app, send, name):
    assert send(app, 10, name=name)[0].get_json()["name"] == name
