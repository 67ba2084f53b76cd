"""One row in every table of the first revision, with the values that databases like to change on the way."""

from datetime import UTC, date, datetime

from sqlalchemy import Connection, MetaData, select

WHEN = datetime(2026, 11, 23, 8, 30, 15, 123456, tzinfo=UTC)
DAY = date(2026, 11, 23)
DIGEST = "0f" * 32
NAME = "髙﨑①𠮷ﾄﾞｱ.csv"
LARGE = 5 * 1024**3
OWN = {"organization_id": 1}
RECORDED = {"recorded_from": WHEN, "recorded_to": None, "recorded_by": 1}

ROWS = {
    "organization": {"id": 1, "slug": "mihon", "created_at": WHEN},
    "user": {
        "id": 1, "email": "a@b.example", "name": "見本 花子", "password": None, "active": True,
        "fs_uniquifier": "u", "locale": "ja", "created_at": WHEN,
    },
    "grant": {
        "id": 1, "user_id": 1, "role": "lead", "scope_kind": "organization", "scope_id": 1, "organization_id": 1,
        "starts": DAY, "ends": None, "may_download": False, "granted_by": 1, "granted_at": WHEN, "ended_at": None,
    },
    "organization_facts": {
        "id": 1, "name": NAME, "industry": None, "employees": 42, "capital_yen": LARGE, "defence_work": None,
        "two_person_rule": True, **OWN, **RECORDED,
    },
    "site": {"id": 1, "slug": "honsha", "name": "本社", "address": "", "closed": False, **OWN, **RECORDED},
    "counterparty": {
        "id": 1, "slug": "mekki", "kind": "partner", "name": "架空", "holds_information": True, "in_use": True,
        **OWN, **RECORDED,
    },
    "blob": {"sha256": DIGEST, "size": LARGE, "crc32": 0xFFFFFFFF, "store": "local", "kept_at": WHEN},
    "evidence_item": {
        "id": 1, "number": 1, "title": NAME, "stack": None, "created_at": WHEN, "created_by": 1, **OWN,
    },
    "revision": {
        "id": 1, "item_id": 1, "number": 1, "sha256": DIGEST, "size": LARGE, "original_name": NAME,
        "media_type": "text/csv", "uploaded_by": 1, "uploaded_at": WHEN, **OWN,
    },
    "revision_facts": {
        "id": 1, "revision_id": 1, "kind": "photo", "collected_on": DAY, "covers_from": None, "covers_to": None,
        "valid_until": DAY, **OWN, **RECORDED,
    },
    "withdrawal": {"id": 1, "revision_id": 1, "reason": "写り込み", **OWN, **RECORDED},
    "evidence_link": {
        "id": 1, "item_id": 1, "catalog_id": "tics", "question": 13, "expectation_id": "q13-lock-photo",
        "reason": "施錠", "made_by": 1, **OWN, **RECORDED,
    },
    "link_place": {"id": 1, "link_id": 1, "place": "site:honsha", **OWN},
    "verdict": {
        "id": 1, "link_id": 1, "revision_id": 1, "facts_id": 1, "sha256": DIGEST, "outcome": "accepted",
        "reason": "", **OWN, **RECORDED,
    },
    "certification": {"id": 1, "slug": "jqa", "created_at": WHEN, "created_by": 1, **OWN},
    "certification_plan": {
        "id": 1, "certification_id": 1, "title": "準備", "edition": "e", "profile_id": "jqa", "profile_digest": "d",
        "sites": ["honsha"], "departments": "", "protected_information": "", "audit_day": DAY, "stage": "preparing",
        **OWN, **RECORDED,
    },
    "stated_fact": {
        "id": 1, "certification_id": 1, "name": "uses_cloud", "holds": False, "stated_by": 1, "approved_by": None,
        **OWN, **RECORDED,
    },
    "answer": {"id": 1, "certification_id": 1, "question": 13, "answer": "done", **OWN, **RECORDED},
    "exclusion": {
        "id": 1, "certification_id": 1, "question": 16, "reason": "なし", "applies_from": DAY, "applies_until": None,
        "requested_by": 1, "approved_by": None, "approved_at": None, **OWN, **RECORDED,
    },
    "change": {"id": 1, "kind": "leaver", "on": DAY, "places": ["site:honsha"], "note": "", **OWN, **RECORDED},
    "confirmation": {
        "id": 1, "certification_id": 1, "plan_id": 1, "confirmed_by": 1, "confirmed_at": WHEN, "day": DAY,
        "provable_bp": 6111, "claimed_bp": None, **OWN,
    },
    "edition": {
        "id": 1, "certification_id": 1, "number": 1, "folder": "一式", "day": DAY, "plan_sha256": DIGEST,
        "inputs_sha256": DIGEST, "size": LARGE, "provable_bp": 6111, "claimed_bp": 7777, "incomplete_reason": "",
        "sealed_at": WHEN, "sealed_by": None, **OWN,
    },
    "edition_blob": {"id": 1, "edition_id": 1, "sha256": DIGEST, **OWN},
    "criteria_edition": {
        "digest": DIGEST, "catalog_id": "tics", "version": "2024-04", "document": "{}", "loaded_at": WHEN,
    },
    "journal_entry": {
        "id": 1, "sequence": 1, "at": WHEN, "actor_id": 1, "actor_name": "見本", "role": "lead",
        "tag": "evidence:item:collect", "subject": "証-0001-01", "details": {"name": NAME}, "previous": DIGEST,
        "digest": DIGEST, **OWN,
    },
}  # fmt: skip


def tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def load_data(connection: Connection) -> None:
    """Write every row as plain SQL over the tables found there, knowing none of today's classes."""
    found = tables(connection)
    unsaid = set(found.tables) - set(ROWS) - {"alembic_version", "draft"}
    assert unsaid == set(), "a table of the first revision has no row here"
    for name, row in ROWS.items():
        kept = {
            column: value.replace(tzinfo=None) if isinstance(value, datetime) and sqlite(connection) else value
            for column, value in row.items()
        }
        connection.execute(found.tables[name].insert().values(kept))


def check(connection: Connection) -> None:
    """Every row says what was written."""
    found = tables(connection)
    for name, row in ROWS.items():
        read = connection.execute(select(found.tables[name])).mappings().one()
        for column, value in row.items():
            held = read[column]
            if isinstance(held, datetime):
                held = held.replace(tzinfo=UTC) if held.tzinfo is None else held.astimezone(UTC)
            assert held == value, f"{name}.{column}"


def sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
