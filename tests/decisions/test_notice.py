"""The notice as a PDF/UA: tagged, named, and drawn without fetching anything."""

import io
import socket
import sys

import pytest
from pypdf import PdfReader

from licensing.decisions.notice import pdf
from licensing.errors import NotConfigured

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A notice</title>{head}</head>
<body><h1>Notice</h1><p>Your reasons.</p><ul><li>One</li><li>Two</li></ul>{body}</body></html>"""


def _read(head="", body=""):
    return PdfReader(io.BytesIO(pdf(PAGE.format(head=head, body=body))))


def _kinds(node):
    """The kind of every element of the tree of tags."""
    node = node.get_object()
    if not hasattr(node, "get"):
        return []
    found = [str(node["/S"])] if "/S" in node else []
    below = node.get("/K", [])
    for one in below if isinstance(below, list) else [below]:
        found += _kinds(one)
    return found


def test_it_is_tagged_with_its_heading_paragraphs_and_list():
    root = _read().trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    kinds = _kinds(root["/StructTreeRoot"])
    assert {"/H1", "/P", "/L", "/LI"} <= set(kinds)
    assert kinds.count("/LI") == 2


def test_it_says_its_language_and_title_and_that_it_is_pdf_ua_1():
    read = _read()
    root = read.trailer["/Root"]
    assert str(root["/Lang"]) == "en-GB"
    assert read.metadata.title == "A notice"
    metadata = root["/Metadata"].get_data().decode()
    assert "http://www.aiim.org/pdfua/ns/id/" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata or 'pdfuaid:part="1"' in metadata


def test_every_font_is_inside_it():
    fonts = [
        font.get_object()
        for page in _read().pages
        for font in page["/Resources"]["/Font"].get_object().values()
    ]
    assert fonts
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_it_fetches_nothing(tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'Leaked' }")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address, drawn = f"http://127.0.0.1:{server.getsockname()[1]}", ""
        head = (
            f'<link rel="stylesheet" href="{address}/a.css"><link rel="stylesheet" href="{secret.as_uri()}">'
        )
        body = f'<img src="{address}/b.png" alt="A picture">'
        drawn += "".join(page.extract_text() for page in _read(head, body).pages)
        with pytest.raises(TimeoutError):
            server.accept()
    # It is drawn without what it named.
    assert "Your reasons." in drawn
    assert "Leaked" not in drawn


def test_without_the_libraries_that_draw_it_it_says_which_are_missing(monkeypatch):
    class Missing:
        """A module whose libraries are not on this machine."""

        def find_spec(self, name, *_more):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(NotConfigured, match="apt-get install libpango"):
        pdf(PAGE.format(head="", body=""))
