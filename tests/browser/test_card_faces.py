"""The card's faces on the screens: seen by people, and the number in no text of any of them."""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

from browser.running import Person

pytestmark = pytest.mark.browser
NAME, OTHER = "札野　見本子", "札野　渡"
MINATO = "131032"


def is_drawn(picture: Locator) -> None:
    """The browser has loaded it and says what it is."""
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") >= 800
    assert len(picture.get_attribute("alt") or "") > 10


def test_both_faces_on_the_holders_page(person: Person) -> None:
    """CARD-03 to -05, NUM-13: the back comes only when it is turned over, and as a picture."""
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.goes_to("/people/hanako")
    is_drawn(person.page.get_by_alt_text("おもて"))
    assert not any(url.endswith("/back") for url in asked)

    person.page.get_by_text("カードを裏返す").click()
    is_drawn(person.page.get_by_alt_text("うら"))
    person.sees()
    answer = person.page.request.get(f"{person.town.address}/people/hanako/back")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"

    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(answer.body())))
    number = code.text
    assert len(number) == 12
    for path in ("/", "/people/hanako", "/people/hanako/front", "/sandbox/people"):
        said = person.page.request.get(person.town.address + path).text()
        assert number not in said.replace(" ", "")
    assert number.encode() not in answer.body()
    assert not any(number in url for url in asked)


def test_fronts_on_the_town_page(person: Person) -> None:
    """Each of the eight sees the card that is meant; the page stays accessible."""
    for language in ("ja", "en"):
        person.speaks(language)
        person.goes_to("/")
        fronts = person.page.locator(".face-small")
        expect(fronts).to_have_count(8)
        for number in range(8):
            is_drawn(fronts.nth(number))
    person.speaks("ja")


def test_holder_writes_by_hand(person: Person) -> None:
    """CARD-09: the certificates' last day in Japanese or Western years, and rubbed out again."""
    front = f"{person.town.address}/people/hanako/front"
    for button, written in (
        ("和暦で書く", r"令和\d+年\d+月\d+日<"),
        ("西暦で書く", r"rotate=[^>]*>20\d\d年\d+月\d+日<"),
    ):
        person.goes_to("/people/hanako")
        person.presses(button)
        assert re.search(written, person.page.request.get(front).text())
    person.presses("消しゴムで消す")
    assert "rotate=" not in person.page.request.get(front).text()


def test_nobody_has_no_faces(person: Person) -> None:
    """Who is not here, and who has no card, has no picture; nothing fails."""
    person.town.someone_new(NAME, MINATO)
    for who in ("nobody", *_without_card(person)):
        for side in ("front", "back"):
            answer = person.page.request.get(f"{person.town.address}/people/{who}/{side}")
            assert answer.status == 404


def test_clerk_compares_photo_and_person(person: Person) -> None:
    """SEC-07: at the hand-over the clerk sees the front of the card, and never the back."""
    person.town.someone_new(OTHER, MINATO)
    person.opens_record(MINATO, OTHER)
    card = f"{person.page.url.split('?')[0]}/card-in-hand"
    assert person.page.request.get(card).status == 404
    person.presses("申請を送信する")
    person.town.turn_to_a_quiet_day(after=40)
    person.page.goto(card.removesuffix("/card-in-hand") + "/hand-over")
    person.sees("顔写真とご本人を見比べてください")
    is_drawn(person.page.get_by_alt_text("おもて"))
    front = person.page.request.get(card)
    assert front.headers["cache-control"] == "no-store"
    assert OTHER in front.text()


def _without_card(person: Person) -> list[str]:
    return [each["person"] for each in person.town.ask("/sandbox/people") if each["name"] == NAME]
