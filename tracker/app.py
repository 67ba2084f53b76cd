"""The one place where things are wired together: `create_app(settings)`.

Nothing else registers blueprints, menus or error pages, and nothing here decides anything.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, request, url_for
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import db
from tracker.access import guard, signing
from tracker.access.views import Start
from tracker.access.views import blueprint as access
from tracker.admin.help_views import blueprint as help_pages
from tracker.admin.journal_views import blueprint as admin
from tracker.bundle.views import blueprint as bundle
from tracker.config import Misconfigured, Settings
from tracker.desk import remembered
from tracker.desk.views import blueprint as desk
from tracker.organizations.views import blueprint as organizations
from tracker.vault.service import Stores, stores_from
from tracker.web import database, errorpages, headers, locale, receiving
from tracker.web.context import here_or_none
from tracker.web.locale import t
from tracker.web.permit import public
from tracker.web.rownumber import RowNumberConverter

BLUEPRINTS = (access, organizations, bundle, desk, admin, help_pages)
STARTS = (
    Start("desk:home:view", "desk.home"),
    Start("access:person:view", "admin.people"),
)
"""Where a person lands after signing in: the first of these they may see."""

MONTH = 31 * 24 * 3600


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu: what it says, where it leads, whether the page shown is that one, its keys."""

    label: str
    href: str
    current: bool
    key: str = ""


MENU = (
    ("desk:home:view", "desk.home", "menu.home"),
    ("desk:manager:view", "desk.manager", "menu.manager"),
    ("certification:plan:view", "desk.certifications", "menu.certifications"),
    ("evidence:item:view", "desk.evidence", "menu.evidence"),
    ("evidence:item:collect", "desk.collect", "menu.collect"),
    ("organizations:organization:view", "organizations.organization", "menu.organization"),
    ("access:person:view", "admin.people", "menu.people"),
    ("journal:entry:view", "admin.journal", "menu.journal"),
    ("installation:settings:view", "admin.settings", "menu.settings"),
)
"""Permission, endpoint and words of each menu line; whoever lacks the permission does not see the line."""

MENU_KEYS = {"desk.home": "g h", "desk.certifications": "g c", "desk.evidence": "g e"}
"""What to press for a menu line; `web/parts.html` lists these for the reader."""


def create_app(settings: Settings, *, stores: Stores | None = None, insist_on_head: bool = True) -> Flask:
    """Wire the product together for one installation.

    `stores` replaces the stores that the settings name; `insist_on_head` is left out only by tests that made their
    tables without migrations.

    Raises:
        Misconfigured: the database is not at the newest migration.
    """
    engine = db.connect(settings.resolved_database_url)
    if insist_on_head and not db.at_head(engine):
        raise Misconfigured("web.database_behind")
    app = Flask("tracker")
    app.extensions["tracker.engine"] = engine
    app.extensions[remembered.EXTENSION] = remembered.Memory()
    _configure(app, settings)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
        )
    _install(app, settings, engine, stores or stores_from(settings))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    public(app.view_functions["static"])
    app.extensions["tracker.starts"] = tuple(page for page in STARTS if page.endpoint in app.view_functions)
    app.context_processor(_menu)
    return app


def serving() -> Flask:
    """Make the application for a WSGI server, with the settings of this installation.

    What killed processes left half received more than a day ago is swept away first.
    """
    settings = Settings.load()
    stores = stores_from(settings)
    for store in stores.by_name.values():
        store.sweep(datetime.now(UTC) - timedelta(days=1))
    return create_app(settings, stores=stores)


def _install(app: Flask, settings: Settings, engine: Engine, stores: Stores) -> None:
    """Put the parts of the frame in the one order that works.

    The session and context first, then the guard, and only then Flask-WTF, which reads the form: nobody's bytes
    are read before it is known who sends them.
    """
    locale.install(app, settings)
    headers.install(app, settings)
    errorpages.install(app)
    database.install(app, engine=engine, settings=settings, stores=stores)
    receiving.install(app, settings)
    guard.install(app)
    CSRFProtect(app)
    signing.install(app, settings)


def _configure(app: Flask, settings: Settings) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.url_map.converters["int"] = RowNumberConverter
    app.jinja_env.trim_blocks = False
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if settings.behind_tls else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.behind_tls,
        SESSION_COOKIE_PATH="/",
        # How long a session may rest is the guard's to say (it still knows whose it was); this only bounds the cookie.
        PERMANENT_SESSION_LIFETIME=MONTH,
        # A form's token lives as long as its session.
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )


def _menu() -> dict[str, list[MenuEntry]]:
    """Give templates the lines of the menu that this reader may follow."""
    context = here_or_none()
    if context is None or not context.signed_in:
        return {"menu": []}
    lines = [
        (t(words), url_for(endpoint), MENU_KEYS.get(endpoint, ""))
        for permission, endpoint, words in MENU
        if endpoint in current_app.view_functions and context.may(permission)
    ]
    here = request.script_root + request.path
    # A page below another belongs to its line; the longest address that fits is the nearest.
    nearest = max((href for _, href, _ in lines if here == href or here.startswith(f"{href}/")), key=len, default=None)
    return {"menu": [MenuEntry(label, href, href == nearest, key) for label, href, key in lines]}
