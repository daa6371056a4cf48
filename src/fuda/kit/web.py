"""What every screen needs of HTTP: whose form it is, what it says, and which headers keep it safe.

A form is read into the message that the door takes; each wrong field gets one clear line.
"""

import logging
import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from fastapi import Depends
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fuda.kit.i18n import Text
from fuda.kit.numbers import hold_a_number
from fuda.kit.plain import CHARACTERS_AT_MOST, unseen
from fuda.rules.eras import day_from_text

T = TypeVar("T")
_log = logging.getLogger(__name__)

KEY: Final = "key"
_DIGITS_AT_MOST: Final = 9
_FIELDS_AT_MOST: Final = 200
_OCTETS_AT_MOST: Final = 64 * 1024

CONTENT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
)

_OF_A_PICTURE: Final = (
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; img-src data:; frame-ancestors 'none'"),
    ("cross-origin-resource-policy", "same-origin"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongField:
    """One line for one field: which, and what to do."""

    field: str
    what: Text


class WrongForm(ValueError):  # noqa: N818 - the form is wrong, not the program
    """A form that cannot be read: its wrong fields, and what was typed, to show it again."""

    def __init__(self, wrong: Sequence[WrongField], typed: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.what.msgid}" for one in wrong))
        self.wrong = tuple(wrong)
        self.typed = typed


async def _posted(request: Request) -> FormData:
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > _OCTETS_AT_MOST:
        raise HTTPException(413)
    return await request.form(max_files=0, max_fields=_FIELDS_AT_MOST)


Posted = Annotated[FormData, Depends(_posted)]
"""The form of a request, for the parameter list of a page's handler."""


def picture(content: str | bytes, media_type: Literal["image/svg+xml", "image/png"]) -> Response:
    """A picture that shows someone: no cache keeps it, no other site shows it, it loads nothing."""
    return Response(
        content,
        media_type=media_type,
        headers=dict(_OF_A_PICTURE),
    )


def typed(form: FormData) -> dict[str, list[str]]:
    """What was typed into each field, as it stands."""
    return {name: [str(value) for value in form.getlist(name)] for name in form}


def read(form: FormData, kind: type[T], **given: object) -> T:
    """The message that the form makes with what is `given`; WrongForm with a line per wrong field.

    What the form may not decide (the clerk, the resident of the page) is `given`; a form that
    brings it all the same is refused, as is one with a field that the message does not know.
    """
    hints = get_type_hints(kind)
    values, wrong = dict(given), list[WrongField]()
    wanted = {one.name: one for one in fields(kind) if one.name not in given}  # type: ignore[arg-type]  # every message is a dataclass
    for name in form:
        if name not in wanted:
            what = Text("screens", "This form has a field “{name}” that is not known here.")
            wrong.append(WrongField(field=name, what=replace(what, facts={"name": name})))
    for name, field in wanted.items():
        texts = [value.strip(" \t\r\n") for value in map(str, form.getlist(name)) if value.strip()]
        if not texts and field.default is not MISSING:
            continue
        try:
            values[name] = _value(hints[name], texts)
        except _WrongValue as error:
            what = _NO_KEY if name == KEY and not texts else error.what
            wrong.append(WrongField(field=name, what=what))
    if wrong:
        raise WrongForm(wrong, typed(form))
    return kind(**values)


_NO_KEY: Final = Text("screens", "This page is incomplete. Open it again and repeat the step.")


class _WrongValue(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, what: Text) -> None:
        self.what = what


def _value(kind: Any, texts: Sequence[str]) -> object:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(_one(inner[0], text) for text in texts)
    if origin in (Union, types.UnionType) and type(None) in inner:
        if not texts:
            return None
        kind = next(each for each in inner if each is not type(None))
    if kind is bool:
        return bool(texts)
    if not texts:
        raise _WrongValue(Text("screens", "Fill this in."))
    if len(texts) > 1:
        raise _WrongValue(Text("screens", "Give one answer only."))
    return _one(kind, texts[0])


def _one(kind: Any, text: str) -> object:
    if len(text) > CHARACTERS_AT_MOST:
        most = {"most": CHARACTERS_AT_MOST}
        raise _WrongValue(Text("screens", "Shorten this to {most} characters.", most))
    if character := unseen(text):
        what = Text("screens", "Take out the character {code}; it cannot be seen.")
        raise _WrongValue(replace(what, facts={"code": character}))
    if hold_a_number(text):
        what = Text("screens", "An Individual Number (My Number) does not belong here.")
        raise _WrongValue(what)
    return _of_kind(kind, text)


def _of_kind(kind: Any, text: str) -> object:
    said = {"text": text}
    if get_origin(kind) is Literal:
        if text in get_args(kind):
            return text
        raise _WrongValue(Text("screens", "“{text}” is not one of the choices.", said))
    if kind is int:
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS_AT_MOST:
            return int(text)
        raise _WrongValue(Text("screens", "“{text}” is not a whole number, such as 2.", said))
    if kind is date:
        try:
            return day_from_text(text)
        except ValueError:
            raise _WrongValue(
                Text("screens", "“{text}” is not a day that exists. Write it as 2026-04-01.", said)
            ) from None
    if kind is str:
        return text
    raise TypeError(f"a form cannot fill a field of type {kind}")


class Guards:
    """Around the whole app: known hosts only, forms from our own pages only, safe headers.

    `machines` are path prefixes that programs post to (the carrier, an OpenID token endpoint);
    they identify themselves in another way and send no Origin. A WebSocket is opened by our own
    pages, by those of `websocket_origins`, and by programs, which send no Origin: a browser lets
    every page try, and always says which page it is.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Iterable[str] = ("127.0.0.1", "localhost"),
        machines: Iterable[str] = (),
        websocket_origins: Iterable[str] = (),
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._machines = tuple(machines)
        self._websocket_origins = frozenset(websocket_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here in one line."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if scope["type"] == "websocket":
            if self._may_connect(scope, headers, host):
                await self._app(scope, receive, send)
            else:
                _log.warning("no WebSocket for a page of %r", headers.get("origin"))
                await send({"type": "websocket.close"})
            return
        if _name(host) not in self._hosts:
            await PlainTextResponse(
                f"This town does not answer to the host {host!r}; use 127.0.0.1.\n", 400
            )(scope, receive, send)
            return
        if not self._may_post(scope, headers, host):
            await PlainTextResponse(
                "This form does not come from a page of this town; open the page and repeat.\n", 403
            )(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _set(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, guarded)

    def _may_connect(self, scope: Scope, headers: Headers, host: str) -> bool:
        said = headers.get("origin")
        own = f"{scope['scheme'].replace('ws', 'http', 1)}://{host}"
        theirs = {None, own} | self._websocket_origins
        return _name(host) in self._hosts and said in theirs

    def _may_post(self, scope: Scope, headers: Headers, host: str) -> bool:
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return True
        if any(scope["path"].startswith(prefix) for prefix in self._machines):
            return True
        said = headers.get("origin") or headers.get("referer", "")
        own = f"{scope['scheme']}://{host}"
        return said == own or said.startswith(f"{own}/")


def _name(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _set(headers: MutableHeaders) -> None:
    headers.setdefault("x-content-type-options", "nosniff")
    # not "no-referrer": browsers then send "Origin: null" with a form
    headers.setdefault("referrer-policy", "same-origin")
    headers.setdefault("cross-origin-opener-policy", "same-origin")
    if headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("content-security-policy", CONTENT_POLICY.format(form_action="'self'"))
