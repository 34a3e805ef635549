"""How a refusal is said to a program: a problem document (RFC 9457). It never repeats what was sent."""

import re
import secrets
from collections.abc import Mapping

from flask import Blueprint, Flask, Response, current_app, json, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map

from licensing.api.access import for_clients
from licensing.db import db
from licensing.errors import BadInput, Refusal

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:problem:register:"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def problem(
    kind: str,
    title: str,
    status: int,
    detail: str,
    *,
    more: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document as an answer."""
    body = {"type": TYPE + kind, "title": title, "status": status, "detail": detail, **(more or {})}
    return Response(json.dumps(body), status, mimetype=MEDIA_TYPE, headers=dict(headers or {}))


def of(blueprint: Blueprint) -> None:
    """Say each refusal, and each fault, of a blueprint as a problem."""
    blueprint.register_error_handler(Refusal, _refused)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(OperationalError, _busy)
    blueprint.register_error_handler(IntegrityError, _fault)
    blueprint.register_error_handler(Exception, _fault)


def where_nothing_is(app: Flask, blueprint: Blueprint) -> None:
    """Answer a program that asks for what is not there with a problem too, and not with a page."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{blueprint.name}.")]
    there = Map([rule.empty() for rule in rules])

    @for_clients
    def nothing(rest: str = "") -> ResponseReturnValue:
        allowed = sorted(there.bind("").allowed_methods(request.path))
        fault = MethodNotAllowed(valid_methods=allowed) if allowed else NotFound()
        return _http(fault)

    for rule in ("/register/", "/register/<path:rest>"):
        app.add_url_rule(rule, "register_nothing", nothing, methods=METHODS)


def _refused(refusal: Refusal) -> Response:
    db.session.rollback()
    # NotPossibleNow is "not-possible-now".
    kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(refusal).__name__).lower()
    more: dict[str, object] = {}
    if isinstance(refusal, BadInput):
        more["faults"] = refusal.faults
    if refusal.reasons:
        more["reasons"] = [{"text": one.text, "source": one.source} for one in refusal.reasons]
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "60"}}.get(refusal.status, {})
    return problem(kind, refusal.title, refusal.status, refusal.message, more=more, headers=headers)


def _http(fault: HTTPException) -> Response:
    headers = {name: value for name, value in fault.get_headers() if name == "Allow"}
    return problem(
        "http", fault.name, fault.code or 500, "See the description at openapi.json.", headers=headers
    )


def _busy(fault: OperationalError) -> Response:
    db.session.rollback()
    current_app.logger.warning("a partner's request met a busy database: %s", type(fault.orig).__name__)
    return problem("busy", "Busy", 503, "Nothing was done: send it again.", headers={"Retry-After": "1"})


def _fault(fault: Exception) -> Response:
    reference = secrets.token_hex(4)
    current_app.logger.error("fault %s: %s", reference, type(fault).__name__, exc_info=fault)
    db.session.rollback()
    return problem("fault", "A fault of ours", 500, f"Reference {reference}.")
