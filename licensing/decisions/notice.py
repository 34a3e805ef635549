"""The decision notice as a tagged PDF (PDF/UA-1), so that a screen reader can read it."""

from licensing.errors import NotConfigured


def pdf(page: str) -> bytes:
    """An HTML page as PDF/UA-1. Nothing is fetched: the page carries its own style.

    Raises NotConfigured when the libraries that draw it are not on this machine, and says which.
    """
    try:
        # Imported when first needed: it takes a second, and needs libraries of the system.
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as fault:
        raise NotConfigured(
            "A PDF needs Pango on this machine: apt-get install libpango-1.0-0 libpangoft2-1.0-0. "
            "Meanwhile, print the page from your browser."
        ) from fault
    nothing = URLFetcher(allowed_protocols=())
    drawn: bytes = HTML(string=page, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1")
    return drawn
