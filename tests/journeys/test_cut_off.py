"""A hand-over that is cut off, and a process that is killed: nothing half done, nothing lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fuda.card.interface import Transport
from fuda.doors.jpki import AskStatus
from fuda.doors.municipality import (
    BeginHandOver,
    CompleteHandOver,
    ContinueHandOver,
    HandOverStep,
)
from fuda.terminals.counter.hand_over import HandOver, hand_over
from fuda.terminals.reader.errors import PinUnfit
from fuda.terminals.reader.issuing import begin_channel, run_script, set_pins
from journeys import killed
from journeys.steps import BOTH, CLERK, PINS, Journey, Resident, a_key, opened

STEPS = (
    "before the first script",
    "within the first script",
    "between the scripts",
    "within the second script",
    "before the PINs",
    "before the closing",
    "before the clerk's machine heard that the chip committed",
)


class PulledOut(Exception):  # noqa: N818 - what happened
    """The card is not on the reader any more."""


def _cut_off(journey: Journey, who: Resident, card: str, at: str) -> None:
    """A hand-over whose card is pulled out at that step."""
    counter, key = journey.counter(who), a_key()

    def here(step: str) -> None:
        if step == at:
            raise PulledOut

    def run(transport: Transport, step: HandOverStep, within: str) -> tuple[bytes, ...]:
        half = len(step.commands) // 2
        responses = run_script(transport, step.commands[:half])
        here(within)
        return responses + run_script(transport, step.commands[half:])

    with journey.country.wallet.rack("drawer", who.city).lay(card, "counter") as transport:
        beginning = begin_channel(transport)
        first = counter.begin_hand_over(
            BeginHandOver(
                key=f"{key} begin",
                clerk=CLERK,
                resident=who.id,
                card=card,
                papers=("passport",),
                kinds=BOTH,
                chip_challenge=beginning.chip_challenge,
            )
        )
        here("before the first script")
        responses = run(transport, first, "within the first script")
        here("between the scripts")
        second = counter.continue_hand_over(
            ContinueHandOver(
                key=f"{key} continue", clerk=CLERK, case=first.case, responses=responses
            )
        )
        responses = run(transport, second, "within the second script")
        here("before the PINs")
        set_pins(transport, {pin: PINS[pin] for pin in second.pins})
        here("before the closing")
        responses += run_script(transport, second.closing)
        here("before the clerk's machine heard that the chip committed")
        counter.complete_hand_over(
            CompleteHandOver(
                key=f"{key} complete", clerk=CLERK, case=first.case, responses=responses
            )
        )


@pytest.mark.parametrize("at", STEPS)
def test_the_card_is_pulled_out(journey: Journey, at: str) -> None:
    """CARD-42: whatever the step, the card is not delivered, and the next try makes all of it.

    Certificates that were issued for the try that failed are revoked by the next one.
    """
    hanako = journey.moves_in()
    journey.applies(hanako)
    card = journey.waits_for_the_card(hanako)
    with pytest.raises(PulledOut):
        _cut_off(journey, hanako, card, at)
    left = journey.view(hanako)

    assert [one.state for one in left.cards] == ["ready"]

    view = journey.takes_the_card(hanako, card)

    assert [one.state for one in view.cards] == ["delivered"]
    live = {one.kind: one.serial for one in view.certificates if one.ended_on is None}
    assert set(live) == set(BOTH)
    assert not set(live.items()) & {(one.kind, one.serial) for one in left.certificates}
    for one in left.certificates:
        status = journey.country.jpki.status(
            AskStatus(kind=one.kind, serial=one.serial, at=journey.dial.now())
        )
        assert status.state == "revoked"
    assert journey.signs_in(card)


def test_a_chip_that_said_no_has_changed_nothing(journey: Journey) -> None:
    """A PIN that the chip does not take ends the hand-over; the next one begins from nothing."""
    hanako = journey.moves_in()
    journey.applies(hanako)
    card = journey.waits_for_the_card(hanako)
    decided = HandOver(
        key=a_key(), clerk=CLERK, resident=hanako.id, card=card, papers=("passport",), kinds=BOTH
    )
    with (
        journey.country.wallet.rack("drawer", hanako.city).lay(card, "counter") as transport,
        pytest.raises(PinUnfit),
    ):
        hand_over(journey.counter(hanako), transport, decided, {**PINS, "user": "12"})

    assert journey.takes_the_card(hanako, card).cards[0].state == "delivered"


def test_killed_between_the_move_and_its_effect(tmp_path: Path) -> None:
    """Kill -9 after the register's commit: at the next start the CRL has the revocation, once."""
    with opened(tmp_path) as journey:
        hanako = journey.moves_in()
        journey.gets_a_card(hanako)
        serial = journey.serial(hanako, "signature")
    dying = subprocess.run(
        [sys.executable, killed.__file__, tmp_path, hanako.city, hanako.id],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )

    assert dying.returncode == -9

    with opened(tmp_path) as journey:
        asked = AskStatus(kind="signature", serial=serial, at=journey.dial.now())
        city = journey.country.institutions[f"m/{hanako.city}"].store
        waiting = city.undelivered()
        assert "revoke" in {row.call for row in waiting}
        assert journey.country.jpki.status(asked).state == "good"

        journey.country.due()

        assert city.undelivered() == ()
        assert journey.country.jpki.status(asked).state == "revoked"
        assert journey.view(hanako).items.address == killed.ADDRESS
        for institution in journey.country.institutions.values():
            assert institution.store.verify_audit().ok
