"""What is typed into a page, and what comes back of it."""

from collections.abc import Mapping
from datetime import date

from tests.support.pages import Page, PageClient


def dated(name: str, day: date) -> dict[str, str]:
    """A date as it is typed into the three boxes of a field."""
    return {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def typed_in(page: Page, name: str) -> object:
    """What a field of a page holds: its text, or the values of the boxes and radios that are chosen."""
    fields = [one for one in page.select("main [name]") if one["name"] == name]
    assert fields, f"{page.url} has no field {name!r}."
    if fields[0].name == "textarea":
        return fields[0].get_text().removeprefix("\n").replace("\r\n", "\n")
    if fields[0].get("type") in ("radio", "checkbox"):
        return [one["value"] for one in fields if one.has_attr("checked")]
    return fields[0].get("value", "")


def comes_back(
    client: PageClient, url: str, values: Mapping[str, object], errors: Mapping[str, str], **submit: str
) -> None:
    """What is wrong with the input comes back: status 400, the error summary, and everything that was typed."""
    page = client.get_page(url)
    page = client.submit(page, values, status=400, **submit)
    for name, words in errors.items():
        assert any(words in error for error in page.errors), (url, values, name, page.errors)
        links = [
            link["href"] for link in page.select(".govuk-error-summary__list a") if words in link.get_text()
        ]
        assert all(str(link).startswith(f"#{name}") for link in links), (name, links)
    assert len(page.errors) == len(errors), (url, values, page.errors)
    assert page.title is not None
    assert page.title.get_text().strip().startswith("Error: ")
    for name, value in values.items():
        expected = value if isinstance(value, list) else [value]
        held = typed_in(page, name)
        assert held in (value, expected) or (value is None and held == []), (url, name, value, held)
