"""A card's APDUs over a WebSocket, for phones and browsers, which reach no PC/SC reader.

    ws://127.0.0.1:8400/sandbox/cards/hanako/apdu

A binary frame is a command APDU; a binary frame with the response answers it. A text frame is JSON:
`{"ask": "atr"}`, or `{"ask": "reset"}` for power off and on; `{"atr": "3BE0…"}` answers it. While
the connection lasts, the card lies here and on no other reader. It ends with one of

    1009  a frame longer than any command (the server says it)
    1011  a bug, named by its id in the log
    1013  the town is not open yet
    4400  a text frame that cannot be read
    4404  nobody here has such a card
    4409  the card lies on another reader
    4410  the chip has erased itself

and a reason in words. Which pages may connect at all, `kit.web.Guards` decides.
"""

import re
from typing import Literal

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from fuda.card.chip import Chip
from fuda.doors.errors import Malformed
from fuda.doors.message import message
from fuda.kit import wire
from fuda.kit.edge import log_bug
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.world.phone import find_phone
from fuda.world.plant import PHONE
from fuda.world.town import Town
from fuda.world.wallet import WalletCard

WHERE = "a WebSocket reader (end its connection)"
LONGEST_COMMAND = 4 + 3 + 0xFFFF + 2
"""Header, extended Lc, data, extended Le: more is no APDU."""
_BUG, _TRY_AGAIN, _UNREADABLE, _NO_CARD, _ELSEWHERE, _ERASED = 1011, 1013, 4400, 4404, 4409, 4410
_LONGEST_REASON = 123
_NAME = re.compile(r"[\w-]{1,100}")


@message
class Control:
    """What is asked of the reader and not of the card."""

    ask: Literal["atr", "reset"]


class _Closes(Exception):  # noqa: N818 - the door's no
    """The connection ends; one line says why and what to do."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def apdu_door(town: Town) -> APIRouter:
    """The route, to be mounted with the sandbox's."""
    router = APIRouter()

    @router.websocket("/cards/{card}/apdu")
    async def apdu(reader: WebSocket, card: str) -> None:
        """Lay the card on this reader until its client goes."""
        await reader.accept()
        try:
            with await run_in_threadpool(_laid, town, card) as chip:
                await _carry(reader, chip)
        except WebSocketDisconnect:
            return
        except _Closes as no:
            await _close(reader, no.code, str(no))
        except Exception as error:  # noqa: BLE001 - logged, and its client is told
            await _close(reader, _BUG, log_bug("apdu", error))

    return router


async def _carry(reader: WebSocket, chip: Chip) -> None:
    """Answer every frame in its turn until the client goes."""
    while (frame := await reader.receive())["type"] != "websocket.disconnect":
        command = frame.get("bytes")
        if command is not None:
            await reader.send_bytes(await run_in_threadpool(chip.transmit, command))
        else:
            await reader.send_json(_controlled(chip, frame["text"]))


def _controlled(chip: Chip, text: str) -> dict[str, str]:
    try:
        control = wire.read(Control, text.encode(), by_field=True)
    except Malformed as wrong:
        raise _Closes(_UNREADABLE, f'{wrong}; say {{"ask": "atr"}} or "reset"') from None
    if control.ask == "reset":
        chip.reset()
    return {"atr": chip.atr.hex().upper()}


def _laid(town: Town, name: str) -> Chip:
    """The chip of a person's card, or of the card or phone of that id, under power."""
    if not town.progress.whole:
        raise _Closes(_TRY_AGAIN, "the town is not open yet; /progress says how far it is")
    try:
        wallet = town.country.wallet
        laid = find_phone(wallet.folder, name) if _is_phone(name) else _held(town, name)
        chip = wallet.power_on(laid, WHERE)
    except NoSuchCard:
        raise _Closes(
            _NO_CARD, "nobody of that name has a card; GET /sandbox/people names who has"
        ) from None
    except CardLiesElsewhere as elsewhere:
        raise _Closes(_ELSEWHERE, str(elsewhere)) from None
    if chip.erased:
        chip.remove()
        raise _Closes(
            _ERASED, "the chip was tampered with and has erased itself; apply for a new card"
        )
    return chip


def _is_phone(name: str) -> bool:
    return name.startswith(PHONE) and _NAME.fullmatch(name) is not None


def _held(town: Town, name: str) -> WalletCard:
    person = town.roster.person(name)
    card = (person.card or "") if person else name
    if not _NAME.fullmatch(card):
        raise NoSuchCard
    found = town.country.wallet.card(card)
    if found.place != "holder":
        raise _Closes(_NO_CARD, "the card lies in its city's drawer; take it at the counter first")
    return found


async def _close(reader: WebSocket, code: int, reason: str) -> None:
    """End the connection with a reason as long as the protocol allows; the client may be gone."""
    short = reason.encode()[:_LONGEST_REASON].decode(errors="ignore")
    try:
        await reader.close(code, short)
    except WebSocketDisconnect:
        return
