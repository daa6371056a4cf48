"""A door and its two carriers: the keeper behind a proxy, or HTTP between two processes.

    Door(Numbering, access).direct(keeper, caller)    in one process, nothing serialised
    Door(Numbering, access).served(keeper)            routes for the keeper's process
    Door(Numbering).over(http)                        the same Protocol in the caller's process

Both carriers set `kit.caller`, hold to the access table, refuse to run inside a transaction, and
end in the ways of `doors.errors`, or in NotAllowed.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, cast

import httpx
from fastapi import APIRouter, Request

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.kit import wire
from fuda.kit.access import Access, NotAllowed
from fuda.kit.caller import Caller, acting_as
from fuda.kit.calls import Call, calls_of
from fuda.kit.edge import Admission, client_certificate_name, door_routes
from fuda.kit.here import no_transaction_here

D = TypeVar("D")

_Carry = Callable[[Any], Any]


class Door(Generic[D]):
    """A Protocol of `fuda.doors`, with the rows of the access table for its institution.

    Without rows, as between a unit test and its keeper, `direct` lets every caller make every call
    and `served` refuses to be built. TypeError at start-up if a call cannot cross.
    """

    def __init__(self, kind: Callable[..., D], access: Access | None = None) -> None:
        self._kind = kind
        self._calls = calls_of(kind)
        self._access = access
        words = re.findall(r"[A-Z][a-z0-9]*", kind.__name__)
        self.path = "/doors/" + "_".join(words).lower()

    def direct(self, keeper: D, caller: Caller) -> D:
        """The keeper itself, for this caller: the door's calls and nothing else of it."""
        allowed = self._access.calls(self._kind, caller) if self._access else None
        carries = {
            call.name: self._direct(call, keeper, caller)
            if allowed is None or call.name in allowed
            else self._forbidden(call, caller)
            for call in self._calls
        }
        return self._proxy(carries)

    def _direct(self, call: Call, keeper: D, caller: Caller) -> _Carry:
        act = getattr(keeper, call.name, None)
        if act is None:
            raise TypeError(f"{type(keeper).__name__} keeps no {self._kind.__name__}.{call.name}")

        def carry(asked: object) -> object:
            no_transaction_here()
            with acting_as(caller):
                return act(asked)

        return carry

    def _forbidden(self, call: Call, caller: Caller) -> _Carry:
        def carry(asked: object) -> object:  # noqa: ARG001 - the shape of a carried call
            raise NotAllowed(f"{caller} may not call {self._kind.__name__}.{call.name}")

        return carry

    def over(self, http: httpx.Client) -> D:
        """The door of a keeper in another process; `http` has its base_url and certificate."""
        return self._proxy({call.name: self._over(call, http) for call in self._calls})

    def _over(self, call: Call, http: httpx.Client) -> _Carry:
        name, path = f"{self._kind.__name__}.{call.name}", f"{self.path}/{call.name}"

        def carry(asked: object) -> object:
            no_transaction_here()
            body = wire.write(call.asks, asked)
            try:
                answer = http.post(path, content=body, headers={"content-type": "application/json"})
            except httpx.RequestError as error:
                raise Unreachable(f"{name}: {type(error).__name__}") from error
            return _answered(name, call, answer)

        return carry

    def served(
        self, keeper: D, caller_of: Callable[[Request], Caller] = client_certificate_name
    ) -> APIRouter:
        """The door as HTTP: POST /doors/<door>/<call>, the message as its JSON body."""
        if self._access is None:
            raise TypeError(f"{self._kind.__name__}: a served door needs its access table")
        admission = Admission(self._kind, self._access, caller_of)
        return door_routes(self.path, self._calls, keeper, admission)

    def _proxy(self, carries: Mapping[str, _Carry]) -> D:
        methods = {call.name: _method(call, carries[call.name]) for call in self._calls}
        kind = type(f"{self._kind.__name__}Proxy", (), {"__slots__": (), **methods})
        return cast("D", kind())


def _method(call: Call, carry: _Carry) -> Callable[..., object]:
    """The call as a method that takes its message by place or by name, as the Protocol does."""

    def method(_self: object, *given: object, **named: object) -> object:
        asked = given[0] if given else named[call.parameter]
        if type(asked) is not call.asks:
            raise TypeError(f"{call.name} takes {call.asks.__name__}, not {type(asked).__name__}")
        return carry(asked)

    method.__name__ = call.name
    method.__doc__ = call.summary
    return method


def _answered(name: str, call: Call, answer: httpx.Response) -> object:
    """The answer, or the door's error that the status stands for."""
    body = answer.content
    try:
        match answer.status_code:
            case 200 if call.answers is not None:
                return wire.read(call.answers, body)
            case 204 if call.answers is None:
                return None
            case 409:
                outcome: Exception = Refused(wire.read_refusal(body))
            case 422:
                outcome = Malformed(wire.read(wire.Complaint, body).error)
            case 401 | 403:
                outcome = NotAllowed(wire.read(wire.Complaint, body).error)
            case 500 | 503:
                outcome = Unreachable(f"{name}: {wire.read(wire.Complaint, body).error}")
            case status:
                outcome = Unreachable(f"{name}: answered {status}")
    except (Malformed, ValueError) as error:
        raise Unreachable(f"{name}: what it answered cannot be read") from error
    raise outcome
