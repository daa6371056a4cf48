"""The kiosk's pages, mounted at /kiosk."""

from fastapi import APIRouter

from fuda.doors.certificate_center import Center
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.screens import Screens
from fuda.rules.values import Parameters
from fuda.terminals.kiosk.card_pages import CardPages
from fuda.terminals.kiosk.choice_pages import ChoicePages
from fuda.terminals.kiosk.machine import PREFIX, Machine
from fuda.terminals.kiosk.pay_pages import PayPages
from fuda.terminals.kiosk.visits import Visits
from fuda.terminals.rack import CardRack

__all__ = ["PREFIX", "kiosk_pages"]


def kiosk_pages(
    center: Center,
    rack: CardRack,
    screens: Screens,
    *,
    clock: Clock,
    randomness: Randomness,
    parameters: Parameters,
) -> APIRouter:
    """The pages of one machine, to be mounted at `PREFIX`."""
    machine = Machine(
        center=center,
        rack=rack,
        screens=screens,
        clock=clock,
        randomness=randomness,
        parameters=parameters,
        visits=Visits(clock, randomness),
    )
    router = APIRouter(include_in_schema=False)
    CardPages(machine).add_to(router)
    ChoicePages(machine).add_to(router)
    PayPages(machine).add_to(router)
    return router
