"""Every landed migration up, down and up again, empty and with data, on both databases.

`data_<revision>.py` beside this file may say `load_data(connection)` and `check(connection)`. The data is loaded into
the tables as they were before the revision (after the first one: there is nothing before), and checked after it.
"""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from tracker import db

SCRIPTS = ScriptDirectory.from_config(db.alembic_config())
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


@pytest.fixture
def empty_engine(empty_database_url):
    engine = db.connect(empty_database_url)
    yield engine
    engine.dispose()


def lines(constraints: object) -> list[str]:
    return sorted(json.dumps(one, sort_keys=True, default=str) for one in constraints)


def schema(engine: Engine) -> dict[str, object]:
    inspector = inspect(engine)
    found: dict[str, object] = {}
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        found[table] = {
            "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in inspector.get_columns(table)},
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": lines(inspector.get_foreign_keys(table)),
            "unique": lines(inspector.get_unique_constraints(table)),
            "checks": lines(inspector.get_check_constraints(table)),
            "indexes": lines(inspector.get_indexes(table)),
        }
    return found


def before(revision: str) -> str:
    place = REVISIONS.index(revision)
    return REVISIONS[place - 1] if place else "base"


def data_of(revision: str) -> ModuleType | None:
    path = Path(__file__).with_name(f"data_{revision}.py")
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_data(engine: Engine, revision: str) -> None:
    if data := data_of(revision):
        with engine.begin() as connection:
            data.load_data(connection)


def check_data(engine: Engine, revision: str) -> None:
    if data := data_of(revision):
        with engine.connect() as connection:
            data.check(connection)


def climb(engine: Engine, revision: str) -> None:
    """Go up to `revision`, loading every step's data on the way."""
    for step in REVISIONS[: REVISIONS.index(revision) + 1]:
        if step != REVISIONS[0]:
            load_data(engine, step)
        db.upgrade(engine, step)
        if step == REVISIONS[0]:
            load_data(engine, step)


@pytest.mark.parametrize("revision", REVISIONS)
def test_up_down_and_up_again_gives_the_same_schema(revision, empty_engine):
    if before(revision) != "base":
        db.upgrade(empty_engine, before(revision))
    old = schema(empty_engine)
    db.upgrade(empty_engine, revision)
    new = schema(empty_engine)

    db.downgrade(empty_engine, before(revision))
    assert schema(empty_engine) == old
    db.upgrade(empty_engine, revision)
    assert schema(empty_engine) == new
    assert new != old


@pytest.mark.parametrize("revision", REVISIONS)
def test_data_goes_up_down_and_up_again(revision, empty_engine):
    climb(empty_engine, revision)
    check_data(empty_engine, revision)

    db.downgrade(empty_engine, before(revision))
    db.upgrade(empty_engine, revision)

    if revision == REVISIONS[0]:
        load_data(empty_engine, revision)
    check_data(empty_engine, revision)


def test_models_equal_the_migrated_schema(empty_engine):
    db.upgrade(empty_engine)
    with empty_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, db.load_models()) == []

    migrated = schema(empty_engine)
    db.downgrade(empty_engine, "base")
    db.Base.metadata.create_all(empty_engine)
    assert schema(empty_engine) == migrated


def test_a_database_is_at_head_only_after_the_newest_migration(empty_engine):
    assert not db.at_head(empty_engine)
    db.upgrade(empty_engine)
    assert db.at_head(empty_engine)
    db.upgrade(empty_engine)
    assert db.at_head(empty_engine)


def test_foreign_keys_hold_again_after_migrating(empty_engine):
    db.upgrade(empty_engine)
    with empty_engine.connect() as connection:
        if empty_engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
