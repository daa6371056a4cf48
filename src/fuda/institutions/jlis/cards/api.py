"""The door of jlis.cards, each call a procedure."""

from collections.abc import Mapping
from pathlib import Path

from fuda.doors.cards import (
    ApplyForCard,
    AskCards,
    AskTrust,
    CardList,
    CardSuspended,
    CardView,
    CloseChannel,
    ContinueChannel,
    OpenChannel,
    Outcomes,
    ReadChannel,
    RecordTrust,
    ReportCardEvent,
    ReportLostCard,
    Script,
)
from fuda.doors.message import Done
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.model import Plant
from fuda.institutions.jlis.cards.office import Office
from fuda.institutions.jlis.cards.procedures import apply, channel, manufacture, report, report_lost
from fuda.institutions.jlis.cards.signing import RecordKeys
from fuda.kit.caller import caller
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.rules.values import Parameters


class CardManagement:
    """The keeper of the doors `Cards`, `CardTrust` and `Hotline`."""

    def __init__(
        self,
        *,
        url: str,
        keys: Path,
        clock: Clock,
        randomness: Randomness,
        parameters: Parameters,
        plant: Plant,
        outlets: Mapping[str, object],
        font: Path | None = None,
    ) -> None:
        """`font` draws the names in the chips; without one they are boxes."""
        self.store = Store.open(
            url,
            records.TABLES,
            institution="jlis.cards",
            keys=keys,
            clock=clock,
            randomness=randomness,
            append_only=records.APPEND_ONLY,
            outlets=outlets,
        )
        self.store.wipe()  # where it was cut off between dropping a number and wiping it
        self._office = Office(
            store=self.store,
            keys=keys,
            clock=clock,
            randomness=randomness,
            parameters=parameters,
            plant=plant,
            records=RecordKeys(keys, randomness),
            font=font,
        )

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def due(self) -> None:
        """Make the cards whose time has come, and deliver what was left behind."""
        if manufacture.manufacture_due(self._office):
            # The numbers of the cards just made were dropped; no copy stays in the log (NUM-13).
            self.store.wipe()
        self.store.sweep()

    def apply(self, application: ApplyForCard) -> CardView:
        """Take an application."""
        return apply.apply(self._office, application)

    def cards(self, asked: AskCards) -> CardList:
        """The cards and applications of a holder of the municipality that asks."""
        with self.store.reading() as at:
            held = records.of_holder(at, asked.holder, municipality=caller().removeprefix("m/"))
        return CardList(cards=tuple(one.view() for one in held))

    def open_channel(self, asked: OpenChannel) -> Script:
        """Open the issuer channel."""
        return channel.open_channel(self._office, asked)

    def read_channel(self, asked: ReadChannel) -> Outcomes:
        """Read the chip's responses."""
        return channel.read_channel(self._office, asked)

    def continue_channel(self, asked: ContinueChannel) -> Script:
        """Give the last orders."""
        return channel.continue_channel(self._office, asked)

    def close_channel(self, asked: CloseChannel) -> Done:
        """Confirm that the chip committed."""
        return channel.close_channel(self._office, asked)

    def trust(self, asked: AskTrust) -> RecordTrust:  # noqa: ARG002 - the same for everyone
        """What the records in the chips are signed under."""
        return self._office.records.trust()

    def report(self, told: ReportCardEvent) -> CardView:
        """Move a card's state."""
        return report.report(self._office, told)

    def report_lost(self, told: ReportLostCard) -> CardSuspended:
        """Suspend a card at a call."""
        return report_lost.report_lost(self._office, told)
