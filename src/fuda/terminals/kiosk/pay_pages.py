"""The money, the printing and the sheets (KIOSK-41): paid once and printed once, whoever clicks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from fuda.doors.certificate_center import PayAndPrint, Printed
from fuda.doors.errors import Refused
from fuda.kit.i18n import Text
from fuda.kit.web import Posted, WrongField, WrongForm, read, typed
from fuda.rules.refusal import Refusal
from fuda.terminals.kiosk.machine import REFUSED, WRONG_FORM, Machine, go_to
from fuda.terminals.kiosk.visits import Order, Visit
from fuda.terminals.kiosk.words import ITEMS, certificate

MONEY: Final = (10, 50, 100, 500, 1000)
"""The coins and the note that the machine takes, in yen."""
_SECONDS_TO_WAIT: Final = 0.5
"""For the first answer of a payment; after that the screen shows that it is printing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coin:
    """A coin or a note, put into the slot."""

    key: str
    coin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _What:
    """What was chosen, as it is shown."""

    name: Text
    persons: tuple[str, ...]
    items: tuple[Text, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class PayPages:
    """Handlers from the fee to the sheets."""

    machine: Machine

    def add_to(self, router: APIRouter) -> None:
        """Mount the pages."""
        order = "/visits/{visit}/orders/{order}"
        router.add_api_route(order, self.pay_page)
        router.add_api_route(f"{order}/coins", self.insert, methods=["POST"])
        router.add_api_route(f"{order}/give-back", self.give_back, methods=["POST"])
        router.add_api_route(f"{order}/pay", self.pay, methods=["POST"])
        router.add_api_route(f"{order}/sheets", self.sheets)
        router.add_api_route(f"{order}/sheets.pdf", self.paper)

    def pay_page(self, request: Request, visit: str, order: str) -> Response:
        """What was chosen, what it costs, what has been inserted."""
        found = self._find(visit, order)
        if found is None:
            return self.machine.over(request)
        if found[1].settled:
            return go_to(found[0], "orders", order, "sheets")
        return self._page(request, *found)

    def insert(self, request: Request, visit: str, order: str, form: Posted) -> Response:
        """Money goes in."""
        found = self._find(visit, order)
        if found is None:
            return self.machine.over(request)
        try:
            one = _coin(form)
        except WrongForm as error:
            return self._page(request, *found, wrong=error.wrong)
        self.machine.visits.insert(found[1], one.key, one.coin)
        return go_to(found[0], "orders", order)

    def give_back(self, request: Request, visit: str, order: str) -> Response:
        """All the money comes out again."""
        found = self._find(visit, order)
        if found is None:
            return self.machine.over(request)
        self.machine.visits.give_back(found[1])
        return go_to(found[0], "orders", order)

    def pay(self, request: Request, visit: str, order: str) -> Response:
        """Take the fee and print; with too little money nothing is taken."""
        found = self._find(visit, order)
        if found is None:
            return self.machine.over(request)
        of, chosen = found
        payment = PayAndPrint(key=chosen.key, order=chosen.to_pay.order, inserted=chosen.inserted)
        printing = self.machine.visits.print(chosen, lambda: self.machine.center.pay(payment))
        try:
            printing.result(timeout=_SECONDS_TO_WAIT)
        except TimeoutError:
            pass
        except Refused as no:
            return self._page(request, of, chosen, no=no.refusal)
        return go_to(of, "orders", order, "sheets")

    def sheets(self, request: Request, visit: str, order: str) -> Response:
        """The sheets; while they are being printed, a page that asks again by itself."""
        found = self._find(visit, order)
        if found is None:
            return self.machine.over(request)
        of, chosen = found
        job = chosen.printing
        if job is None:
            return go_to(of, "orders", order)
        if not job.done():
            page = self.machine.screens.page(request, "kiosk/printing.html", order=chosen)
            page.headers["refresh"] = "1"
            return page
        try:
            printed = job.result()
        except Refused as no:
            return self._page(request, of, chosen, no=no.refusal)
        return self._sheets(request, of, chosen, printed)

    def paper(self, request: Request, visit: str, order: str, *, save: bool = False) -> Response:
        """The PDF itself; it exists only as long as the visit."""
        found = self._find(visit, order)
        printed = found[1].printed if found else None
        if printed is None:
            return self.machine.over(request)
        how = "attachment" if save else "inline"
        return Response(
            printed.pdf,
            media_type="application/pdf",
            headers={
                "cache-control": "no-store",
                "content-disposition": f'{how}; filename="certificate.pdf"',
            },
        )

    def _find(self, visit: str, order: str) -> tuple[Visit, Order] | None:
        found = self.machine.visits.find(visit)
        chosen = found.orders.get(order) if found else None
        return (found, chosen) if found and chosen else None

    def _page(
        self,
        request: Request,
        visit: Visit,
        order: Order,
        *,
        no: Refusal | None = None,
        wrong: Sequence[WrongField] = (),
    ) -> Response:
        screens = self.machine.screens
        return screens.page(
            request,
            "kiosk/pay.html",
            status=REFUSED if no else WRONG_FORM if wrong else 200,
            visit=visit,
            order=order,
            missing=max(order.to_pay.fee - order.inserted, 0),
            money=MONEY,
            key=self.machine.randomness.token(),
            wording=screens.translator(request).refusal(no) if no else None,
            wrong=tuple(wrong),
            what=_what(visit, order),
        )

    def _sheets(self, request: Request, visit: Visit, order: Order, printed: Printed) -> Response:
        return self.machine.screens.page(
            request,
            "kiosk/sheets.html",
            visit=visit,
            order=order,
            change=printed.change,
            on=printed.on,
            what=_what(visit, order),
        )


def _what(visit: Visit, order: Order) -> _What:
    chosen, menu = order.chosen, visit.menu
    line = next(line for line in menu.lines if line.certificate == chosen.certificate)
    return _What(
        name=certificate(line),
        persons=tuple(one.name for one in menu.members if one.person in chosen.persons),
        items=tuple(ITEMS[item] for item in chosen.items),
        copies=chosen.copies,
    )


def _coin(form: FormData) -> Coin:
    one = read(form, Coin)
    if one.coin not in MONEY:
        unknown = Text("kiosk", "The machine does not take {coin} yen.", {"coin": one.coin})
        raise WrongForm((WrongField(field="coin", what=unknown),), typed(form))
    return one
