"""The first screens: what the machine can do, and the card with its PIN."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from fuda.doors.errors import Refused
from fuda.kit.web import Posted, WrongField, WrongForm, read
from fuda.rules.refusal import Refusal
from fuda.terminals.kiosk.machine import REFUSED, WRONG_FORM, Machine, go_to
from fuda.terminals.kiosk.show_card import ShowCard, show_card, why_not
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader import CardError


@dataclass(frozen=True, slots=True)
class CardPages:
    """Handlers of the screens before a visit."""

    machine: Machine

    def add_to(self, router: APIRouter) -> None:
        """Mount the pages."""
        router.add_api_route("", self.start)
        router.add_api_route("/services", self.services)
        router.add_api_route("/card", self.card)
        router.add_api_route("/card", self.show, methods=["POST"])

    def start(self, request: Request, *, ended: Annotated[bool, Query()] = False) -> Response:
        """The machine's first screen."""
        return self.machine.screens.page(request, "kiosk/start.html", ended=ended)

    def services(self, request: Request) -> Response:
        """行政サービス."""
        return self.machine.screens.page(request, "kiosk/services.html")

    def card(self, request: Request) -> Response:
        """証明書交付サービス: the card and the PIN."""
        return self._form(request)

    def show(self, request: Request, form: Posted) -> Response:
        """The card lies on the reader and the PIN was typed."""
        machine, chosen = self.machine, str(form.get("card", ""))
        try:
            asked = read(form, ShowCard)
        except WrongForm as error:
            # what was typed stays behind: the PIN is in it
            return self._form(request, status=WRONG_FORM, chosen=chosen, wrong=error.wrong)
        with machine.reader:
            answered = machine.visits.answered(asked.key)
            if answered is None:
                try:
                    menu = show_card(machine.center, machine.rack, asked)
                except Refused as no:
                    return machine.refused(request, no.refusal)
                except (CardError, CardLiesElsewhere, NoSuchCard) as error:
                    answered = why_not(error)
                    machine.visits.refuse(asked.key, answered)
                else:
                    answered = machine.visits.begin(asked.key, menu).id
        if isinstance(answered, Refusal):
            return self._form(request, status=REFUSED, chosen=chosen, no=answered)
        visit = machine.visits.find(answered)
        return machine.over(request) if visit is None else go_to(visit)

    def _form(
        self,
        request: Request,
        *,
        status: int = 200,
        chosen: str = "",
        no: Refusal | None = None,
        wrong: Sequence[WrongField] = (),
    ) -> Response:
        screens = self.machine.screens
        return screens.page(
            request,
            "kiosk/card.html",
            status=status,
            cards=[(card.id, card.label) for card in self.machine.rack.cards()],
            chosen=chosen,
            pin_form=self.machine.pin_form(),
            key=self.machine.randomness.token(),
            wording=screens.translator(request).refusal(no) if no else None,
            wrong=tuple(wrong),
        )
