"""GET /api/ask: the same answers over HTTP, with a status for each kind of end."""

import asyncio
from collections.abc import Mapping, Sequence

import httpx
import pytest
from fastapi import FastAPI

from fuda.ask import answer
from fuda.kit.asking import asking
from fuda.parameters import load

PARAMETERS = load()
KIOSK = {"city": "kamakura", "certificate": "juminhyo", "at": "2024-05-01T22:59"}


Params = Mapping[str, str | Sequence[str]]


def get(path: str, params: Params | None = None, *, language: str | None = None) -> httpx.Response:
    """A request to a server with nothing but the questions."""
    app = FastAPI()
    app.include_router(asking(PARAMETERS))
    headers = {} if language is None else {"Accept-Language": language}

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://here"
        ) as http:
            return await http.get(f"/api/ask{path}", params=params, headers=headers)

    return asyncio.run(asked())


def test_an_answer_is_that_of_the_command_line() -> None:
    """200, the same JSON."""
    response = get("/kiosk.offer", KIOSK)

    assert response.status_code == 200
    assert response.json() == answer("kiosk.offer", KIOSK, PARAMETERS).as_json()


@pytest.mark.parametrize(
    ("path", "params", "status", "said"),
    [
        ("kiosk.offer", {**KIOSK, "at": "2024-05-01T23:00"}, 409, "KIOSK-02"),
        ("kiosk.offer", {**KIOSK, "city": "chiyoda", "my_number": "yes"}, 200, "not_stated"),
        ("kiosk.ofer", KIOSK, 404, "did you mean kiosk.offer?"),
        ("kiosk.offer", {**KIOSK, "at": "noon"}, 422, "at: 'noon'"),
        ("kiosk.offer", {**KIOSK, "city": ["minato", "chiyoda"]}, 422, "city: given twice"),
    ],
)
def test_each_end_has_its_status(path: str, params: Params, status: int, said: str) -> None:
    """409 refused, 200 not stated, 404 no such question, 422 bad input."""
    response = get(f"/{path}", params)

    assert response.status_code == status
    assert said in response.text


def test_a_refusal_speaks_japanese_to_who_prefers_it() -> None:
    """Accept-Language decides; without it, English."""
    late = {**KIOSK, "at": "2024-05-01T23:00"}

    japanese = get("/kiosk.offer", late, language="ja")
    assert japanese.json()["refusal"]["why"].startswith("この証明書のコンビニ交付は")
    english = get("/kiosk.offer", late)
    assert english.json()["refusal"]["why"].startswith("Kiosks issue this certificate")


def test_the_questions_are_listed() -> None:
    """GET /api/ask."""
    questions = [one["question"] for one in get("").json()]

    assert "card.expiry" in questions
