"""The reader's language, and how days, years, figures and sizes are written on a page.

Japanese unless chosen otherwise: by `?lang=`, which a cookie then remembers, else by what stands with the person,
else by the settings.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from flask import Flask, Response, current_app, request
from flask_babel import Babel
from markupsafe import Markup, escape

from tracker.config import Settings
from tracker.web.context import TOKYO, enter, here, here_or_none
from tracker.words import LOCALES, Locale, translate
from tracker.words import percent as percent

COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600
NOTHING = "—"
# The first day of each era the product can meet; earlier ones are written by the Western year alone.
ERAS = (
    (date(2019, 5, 1), "令和", "Reiwa"),
    (date(1989, 1, 8), "平成", "Heisei"),
    (date(1926, 12, 25), "昭和", "Showa"),
)
UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def _known(value: str | None) -> Locale | None:
    return next((locale for locale in LOCALES if locale == value), None)


def chosen_locale(settings: Settings, of_person: str | None = None) -> Locale:
    """Tell which language to speak: asked for now, remembered, the person's, the installation's."""
    asked = _known(request.args.get("lang")) or _known(request.cookies.get(COOKIE))
    return asked or _known(of_person) or settings.locale


def current_locale() -> Locale:
    """Tell the language of the running request, also where its context could not be opened."""
    context = here_or_none()
    if context is not None:
        return context.locale
    settings: Settings = current_app.extensions["tracker.settings"]
    return chosen_locale(settings) if request else settings.locale


def prefer(locale: str | None) -> None:
    """Speak the person's own language from now on, unless this browser chose another."""
    context = here()
    enter(replace(context, locale=chosen_locale(context.settings, locale)))


def t(code: object, **params: object) -> str:
    """Say a code in the reader's language; text that is no code comes back as it is."""
    return translate(str(code), params, current_locale())


def listed(items: Iterable[object]) -> Markup:
    """Write things in a row with the reader's comma."""
    return Markup(t("look.comma")).join(escape(item) for item in items)  # noqa: S704 - our own comma


def bracketed(text: object) -> Markup:
    """Write something in the reader's brackets, behind a word."""
    return Markup(t("look.bracketed", text=escape(text)))  # noqa: S704 - what is put in is escaped


def day(value: date | datetime | None) -> str:
    """Write a day as 2026-11-23; an instant by its day in Tokyo; nothing as —."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = value.astimezone(TOKYO).date()
    return value.isoformat()


def moment(value: datetime | None) -> str:
    """Write an instant in Tokyo time, as 2026-11-23 08:05."""
    return NOTHING if value is None else value.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")


def era(value: date | None) -> str:
    """Write the Japanese year of a day: 令和8年, its first as 令和元年."""
    if value is None:
        return NOTHING
    for first, japanese, english in ERAS:
        if value >= first:
            year = value.year - first.year + 1
            if current_locale() == "en":
                return f"{english} {year}"
            return f"{japanese}{'元' if year == 1 else year}年"
    return f"{value.year}年" if current_locale() == "ja" else str(value.year)


def filesize(size: int | None) -> str:
    """Write a number of bytes in the largest unit that keeps it at least 1."""
    if size is None:
        return NOTHING
    value, unit = float(size), 0
    while value >= 1024 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{size} B" if unit == 0 else f"{value:.1f} {UNITS[unit]}"


def install(app: Flask, settings: Settings) -> None:
    """Teach the templates to speak, and remember a language asked for by `?lang=`."""
    app.extensions["tracker.settings"] = settings
    Babel(app, locale_selector=current_locale, default_timezone="Asia/Tokyo")
    # Globals: they read the running request themselves, so also macros imported without context can use them.
    app.jinja_env.globals.update(
        t=t,
        day=day,
        moment=moment,
        era=era,
        percent=percent,
        filesize=filesize,
        listed=listed,
        bracketed=bracketed,
        here=here_or_none,
        locale=current_locale,
    )

    @app.after_request
    def remember(response: Response) -> Response:
        asked = _known(request.args.get("lang"))
        if asked is not None:
            response.set_cookie(
                COOKIE,
                asked,
                max_age=COOKIE_SECONDS,
                secure=settings.behind_tls,
                httponly=True,
                samesite="Lax",
            )
        return response
