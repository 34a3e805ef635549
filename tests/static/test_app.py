"""What the browser loads: one version, nothing of the GOV.UK brand, and a rule for every class of our own."""

import re
from tests.support.source import ROOT


def test_nothing_of_the_gov_uk_brand_is_shipped():
    for path in (ROOT / "static").rglob("*.*"):
        text = path.read_text()
        if path.suffix in (".css", ".js", ".svg"):
            assert not re.search("GDS Transport|crest|crown", text), path.name
        assert path.suffix in (".css", ".js", ".svg", ".scss", ".txt", ".md"), path.name


def test_the_style_sheets_load_nothing_else():
    for name in ("govuk/govuk-frontend.min.css", "app.css"):
        assert not re.search(r"url\(|@import|@font-face", (ROOT / "static" / name).read_text()), name


def test_style_sheet_script_and_markup_are_of_one_version():
    style = (ROOT / "static/govuk/govuk-frontend.min.css").read_text()
    script = (ROOT / "static/govuk/govuk-frontend.min.js").read_text()
    assert '--govuk-frontend-version: "6.3.0"' in style
    assert script.startswith('const version="6.3.0";')
    assert "sourceMappingURL" not in script


def test_every_class_of_our_own_that_a_template_uses_has_its_rule():
    style = (ROOT / "static/app.css").read_text()
    shared = [*(ROOT / "templates").glob("*.html")]
    for folder in ("layouts", "components", "errors"):
        shared += (ROOT / "templates" / folder).glob("*.html")
    used = {name for path in shared for name in re.findall(r"\bapp-[a-z_-]+", path.read_text())}
    assert len(used) > 10
    assert {name for name in used if f".{name}" not in style} == set()
