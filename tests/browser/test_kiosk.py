"""The machine in a real Chromium: every screen judged by axe, by touch and by keyboard alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.judge import Serve, assert_accessible
from card_made import PINS
from country_made import HANDED_OVER, Town, make_country
from kiosk_made import Kiosk, open_kiosk

pytestmark = pytest.mark.browser

SOLID = "main .button.solid"


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Path]:
    """People with cards in hand."""
    folder = tmp_path_factory.mktemp("country")
    return make_country(folder), folder


@pytest.fixture
def kiosk(country: tuple[Town, Path], tmp_path: Path) -> Iterator[Kiosk]:
    """A Tuesday at ten, past the waiting days."""
    at = HANDED_OVER + timedelta(days=6)
    with open_kiosk(*country, tmp_path / "data", at) as opened:
        yield opened


def touch_pin(page: Page, kiosk: Kiosk, who: str, pin: str) -> None:
    """Lay the card and touch the keys on the screen."""
    page.select_option("#card", kiosk.town.cards[who])
    for digit in pin:
        page.locator(f'.keypad button[value="{digit}"]').click()
    page.locator(SOLID).click()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_screen_by_touch(
    page: Page, serve: Serve, kiosk: Kiosk, *, language: str, width: int
) -> None:
    """From the first screen to the last, wrong PIN and short coins included: axe finds nothing."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{serve(kiosk.app)}/kiosk?lang={language}")
    assert_accessible(page)
    page.locator(SOLID).click()
    assert_accessible(page)
    page.locator(SOLID).click()
    touch_pin(page, kiosk, "hanako", "99990")
    assert_accessible(page)
    touch_pin(page, kiosk, "hanako", PINS["user"])
    assert_accessible(page)
    page.locator(".offers a").click()
    assert_accessible(page)
    page.locator(SOLID).click()
    assert_accessible(page)
    page.locator(SOLID).click()
    expect(page.get_by_role("alert")).to_contain_text("KIOSK-41")
    assert_accessible(page)
    page.locator('button[name="coin"][value="10"]').click()
    kiosk.line.free.clear()
    try:
        page.locator(SOLID).click()
        expect(page.locator("progress")).to_be_visible()
        assert_accessible(page)
    finally:
        kiosk.line.free.set()
    expect(page.locator(".sheets")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as saved:
        page.locator(".sheets .outline").click()

    assert saved.value.path().read_bytes().startswith(b"%PDF")

    page.locator("form .button").click()
    assert_accessible(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("status")).to_be_visible()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_refused_screens(page: Page, serve: Serve, kiosk: Kiosk, language: str) -> None:
    """The waiting days, the evening and a name that cannot be drawn: rule, page, what to do."""
    town = serve(kiosk.app)
    kiosk.town.dial.at = HANDED_OVER
    page.goto(f"{town}/kiosk/card?lang={language}")
    touch_pin(page, kiosk, "minoru", PINS["user"])
    expect(page.get_by_role("alert")).to_contain_text("KIOSK-17")
    expect(page.get_by_role("alert")).to_contain_text("p12")
    assert_accessible(page)

    kiosk.town.dial.turn(days=6, hours=12, minutes=59)
    page.goto(f"{town}/kiosk/card")
    touch_pin(page, kiosk, "kei", PINS["user"])
    page.locator(".offers a").click()
    page.locator(SOLID).click()
    expect(page.get_by_role("alert")).to_contain_text("KIOSK-09")
    assert_accessible(page)

    kiosk.town.dial.turn(minutes=1)
    page.goto(f"{town}/kiosk/card")
    touch_pin(page, kiosk, "kei", PINS["user"])
    expect(page.locator(".panel.refusal").first).to_contain_text("23:00")
    expect(page.locator(".panel.refusal").first).to_contain_text("p6")
    expect(page.locator(".offers")).to_have_count(0)
    assert_accessible(page)


def test_the_keyboard_alone_suffices(page: Page, serve: Serve, kiosk: Kiosk) -> None:
    """Tab, letters and Enter bring the sheets."""

    def tab_to(selector: str) -> None:
        for _ in range(40):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{page.url}: Tab does not reach {selector}")

    def enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto(f"{serve(kiosk.app)}/kiosk")
    for _ in range(2):
        tab_to(SOLID)
        enter()
    tab_to("#card")
    page.keyboard.press("Home")
    cards = [card.id for card in kiosk.hands.cards()]
    for _ in range(cards.index(kiosk.town.cards["hanako"])):
        page.keyboard.press("ArrowDown")
    tab_to("#pin")
    page.keyboard.type(PINS["user"])
    for stop in (None, ".offers a", "#copies", 'button[value="10"]', SOLID):
        if stop:
            tab_to(stop)
        enter()

    expect(page.locator(".sheets")).to_be_visible()


def test_an_impatient_finger_pays_once(page: Page, serve: Serve, kiosk: Kiosk) -> None:
    """Double clicks on every button on the way: one coin, one payment, the change in full."""
    page.goto(f"{serve(kiosk.app)}/kiosk/card?lang=en")
    page.select_option("#card", kiosk.town.cards["minoru"])
    page.fill("#pin", PINS["user"])
    page.locator(SOLID).dblclick()
    page.locator(".offers a").click()
    page.locator(SOLID).dblclick()
    page.locator('button[value="500"]').dblclick()
    expect(page.locator(".till")).to_contain_text("500 yen")
    page.locator(SOLID).dblclick()

    expect(page.locator(".sheets")).to_be_visible()
    expect(page.get_by_text("200 yen", exact=True)).to_be_visible()


def test_it_works_without_scripts(context: BrowserContext, serve: Serve, kiosk: Kiosk) -> None:
    """The keys on the screen stay away and the field takes the PIN."""
    browser = context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, locale="en")
    page = plain.new_page()
    page.goto(f"{serve(kiosk.app)}/kiosk/card")
    expect(page.locator(".keypad")).to_be_hidden()
    page.select_option("#card", kiosk.town.cards["hanako"])
    page.fill("#pin", PINS["user"])
    page.locator(SOLID).click()
    expect(page.locator(".offers")).to_be_visible()
    plain.close()
