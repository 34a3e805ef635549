"""What every answer carries for the browser's own defences."""

from flask import Flask, Response, request

from licensing.settings import Settings
from licensing.web import forms


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    settings: Settings = app.config["SETTINGS"]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {forms.INLINE_SCRIPT_HASH}",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )

    @app.after_request
    def _protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if settings.cookies_over_https_only:
            response.headers["Strict-Transport-Security"] = "max-age=63072000"
        if request.endpoint != "static":
            # A register's pages are not to be found in a shared machine's cache after signing out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
