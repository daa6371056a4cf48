"""What to print: the certificates offered, then whom and what the chosen one shows, how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from fuda.doors.certificate_center import Choose
from fuda.doors.errors import Refused
from fuda.doors.municipality import OfferLine
from fuda.kit.i18n import Text
from fuda.kit.web import Posted, WrongField, WrongForm, read, typed
from fuda.rules.refusal import Refusal
from fuda.terminals.kiosk.machine import PREFIX, REFUSED, WRONG_FORM, Machine, go_to
from fuda.terminals.kiosk.visits import Visit
from fuda.terminals.kiosk.words import ITEMS, certificate, not_now

MOST_COPIES: Final = 10
"""The machine's own limit for one order, no law."""


@dataclass(frozen=True, slots=True)
class ChoicePages:
    """Handlers of the choice."""

    machine: Machine

    def add_to(self, router: APIRouter) -> None:
        """Mount the pages."""
        router.add_api_route("/visits/{visit}", self.offer)
        router.add_api_route("/visits/{visit}/certificates/{chosen}", self.contents)
        router.add_api_route("/visits/{visit}/certificates/{chosen}", self.choose, methods=["POST"])
        router.add_api_route("/visits/{visit}/end", self.end, methods=["POST"])

    def offer(self, request: Request, visit: str) -> Response:
        """Every certificate of the city: what it costs here, or why it is not to be had now."""
        found = self.machine.visits.find(visit)
        if found is None:
            return self.machine.over(request)
        lines = found.menu.lines
        return self.machine.screens.page(
            request,
            "kiosk/offer.html",
            visit=found,
            offered=[(line, certificate(line)) for line in lines if line.refusal is None],
            not_now=not_now(lines),
        )

    def contents(self, request: Request, visit: str, chosen: str) -> Response:
        """Whom the certificate is about, what it shows, how many copies."""
        found = self.machine.visits.find(visit)
        if found is None:
            return self.machine.over(request)
        line = _offered(found, chosen)
        return go_to(found) if line is None else self._contents(request, found, line)

    def choose(self, request: Request, visit: str, chosen: str, form: Posted) -> Response:
        """Every refusal that there is comes here, before any money (KIOSK-09)."""
        found = self.machine.visits.find(visit)
        if found is None:
            return self.machine.over(request)
        line = _offered(found, chosen)
        if line is None:
            return go_to(found)
        try:
            order = _read(form, found, line)
            to_pay = self.machine.center.choose(order)
        except WrongForm as error:
            return self._contents(request, found, line, was=typed(form), wrong=error.wrong)
        except Refused as no:
            return self._contents(request, found, line, was=typed(form), no=no.refusal)
        made = self.machine.visits.order(found, order, to_pay)
        return go_to(found, "orders", made.id)

    def end(self, visit: str) -> Response:
        """The holder goes."""
        self.machine.visits.end(visit)
        return RedirectResponse(f"{PREFIX}?ended=true", status_code=303)

    def _contents(
        self,
        request: Request,
        visit: Visit,
        line: OfferLine,
        *,
        was: Mapping[str, Sequence[str]] | None = None,
        no: Refusal | None = None,
        wrong: Sequence[WrongField] = (),
    ) -> Response:
        screens, menu = self.machine.screens, visit.menu
        everyone = [member.person for member in menu.members]
        return screens.page(
            request,
            "kiosk/contents.html",
            status=REFUSED if no else WRONG_FORM if wrong else 200,
            visit=visit,
            line=line,
            name=certificate(line),
            items=[(item, ITEMS[item]) for item in menu.items],
            persons=everyone if was is None else was.get("persons", ()),
            shown=() if was is None else was.get("items", ()),
            copies="1" if was is None else next(iter(was.get("copies", ())), "1"),
            most=MOST_COPIES,
            key=self.machine.randomness.token(),
            wording=screens.translator(request).refusal(no) if no else None,
            wrong=tuple(wrong),
        )


def _offered(visit: Visit, certificate_id: str) -> OfferLine | None:
    """The line of the menu; None where it is not offered, or not now."""
    lines = (line for line in visit.menu.lines if line.refusal is None)
    return next((line for line in lines if line.certificate == certificate_id), None)


def _read(form: FormData, visit: Visit, line: OfferLine) -> Choose:
    order = read(form, Choose, visit=visit.menu.visit, certificate=line.certificate)
    wrong = []
    known = {member.person for member in visit.menu.members}
    if not order.persons or not known.issuperset(order.persons):
        wrong.append(WrongField(field="persons", what=Text("kiosk", "Choose at least one person.")))
    if not 1 <= order.copies <= MOST_COPIES:
        many = Text("kiosk", "Choose from 1 to {most} copies.", {"most": MOST_COPIES})
        wrong.append(WrongField(field="copies", what=many))
    if wrong:
        raise WrongForm(wrong, typed(form))
    return order
