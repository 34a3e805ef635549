"""Puts the pieces together: settings, the database, pages, commands, and who handles which outbox message."""

import logging
import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from licensing import api, cli, db, web
from licensing.applications import handlers as application_handlers
from licensing.concerns import handlers as concern_handlers
from licensing.decisions import handlers as decision_handlers
from licensing.national_register import handlers as register_handlers
from licensing.national_register import ways_in
from licensing.outbox import actions as outbox
from licensing.policy import loading as policy
from licensing.policy.vetting import load_vetting
from licensing.reporting import handlers as reporting_handlers
from licensing.settings import ROOT, Settings, load
from licensing.suitability import handlers as vetting_handlers

LARGEST_REQUEST = 10 * 1024 * 1024

HANDLERS: dict[str, dict[str, outbox.Handler]] = {
    "decision:notified": {"make-entry": decision_handlers.make_entry},
    "decision:changed": {"change-entry": decision_handlers.change_entry},
    "licence:granted-after-entry": {"update-entry": decision_handlers.update_entry},
    "register-entry:changed": {
        "compare-with-licence-holders": register_handlers.compare_with_licence_holders,
        "compare-with-open-applications": application_handlers.compare_with_open_applications,
    },
    "register-letter:sent": {"take-in-letters": register_handlers.take_in_letters},
    "request:sent": {"deliver-request": register_handlers.send_request},
    "request:answer-sent": {"deliver-answer": register_handlers.send_answer},
    "request:answered": {"review-late-answer": application_handlers.review_after_late_answer},
    "entry:told": {"deliver-change": register_handlers.send_change},
    "change-notice:taken-in": {"review-determinations": application_handlers.review_after_change},
    "change-notice:acknowledged": {"deliver-acknowledgement": register_handlers.send_acknowledgement},
    "register-elsewhere:changed": {
        "compare-with-our-own": application_handlers.compare_entries_of_elsewhere,
    },
    "register:loaded": {"compare-everybody": application_handlers.compare_everybody},
    "digest:due": {"send-digest": reporting_handlers.send_digest},
    "concern:sent": {"deliver": concern_handlers.deliver_concern},
    "concern:replied": {"deliver": concern_handlers.deliver_reply},
    "dbs-question:put": {"ask-update-service": vetting_handlers.ask_update_service},
    "dvla-question:put": {"ask-dvla": vetting_handlers.ask_dvla},
    "licence-holder:changed": {"compare-with-register": register_handlers.compare_licence_holder},
}


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Raises NotConfigured when it would start without the secrets it needs.

    Commands of `flask` start without them, so that `flask db upgrade` needs none; whatever touches a number or
    the audit log then refuses by itself.
    """
    settings = settings or load()
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        settings.refuse_without_secrets()
        policy.load_all()
        load_vetting()
        ways_in.refuse_unknown_authorities(settings)
    app = Flask(
        "licensing",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        root_path=str(ROOT / "licensing"),
        instance_path=str(settings.instance.resolve()),
    )
    app.config["SETTINGS"] = settings
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["SECRET_KEY"] = settings.secret_key or None
    logging.getLogger("licensing").setLevel(logging.INFO)
    if settings.trusted_proxies:
        # The proxy's word on who asks: without it, every visitor would count as one for the sign-in throttle.
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    db.init_app(app, settings)
    outbox.connect(HANDLERS)
    web.init_app(app)
    api.init_app(app)
    cli.init_app(app)
    return app
