"""A form becomes a message or a clear line per wrong field; strange hosts and pages are refused."""

import asyncio
from datetime import date
from typing import Literal

import httpx
import pytest
from fastapi import FastAPI
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse

from fuda.doors.message import message
from fuda.kit.i18n import Names, Translator
from fuda.kit.web import Guards, Posted, WrongForm, read, typed

_TOWN = "http://127.0.0.1:8400"


@message
class _Order:
    key: str
    clerk: str
    certificate: Literal["juminhyo", "seal"]
    copies: int
    on: date
    persons: tuple[str, ...]
    note: str | None
    urgent: bool
    number: str = "one"


def _form(**changed: str | list[str] | None) -> FormData:
    filled: dict[str, str | list[str] | None] = {
        "key": "k",
        "certificate": "juminhyo",
        "copies": "2",
        "on": "2026-11-20",
        "persons": ["a", "b"],
        "note": "",
    }
    filled |= changed
    return FormData(
        [
            (name, one)
            for name, value in filled.items()
            if value is not None
            for one in ([value] if isinstance(value, str) else value)
        ]
    )


def _wrong(**changed: str | list[str] | None) -> dict[str, str]:
    with pytest.raises(WrongForm) as raised:
        read(_form(**changed), _Order, clerk="c")
    english = Translator("en", Names())
    return {one.field: english.text(one.what) for one in raised.value.wrong}


def test_a_right_form_is_the_message() -> None:
    """Text, choice, number, day, several answers, an empty optional, an unticked box, a default."""
    assert read(_form(), _Order, clerk="c") == _Order(
        key="k",
        clerk="c",
        certificate="juminhyo",
        copies=2,
        on=date(2026, 11, 20),
        persons=("a", "b"),
        note=None,
        urgent=False,
    )


def test_days_may_be_written_with_their_era() -> None:
    """Who types 令和8年11月20日 into a plain field is understood."""
    assert read(_form(on="令和8年11月20日"), _Order, clerk="c").on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"copies": ""}, "Fill this in."),
        ({"copies": None}, "Fill this in."),
        ({"copies": "two"}, "“two” is not a whole number, such as 2."),
        ({"copies": "-1"}, "“-1” is not a whole number, such as 2."),
        ({"copies": "²"}, "“²” is not a whole number, such as 2."),
        ({"copies": "9" * 10}, f"“{'9' * 10}” is not a whole number, such as 2."),
        ({"copies": ["1", "2"]}, "Give one answer only."),
        ({"on": "2026-02-29"}, "“2026-02-29” is not a day that exists. Write it as 2026-04-01."),
        ({"certificate": "x"}, "“x” is not one of the choices."),
        ({"note": "長" * 501}, "Shorten this to 500 characters."),
        ({"note": "花\n子"}, "Take out the character U+000A; it cannot be seen."),
        ({"note": "\x1b[31m花"}, "Take out the character U+001B; it cannot be seen."),
        ({"certificate": "\u202ex"}, "Take out the character U+202E; it cannot be seen."),
        ({"note": "4321 8765 0124"}, "An Individual Number (My Number) does not belong here."),
        ({"key": None}, "This page is incomplete. Open it again and repeat the step."),
        ({"clerk": "me"}, "This form has a field “clerk” that is not known here."),
        ({"more": "x"}, "This form has a field “more” that is not known here."),
    ],
)
def test_each_wrong_field_gets_one_line(
    changed: dict[str, str | list[str] | None], line: str
) -> None:
    """The line says what is wrong and what to write; the other fields are not blamed."""
    assert _wrong(**changed) == {next(iter(changed)): line}


def test_every_wrong_field_is_told_at_once() -> None:
    """Nobody corrects one field only to be told of the next; what was typed is kept."""
    assert list(_wrong(copies="x", on="x")) == ["copies", "on"]
    assert typed(_form(copies="x"))["copies"] == ["x"]


def _ask(
    method: str, path: str, headers: dict[str, str], data: dict[str, str] | None = None
) -> httpx.Response:
    app = FastAPI()

    @app.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse("<p>x</p>")

    @app.post("/step")
    def step(posted: Posted) -> dict[str, int]:
        return {"fields": len(posted)}

    @app.post("/verifier/token")
    def token(posted: Posted) -> dict[str, int]:
        return {"fields": len(posted)}

    guarded = Guards(app, machines=("/verifier/token",))

    async def asked() -> httpx.Response:
        inside = httpx.ASGITransport(guarded)
        async with httpx.AsyncClient(transport=inside, base_url=_TOWN) as client:
            return await client.request(method, path, headers=headers, data=data)

    return asyncio.run(asked())


def _get(**headers: str) -> httpx.Response:
    return _ask("GET", "/", headers)


def _post(path: str = "/step", **headers: str) -> httpx.Response:
    return _ask("POST", path, headers, {"a": "1"})


def test_our_own_page_may_post() -> None:
    """By Origin, or by Referer where a browser sends no Origin."""
    assert _post(Origin=_TOWN).json() == {"fields": 1}
    assert _post(Referer=f"{_TOWN}/counter?lang=en").json() == {"fields": 1}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:8401"},
        {"Origin": "https://127.0.0.1:8400"},
        {"Referer": "http://127.0.0.1:84000/"},
        {"Origin": "http://evil.example", "Referer": f"{_TOWN}/"},
    ],
)
def test_another_page_may_not_post(headers: dict[str, str]) -> None:
    """A form of another site, of another port, or of nobody is refused in one line."""
    refused = _post(**headers)

    assert refused.status_code == 403
    assert refused.text.count("\n") == 1


def test_a_machine_s_address_takes_posts_without_origin() -> None:
    """Programs identify themselves in another way."""
    assert _post("/verifier/token").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1]:8400"])
def test_a_strange_host_is_not_answered(host: str) -> None:
    """A name of another site that leads to this machine gets nothing (DNS rebinding)."""
    assert _get(Host=host).status_code == 400


def test_localhost_is_ours() -> None:
    """With or without a port."""
    assert _get(Host="localhost").status_code == 200
    assert _get(Host="localhost:8400").status_code == 200


def test_every_page_has_its_policy() -> None:
    """No script or style of a page's own, no frame, no guessing of types."""
    headers = _get().headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_form_that_is_too_long_is_not_read() -> None:
    """64 KiB are enough for any form here."""
    refused = _ask("POST", "/step", {"Origin": _TOWN}, {"a": "1" * 70_000})

    assert refused.status_code == 413
