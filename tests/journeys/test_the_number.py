"""The My Number stays where the law lets it be (NUM-13, NUM-14): stores, logs and messages."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from fuda.institutions.jlis.numbering.store import numbers
from fuda.kit.tables import audit, audit_contents, outbox
from journeys.steps import KAMAKURA, Journey

DAY = timedelta(days=1)
REGISTER = f"m-{KAMAKURA}"
HOLDS_IT = {"jlis.numbering", REGISTER}


def the_number(journey: Journey) -> bytes:
    """The digits of the one person of the journey, from where they are made."""
    with journey.country.institutions["jlis.numbering"].store.reading() as at:
        (number,) = at.execute(numbers.select()).mappings().all()
    return str(number["number"]).encode()


def rooms_with(digits: bytes, data: Path) -> set[str]:
    """The folders below which some file has these bytes, WAL and side files too."""
    files = (path for path in sorted(data.rglob("*")) if path.is_file())
    return {path.relative_to(data).parts[0] for path in files if digits in path.read_bytes()}


def test_who_holds_the_number(journey: Journey, caplog: pytest.LogCaptureFixture) -> None:
    """Only numbering and the register keep it; jlis.cards while a card is being made, no longer.

    A life is lived with everything that this town can do; then each file of the data folder is
    searched for the digits, as are the logs and everything that was printed to the chip's face.
    """
    with capture_logs() as logs:
        hanako = journey.moves_in()
        digits = the_number(journey)
        assert len(digits) == 12
        assert rooms_with(digits, journey.data) == HOLDS_IT

        journey.applies(hanako)
        assert rooms_with(digits, journey.data) == {*HOLDS_IT, "jlis.cards"}

        card = journey.waits_for_the_card(hanako)
        journey.takes_the_card(hanako, card)
        journey.turn_to(journey.today() + 7 * DAY)
        order = journey.chooses(journey.lays_card(card))
        journey.pays(order.order, 300)
        back = journey.signs_in(card)
        journey.moves_within_the_city(hanako, "神奈川県鎌倉市小町一丁目１番１号")
        journey.files_moving_out(hanako, journey.today() + 20 * DAY)

    for institution in journey.country.institutions.values():
        assert institution.store.undelivered() == ()
    assert rooms_with(digits, journey.data) == HOLDS_IT
    assert digits.decode() not in json.dumps(logs, default=str) + caplog.text + back


def test_neither_audit_nor_outbox_names_it(journey: Journey) -> None:
    """In the stores that hold it or held it, the log and the delivered messages do not."""
    hanako = journey.moves_in()
    journey.gets_a_card(hanako)
    journey.moves_within_the_city(hanako, "神奈川県鎌倉市小町一丁目１番１号")
    digits = the_number(journey).decode()
    for name in ("jlis.numbering", f"m/{KAMAKURA}", "jlis.cards"):
        with journey.country.institutions[name].store.reading() as at:
            said = [
                str(at.execute(table.select()).all()) for table in (audit, audit_contents, outbox)
            ]

        assert said[0] != "[]"
        assert digits not in "".join(said)
