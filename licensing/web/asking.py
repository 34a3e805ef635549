"""One form on a page of its own: asked, done in one transaction, and shown again with its faults and what was typed."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from licensing.db import transaction
from licensing.errors import BadInput
from licensing.web.forms import Form


def done(form: Form, act: Callable[[], object]) -> bool:
    """Do it in a transaction; what is wrong with the input goes back onto the form, and nothing typed is lost."""
    try:
        with transaction():
            act()
    except BadInput as refusal:
        form.add_faults(refusal.faults or {"": refusal.message})
        return False
    return True


def ask(form: Form, title: str, *, back_url: str, **more: Any) -> ResponseReturnValue:
    """The page that asks every field of a form; what else it takes is in layouts/fields.html."""
    page = render_template("layouts/fields.html", form=form, title=title, back_url=back_url, **more)
    return page, 400 if form.errors else 200


def said(sentence: str, url: str) -> ResponseReturnValue:
    """Off to another page, which says that it was done."""
    flash(sentence, "success")
    return redirect(url)
