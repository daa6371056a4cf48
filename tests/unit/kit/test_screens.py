"""A page within the base layout: its language, its headers, its answers when something fails."""

import asyncio
import re
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from jinja2 import UndefinedError
from starlette.responses import Response
from structlog.testing import capture_logs

from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.message import message
from fuda.kit.screens import Screens, handle_errors
from fuda.kit.screens.templates import rooms
from fuda.kit.web import Posted, read
from fuda.rules.refusal import Because, NotStated, Refusal, Refused

_TOWN = "http://127.0.0.1:8400"
_REFUSAL = Refusal(
    rule="CERT-29",
    msgid="The card cannot be used before {day}.",
    instead="Come back on {day}.",
    facts={"day": "2026-11-21"},
    because=(Because(rule="CERT-29", guidebook="KAM", page="p12"),),
)
_PAGE = """\
{% extends "screens/base.html" %}
{% from "screens/macros.html" import key, refusal %}
{% block title %}{{ _("Title of the room") }}{% endblock %}
{% block content %}<h1>{{ name }}</h1>{{ key("k-1") }}{% endblock %}
"""


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 13, 59, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 11, 20)


class _Chance:
    def token(self) -> str:
        return "t-1"

    def octets(self, count: int) -> bytes:
        return bytes(count)


@message
class _Step:
    key: str


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    """A room with a page, and an address for each way in which a step can fail."""
    (tmp_path / "page.html").write_text(_PAGE)
    screens = Screens(clock=_Clock(), pages={**rooms(), "room": tmp_path})
    made = FastAPI()
    screens.mount(made)
    handle_errors(made, screens, _Chance())
    failures: dict[str, Exception] = {
        "refused": Refused(_REFUSAL),
        "malformed": Malformed("no such case"),
        "unreachable": Unreachable("gone"),
        "silent": NotStated(key="k", city="minato", on=date(2026, 11, 20), ask="港区役所"),
        "bug": RuntimeError("髙橋花子"),
    }

    @made.get("/page")
    def page(request: Request) -> Response:
        return screens.page(request, "room/page.html", name="<b>&", form_action=["http://rp:1"])

    @made.get("/undefined")
    def undefined(request: Request) -> Response:
        return screens.page(request, "room/page.html")

    @made.get("/fails/{how}")
    @made.get("/fails/{how}/of/{number}", operation_id="fails_of")
    def fails(how: str, number: str = "") -> None:  # noqa: ARG001 - an address that holds one
        raise failures[how]

    @made.get("/number")
    def number(n: int) -> int:
        return n

    @made.post("/form")
    def form(posted: Posted) -> str:
        return read(posted, _Step).key

    return made


def _get(
    app: FastAPI,
    path: str,
    *,
    form: dict[str, str] | None = None,
    raising: bool = False,
    **headers: str,
) -> httpx.Response:
    async def asked() -> httpx.Response:
        inside = httpx.ASGITransport(app, raise_app_exceptions=raising)
        async with httpx.AsyncClient(transport=inside, base_url=_TOWN) as client:
            return await client.request("POST" if form else "GET", path, headers=headers, data=form)

    return asyncio.run(asked())


def test_a_page_is_escaped_and_framed(app: FastAPI) -> None:
    """What data says is never markup; the dial's time is on every page, in Tokyo."""
    page = _get(app, "/page").text

    assert "<h1>&lt;b&gt;&amp;</h1>" in page
    assert '<html lang="ja">' in page
    assert "令和8年11月20日（金） 22:59" in page
    assert '<input type="hidden" name="key" value="k-1">' in page
    assert "本文へ移動" in page


def test_a_page_is_never_kept(app: FastAPI) -> None:
    """A page with a person on it stays in no cache; its forms may lead where they were told."""
    headers = _get(app, "/page").headers

    assert headers["cache-control"] == "no-store"
    assert "form-action 'self' http://rp:1;" in headers["content-security-policy"]


def test_what_a_template_is_not_given_is_an_error(app: FastAPI) -> None:
    """A forgotten fact is not an empty place on the screen."""
    with pytest.raises(UndefinedError, match="name"):
        Screens(clock=_Clock())._templates["ja"].from_string("{{ name }}").render()

    assert _get(app, "/undefined").status_code == 500


def test_a_language_chosen_is_kept(app: FastAPI) -> None:
    """`?lang=` answers in that language and sets the cookie; without it no cookie is set."""
    chosen = _get(app, "/page?lang=en")

    assert "Skip to the content" in chosen.text
    assert "lang=en" in chosen.headers["set-cookie"]
    assert "Skip to the content" in _get(app, "/page", Cookie="lang=en").text
    assert "set-cookie" not in _get(app, "/page").headers
    assert 'href="/page?a=1&amp;lang=en"' in _get(app, "/page?a=1").text


def test_the_other_language_of_an_answer_is_its_form(app: FastAPI) -> None:
    """An answer to a form has no address of its own: the switch leads back to the form."""
    answer = _get(app, "/form", form={"x": "1"}, Referer=f"{_TOWN}/page?case=7")

    assert answer.status_code == 422
    assert 'href="/page?lang=en"' in answer.text


@pytest.mark.parametrize("path", ["//example.org/x", "/%5cexample.org", "///example.org"])
def test_no_link_of_a_page_leads_to_another_host(app: FastAPI, path: str) -> None:
    """An address that looks like another host's is not repeated by the language switch."""
    links = re.findall(r'href="([^"]*)"', _get(app, f"{_TOWN}{path}").text)

    assert [link for link in links if "lang=en" in link]
    assert [link for link in links if re.match(r"/[/\\]|[^#/]", link)] == []


@pytest.mark.parametrize(
    ("how", "status", "said"),
    [
        ("refused", 409, "The card cannot be used before 21 November 2026."),
        ("refused", 409, "Come back on 21 November 2026."),
        ("refused", 409, "CERT-29"),
        ("refused", 409, "KAM p12"),
        ("malformed", 422, "Open the page again and repeat the step."),
        ("unreachable", 503, "it will not be done twice"),
        ("silent", 409, "Ask 港区役所."),
        ("bug", 500, "report t-1"),
    ],
)
def test_each_failure_has_its_page(app: FastAPI, how: str, status: int, said: str) -> None:
    """A rule's no, a message that cannot be read, an office that is silent, a bug."""
    page = _get(app, f"/fails/{how}?lang=en")

    assert page.status_code == status
    assert said in page.text
    assert "花子" not in page.text


def test_a_bug_ends_at_its_page_and_is_logged_without_its_words(app: FastAPI) -> None:
    """What was typed may stand in an exception's text: it goes to no log, ours or the server's."""
    with capture_logs() as logged:
        page = _get(app, "/fails/bug/of/123456789018?lang=en", raising=True)

    assert page.status_code == 500
    assert [entry["id"] for entry in logged] == ["t-1"]
    assert "RuntimeError" in logged[0]["where"]
    assert "in fails" in logged[0]["where"]
    assert "花子" not in str(logged)
    assert logged[0]["path"] == "/fails/bug/of/…"


def test_an_address_that_cannot_be_read_is_not_repeated(app: FastAPI) -> None:
    """A wrong value in an address gets the page of a wrong step, not the value again."""
    page = _get(app, "/number?n=4071x&lang=en")

    assert page.status_code == 422
    assert "Open the page again and repeat the step." in page.text
    assert "input" not in page.text


def test_a_wrong_form_says_every_field(app: FastAPI) -> None:
    """A room that does not show its form again still tells what is wrong."""
    page = _get(app, "/form", form={"x": "1"}, Cookie="lang=en")

    assert "This form has a field “x” that is not known here." in page.text
    assert "This page is incomplete." in page.text


def test_an_address_that_is_not_there(app: FastAPI) -> None:
    """Also a page, in the reader's language."""
    page = _get(app, "/nowhere")

    assert page.status_code == 404
    assert "ページが見つかりません。" in page.text


def test_styles_are_kept_until_they_change(app: FastAPI) -> None:
    """The address of a style carries its digest and may be cached for a year."""
    address = _get(app, "/page").text.split('rel="stylesheet" href="')[1].split('"')[0]
    styles = _get(app, address)

    assert styles.headers["content-type"].startswith("text/css")
    assert "immutable" in styles.headers["cache-control"]
    assert _get(app, address.partition("?")[0]).headers["cache-control"] == "no-cache"
    assert _get(app, "/static/..%2Fscreens.py").status_code == 404
