"""Run the migrations over the connection that `tracker.db` hands in; there is no other way in."""

from alembic import context

from tracker import db


def render_item(kind, value, _):
    """Write an instant as what the database keeps: a landed migration must not follow our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, db.Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=db.load_models(),
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
