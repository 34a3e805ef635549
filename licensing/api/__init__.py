"""Partners' programs, in JSON. `register_v1` serves the national register to authorities that run their own systems."""

from flask import Flask

from licensing.api import problems, register_v1


def init_app(app: Flask) -> None:
    """Add the API to the application, after the pages."""
    app.register_blueprint(register_v1.blueprint)
    problems.where_nothing_is(app, register_v1.blueprint)
