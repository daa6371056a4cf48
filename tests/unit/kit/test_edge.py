"""The HTTP of a door, each side alone: what is answered, and what is made of an answer."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import date

import httpx
import pytest
from fastapi import FastAPI, Request

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.doors.numbering import AssignNumber, NumberAssigned, Numbering, ReportItems
from fuda.doors.person import FourItems
from fuda.kit import wire
from fuda.kit.access import NotAllowed
from fuda.kit.caller import Caller, caller
from fuda.kit.carrier import Door
from fuda.kit.edge import client_certificate_name
from fuda.kit.here import one_transaction
from fuda.rules.number import IndividualNumber, check_digit
from fuda.rules.refusal import Because, Refusal
from fuda.world.access import ACCESS

MINATO = Caller("m/131032")
ITEMS = FourItems(name="見本　花子", address="港区芝公園", born=date(1990, 4, 1), sex="female")
NUMBER = IndividualNumber("12345678901" + check_digit("12345678901"))
REFUSAL = Refusal(
    rule="NUM-01",
    msgid="No number before {day}.",
    instead="Ask again on {day}.",
    facts={"day": "2026-04-02"},
    because=(
        Because(rule="NUM-01", city="minato", valid_from=date(2016, 1, 1), page="p2"),
        Because(rule="own"),
    ),
)


def assign(code: str) -> AssignNumber:
    """A message as a municipality sends it."""
    return AssignNumber(key="k1", resident_code=code, items=ITEMS)


class Keeper:
    """Answers, refuses and fails as the code says."""

    def assign(self, asked: AssignNumber) -> NumberAssigned:
        """Do as the code says."""
        if asked.resident_code == "refuse":
            raise Refused(REFUSAL)
        if asked.resident_code == "complain":
            raise Malformed("resident_code: unknown")
        if asked.resident_code == "fail":
            self._fail(asked)
        if caller() != MINATO:
            raise AssertionError(caller())
        return NumberAssigned(number=NUMBER)

    def _fail(self, asked: AssignNumber) -> None:
        known: dict[AssignNumber, str] = {}
        try:
            known[asked]
        except KeyError as error:
            raise ValueError(f"cannot work with {asked} and {NUMBER.digits}") from error

    def report_items(self, report: ReportItems) -> None:
        """Nothing to do."""


def post(
    call: str, body: bytes, caller_of: Callable[[Request], Caller] = lambda _request: MINATO
) -> httpx.Response:
    """What the served door answers to this body."""
    app = FastAPI()
    app.include_router(Door(Numbering, ACCESS.at("jlis.numbering")).served(Keeper(), caller_of))

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://here"
        ) as http:
            return await http.post(f"/doors/numbering/{call}", content=body)

    return asyncio.run(answer())


def sent(code: str) -> bytes:
    """The message on the wire."""
    return wire.write(AssignNumber, assign(code))


def answering(status: int, body: bytes = b"") -> Numbering:
    """A door whose other side answers always this."""
    transport = httpx.MockTransport(lambda _request: httpx.Response(status, content=body))
    return Door(Numbering).over(httpx.Client(transport=transport, base_url="http://there"))


def test_an_answer_and_no_answer() -> None:
    """200 with the message, 204 without."""
    answered = post("assign", sent("answer"))
    reported = wire.write(ReportItems, ReportItems(key="k", resident_code="1", items=ITEMS))

    assert (answered.status_code, answered.json()) == (200, {"number": {"digits": NUMBER.digits}})
    assert post("report_items", reported).status_code == 204


def test_each_error_has_its_status_and_comes_back_as_itself() -> None:
    """409 with the whole refusal, 422 with one line."""
    refused, malformed = post("assign", sent("refuse")), post("assign", sent("complain"))
    with pytest.raises(Refused) as whole:
        answering(refused.status_code, refused.content).assign(assign("1"))
    with pytest.raises(Malformed, match="resident_code: unknown"):
        answering(malformed.status_code, malformed.content).assign(assign("1"))

    assert whole.value.refusal == REFUSAL
    assert (refused.status_code, malformed.status_code) == (409, 422)


def test_a_bug_is_logged_by_its_id_without_the_message(caplog: pytest.LogCaptureFixture) -> None:
    """The place of both exceptions, and nothing of what was said to the keeper."""
    with caplog.at_level(logging.DEBUG):
        answered = post("assign", sent("fail"))
    told = answered.json()["error"]

    assert answered.status_code == 500
    assert told.rpartition(" ")[2] in caplog.text
    assert "ValueError" in caplog.text
    assert "KeyError" in caplog.text
    assert "in _fail" in caplog.text
    for said in ("花子", "芝公園", NUMBER.digits):
        assert said not in caplog.text + told


def test_nobody_and_a_stranger_are_told_apart() -> None:
    """401 without a certificate's name, 403 where the table says no; a header names nobody."""
    nobody = post("assign", sent("answer"), client_certificate_name)
    stranger = post("assign", sent("answer"), lambda _request: Caller("kiosk"))
    with pytest.raises(NotAllowed, match="kiosk has no business"):
        answering(stranger.status_code, stranger.content).assign(assign("1"))

    assert (nobody.status_code, stranger.status_code) == (401, 403)


def test_a_stranger_is_turned_away_before_the_message_is_read() -> None:
    """Whether a message is well formed is nothing to a stranger."""
    assert post("assign", b"?", lambda _request: Caller("kiosk")).status_code == 403


def test_a_message_without_end_is_refused() -> None:
    """One mebibyte is more than any message needs."""
    answered = post("assign", json.dumps("9" * 1_100_000).encode())

    assert answered.status_code == 422
    assert "longer than" in answered.json()["error"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, '{"error": "a bug, in the log of this institution as 1-1"}'),
        (500, "Internal Server Error"),
        (503, ""),
        (404, '{"detail": "Not Found"}'),
        (200, "<html>a captive portal</html>"),
        (204, ""),
        (409, "{}"),
        (422, '{"detail": []}'),
    ],
)
def test_an_answer_that_is_none_leaves_it_unknown(status: int, body: str) -> None:
    """Whatever another program answers: unknown whether it was done, and never a wrong answer."""
    with pytest.raises(Unreachable, match=r"Numbering\.assign"):
        answering(status, body.encode()).assign(assign("1"))


def test_a_time_out_leaves_it_unknown() -> None:
    """The keeper may have done it."""

    def too_late(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too late", request=request)

    http = httpx.Client(transport=httpx.MockTransport(too_late), base_url="http://there")
    with pytest.raises(Unreachable, match=r"Numbering\.assign: ReadTimeout"):
        Door(Numbering).over(http).assign(assign("1"))


def test_nothing_of_the_message_is_in_the_address() -> None:
    """Addresses end in logs; the message is in the body, and there alone."""
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(
            200, content=wire.write(NumberAssigned, NumberAssigned(number=NUMBER))
        )

    http = httpx.Client(transport=httpx.MockTransport(note), base_url="http://there")
    Door(Numbering).over(http).assign(assign(NUMBER.digits))

    assert str(seen[0].url) == "http://there/doors/numbering/assign"
    assert NUMBER.digits not in str(seen[0].headers)


def test_no_message_is_sent_inside_a_transaction() -> None:
    """As with the direct carrier."""
    with one_transaction("a test"), pytest.raises(RuntimeError, match="ask first, then write"):
        answering(204).report_items(ReportItems(key="k", resident_code="1", items=ITEMS))
