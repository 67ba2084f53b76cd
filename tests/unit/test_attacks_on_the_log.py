"""An error of the database tells what failed and not with which values; only PostgreSQL's own DETAIL line still does.

The log is read by others than those who may read what was typed.
"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tracker.db import connect


@pytest.mark.parametrize(
    "statement",
    ["SELECT * FROM nowhere WHERE email = :secret", "INSERT INTO blob (sha256, size) VALUES (:secret, 1)"],
)
def test_an_error_of_the_database_says_no_value(database_url, statement):
    engine = connect(database_url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text(statement), {"secret": "argon2id-hash-of-hanako"})
    engine.dispose()
    assert "argon2id-hash-of-hanako" not in str(failed.value).partition("DETAIL")[0]
    assert "nowhere" in str(failed.value) or "blob" in str(failed.value)
