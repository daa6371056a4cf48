"""The guide's pages: each question answers as `fuda ask` does, in both languages."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from fuda.ask import QUESTIONS
from fuda.ask.inputs import SECRET
from fuda.kit.names import names_of
from fuda.kit.screens import Screens
from fuda.parameters import load, load_documents
from fuda.terminals.guide.routes import PREFIX, guide_pages

PARAMETERS = load()
KIOSK = {"city": "kamakura", "certificate": "juminhyo", "at": "2024-05-01T12:00"}


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 0, 5, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 11, 20)


def _client() -> TestClient:
    names = names_of(PARAMETERS.cities(), load_documents().values())
    screens = Screens(clock=_Clock(), names=names)
    app = FastAPI()
    screens.mount(app)
    app.include_router(guide_pages(screens, PARAMETERS), prefix=PREFIX)
    return TestClient(app)


CLIENT = _client()


def seen(path: str, *, language: str = "ja", status: int = 200, **given: str) -> str:
    """The page's text."""
    answer = CLIENT.get(f"/guide{path}", params={**given, "lang": language})
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def test_the_index_names_every_question_in_both_languages() -> None:
    """What it asks, by topic; every topic has a name."""
    topics = PARAMETERS.words("question_topic")
    for language in ("ja", "en"):
        page = seen("", language=language)
        for question in QUESTIONS.values():
            assert f"/guide/ask/{question.name}" in page
            assert getattr(topics[question.name.partition(".")[0]], language) in page


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_a_form(question: str) -> None:
    """A field for each input, in both languages."""
    for language in ("ja", "en"):
        page = seen(f"/ask/{question}", language=language)
        for one in QUESTIONS[question].inputs:
            assert f'name="{one.name}"' in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ("発行できる", "300", "鎌倉市「マイナンバーカードガイドブック 詳細版」 p11")),
        ({"at": "2024-05-01T22:59"}, ("発行できる",)),
        ({"at": "2024-05-01T23:00"}, ("06:30", "KIOSK-02")),
        ({"certificate": "fuhyo"}, ("コンビニ", "KIOSK-07", "p11")),
    ],
)
def test_an_answer_with_its_page(given: Mapping[str, str], words: tuple[str, ...]) -> None:
    """Answered or refused: rule, guidebook and page."""
    page = seen("/ask/kiosk.offer", **{**KIOSK, **given})

    for word in words:
        assert word in page


def test_a_silent_guidebook_names_whom_to_ask() -> None:
    """港区 says nothing of waiting days."""
    page = seen("/ask/kiosk.usable", city="minato", after="handover", since="2026-04-01")

    assert "港区のガイドブックには" in page
    assert "03-3578-3111" in page


def test_bad_input_is_said_beside_its_field() -> None:
    """1990-02-29 is no day: 422, and the field is marked."""
    page = seen("/ask/renewal.opens", status=422, expires="1990-02-29")

    assert "読み取れません" in page
    assert 'aria-invalid="true"' in page


def test_a_pin_stands_in_no_address() -> None:
    """PIN-16: a question with a secret is posted; in an address it is refused, unread."""
    secret = [one.name for one in QUESTIONS.values() if any(i.kind is SECRET for i in one.inputs)]

    assert "pin.acceptable" in secret
    for question in secret:
        assert '<form method="post"' in seen(f"/ask/{question}")
    assert CLIENT.get("/guide/ask/pin.acceptable?kind=user&value=1234").status_code == 405
    answer = CLIENT.post("/guide/ask/pin.acceptable", data={"kind": "user", "value": "1234"})
    assert answer.status_code == 200
    assert "形は正しい" in answer.text
    assert "1234" not in answer.text


def test_why_shows_the_value_and_its_neighbours() -> None:
    """D-05: 20 until the day before, 18 from the day on."""
    page = seen("/why", key="card.adult_age", city="minato", on="2022-03-31")

    assert "令和4年3月31日以前に申請した方は、20歳未満です。" in page
    assert "令和4年4月1日から20歳未満→18歳未満" in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_value_can_be_shown(language: str) -> None:
    """Two cities side by side, whatever the types: the count is that of `fuda diff`."""
    for one, other in (("chiyoda", "arakawa"), ("minato", "tomakomai"), ("kamakura", "kamakura")):
        page = seen("/diff", language=language, city=one, other=other)
        assert page.count('<tr><th scope="row">') > (20 if one != other else -1)


def test_nobody_asks_what_is_not_there() -> None:
    """An unknown question is a 404; an unknown key or day is one line."""
    assert CLIENT.get("/guide/ask/card.colour").status_code == 404
    assert "読み取れません" in seen("/why", status=422, key="card.colour")
    assert "読み取れません" in seen(
        "/diff", status=422, city="minato", other="minato", on="2026-02-29"
    )


def test_several_words_and_conditions_have_their_names() -> None:
    """Windows by name in the reader's language, each condition after the name of its window."""
    page = seen("/ask/procedure.where", city="arakawa", procedure="lift_suspension")
    assert "町屋区民事務所: 転居など、異動に伴う場合のみ" in page

    page = seen("/ask/procedure.bring", language="en", city="chiyoda", procedure="face_data_change")
    assert "the cards of everybody concerned, the PINs" in page


def test_hours_of_windows_are_shown_by_weekday() -> None:
    """With the end of reception, and n-th weekdays after them."""
    page = seen("/why", key="window.hours", city="minato")
    assert "月曜日–金曜日 09:00–19:00（受付は18:45まで）" in page
    assert "毎月第1、2、4 土曜日 09:00–17:00（受付は16:45まで） 祝日は休み" in page
