"""A migration that fails half way leaves the database as it was, on both databases."""

import shutil

import pytest
from sqlalchemy import inspect

from tracker import db

STEP = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before!r}


def upgrade():
    op.create_table("{table}", sa.Column("id", sa.Integer(), primary_key=True))
    {then}


def downgrade():
    op.drop_table("{table}")
"""


@pytest.fixture
def scripts(tmp_path, monkeypatch):
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    shutil.copy(db.MIGRATIONS / "env.py", folder)
    monkeypatch.setattr(db, "MIGRATIONS", folder)
    return folder / "versions"


@pytest.fixture
def empty_engine(empty_database_url):
    engine = db.connect(empty_database_url)
    yield engine
    engine.dispose()


def test_a_failing_step_takes_the_steps_before_it_back(empty_engine, scripts):
    (scripts / "one.py").write_text(STEP.format(revision="one", before=None, table="first", then="pass"))
    (scripts / "two.py").write_text(STEP.format(revision="two", before="one", table="second", then="raise OSError"))

    with pytest.raises(OSError):
        db.upgrade(empty_engine)

    assert set(inspect(empty_engine).get_table_names()) <= {"alembic_version"}
    assert not db.at_head(empty_engine)


def test_rows_that_point_nowhere_stop_a_migration_on_sqlite(tmp_path, scripts):
    orphan = (
        'op.execute("CREATE TABLE child (id INTEGER, parent INTEGER REFERENCES first (id))"); '
        'op.execute("INSERT INTO child VALUES (1, 99)")'
    )
    (scripts / "one.py").write_text(STEP.format(revision="one", before=None, table="first", then=orphan))
    engine = db.connect(f"sqlite:///{tmp_path / 'orphans.sqlite3'}")

    with pytest.raises(RuntimeError, match="point nowhere"):
        db.upgrade(engine)

    assert "child" not in inspect(engine).get_table_names()
    engine.dispose()
