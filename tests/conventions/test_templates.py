"""House rules of the templates: nothing the content security policy forbids or nobody explained."""

import re

import pytest

from tests.support.source import ROOT, short

TEMPLATES = ROOT / "templates"

FORBIDDEN = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "something from another server": re.compile(
        r"<(script|link|img|iframe)[^>]*(src|href)=[\"']?(https?:)?//", re.IGNORECASE
    ),
}
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\s+false\b")
REASON = re.compile(r"\{#\s*safe: \S.*#\}", re.DOTALL)


def _templates():
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    # A notice made into a PDF holds its style sheet itself: WeasyPrint reads it, no browser does.
    templates = [path for path in _templates() if not path.name.endswith("_pdf.html")]
    found = [
        f"{short(path)}: {match.group(0)[:80]}"
        for path in templates
        for match in FORBIDDEN[what].finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_what_is_not_escaped_says_why_just_before():
    unexplained = []
    for path in _templates():
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if UNESCAPED.search(line) and not REASON.search(" ".join(lines[max(0, number - 1) : number + 1])):
                unexplained.append(f"{short(path)}:{number + 1} needs {{# safe: why #}}")
    assert not unexplained, "\n".join(unexplained)


@pytest.mark.parametrize(
    ("what", "text", "found"),
    [
        ("a script in the page", "<script>go()</script>", True),
        ("a script in the page", '<script type="module" src="/static/app.js"></script>', False),
        ("a style in the page", '<p style="color: red">', True),
        ("an event attribute", '<a href="/" onclick="go()">', True),
        ("an event attribute", '<p class="on duty=yes">', False),
        ("something from another server", '<img src="https://example.org/a.png">', True),
        ("something from another server", '<a href="https://www.gov.uk/">', False),
    ],
)
def test_what_is_forbidden_is_recognised(what, text, found):
    assert bool(FORBIDDEN[what].search(text)) is found
