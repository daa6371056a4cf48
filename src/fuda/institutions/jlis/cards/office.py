"""What every procedure of jlis.cards works with."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fuda.card.issuer import ISSUER_KEY_LENGTH
from fuda.doors.cards import CardView
from fuda.doors.errors import Malformed
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.model import Application, Plant
from fuda.institutions.jlis.cards.signing import RecordKeys
from fuda.kit.caller import caller
from fuda.kit.clock import Clock
from fuda.kit.keyfile import secret
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store, Writing
from fuda.rules.calendar import instant_to_text
from fuda.rules.lifecycle.card import CARD, Card, CardEvent
from fuda.rules.values import Parameters

_MASTER_KEY = "issuer-master.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The store, time, chance, the rules' values, and the plant that makes cards."""

    store: Store
    keys: Path
    clock: Clock
    randomness: Randomness
    parameters: Parameters
    plant: Plant
    records: RecordKeys
    """What the records in the chips are signed with."""
    font: Path | None
    """What names are drawn with; None where this machine has no such font: then boxes."""

    def issuer_key(self, card: str) -> bytes:
        """This card's own end of the issuer channel, derived from the master key."""
        master = secret(self.keys, _MASTER_KEY, ISSUER_KEY_LENGTH, self.randomness)
        return HKDF(
            algorithm=SHA256(), length=ISSUER_KEY_LENGTH, salt=None, info=card.encode()
        ).derive(master)

    def own(self, found: Application | None, card: str) -> Application:
        """What was found for a card, of the municipality that asks; Malformed otherwise.

        A municipality hears of its own cards only.
        """
        if found is None or caller() != f"m/{found.municipality}":
            raise Malformed(f"jlis.cards knows no card {card} of {caller()}")
        return found

    def step(
        self,
        unit: Writing,
        application: str,
        event: CardEvent,
        *,
        procedure: str,
        on: date | None = None,
    ) -> CardView:
        """Move the state as the life-cycle table says, in the log and the audit.

        `on` is the day of the event where someone else told it.
        """
        one = records.of_application(unit.connection, application)
        state = CARD.step(Card(one.state), event).value
        records.set_state(
            unit.connection,
            application,
            state,
            event=event.value,
            at=instant_to_text(self.clock.now()),
            by=caller(),
            procedure=procedure,
        )
        unit.record(
            event=event.value,
            subject=one.card or application,
            procedure=procedure,
            content=None if on is None else {"on": on.isoformat()},
        )
        return records.of_application(unit.connection, application).view()
