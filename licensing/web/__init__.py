"""Officers, in a browser: one module an area, each with a blueprint."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

# The largest id a row can have on either engine: a higher number in an address is no page, and no fault of ours.
HIGHEST_ID = 2**31 - 1


class IdIntegerConverter(IntegerConverter):
    """A whole number in an address that a database can be asked about."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **({"max": HIGHEST_ID} | options))


def init_app(app: Flask) -> None:
    """Add every page to the application."""
    # Imported here: the views import the whole of the subjects, and this package is imported by them.
    from licensing.web import (  # noqa: PLC0415 (see above)
        about,
        access,
        accounts,
        alerts,
        applications,
        audit_log,
        case,
        change_notices,
        concerns,
        convictions,
        correspondence_files,
        decisions,
        defra_uploads,
        determination,
        duties,
        exchange,
        filters,
        forms,
        headers,
        home,
        information_requests,
        intake,
        known_elsewhere,
        messages,
        national_register,
        navigation,
        operators,
        people,
        plates,
        policy,
        portal,
        public_register,
        refusals,
        reminders,
        rules,
        screenings,
        second_factor,
        sign_in,
        sign_in_steps,
        training,
        vehicles,
        vetting,
        working_links,
    )

    app.url_map.converters["int"] = IdIntegerConverter
    forms.init_app(app)
    filters.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    refusals.init_app(app)
    navigation.init_app(app)
    for area in (
        about,
        accounts,
        alerts,
        applications,
        audit_log,
        case,
        change_notices,
        correspondence_files,
        concerns,
        convictions,
        decisions,
        defra_uploads,
        determination,
        duties,
        exchange,
        home,
        information_requests,
        intake,
        known_elsewhere,
        messages,
        national_register,
        operators,
        people,
        plates,
        policy,
        reminders,
        rules,
        portal,
        public_register,
        screenings,
        second_factor,
        sign_in,
        sign_in_steps,
        training,
        vetting,
        vehicles,
        working_links,
    ):
        app.register_blueprint(area.blueprint)
