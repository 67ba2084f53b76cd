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
from typing import Any, ClassVar, Self, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    Insert,
    MetaData,
    Table,
    TextClause,
    TextualSelect,
    TypeDecorator,
    Update,
    and_,
    create_engine,
    event,
    or_,
    update,
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
from sqlalchemy.orm.attributes import set_committed_value

from tracker.errors import Conflict

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
CONFINED_TO = "organization_id"
PACKAGE = Path(__file__).parent
MIGRATIONS = PACKAGE.parent / "migrations"
MIGRATION_LOCK = 7_430_019
"""PostgreSQL's advisory lock that one migrating process holds; any number that nobody else uses."""


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

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Hand back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every mapped class of the product."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant()}


class Owned:
    """Mark a row as belonging to one organization; a confined session sees only its own."""

    @declared_attr
    def organization_id(cls) -> Mapped[int]:  # noqa: N805
        """Name the owner; set once."""
        return mapped_column(ForeignKey("organization.id"), index=True)


class Recorded:
    """A fact with the time during which it was on record; closed by `supersede`, never edited in place.

    This is what lets a past day be assessed from what was recorded by its end (DESIGN section 4).
    """

    recorded_from: Mapped[datetime]
    # Its old value is read before it is set, so that ending twice is seen even on an expired row.
    recorded_to: Mapped[datetime | None] = mapped_column(active_history=True)

    @declared_attr
    def recorded_by(cls) -> Mapped[int | None]:  # noqa: N805
        """Name who stated it; None = the service itself."""
        return mapped_column(ForeignKey("user.id"))

    @classmethod
    def on_record(cls, at: datetime | None = None) -> ColumnElement[bool]:
        """Select the rows on record at `at`; None = those that nobody has closed yet."""
        if at is None:
            return cls.recorded_to.is_(None)
        return and_(cls.recorded_from <= at, or_(cls.recorded_to.is_(None), cls.recorded_to > at))

    def close(self, session: Session, *, now: datetime) -> None:
        """End this row's time on record.

        Raises:
            Conflict: it is closed already, here or by somebody who was faster.
        """
        session.flush()
        cls: Any = type(self)
        still_open = (cls.id == cast(Any, self).id, cls.recorded_to.is_(None))
        closing = update(cls).where(*still_open).values(recorded_to=now).execution_options(synchronize_session=False)
        if cast(CursorResult[Any], session.execute(closing)).rowcount != 1:
            raise Conflict("db.changed_meanwhile")
        set_committed_value(self, "recorded_to", now)

    def supersede(self, session: Session, *, now: datetime, by: int | None, **changes: Any) -> Self:
        """Close this row and record its successor with `changes`.

        Returns the new row, already flushed. The old one keeps all it said. Rows that hang on the old one (the places
        of a link) stay with it: the caller gives the successor its own.

        Raises:
            Conflict: it is closed already, here or by somebody who was faster.
        """
        kept = {
            column.key: getattr(self, column.key)
            for column in sa_inspect(type(self)).column_attrs
            if column.key not in {"id", "recorded_from", "recorded_to", "recorded_by"}
        }
        self.close(session, now=now)
        successor = type(self)(**{**kept, **changes, "recorded_from": now, "recorded_by": by})
        session.add(successor)
        session.flush()
        return successor


class EditedRecord(RuntimeError):
    """A `Recorded` row was about to be edited or deleted: a fault of ours, never a user's."""


@event.listens_for(Session, "before_flush")
def _refuse_edited_records(session: Session, *_: object) -> None:
    for row in session.deleted:
        if isinstance(row, Recorded):
            raise EditedRecord(type(row).__name__)
    for row in session.dirty:
        if isinstance(row, Recorded) and session.is_modified(row, include_collections=False):
            attributes = sa_inspect(row).attrs
            edited = {column.key for column in sa_inspect(type(row)).column_attrs}
            edited = {name for name in edited if attributes[name].history.has_changes()}
            if edited - {"recorded_to"} or any(attributes["recorded_to"].history.deleted or ()):
                raise EditedRecord(f"{type(row).__name__}: {', '.join(sorted(edited))}")


def load_models() -> MetaData:
    """Import the models of every room, so that `Base.metadata` knows each table; migrations and tests need them all."""
    for room in pkgutil.iter_modules([str(PACKAGE)]):
        if (PACKAGE / room.name / "models.py").exists():
            import_module(f"tracker.{room.name}.models")
    return Base.metadata


class TenantBreach(RuntimeError):
    """A confined session was about to write another organization's row: a fault of ours, never a user's."""


def confine(session: Session, organization_id: int) -> None:
    """Let this session see and write only one organization's rows, whatever a query says.

    Foreign rows that it has loaded before are let go of. Statements that could not be filtered (plain tables, SQL as
    text, bulk inserts) raise `TenantBreach`. Never take `session.connection()` of a confined session, nor its
    `bulk_…` methods: they go round this.
    """
    session.info[CONFINED_TO] = organization_id
    for row in list(session.identity_map.values()):
        if isinstance(row, Owned) and row.organization_id != organization_id:
            session.expunge(row)
    session.expire_all()


def lift_confinement(session: Session) -> None:
    """Let this session see all organizations: only for signing in, the operator and the command."""
    session.info.pop(CONFINED_TO, None)


@event.listens_for(Session, "do_orm_execute")
def _filter_by_organization(state: ORMExecuteState) -> None:
    organization_id = state.session.info.get(CONFINED_TO)
    if organization_id is None or state.is_column_load:
        return
    if not state.is_relationship_load:
        _refuse_unfiltered(state)
    state.statement = state.statement.options(
        with_loader_criteria(Owned, lambda cls: cls.organization_id == organization_id, include_aliases=True)
    )


def _refuse_unfiltered(state: ORMExecuteState) -> None:
    """Refuse a statement whose rows the criteria below cannot reach: better a fault than a foreign row."""
    statement: Any = state.statement
    mappers = [mapper for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned)]
    owned = {mapper.local_table for mapper in mappers}
    if isinstance(statement, Insert | Update) and statement.table in owned:
        if isinstance(statement, Insert) or state.is_executemany:
            raise TenantBreach(f"bulk write to {statement.table} in a confined session")
        if CONFINED_TO in {getattr(column, "key", column) for column in statement._values or ()}:  # noqa: SLF001
            raise TenantBreach(f"rows of {statement.table} were to change their owner")
    by_key = {id(mapper._get_clause[0]) for mapper in mappers}  # noqa: SLF001 - what `session.get` selects by
    parts: list[Any] = [statement]
    while parts:
        part = parts.pop()
        if isinstance(part, TextClause | TextualSelect):
            raise TenantBreach("SQL as text in a confined session")
        if "parententity" in part._annotations or id(part) in by_key:  # noqa: SLF001 - the mark of a mapped class
            continue
        table = part.table if isinstance(part, Column) else part
        if isinstance(table, Table) and table in owned:
            raise TenantBreach(f"plain table {table} in a confined session")
        # Not `part.get_children()`: a select adds the tables it derives from its columns, which bear no mark.
        parts.extend(ClauseElement.get_children(part))


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
    # Parameters are what people typed, and password hashes: they stay out of error texts, and so out of the log.
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
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


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to the newest migration, or to `revision`; all of it, or nothing."""
    with _migrating(engine) as config:
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back until `revision` is the newest (`base` = none); all of it, or nothing."""
    with _migrating(engine) as config:
        command.downgrade(config, revision)


def at_head(engine: Engine) -> bool:
    """Tell whether every migration has been run, and none that this code does not know."""
    with engine.connect() as connection:
        done = MigrationContext.configure(connection).get_current_heads()
    return set(done) == set(ScriptDirectory.from_config(alembic_config()).get_heads())


def alembic_config(connection: Connection | None = None) -> Config:
    """Configure Alembic without a file; `migrations/env.py` takes the connection from here."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    """Run migrations alone, in one transaction.

    SQLite rebuilds a table to alter it, which foreign keys must not see half done: they are off meanwhile, which can
    only be said outside a transaction, and checked before the commit.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        try:
            yield alembic_config(connection)
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"a migration left rows that point nowhere: {broken[:5]}")
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
