"""A browser page that is watched: what goes wrong behind it, or can't be read by all, fails the test."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

PHONE, DESK = 375, 1280
HEIGHT = 900
# WCAG 2.2 AA, as the Public Sector Bodies Accessibility Regulations 2018 ask, and axe's own good habits.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}

# What passed is left where it is: carrying it over takes longer than finding it.
_VIOLATIONS = "async (options) => (await axe.run(document, options)).violations"
_TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    return [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > edge + 0.5)
        .map((element) => element.outerHTML.slice(0, 120));
}"""


class Watch:
    """Collects what goes wrong on the pages of one test: script and console errors, failed requests, 5xx."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self._expected: set[int] = set()

    def follow(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._console)
        page.on("pageerror", self._script_error)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Inside, answers with these statuses are meant."""
        before = self._expected
        self._expected = before | set(statuses)
        try:
            yield
        finally:
            self._expected = before

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium says of every answer of 400 or more that it failed to load; _response judges those.
        if message.type == "error" and not message.text.startswith(
            "Failed to load resource: the server responded"
        ):
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _script_error(self, error: Error) -> None:
        self.faults.append(f"script: {error}")

    def _failed(self, request: Request) -> None:
        # A download, or a page left before it was complete, is aborted; nothing is wrong with either.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if not response.url.startswith((self.origin, "data:", "blob:")):
            self.faults.append(f"asked somebody else: {response.url}")
        elif response.status >= 400 and response.status not in self._expected:
            self.faults.append(f"{response.status} from {response.request.method} {response.url}")


def check_page(page: Page) -> None:
    """Assert that a page reads well on a telephone and on a desk: all within the edge, axe content."""
    page.evaluate(Axe().axe_script)
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        beyond = page.evaluate(_TOO_WIDE)
        assert not beyond, f"{page.url} scrolls sideways at {width} pixels because of: {beyond[-3:]}"
        violations = [
            f"{found['id']}: {found['help']}\n" + "\n".join(f"    {n['html'][:300]}" for n in found["nodes"])
            for found in page.evaluate(_VIOLATIONS, AXE_OPTIONS)
        ]
        assert not violations, f"axe on {page.url} at {width} pixels:\n" + "\n".join(violations)
