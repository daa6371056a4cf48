"""The machine: its line to the certificate center, its reader, its screen and its short memory."""

import threading
from dataclasses import dataclass, field

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from fuda.doors.certificate_center import Center
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.screens import Screens
from fuda.rules.kinds import PinForm
from fuda.rules.refusal import Refusal
from fuda.rules.values import Parameters
from fuda.terminals.kiosk.visits import Visit, Visits
from fuda.terminals.rack import CardRack

PREFIX = "/kiosk"
"""Where the pages lie below the public address."""
REFUSED = 409
WRONG_FORM = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Everything that the kiosk's pages work with."""

    center: Center
    rack: CardRack
    screens: Screens
    clock: Clock
    randomness: Randomness
    parameters: Parameters
    visits: Visits
    reader: threading.Lock = field(default_factory=threading.Lock)
    """One card lies on the reader at a time."""

    def pin_form(self) -> PinForm:
        """What a user PIN looks like (PIN-04)."""
        return self.parameters.value("pin.user.form", city=None, on=self.clock.today()).of(PinForm)

    def refused(self, request: Request, refusal: Refusal, *, over: bool = False) -> Response:
        """The visit is over, or never began: why, and the way back to the first screen."""
        wording = self.screens.translator(request).refusal(refusal)
        return self.screens.page(
            request, "kiosk/refused.html", status=REFUSED, wording=wording, over=over
        )

    def over(self, request: Request) -> Response:
        """The visit at that address has ended."""
        return self.refused(
            request,
            Refusal(
                rule="OWN-VISIT",
                msgid="This visit to the kiosk is over.",
                instead="Please lay the card on the reader and begin again.",
            ),
            over=True,
        )


def go_to(visit: Visit, *parts: str) -> Response:
    """The next page of a visit, by an address that may be loaded again."""
    return RedirectResponse("/".join((PREFIX, "visits", visit.id, *parts)), status_code=303)
