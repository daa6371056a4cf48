"""発行・更新 on two pages: the clerk chooses with the holder, the holder types PINs on the pad."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from fuda.card.interface import PinName
from fuda.doors.person import CertificateKind
from fuda.kit.i18n import Text
from fuda.kit.web import KEY, Posted, WrongField
from fuda.rules.refusal import Refused
from fuda.terminals.counter.deciding import is_child
from fuda.terminals.counter.issue import Issue, issue, never_set
from fuda.terminals.counter.issue_visit import Chosen, Visit, offered, read_choice, to_be_typed
from fuda.terminals.counter.pad import entries, read_twice
from fuda.terminals.counter.resident_pages import back_to, resident_page
from fuda.terminals.counter.windows import CounterHall, brought_card
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader.errors import CardError, PinUnfit, WrongPin
from fuda.terminals.reader.refusals import refusal_of

_WRONG_FORM = 422
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class IssuePages:
    """Handlers of the two steps."""

    hall: CounterHall

    def add_to(self, router: APIRouter) -> None:
        """Mount the pages."""
        base = "/{code}/residents/{resident}/certificates"
        router.add_api_route(base, self.choose)
        router.add_api_route(f"{base}/pad", self.pad)
        router.add_api_route(base, self.issue, methods=["POST"])

    def choose(self, request: Request, code: str, resident: str) -> Response:
        """The clerk's step: which certificates, and who decides."""
        return self._at(request, code, resident, self._choose)

    def pad(
        self,
        request: Request,
        code: str,
        resident: str,
        kinds: Annotated[list[str] | None, Query()] = None,
    ) -> Response:
        """The holder's step: the PINs that the chip compares, and those that it has none of."""

        def step(visit: Visit) -> Response:
            chosen, wrong = read_choice(visit, kinds or (), request.query_params)
            if chosen is None:
                return self._choose(visit, wrong)
            unset = _reading(lambda: _never_set(visit, chosen))
            return self._pad(visit, chosen, unset)

        return self._at(request, code, resident, step)

    def issue(self, request: Request, code: str, resident: str, form: Posted) -> Response:
        """Everything at once: nothing is done unless the chip has committed."""

        def step(visit: Visit) -> Response:
            kinds = [str(kind) for kind in form.getlist("kinds")]
            chosen, wrong = read_choice(visit, kinds, form)
            if chosen is None:
                return self._choose(visit, wrong)
            return _reading(lambda: self._issue(visit, chosen, form))

        return self._at(request, code, resident, step)

    def _at(
        self, request: Request, code: str, resident: str, step: Callable[[Visit], Response]
    ) -> Response:
        window = self.hall.window(code)
        view = window.resident(resident)
        card = brought_card(view)
        if card is None:
            return resident_page(self.hall, request, window, view, happened="no_card")
        child = is_child(view, on=self.hall.clock.today(), parameters=self.hall.parameters)
        return step(Visit(request=request, window=window, view=view, card=card, child=child))

    def _issue(self, visit: Visit, chosen: Chosen, form: Posted) -> Response:
        decided = Issue(
            key=str(form.get(KEY, "")),
            clerk=visit.window.clerk,
            resident=visit.view.resident,
            card=visit.card_id,
            kinds=chosen.kinds,
            deciding=chosen.deciding,
        )
        with visit.on_the_reader() as transport:
            unset = never_set(transport, chosen.kinds)
            new: dict[PinName, str] = {}
            wrong: list[WrongField] = []
            for pin in unset:
                read = read_twice(
                    form, pin, on=self.hall.clock.today(), parameters=self.hall.parameters
                )
                if isinstance(read, str):
                    new[pin] = read
                else:
                    wrong.append(read)
            if wrong:
                return self._pad(visit, chosen, unset, wrong)
            typed = {pin: str(form.get(pin, "")) for pin in to_be_typed(chosen, unset)}
            try:
                issue(visit.window.counter, transport, decided, typed=typed, new=new)
            except (WrongPin, PinUnfit) as no:
                said = refusal_of(no)
                text = Text(said.domain, said.msgid, dict(said.facts))
                return self._pad(visit, chosen, unset, (WrongField(field=no.pin, what=text),))
        return back_to(visit.window.code, visit.view.resident, "issued")

    def _choose(self, visit: Visit, wrong: Sequence[WrongField] = ()) -> Response:
        may, refusals = offered(visit)
        return self.hall.screens.page(
            visit.request,
            "counter/certificates.html",
            status=_WRONG_FORM if wrong else 200,
            window=visit.window,
            view=visit.view,
            card=visit.card,
            child=visit.child,
            offered=may,
            today=self.hall.clock.today(),
            refusals=refusals,
            wrong=tuple(wrong),
        )

    def _pad(
        self,
        visit: Visit,
        chosen: Chosen,
        unset: tuple[CertificateKind, ...],
        wrong: Sequence[WrongField] = (),
    ) -> Response:
        today, parameters = self.hall.clock.today(), self.hall.parameters
        return self.hall.screens.page(
            visit.request,
            "counter/certificates_pad.html",
            status=_WRONG_FORM if wrong else 200,
            window=visit.window,
            view=visit.view,
            card=visit.card,
            chosen=chosen,
            typed=entries(to_be_typed(chosen, unset), on=today, parameters=parameters),
            new=entries(unset, on=today, parameters=parameters),
            key=self.hall.randomness.token(),
            wrong=tuple(wrong),
        )


def _never_set(visit: Visit, chosen: Chosen) -> tuple[CertificateKind, ...]:
    with visit.on_the_reader() as transport:
        return never_set(transport, chosen.kinds)


def _reading(act: Callable[[], T]) -> T:
    try:
        return act()
    except (CardError, CardLiesElsewhere, NoSuchCard) as no:
        raise Refused(refusal_of(no)) from no
