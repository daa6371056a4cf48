"""A clerk's browser before the counter of 鎌倉市, and how its forms are sent."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from country_made import Chance
from fuda.kit.names import names_of
from fuda.kit.screens import Screens, handle_errors
from fuda.kit.web import Guards
from fuda.parameters import load_documents
from fuda.terminals.counter.routes import PREFIX, counter_pages
from fuda.terminals.counter.windows import CounterHall, Window
from municipality_made import CLERK, KAMAKURA, PARAMETERS, City
from photo_made import PHOTO
from relying_party import InProcess

ADDRESS = "http://127.0.0.1:8400"
PINS = {"user": "4071", "resident_register": "5182", "face_item": "6293", "signature": "FUDA4071"}
TWICE = PINS | {f"{name}_again": value for name, value in PINS.items()}
_FORM = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.S)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture
def browser(city: City) -> Iterator[httpx.Client]:
    """A clerk before the pages, in English."""
    names = names_of(PARAMETERS.cities(), load_documents().values())
    screens = Screens(clock=city.clock, names=names)
    window = Window(
        code=KAMAKURA,
        name="鎌倉市",
        counter=city.counter,
        drawer=city.wallet.rack("drawer", KAMAKURA),
        brought=city.wallet.rack("holder"),
        clerk=CLERK,
        camera=lambda _: PHOTO,
    )
    hall = CounterHall(
        windows={KAMAKURA: window},
        screens=screens,
        clock=city.clock,
        randomness=Chance(),
        parameters=PARAMETERS,
    )
    app = FastAPI()
    app.include_router(counter_pages(hall), prefix=PREFIX)
    screens.mount(app)
    handle_errors(app, screens, Chance())
    with httpx.Client(
        transport=InProcess(Guards(app)),
        base_url=ADDRESS,
        headers={"accept-language": "en", "origin": ADDRESS},
        follow_redirects=True,
    ) as client:
        yield client


def of(city: City, resident: str | None = None) -> str:
    """The address of a resident's page."""
    return f"{PREFIX}/{KAMAKURA}/residents/{resident or city.hanako}"


def send(browser: httpx.Client, page: httpx.Response, to: str, **typed: Any) -> httpx.Response:
    """Fill in the page's form whose address ends so, and send it."""
    forms = {unescape(action): body for action, body in _FORM.findall(page.text)}
    (action,) = (one for one in forms if one.endswith(to))
    fields: dict[str, Any] = {}
    for name, value in _HIDDEN.findall(forms[action]):
        fields.setdefault(name, []).append(unescape(value))
    return browser.post(action, data={**fields, **typed})
