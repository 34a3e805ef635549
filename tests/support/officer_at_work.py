"""What an officer does in the browser, in the words on the page. Each page met on the way is checked."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from licensing import clock
from licensing.policy.queries import policy_in_force
from tests.factories.applications import REFERENCES
from tests.factories.photographs import likeness
from tests.factories.second_factors import code

LEEDS = "E08000035"


class OfficerAtWork:
    """One officer's browser, signed in by the page as they would."""

    def __init__(self, page: Page, check: Callable[[Page], None]) -> None:
        self.page = page
        self._check = check
        self._checked: set[str] = set()

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form."""
        self.page.goto("/")
        self.look("Sign in")
        self.fill("email", email)
        self.fill("password", password)
        self.press("Sign in")
        # The next page has come: it may be the one that asks for a second factor.
        expect(self.page.locator("h1")).not_to_have_text("Sign in")
        if self.page.locator("h1").inner_text() == "Set up your second factor":
            self._set_up_second_factor()

    def _set_up_second_factor(self) -> None:
        """As whoever decides is asked to the first time: an authenticator learns the letters and shows a code."""
        self.look("Set up your second factor")
        self.fill("new_code", code(self.page.locator("main strong").inner_text().replace(" ", "")))
        self.press("Set it up")
        self.look("Keep your recovery codes")
        self.page.get_by_role("button", name="I have kept them").click()

    def check(self, page: Page) -> None:
        """Check this page, once for each kind: two cases differ in their number only."""
        kind = re.sub(r"\d+", "0", page.url) + str(page.locator(".govuk-error-summary").count())
        state = page.locator("main").inner_text()[:200] if "/applications/" in page.url else ""
        if kind + state not in self._checked:
            self._checked.add(kind + state)
            self._check(page)

    def look(self, heading: str) -> None:
        """This page has come; nothing on it is out of reach for anybody."""
        expect(self.page.locator("h1")).to_contain_text(heading, ignore_case=True)
        self.check(self.page)

    def fill(self, name: str, text: str) -> None:
        """Type into the field of this name."""
        self.page.locator(f"[name='{name}']").fill(text)

    def fill_all(self, **texts: str) -> None:
        """Type into several fields."""
        for name, text in texts.items():
            self.fill(name, text)

    def fill_date(self, name: str, day: date) -> None:
        """Type a date into its three boxes."""
        for part in ("day", "month", "year"):
            self.fill(f"{name}-{part}", str(getattr(day, part)))

    def choose(self, name: str, value: str) -> None:
        """Choose a radio or tick a box."""
        self.page.locator(f"[name='{name}'][value='{value}']").check()

    def press(self, text: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=text, exact=True).click()

    def follow(self, text: str) -> None:
        """Follow a link in the main part of the page."""
        self.page.locator("main").get_by_role("link", name=text).first.click()

    def takes_an_application(self, first: str, last: str, born: date, **more: Any) -> None:
        """From the list of applications to the received case, a page at a time."""
        self.page.goto("/applications")
        self.look("Applications")
        self.page.goto("/applications/start")
        self.look("What kind of licence")
        self.choose("licence_kind", "private-hire")
        self.press("Continue")
        pages: tuple[Callable[[], None], ...] = (
            lambda: self.fill_all(first=first, last=last),
            lambda: self._other_name(more.get("other")),
            lambda: self.fill_date("born", born),
            lambda: self.fill_all(lines=more["address"], postcode=more["postcode"]),
            lambda: self.choose("any", "no"),
            lambda: self.fill_all(national_insurance=more.get("national_insurance", "")),
            lambda: self.fill_all(email="applicant@example.com"),
            lambda: self.fill_date("entitled_since", date(2010, 1, 1)),
            lambda: self.choose("limited", "no"),
            self._nothing_in_the_background,
        )
        for answer in pages:
            self.check(self.page)
            answer()
            self.press("Continue")
        self.look("Check")
        self.press("Receive the application")
        self.look(f"{first} {last}")

    def _nothing_in_the_background(self) -> None:
        self.choose("lived_abroad", "no")
        self.choose("earlier_licence", "no")

    def _other_name(self, other: tuple[str, str] | None) -> None:
        if other is None:
            self.choose("any", "no")
            return
        self.choose("any", "yes")
        self.fill("first", other[0])
        self.fill("last", other[1])

    def records_the_evidence(self, *, result: Mapping[str, str] | None = None) -> None:
        """Everything the policy asks an officer to see, item by item, from the checklist."""
        case = self.page.url
        today = clock.today()
        policy = policy_in_force(LEEDS, today)
        for requirement in policy.requirements("new", "private-hire"):
            if requirement.how != "evidence" or requirement.condition not in (None, "first-licence"):
                continue
            self.page.goto(f"{case}/evidence/{requirement.key}")
            self.look(requirement.question)
            option = next(one for one in requirement.results if one.satisfies)
            self.choose("result", (result or {}).get(requirement.key, option.key))
            if requirement.reference_label:
                self.fill("reference", REFERENCES.get(requirement.key, "Seen"))
            if requirement.counted_from == "issued":
                self.fill_date("issued_on", today - timedelta(days=10))
            self.press("Record")
            self.page.wait_for_url(case)
        self.page.locator("#evidence").get_by_role("link", name="Add the photograph").click()
        self.look("photograph")
        self.page.locator("[name='photograph']").set_input_files(
            {"name": "likeness.jpg", "mimeType": "image/jpeg", "buffer": likeness()}
        )
        self.press("Store the photograph")
        self.page.goto(case)

    def searches_the_national_register(self) -> None:
        """Search, with its purpose and reason; ends on the receipt."""
        self.follow("Search the national register")
        self.look("Search the national register")
        self.press("Search")
        self.look("receipt")
