"""The API's own description, OpenAPI 3.1, made from the operations themselves."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, json
from pydantic.json_schema import models_json_schema

from licensing.api.access import for_clients
from licensing.api.operations import LONGEST_KEY, Operation
from licensing.national_register.actions import PURPOSES

SCHEMAS = "#/components/schemas/"
# What each status means, in a problem document.
PROBLEMS = {
    "400": "Not well formed; faults by field",
    "401": "No good credential",
    "404": "There is none, or it is another authority's",
    "409": "The key was used for something else, or somebody else came first",
    "422": "The Act does not allow it",
    "429": "Too many requests in a minute",
}


def serve(blueprint: Blueprint, operations: Sequence[Operation]) -> None:
    """Add the description to a blueprint."""
    text = json.dumps(described(operations), indent=1)

    @for_clients
    def openapi() -> Response:
        """What the API can do. It holds nothing of anybody, so that no credential is asked for."""
        return Response(text, mimetype="application/json")

    blueprint.add_url_rule("/openapi.json", "openapi", openapi, methods=["GET"])


def described(operations: Sequence[Operation]) -> dict[str, Any]:
    """The description of some operations."""
    models = [one for each in operations for one in (each.sends, each.answers) if one is not None]
    _refs, schemas = models_json_schema(
        [(model, "validation") for model in dict.fromkeys(models)], ref_template=SCHEMAS + "{model}"
    )
    paths: dict[str, Any] = {}
    for one in operations:
        place = paths.setdefault(re.sub(r"<(\w+)>", r"{\1}", "/register/v1" + one.path), {})
        place[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "National register of taxi and private hire decisions", "version": "1"},
        "paths": paths,
        "security": [{"credential": []}],
        "components": {
            "securitySchemes": {"credential": {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas.get("$defs", {}), "Problem": _PROBLEM},
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    headers = [
        _header("Register-Purpose", {"enum": list(PURPOSES)}, required=True),
        _header("Register-Officer", {"maxLength": 60}, required=True),
        _header("Register-Application", {"maxLength": 60}, required=False),
    ]
    if one.once:
        headers.append(_header("Idempotency-Key", {"maxLength": LONGEST_KEY}, required=True))
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"<(\w+)>", one.path)
    ]
    query = [{"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0}} for name in one.query]
    good = {"description": "Done", "content": _json(one.answers.__name__)}
    answers: dict[str, Any] = {"200": good} | ({"201": good} if one.once else {})
    for status, words in PROBLEMS.items():
        answers[status] = {"description": words, "content": _json("Problem", "application/problem+json")}
    said: dict[str, Any] = {
        "summary": one.summary,
        "operationId": one.view.__name__,
        "parameters": [*path, *query, *headers],
        "responses": answers,
    }
    if one.sends is not None:
        said["requestBody"] = {"required": True, "content": _json(one.sends.__name__)}
    return said


def _header(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": {"type": "string", **schema}}


def _json(name: str, media_type: str = "application/json") -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": SCHEMAS + name}}}


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "faults": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
