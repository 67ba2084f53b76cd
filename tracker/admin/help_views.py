"""Help, open to everybody: pages of prose without data of anybody, and what a browser keeps for being offline.

Its blueprint is `help`, not `admin`: the addresses are quoted by every room's templates, and say nothing of upkeep.
"""

import hashlib
from dataclasses import replace
from importlib.resources import files

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import NotFound
from tracker.web import prose
from tracker.web.context import enter, here
from tracker.web.locale import current_locale
from tracker.web.permit import public
from tracker.words import LOCALES, Locale

blueprint = Blueprint("help", __name__)

KEPT_OFFLINE = ("tokens.css", "app.css", "icon.svg")


@blueprint.get("/help")
@public
def index() -> ResponseReturnValue:
    """Begin with the first page; each page lists the others."""
    return redirect(url_for("help.page", name=prose.PAGES[0]), 303)


@blueprint.get("/help/<name>")
@public
def page(name: str) -> str:
    """Show a page of help in the reader's language."""
    locale = current_locale()
    try:
        shown = prose.read(name, locale, _address)
    except KeyError as fault:
        raise NotFound("help.no_such_page") from fault
    others = [(each, prose.title_of(each, locale)) for each in prose.PAGES]
    return render_template("admin/help.html", shown=shown, pages=others)


@blueprint.get("/offline/<language>")
@public
def offline(language: Locale) -> str:
    """Give the page that a browser keeps and shows while we cannot be reached; nothing in it is of anybody."""
    if language not in LOCALES:
        raise NotFound("help.no_such_page")
    enter(replace(here(), locale=language))
    return render_template("web/offline.html")


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """Give the service worker from the root, so that it may answer for every page.

    Its first line names what it keeps by digest: when a stylesheet changes, browsers fetch all of it anew.
    """
    folder = files("tracker") / "static"
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in KEPT_OFFLINE)).hexdigest()
    script = (folder / "worker.js").read_text(encoding="utf-8")
    return Response(f"// {digest}\n{script}", mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


def _address(page: str, anchor: str | None) -> str:
    return url_for("help.page", name=page, _anchor=anchor)
