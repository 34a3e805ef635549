"""One operation of an API: its address, what it takes, what it answers. The description is made from the same list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from licensing.api.access import for_clients
from licensing.errors import BadInput
from licensing.national_register.wire_letters import LARGEST_BODY

Sent = TypeVar("Sent", bound=BaseModel)
View = Callable[..., Response]
LONGEST_KEY = 100


@dataclass(frozen=True)
class Operation:
    """What the description says of one operation. `once`: it is a write, and takes an Idempotency-Key."""

    method: str
    path: str
    view: View
    summary: str
    sends: type[BaseModel] | None
    answers: type[BaseModel]
    once: bool = False
    query: tuple[str, ...] = ()


def operation(
    blueprint: Blueprint,
    operations: list[Operation],
    method: str,
    path: str,
    *,
    answers: type[BaseModel],
    sends: type[BaseModel] | None = None,
    once: bool = False,
    query: tuple[str, ...] = (),
) -> Callable[[View], View]:
    """Add an operation to a blueprint and to the list that is described."""

    def add(view: View) -> View:
        summary = (view.__doc__ or "").partition("\n")[0]
        operations.append(Operation(method, path, view, summary, sends, answers, once, query))
        blueprint.add_url_rule(path, view.__name__, for_clients(view), methods=[method])
        return view

    return add


def body(kind: type[Sent]) -> Sent:
    """What was sent, checked. Raises BadInput, by field, without repeating a word of it."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    request.max_content_length = LARGEST_BODY
    try:
        return kind.model_validate_json(request.get_data())
    except ValidationError as fault:
        errors = fault.errors(include_input=False, include_url=False, include_context=False)
        raise BadInput(
            "What was sent is not well formed.", {_place(one): one["msg"] for one in errors}
        ) from None


def _place(error: Any) -> str:
    """Where a fault is. A field that nobody knows is not named: its name is the sender's, and may say anything."""
    known = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    return ".".join(map(str, known)) or "body"


def whole_number(name: str, default: int, *, most: int) -> int:
    """A number of the address. Raises BadInput."""
    given = request.args.getlist(name)
    text = given[0] if given else str(default)
    if len(given) > 1 or not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > most:
        raise BadInput("What was sent is not well formed.", {name: f"A whole number, at most {most}"})
    return int(text)


def key() -> str:
    """The writer's key of a write. Raises BadInput without one."""
    given = request.headers.get("Idempotency-Key", "")
    if not given.strip() or len(given) > LONGEST_KEY or not (given.isascii() and given.isprintable()):
        raise BadInput(
            "A write needs a key of your own, so that it is done once only.",
            {"Idempotency-Key": f"Up to {LONGEST_KEY} printable ASCII characters"},
        )
    return given


def answer(model: BaseModel, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(model.model_dump_json(by_alias=True), status, mimetype="application/json")
