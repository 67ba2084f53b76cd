"""Marks on view functions: what a person needs in order to reach them.

A mark only says so; the guard in `access` reads it before each request. An endpoint without a mark is refused.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "*"
"""The mark of an endpoint that anybody may reach, signed in or not."""

_PERMISSION = "_tracker_permission"
_FILES = "_tracker_receives_files"


def requires(permission: str) -> Callable[[View], View]:
    """Mark a view as needing `permission` (`room:thing:action`, a row of `access.rules.PERMISSIONS`)."""

    def mark(view: View) -> View:
        setattr(view, _PERMISSION, permission)
        return view

    return mark


def public(view: View) -> View:
    """Mark a view as open to everybody. The list of these is short and read with care."""
    setattr(view, _PERMISSION, PUBLIC)
    return view


def receives_files(view: View) -> View:
    """Mark a view as taking file parts; every other endpoint refuses them."""
    setattr(view, _FILES, True)
    return view


def permission_of(app: Flask, endpoint: str | None) -> str | None:
    """Read the permission an endpoint is marked with; None = no mark, which means nobody may reach it."""
    permission: str | None = getattr(app.view_functions.get(endpoint or ""), _PERMISSION, None)
    return permission


def takes_files(app: Flask, endpoint: str | None) -> bool:
    """Tell whether an endpoint takes file parts."""
    return bool(getattr(app.view_functions.get(endpoint or ""), _FILES, False))
