"""Headers that tell the browser to trust nothing but us. A view may only make them stricter."""

from flask import Flask, Response, request

from tracker.config import Settings
from tracker.web.context import here_or_none

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
TWO_YEARS = 63_072_000


def install(app: Flask, settings: Settings) -> None:
    """Send the headers with every response; pages of a person are kept by no cache."""

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.behind_tls:
            headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS}")
        if request.endpoint != "static":
            context = here_or_none()
            # Also pages with a form before signing in: they carry a token that belongs to one browser.
            headers["Cache-Control"] = "no-store" if context is None or context.signed_in else "no-cache, private"
        return response
