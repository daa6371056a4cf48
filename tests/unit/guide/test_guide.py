"""The guide's pages: each question answers as `fuda ask` does, in both languages."""

import re
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

    assert "有効期限: '1990-02-29' は暦にない日です。入力できるのは" in page
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
    assert "項目 'card.colour' はありません" in seen("/why", status=422, key="card.colour")
    assert "は暦にない日です" in seen(
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


DUE = {"born": "1990-04-01", "user_expires": "2026-12-01", "moved": "2026-11-06"}


def rows(page: str) -> list[str]:
    """The rows of the page's table as text."""
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in page.split("<tr>")[2:]]


def test_what_falls_due_stands_in_order_with_its_page() -> None:
    """MOVE-02 (ARA p10), counted from the town's day, 20 November: the 14th day is the last."""
    adding, notice, insurance, renewal = rows(seen("/deadlines", **DUE))[:4]

    assert adding.startswith("署名用電子証明書の追加 — 期間内 平成17年4月1日")
    assert notice.startswith(
        "転入届 令和8年11月20日（金） 期間内（この日まで） 令和8年11月6日（金） MOVE-02 荒川区"
    )
    assert "健康保険証利用の申込み 令和8年11月25日（水） 期間内（あと5日） — HEALTH-03" in insurance
    assert "令和8年9月2日（水）" in renewal


@pytest.mark.parametrize(
    ("on", "notice", "renewal"),
    [
        ("2026-09-01", "opens in 66 d", "opens in 1 d"),
        ("2026-09-02", "opens in 65 d", "open, 90 d left"),
        ("2026-11-21", "past by 1 d", "open, 10 d left"),
    ],
)
def test_what_is_past_is_said(on: str, notice: str, renewal: str) -> None:
    """The day before, the day and after it, in English; what is over stays in the table."""
    found = rows(seen("/deadlines", language="en", on=on, **DUE))

    assert notice in next(one for one in found if "move-in notice" in one)
    assert renewal in next(one for one in found if "renewing the user certificate" in one)


def test_a_cards_last_day_is_counted_from_its_issue() -> None:
    """CARD-15, with its ground; a stay that ended before is refused with what to do."""
    page = seen("/deadlines", born="1990-04-01", issued="2024-05-01")
    assert "カードの有効期限は令和16年4月1日です。" in page
    assert "CARD-15" in page

    stay = {"residence": "limited_stay", "stay_until": "2024-04-30"}
    page = seen("/deadlines", born="1990-04-01", issued="2024-05-01", **stay)
    assert "在留期間は、カードの発行より前の令和6年4月30日に満了しています。" in page
    assert "FOREIGN-02" in page


def test_a_reservation_ends_with_a_clock_and_nothing_may_fall_due() -> None:
    """RESET-08 (TOM p7): 24 hours; 港区 says nothing of a special extension."""
    page = seen("/deadlines", booked="2026-11-19T23:10")
    assert "令和8年11月20日 23:10より前" in page

    silent = {"city": "minato", "residence": "limited_stay", "card_expires": "2026-12-31"}
    page = seen("/deadlines", extended_while_pending="yes", **silent)
    assert "期限のあるものはありません。" in page


def test_slips_about_deadlines_stand_beside_their_fields() -> None:
    """A day that is none, a move before the birth, a field that is not there: 422, no table."""
    for given, field in (
        ({"born": "1990-02-29"}, "born"),
        ({"born": "1990-04-01", "moved": "1989-04-01"}, "moved"),
        ({"on": "2026-04-01"}, "city"),
        ({"moev": "2026-04-01"}, "city"),
    ):
        page = seen("/deadlines", status=422, **given)
        assert f'id="wrong-{field}"' in page
        assert "<table>" not in page


def test_every_input_of_deadlines_has_a_field() -> None:
    """None is forgotten, none says its name twice; the day to count from is the town's."""
    page = seen("/deadlines")

    for one in QUESTIONS["deadlines"].inputs:
        assert page.count(f'name="{one.name}"') == 1
    assert 'value="2026-11-20"' in page
    assert ">カードの有効期限</p>" not in page
    assert "/guide/deadlines" in seen("")
