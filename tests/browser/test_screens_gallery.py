"""Every macro of kit.screens on one page, in a real Chromium, judged by axe."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from playwright.sync_api import BrowserContext, Page, expect
from starlette.responses import Response

from browser.judge import Serve, assert_accessible
from fuda.doors.message import message
from fuda.kit.i18n import Text
from fuda.kit.names import names_of
from fuda.kit.screens import Screens, handle_errors
from fuda.kit.screens.templates import rooms
from fuda.kit.web import Guards, Posted, WrongField, WrongForm, read
from fuda.parameters import load, load_documents
from fuda.rules.refusal import Refusal

pytestmark = pytest.mark.browser

_PARAMETERS = load()
_NAMES = names_of(_PARAMETERS.cities(), load_documents().values())
_WAIT = _PARAMETERS.value(
    "usable_after.hand_over.kiosk", city="kamakura", on=date(2026, 11, 20)
).because
_REFUSAL = Refusal(
    rule="KIOSK-10",
    msgid="It takes some days after this procedure until kiosks accept the card.",
    instead="Please try again from {may_from}; from {sure_from} it surely works.",
    facts={"may_from": "2026-11-21", "sure_from": "2026-11-22"},
    because=(_WAIT,),
)


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 0, 5, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 11, 20)


class _Chance:
    def token(self) -> str:
        return "t-1"

    def octets(self, count: int) -> bytes:
        return bytes(count)


@message
class _Move:
    key: str
    address: str
    moved_on: date
    copies: int


@pytest.fixture
def app() -> Guards:
    """/all is right, /wrong has two mistakes, /form reads, /refused refuses."""
    screens = Screens(
        clock=_Clock(),
        names=_NAMES,
        pages={**rooms(), "gallery": Path(__file__).parent / "gallery"},
    )
    app = FastAPI()
    screens.mount(app)
    handle_errors(app, screens, _Chance())

    def gallery(request: Request, wrong: tuple[WrongField, ...], status: int = 200) -> Response:
        wording = screens.translator(request).refusal(_REFUSAL)
        return screens.page(
            request,
            "gallery/all.html",
            status=status,
            wrong=wrong,
            wording=wording,
            day=date(1990, 2, 28),
        )

    @app.get("/all")
    def right(request: Request) -> Response:
        return gallery(request, ())

    @app.get("/wrong")
    def wrong(request: Request) -> Response:
        mistakes = (
            WrongField(field="moved_on", what=Text("screens", "Fill this in.")),
            WrongField(field="pin", what=Text("screens", "Give one answer only.")),
        )
        return gallery(request, mistakes)

    @app.get("/refused")
    def refused(request: Request) -> Response:
        return screens.refusal(request, _REFUSAL)

    @app.post("/form")
    def form(request: Request, posted: Posted) -> Response:
        try:
            read(posted, _Move)
        except WrongForm as error:
            return gallery(request, error.wrong, status=422)
        raise AssertionError("the gallery's form has more fields than the message")

    return Guards(app)


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", ["/all", "/wrong", "/refused", "/nowhere"])
def test_axe_finds_nothing(
    page: Page, serve: Serve, app: Guards, *, path: str, language: str, width: int
) -> None:
    """Each page stands WCAG 2.2 AA in both languages, wide, as on a phone and at 400 %."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{serve(app)}{path}?lang={language}")

    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


def test_large_print_needs_no_sideways_scrolling(page: Page, serve: Serve, app: Guards) -> None:
    """With letters of twice the size nothing is cut off or hidden (1.4.4)."""
    page.goto(f"{serve(app)}/wrong")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert_accessible(page)


def test_the_keyboard_alone_suffices(page: Page, serve: Serve, app: Guards) -> None:
    """Tab reaches the skip link first and it leads to the content; every stop shows its focus."""
    page.goto(f"{serve(app)}/all")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"

    page.keyboard.press("Enter")
    stops = []
    for _ in range(15):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                "[document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]"
            )
        )

    # the calendar button inside a date field draws its own ring
    unseen = {name for name, style in stops if style != "solid"} - {"moved_on"}

    assert unseen == set()
    assert next(name for name, _ in stops if name) == "address"


def test_the_language_stays(page: Page, serve: Serve, app: Guards) -> None:
    """English once chosen stays on the next page, until Japanese is chosen again."""
    town = serve(app)
    page.goto(f"{town}/all")
    page.get_by_role("link", name="English").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Change of address"

    page.goto(f"{town}/refused")

    expect(page.get_by_text("Guidebook", exact=True)).to_be_visible()

    page.get_by_role("link", name="日本語").click()

    expect(page.get_by_text("ガイドブック", exact=True)).to_be_visible()
    expect(page.get_by_text("令和8年11月21日")).to_be_visible()


def test_a_wrong_field_is_named_beside_it_and_above(page: Page, serve: Serve, app: Guards) -> None:
    """A number typed as a word gets one line, tied to its field, and the summary leads there."""
    page.goto(f"{serve(app)}/all")
    page.locator("form").evaluate("form => form.noValidate = true")
    page.get_by_label("通数").fill("二")
    page.get_by_role("button", name="届け出る").click()
    copies = page.get_by_label("通数")

    assert copies.get_attribute("aria-invalid") == "true"
    assert "wrong-copies" in (copies.get_attribute("aria-describedby") or "")
    assert "「二」は整数ではありません" in page.locator("#wrong-copies").inner_text()

    page.get_by_role("alert").get_by_role("link", name="「二」は整数").click()

    assert page.evaluate("document.activeElement.id") == "copies"


def test_no_script_and_no_style_of_the_page_itself_runs(
    context: BrowserContext, serve: Serve, app: Guards
) -> None:
    """The content policy stops what a page says inline, should a name ever carry it."""
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    page.goto(f"{serve(app)}/all")
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script);
        }"""
    )

    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in refused)
