"""One database session per request, rolled back and closed at its end; only views commit."""

from typing import Any

from flask import Flask, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.vault.service import Stores
from tracker.web.context import open_context
from tracker.web.locale import chosen_locale


def install(app: Flask, *, engine: Engine, settings: Settings, stores: Stores) -> None:
    """Open a session and the context before each request, and close the session whatever happened."""

    @app.before_request
    def open_request() -> None:
        if request.endpoint == "static":
            return
        session = Session(engine, expire_on_commit=False)
        g.tracker_session = session
        open_context(session=session, settings=settings, stores=stores, locale=chosen_locale(settings))

    @app.teardown_request
    def close_request(_: Any) -> None:
        session: Session | None = g.pop("tracker_session", None)
        if session is not None:
            session.rollback()
            session.close()
