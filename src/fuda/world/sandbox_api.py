"""What only a sandbox offers, as JSON for the command line and for tests: the dial, new people."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from fuda.doors.cards import ReportLostCard
from fuda.doors.errors import Malformed, Refused
from fuda.doors.message import message
from fuda.doors.municipality import LiftCardSuspension
from fuda.doors.person import Residence, Sex
from fuda.doors.phone import ReportLostPhone
from fuda.kit import wire
from fuda.parameters import UnknownCityError
from fuda.rules.calendar import TOKYO
from fuda.terminals.rack import NoSuchCard
from fuda.world.dial import DialError
from fuda.world.people.newcomer import newcomer_record
from fuda.world.people.roster import Townsperson
from fuda.world.phone import find_phone
from fuda.world.town import Town

PREFIX = "/sandbox"
_UNPROCESSABLE = 422
_CONFLICT = 409
_UNSUPPORTED = 415
_TOO_LONG = 413
_OCTETS_AT_MOST = 64 * 1024


@message
class TurnDial:
    """`to` as `fuda clock set` takes it; `ticking` to let time go on or stand still."""

    to: str | None = None
    ticking: bool | None = None


@message
class NewPerson:
    """Someone who comes to live in a city; what is not given is invented."""

    key: str
    born: date
    city: str
    name: str | None = None
    reading: str | None = None
    """In katakana; left out of the record where a name is given without it."""
    sex: Sex = "other"
    residence: Residence = "japanese"
    stay_until: date | None = None


@message
class LostCard:
    """Someone of the town page calls the line: the card is gone."""

    key: str
    person: str
    operator: str = "operator"


@message
class LostPhone:
    """Someone calls the line: the phone is gone."""

    key: str
    phone: str
    operator: str = "operator"


@message
class FoundCard:
    """Someone brings a found card to the counter, with papers as the city's table names them."""

    key: str
    person: str
    papers: tuple[str, ...]
    clerk: str = "clerk"


async def _body(request: Request, content_type: Annotated[str, Header()] = "") -> bytes:
    """The JSON that was posted.

    Another site's page can post no JSON here without asking first, and is not answered then.
    """
    if content_type.partition(";")[0].strip() != "application/json":
        raise HTTPException(_UNSUPPORTED)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _OCTETS_AT_MOST:
            raise HTTPException(_TOO_LONG)
    return bytes(body)


_Json = Annotated[bytes, Depends(_body)]


def sandbox_api(town: Town) -> APIRouter:
    """The routes, to be mounted at `PREFIX`."""
    router = APIRouter(tags=["sandbox"])

    @router.get("/clock")
    def clock() -> JSONResponse:
        """What the dial shows."""
        return JSONResponse(_dial(town))

    @router.post("/clock")
    def turn(body: _Json) -> JSONResponse:
        """Turn the dial forward, or let it tick or stand."""
        try:
            asked = wire.read(TurnDial, body, by_field=True)
            if asked.to is not None:
                town.turn(asked.to)
            if asked.ticking is not None:
                town.dial.tick(on=asked.ticking)
        except DialError as no:
            return JSONResponse({"error": str(no)}, _CONFLICT)
        except Malformed as wrong:
            return JSONResponse({"error": str(wrong)}, _UNPROCESSABLE)
        return JSONResponse(_dial(town))

    @router.get("/people")
    def people() -> JSONResponse:
        """Everyone on the town page, with the PINs that the sandbox published."""
        return JSONResponse(
            [
                {
                    "person": each.person,
                    "name": each.name,
                    "municipality": each.municipality,
                    "card": each.card,
                    "pins": dict(each.pins),
                    "story": each.story,
                }
                for each in town.roster.everyone()
            ]
        )

    @router.post("/people")
    def person_new(body: _Json) -> JSONResponse:
        """Register someone at the counter of a city."""
        parameters = town.country.parameters
        try:
            asked = wire.read(NewPerson, body, by_field=True)
            code = town.counter_of(asked.city)
            record = newcomer_record(
                parameters.city(code),
                key=asked.key,
                born=asked.born,
                name=asked.name,
                reading=asked.reading,
                sex=asked.sex,
                residence=asked.residence,
                stay_until=asked.stay_until,
                on=town.dial.today(),
            )
            new = town.newcomer(asked.key, record, code)
        except (Malformed, UnknownCityError) as wrong:
            return JSONResponse({"error": str(wrong)}, _UNPROCESSABLE)
        return JSONResponse({"person": new.person, "name": new.name, "municipality": code})

    _add_loss(router, town)
    return router


def _add_loss(router: APIRouter, town: Town) -> None:
    @router.post("/lost")
    def lost(body: _Json) -> JSONResponse:
        """Have the line suspend a person's card."""
        return _said(_suspend, town, body)

    @router.post("/phones/lost")
    def phone_lost(body: _Json) -> JSONResponse:
        """Have the line suspend what is on a phone."""
        return _said(_suspend_phone, town, body)

    @router.post("/found")
    def found(body: _Json) -> JSONResponse:
        """Have the counter of the person's city lift the suspension."""
        return _said(_lift, town, body)


def _said(act: Callable[[Town, bytes], dict[str, object]], town: Town, body: bytes) -> JSONResponse:
    try:
        return JSONResponse(act(town, body))
    except Refused as no:
        return JSONResponse({"error": no.refusal.msgid.format(**no.refusal.facts)}, _CONFLICT)
    except Malformed as wrong:
        return JSONResponse({"error": str(wrong)}, _UNPROCESSABLE)


def _suspend(town: Town, body: bytes) -> dict[str, object]:
    asked = wire.read(LostCard, body, by_field=True)
    _, card = _holder(town, asked.person)
    done = town.country.hotline.report_lost(
        ReportLostCard(key=asked.key, operator=asked.operator, card=card)
    )
    return {"card": card, "state": done.card.state, "effective": done.effective}


def _suspend_phone(town: Town, body: bytes) -> dict[str, object]:
    asked = wire.read(LostPhone, body, by_field=True)
    try:
        phone = find_phone(town.country.wallet.folder, asked.phone)
    except NoSuchCard as unknown:
        raise Malformed(f"phone: {unknown}") from None
    done = town.country.phone_line.report_phone_lost(
        ReportLostPhone(key=asked.key, operator=asked.operator, token=phone.serial)
    )
    return {"phone": phone.phone, "held": list(done.held)}


def _lift(town: Town, body: bytes) -> dict[str, object]:
    asked = wire.read(FoundCard, body, by_field=True)
    person, card = _holder(town, asked.person)
    done = town.country.counters[person.municipality].lift_suspension(
        LiftCardSuspension(
            key=asked.key,
            clerk=asked.clerk,
            resident=person.resident,
            card=card,
            papers=asked.papers,
        )
    )
    state = next(each.state for each in done.resident.cards if each.card == card)
    return {"card": card, "state": state, "effective": done.effective}


def _holder(town: Town, name: str) -> tuple[Townsperson, str]:
    person = town.roster.person(name)
    if person is None:
        raise Malformed(f"person: the town page shows no {name}; see fuda person list")
    if person.card is None:
        raise Malformed(f"person: {name} holds no card")
    return person, person.card


def _dial(town: Town) -> dict[str, object]:
    return {
        "now": town.dial.now().astimezone(TOKYO).isoformat(timespec="seconds"),
        "ticking": town.dial.ticking(),
    }
