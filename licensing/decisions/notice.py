"""The decision notice as a tagged PDF (PDF/UA-1), so that a screen reader can read it."""

from typing import Any

from licensing.errors import NotConfigured


def pdf(page: str) -> bytes:
    """An HTML page as PDF/UA-1. Nothing is fetched: the page carries its own style.

    Raises NotConfigured when the libraries that draw it are not on this machine, and says which.
    """
    try:
        # Imported when first needed: it takes a second, and needs libraries of the system.
        from weasyprint import HTML  # noqa: PLC0415 (see above)
    except OSError as fault:
        raise NotConfigured(
            "A PDF needs Pango on this machine: apt-get install libpango-1.0-0 libpangoft2-1.0-0. "
            "Meanwhile, print the page from your browser."
        ) from fault
    drawn: bytes = HTML(string=page, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")
    return drawn


def _nothing(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    raise ValueError("A notice fetches nothing.")
