"""What the second revision meets: evidence, a plan and a person, and nothing asked yet."""

from datetime import UTC, date, datetime

from sqlalchemy import Connection, MetaData, select

WHEN = datetime(2026, 11, 24, 1, 30, 0, 654321, tzinfo=UTC)
TABLES = ("request", "request_reply", "assignment")
ORGANIZATION = {"id": 2, "slug": "before-requests", "created_at": WHEN}
PERSON = {
    "id": 2, "email": "c@d.example", "name": "例示 一郎", "password": None, "active": True, "fs_uniquifier": "v",
    "locale": None, "created_at": WHEN,
}  # fmt: skip
ITEM = {
    "id": 2, "number": 1, "title": "鍵管理簿", "stack": None, "created_at": WHEN, "created_by": 2, "organization_id": 2,
}  # fmt: skip
PLAN = {"id": 2, "slug": "plan", "created_at": WHEN, "created_by": 2, "organization_id": 2}
BEFORE = {"organization": ORGANIZATION, "user": PERSON, "evidence_item": ITEM, "certification": PLAN}
DUE = date(2026, 11, 28)
REQUEST = {
    "id": 2, "organization_id": 2, "certification_id": 2, "question": 13, "expectation_id": "q13-key-register",
    "place": "site:daini", "asked_of": 2, "text": "鍵の貸出簿を撮ってください", "example": 1, "due_on": DUE,
    "asked_by": 2, "asked_at": WHEN, "ended_at": None, "ended_by": None,
}  # fmt: skip
REPLY = {"id": 2, "organization_id": 2, "request_id": 2, "item_id": 2, "replied_at": WHEN, "replied_by": 2}
ASSIGNMENT = {
    "id": 2, "organization_id": 2, "certification_id": 2, "task": "q13-key-register@site:daini", "owner": 2,
    "due_on": None, "recorded_from": WHEN, "recorded_to": None, "recorded_by": 2,
}  # fmt: skip
AFTER = {"request": REQUEST, "request_reply": REPLY, "assignment": ASSIGNMENT}


def load_data(connection: Connection) -> None:
    """Write what stands before the revision, as plain SQL."""
    _write(connection, BEFORE)


def check(connection: Connection) -> None:
    """What stood before says the same, and each new table takes a row with the values that databases like to change."""
    _write(connection, AFTER, only_if_empty=True)
    found = _tables(connection)
    for name, row in {**BEFORE, **AFTER}.items():
        read = connection.execute(select(found.tables[name]).where(found.tables[name].c.id == row["id"])).mappings()
        held = read.one()
        for column, value in row.items():
            kept = held[column]
            if isinstance(kept, datetime):
                kept = kept.replace(tzinfo=UTC) if kept.tzinfo is None else kept.astimezone(UTC)
            assert kept == value, f"{name}.{column}"


def _tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def _write(connection: Connection, rows: dict[str, dict[str, object]], *, only_if_empty: bool = False) -> None:
    found = _tables(connection)
    sqlite = connection.dialect.name == "sqlite"
    for name, row in rows.items():
        if only_if_empty and connection.execute(select(found.tables[name])).first() is not None:
            continue
        kept = {
            column: value.replace(tzinfo=None) if isinstance(value, datetime) and sqlite else value
            for column, value in row.items()
        }
        connection.execute(found.tables[name].insert().values(kept))
