"""The town as one web application: every room's pages at its place."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from fuda.institutions.jlis.cards.publication import publication as record_publication
from fuda.institutions.jlis.jpki.publication import publication
from fuda.institutions.verifier.api import PREFIX as VERIFIER
from fuda.kit.asking import asking
from fuda.kit.names import names_of
from fuda.kit.screens import Screens, handle_errors
from fuda.kit.web import Guards
from fuda.parameters import load_documents
from fuda.terminals.counter.routes import PREFIX as COUNTER
from fuda.terminals.counter.routes import counter_pages
from fuda.terminals.counter.windows import CounterHall, Window
from fuda.terminals.desktop.routes import PREFIX as DESKTOP
from fuda.terminals.desktop.routes import desktop_pages
from fuda.terminals.guide.routes import PREFIX as GUIDE
from fuda.terminals.guide.routes import guide_pages
from fuda.terminals.kiosk.routes import PREFIX as KIOSK
from fuda.terminals.kiosk.routes import kiosk_pages
from fuda.world.apdu_door import apdu_door
from fuda.world.chance import SystemRandomness
from fuda.world.ocsp import askers, town_responder
from fuda.world.own_revocation import OWN_REVOCATION, own_revocation
from fuda.world.people.camera import Camera
from fuda.world.people.genesis import CLERK
from fuda.world.phone_desk import PHONE_DESK, phone_desk
from fuda.world.sample import PREFIX as SAMPLE
from fuda.world.sample import sample_service
from fuda.world.sandbox_api import PREFIX as SANDBOX
from fuda.world.sandbox_api import sandbox_api
from fuda.world.settings import TownSettings
from fuda.world.town import Town
from fuda.world.town_pages import TownPages

_BEFORE_IT_OPENS = ("/static/", "/progress")
JPKI = "/jpki"
OCSP = f"{JPKI}/ocsp"
CARDS = "/cards"


def town_app(town: Town, settings: TownSettings) -> ASGIApp:
    """The application; its lifespan runs the town's own thread."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        living = threading.Thread(target=town.run, name="town", daemon=True)
        living.start()
        yield
        town.stop()
        living.join()

    randomness = SystemRandomness()
    country = town.country
    screens = Screens(
        clock=town.dial, names=names_of(country.parameters.cities(), load_documents().values())
    )
    app = FastAPI(title="Fuda", lifespan=lifespan, docs_url=None, redoc_url=None)
    handle_errors(app, screens, randomness)
    screens.mount(app)

    pages = TownPages(town, screens, randomness)
    pages.add_to(app)
    camera = Camera(town.roster, town.dial)
    hall = CounterHall(
        windows={
            code: Window(
                code=code,
                name=country.parameters.city(code).name_ja,
                counter=counter,
                drawer=country.wallet.rack("drawer", code),
                brought=country.wallet.rack("holder"),
                clerk=CLERK,
                camera=camera,
            )
            for code, counter in country.counters.items()
        },
        screens=screens,
        clock=town.dial,
        randomness=randomness,
        parameters=country.parameters,
    )
    held = country.wallet.rack("holder")
    app.include_router(counter_pages(hall), prefix=COUNTER)
    app.include_router(
        kiosk_pages(
            country.center,
            held,
            screens,
            clock=town.dial,
            randomness=randomness,
            parameters=country.parameters,
        ),
        prefix=KIOSK,
    )
    app.include_router(desktop_pages(country.login_desk, held, screens, randomness), prefix=DESKTOP)
    app.include_router(guide_pages(screens, country.parameters), prefix=GUIDE)
    app.include_router(country.verifier.router(screens), prefix=VERIFIER)
    app.include_router(publication(country.jpki, askers(settings.ocsp)), prefix=JPKI)
    app.include_router(own_revocation(country.jpki))
    app.include_router(phone_desk(country.jpki))
    app.mount(OCSP, town_responder(country.jpki, settings.ocsp))
    app.include_router(record_publication(country.card_trust), prefix=CARDS)
    app.include_router(asking(country.parameters))
    app.include_router(sandbox_api(town), prefix=SANDBOX)
    app.include_router(apdu_door(town), prefix=SANDBOX)
    app.mount(
        SAMPLE,
        sample_service(
            issuer=country.verifier.issuer,
            public_url=settings.public_url,
            secret=town.sample_secret,
            screens=screens,
            randomness=randomness,
        ),
    )
    guarded: ASGIApp = Guards(
        _Opening(app, town, pages),
        machines=(
            *country.verifier.machine_paths,
            f"{SANDBOX}/",
            f"{OCSP}/",
            OWN_REVOCATION,
            PHONE_DESK,
        ),
        websocket_origins=settings.websocket_origins,
    )
    return guarded


class _Opening:
    """Until the past is whole every page says how far it is; then this is not there any more."""

    def __init__(self, app: ASGIApp, town: Town, pages: TownPages) -> None:
        self._app = app
        self._town = town
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        open_now = (
            scope["type"] != "http"
            or self._town.progress.whole
            or scope["path"].startswith(_BEFORE_IT_OPENS)
        )
        await (self._app if open_now else self._pages.opening)(scope, receive, send)
