"""The serving side of a door: HTTP in, the keeper's call in a thread, and the one error renderer.

401 the caller cannot be told · 403 the access table says no · 409 a rule says no, the whole Refusal
422 the message cannot be read · 500 a bug: an id by which the log names the place, and nothing of
the message · 503 nothing could be done now: ask again.
"""

import hashlib
import inspect
import itertools
import logging
import traceback
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from fuda.doors.errors import Malformed, Refusal, Refused, Unreachable
from fuda.kit import wire
from fuda.kit.access import Access, NotAllowed
from fuda.kit.caller import Caller, acting_as
from fuda.kit.calls import Call

_LONGEST_MESSAGE = 1_048_576
_log = logging.getLogger(__name__)
_bugs = itertools.count(1)
_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": wire.Complaint, "description": "Nobody was named by a certificate"},
    403: {"model": wire.Complaint, "description": "The access table says no"},
    409: {"model": Refusal, "description": "A rule says no"},
    422: {"model": wire.Complaint, "description": "The message cannot be read"},
    500: {"model": wire.Complaint, "description": "A bug, named by its id in the log"},
    503: {"model": wire.Complaint, "description": "Nothing could be done now: ask again"},
}


class Unnamed(Exception):  # noqa: N818 - the edge's own word
    """No verified certificate says who is calling."""


def client_certificate_name(request: Request) -> Caller:
    """The caller that the verified client certificate names (put there by `kit.serving`)."""
    name = request.scope.get("client_certificate_name")
    if not isinstance(name, str):
        raise Unnamed("no client certificate names the caller")
    return Caller(name)


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is calling, and whether the access table lets that caller make the call."""

    door: Callable[..., object]
    access: Access
    caller_of: Callable[[Request], Caller]

    def admit(self, request: Request, call: str) -> Caller:
        """The caller; Unnamed or NotAllowed otherwise."""
        caller = self.caller_of(request)
        self.access.check(self.door, caller, call)
        return caller


class ServedCall:
    """One call at the edge: read, admit, act, answer."""

    def __init__(
        self, name: str, call: Call, act: Callable[[Any], Any], admission: Admission
    ) -> None:
        self.__name__ = call.name
        self.__doc__ = call.summary
        self.__signature__ = inspect.Signature(
            [
                inspect.Parameter(
                    call.parameter, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=call.asks
                )
            ]
        )
        self._name = name
        self._call = call
        self._act = act
        self._admission = admission

    def __call__(self, asked: object) -> object:
        """Only its signature is read, for OpenAPI; the route calls `handle`."""
        return self._act(asked)

    async def handle(self, request: Request) -> Response:
        """Answer one request."""
        try:
            caller = self._admission.admit(request, self._call.name)
            body = await _body(request)
            return await run_in_threadpool(self._answer, caller, body)
        except Exception as error:  # noqa: BLE001 - the one place where every error ends
            return _render(self._name, error)

    def _answer(self, caller: Caller, body: bytes) -> Response:
        asked = wire.read(self._call.asks, body)
        with acting_as(caller):
            answer = self._act(asked)
        if self._call.answers is None:
            return Response(status_code=204)
        return _json(200, wire.write(self._call.answers, answer))


class _CallRoute(APIRoute):
    """Reads the body as strict JSON; FastAPI's own reading makes Python values of it first."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        if not isinstance(self.endpoint, ServedCall):
            raise TypeError("a door's route serves a call of the door")
        return self.endpoint.handle


def door_routes(
    path: str, calls: Sequence[Call], keeper: object, admission: Admission
) -> APIRouter:
    """One POST route for each call of the door."""
    door = admission.door.__name__
    router = APIRouter(prefix=path, route_class=_CallRoute, tags=[door])
    for call in calls:
        act = getattr(keeper, call.name, None)
        if act is None:
            raise TypeError(f"{type(keeper).__name__} keeps no {door}.{call.name}")
        router.add_api_route(
            f"/{call.name}",
            ServedCall(f"{door}.{call.name}", call, act, admission),
            methods=["POST"],
            operation_id=f"{door}_{call.name}",
            response_model=call.answers,
            status_code=200 if call.answers else 204,
            responses=_ERRORS,
        )
    return router


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_MESSAGE:
            raise Malformed(f"the message is longer than {_LONGEST_MESSAGE} bytes")
    return bytes(body)


def _render(name: str, error: Exception) -> Response:
    match error:
        case Refused():
            return _json(409, wire.write_refusal(error.refusal))
        case Malformed():
            return _complain(422, str(error))
        case NotAllowed():
            return _complain(403, str(error))
        case Unnamed():
            return _complain(401, str(error))
        case Unreachable():
            return _complain(503, str(error))
        case _:
            return _complain(500, log_bug(name, error))


def log_bug(name: str, error: BaseException) -> str:
    """Log where it happened, and answer with the line that names the entry."""
    traced = places(error)
    bug = f"{hashlib.sha256(traced.encode()).hexdigest()[:8]}-{next(_bugs)}"
    _log.error("bug %s in %s\n%s", bug, name, traced)
    return f"a bug, in the log of this institution as {bug}"


def places(error: BaseException) -> str:
    """Where it happened, not what was said: an exception's text may quote a PIN or a My Number."""
    found = []
    seen: BaseException | None = error
    while seen is not None:
        frames = "".join(traceback.format_tb(seen.__traceback__))
        found.append(f"{frames}{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or seen.__context__
    return "\n\n".join(reversed(found))


def _complain(status: int, error: str) -> Response:
    return _json(status, wire.write(wire.Complaint, wire.Complaint(error=error)))


def _json(status: int, body: bytes) -> Response:
    return Response(body, status_code=status, media_type="application/json")
