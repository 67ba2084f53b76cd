"""The database: declarative base, column types, rows that remember, and the one tenant filter.

Plain SQLAlchemy; nothing here knows Flask. Two promises are kept here and nowhere else: a session that was
confined to an organization can neither read nor write another's rows, and a `Recorded` row is closed, never edited.
"""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    MetaData,
    TypeDecorator,
    and_,
    create_engine,
    event,
    or_,
)
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
CONFINED_TO = "organization_id"
PACKAGE = Path(__file__).parent


class Instant(TypeDecorator[datetime]):
    """Keep an aware UTC instant on every database; refuse a naive one, which would mean nobody knows when."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; SQLite gets naive UTC, because it keeps no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every mapped class of the product."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Instant()}


class Owned:
    """Mark a row as belonging to one organization; a confined session sees only its own."""

    @declared_attr
    def organization_id(cls) -> Mapped[int]:
        """The owner; set once."""
        return mapped_column(ForeignKey("organization.id"), index=True)


class Recorded:
    """A fact with the time during which it was on record; closed by `supersede`, never edited in place.

    This is what lets a past day be assessed from what was recorded by its end (DESIGN section 4).
    """

    recorded_from: Mapped[datetime]
    recorded_to: Mapped[datetime | None]

    @declared_attr
    def recorded_by(cls) -> Mapped[int | None]:
        """Who stated it; None = the service itself."""
        return mapped_column(ForeignKey("user.id"))

    @classmethod
    def on_record(cls, at: datetime | None = None) -> ColumnElement[bool]:
        """Select the rows on record at `at`; None = those that nobody has closed yet."""
        if at is None:
            return cls.recorded_to.is_(None)
        return and_(cls.recorded_from <= at, or_(cls.recorded_to.is_(None), cls.recorded_to > at))

    def supersede(self, session: Session, *, now: datetime, by: int | None, **changes: Any) -> Self:
        """Close this row and record its successor with `changes`.

        Returns the new row, already flushed. The old one keeps all it said.
        """
        mapper = sa_inspect(type(self))
        kept = {
            column.key: getattr(self, column.key)
            for column in mapper.column_attrs
            if column.key not in {"id", "recorded_from", "recorded_to", "recorded_by"}
        }
        self.recorded_to = now
        successor = type(self)(**{**kept, **changes, "recorded_from": now, "recorded_by": by})
        session.flush()
        session.add(successor)
        session.flush()
        return successor


def load_models() -> MetaData:
    """Import the models of every room, so that `Base.metadata` knows each table; migrations and tests need them all."""
    for room in pkgutil.iter_modules([str(PACKAGE)]):
        if (PACKAGE / room.name / "models.py").exists():
            import_module(f"tracker.{room.name}.models")
    return Base.metadata


class TenantBreach(RuntimeError):
    """A confined session was about to write another organization's row: a fault of ours, never a user's."""


def confine(session: Session, organization_id: int) -> None:
    """Let this session see and write only one organization's rows, whatever a query says."""
    session.info[CONFINED_TO] = organization_id
    session.expire_all()


def lift_confinement(session: Session) -> None:
    """Let this session see all organizations: only for signing in, the operator and the command."""
    session.info.pop(CONFINED_TO, None)


@event.listens_for(Session, "do_orm_execute")
def _filter_by_organization(state: ORMExecuteState) -> None:
    organization_id = state.session.info.get(CONFINED_TO)
    if organization_id is None or state.is_column_load:
        return
    state.statement = state.statement.options(
        with_loader_criteria(Owned, lambda cls: cls.organization_id == organization_id, include_aliases=True)
    )


@event.listens_for(Session, "before_flush")
def _refuse_foreign_writes(session: Session, *_: object) -> None:
    organization_id = session.info.get(CONFINED_TO)
    if organization_id is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Owned) and row.organization_id != organization_id:
            raise TenantBreach(type(row).__name__)


def connect(url: str) -> Engine:
    """Open the database named by `url`; SQLite gets WAL, foreign keys and full durability."""
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # synchronous=FULL: an accepted upload must survive a power cut, and the rename before it was already synced.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def opened(engine: Engine) -> Iterator[Session]:
    """Give a session that is rolled back unless its user commits, and closed in any case."""
    session = Session(engine, expire_on_commit=False)
    try:
        yield session
    finally:
        session.rollback()
        session.close()
