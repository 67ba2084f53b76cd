"""Fixtures of the criteria tests: an in-memory database with all tables, and a copy of the data that may be broken."""

import importlib
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import tracker
from tracker import db
from tracker.criteria.reading import PACKAGED

Edit = Callable[[str, str, str], int]


@pytest.fixture
def session() -> Iterator[Session]:
    """Open a database of its own; every room's models are imported, so that foreign keys resolve."""
    for package in pkgutil.iter_modules(tracker.__path__):
        folder = Path(tracker.__path__[0]) / package.name
        if (folder / "models.py").exists():
            importlib.import_module(f"tracker.{package.name}.models")
    engine = db.connect("sqlite://")
    db.Base.metadata.create_all(engine)
    with db.opened(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the packaged data, so that a test may change them as an operator would."""
    return Path(shutil.copytree(Path(str(PACKAGED)), tmp_path / "data"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace the one occurrence of a text in a data file; gives the line (from 1) where the new text begins."""

    def replace(name: str, old: str, new: str) -> int:
        path = folder / name
        before = path.read_text(encoding="utf-8")
        assert before.count(old) == 1, f"{name} holds {old!r} {before.count(old)} times"
        path.write_text(before.replace(old, new), encoding="utf-8")
        return before[: before.index(old)].count("\n") + 1

    return replace
