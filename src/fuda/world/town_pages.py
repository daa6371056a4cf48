"""The town's own pages: the map with people, terminals and clock; a person; help; the opening."""

from dataclasses import dataclass
from typing import Literal

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from fuda.kit.randomness import Randomness
from fuda.kit.screens import Screens
from fuda.kit.web import Posted, WrongField, picture, read
from fuda.rules.calendar import TOKYO
from fuda.rules.eras import era_text
from fuda.world.dial import CannotTurn
from fuda.world.people.roster import Townsperson
from fuda.world.standing import standing
from fuda.world.town import Town

_NOT_YET = 503
_REFUSED = 409


@dataclass(frozen=True, slots=True)
class _Writes:
    """In which calendar someone writes; neither: what stands there is rubbed out."""

    calendar: Literal["japanese", "western", "neither"]


@dataclass(frozen=True, slots=True)
class TownPages:
    """Handlers."""

    town: Town
    screens: Screens
    randomness: Randomness

    def add_to(self, app: FastAPI) -> None:
        """Mount the pages."""
        app.add_api_route("/", self.map, include_in_schema=False)
        app.add_api_route("/people/{person}", self.person, include_in_schema=False)
        app.add_api_route("/people/{person}/front", self.front, include_in_schema=False)
        app.add_api_route("/people/{person}/back", self.back, include_in_schema=False)
        app.add_api_route(
            "/people/{person}/write", self.write, methods=["POST"], include_in_schema=False
        )
        app.add_api_route("/help", self.help, include_in_schema=False)
        app.add_api_route("/clock", self.turn, methods=["POST"], include_in_schema=False)
        app.add_api_route("/progress", self.progress, include_in_schema=False)

    def map(self, request: Request) -> Response:
        """The town: people with their cards, terminals, clock."""
        return self._map(request)

    def turn(self, request: Request, form: Posted) -> Response:
        """Turn the dial, or let it tick or stand."""
        to, tick = str(form.get("to", "")).strip(), form.get("tick")
        at = str(form.get("at", "")).strip()
        try:
            if tick is not None:
                self.town.dial.tick(on=tick == "on")
            elif at:
                self.town.turn(f"{to}T{at}" if to else at)
            elif to:
                self.town.turn(to)
        except CannotTurn as no:
            return self._map(request, (WrongField(field="to", what=no.text),))
        return RedirectResponse("/#clock", status_code=303)

    def front(self, person: str) -> Response:
        """The front of the card that someone holds."""
        card = self._card(person)
        return picture(self.town.country.wallet.front_svg(card), "image/svg+xml")

    def back(self, person: str) -> Response:
        """The back, with the number on it: a picture only, and only where its holder looks."""
        card = self._card(person)
        return picture(self.town.country.wallet.back_png(card), "image/png")

    def write(self, person: str, form: Posted) -> Response:
        """The holder writes the last day of the certificates on the card by hand (CARD-09)."""
        card, calendar = self._card(person), read(form, _Writes).calendar
        certificates = self.town.view(self._found(person)).certificates
        if certificates:
            last = certificates[0].expires
            by_hand = {
                "japanese": era_text(last),
                "western": f"{last.year}年{last.month}月{last.day}日",
                "neither": None,
            }
            self.town.country.wallet.write_certificate_expires(card, by_hand[calendar])
        return RedirectResponse(f"/people/{person}#card", status_code=303)

    def person(self, request: Request, person: str) -> Response:
        """What works for someone today, until when, and the next deadline."""
        found = self._found(person)
        view = self.town.view(found)
        return self.screens.page(
            request,
            "world/person.html",
            person=found,
            view=view,
            standing=standing(self.town.country, found, view),
            today=self.town.dial.today(),
        )

    def _found(self, person: str) -> Townsperson:
        found = self.town.roster.person(person)
        if found is None:
            raise HTTPException(404)
        return found

    def _card(self, person: str) -> str:
        card = self._found(person).card
        if card is None:
            raise HTTPException(404)
        return card

    def help(self, request: Request) -> Response:
        """What to try first."""
        return self.screens.page(request, "world/help.html")

    def progress(self) -> Response:
        """How far the past has been lived through, for whoever waits."""
        now = self.town.progress
        return JSONResponse({"done": now.done, "of": now.of, "open": now.whole})

    async def opening(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Every page until the town is open."""
        request = Request(scope, receive)
        page = self.screens.page(
            request, "world/opening.html", status=_NOT_YET, progress=self.town.progress
        )
        if self.town.progress.failed is None:
            page.headers["refresh"] = "1"
        page.headers["retry-after"] = "1"
        await page(scope, receive, send)

    def _map(self, request: Request, wrong: tuple[WrongField, ...] = ()) -> Response:
        town = self.town
        return self.screens.page(
            request,
            "world/town.html",
            status=_REFUSED if wrong else 200,
            people=[self._on_the_map(each) for each in town.roster.everyone()],
            municipalities=sorted(town.country.counters),
            local=town.dial.now().astimezone(TOKYO),
            ticking=town.dial.ticking(),
            wrong=wrong,
        )

    def _on_the_map(self, person: Townsperson) -> dict[str, object]:
        view = self.town.view(person)
        now = standing(self.town.country, person, view)
        return {
            "person": person,
            "view": view,
            "works": [line for line in now.lines if line.works == "yes"],
            "of": len(now.lines),
            "next": now.deadlines[0] if now.deadlines else None,
        }
