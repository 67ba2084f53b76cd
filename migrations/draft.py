"""Draft the next migration from what the models say now: `python migrations/draft.py "Add the findings"`.

The draft is read, mended and tested by a person (tests/migrations) before it lands; a landed one is never edited.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from tracker import db


def draft(message: str) -> None:
    """Write the file, compared against an empty database that has run every migration there is."""
    with tempfile.TemporaryDirectory() as folder:
        engine = db.connect(f"sqlite:///{Path(folder) / 'draft.sqlite3'}")
        db.upgrade(engine)
        with engine.connect() as connection:
            command.revision(db.alembic_config(connection), message, autogenerate=True)
        engine.dispose()


if __name__ == "__main__":
    draft(sys.argv[1])
