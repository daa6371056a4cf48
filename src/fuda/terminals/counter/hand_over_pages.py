"""The hand-over's pages: the clerk identifies the person, the person sets the PINs on the pad."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from fuda.doors.municipality import ResidentView
from fuda.doors.person import CertificateKind
from fuda.kit.i18n import Text
from fuda.kit.web import KEY, Posted, WrongField, picture
from fuda.rules.certificate_allowed import CertificateKind as RulesKind
from fuda.rules.certificate_allowed import certificate_allowed
from fuda.rules.refusal import Refusal, Refused
from fuda.terminals.counter.deciding import Deciding, is_child, read_deciding
from fuda.terminals.counter.hand_over import HandOver, hand_over
from fuda.terminals.counter.pad import SAME, entries, read_pins, wanted
from fuda.terminals.counter.resident_pages import back_to, resident_page
from fuda.terminals.counter.windows import CounterHall, Window, ready_card
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader.errors import CardError
from fuda.terminals.reader.refusals import refusal_of

PAPERS = ("driving_licence", "passport", "residence_card", "health_insurance_and_another")
"""Identity papers that a clerk can tick; the rules of proof come with their own issue."""
_KINDS: tuple[CertificateKind, ...] = ("user", "signature")
_WRONG_FORM = 422


@dataclass(frozen=True, slots=True)
class HandOverPages:
    """Handlers of the two steps."""

    hall: CounterHall

    def add_to(self, router: APIRouter) -> None:
        """Mount the pages."""
        base = "/{code}/residents/{resident}"
        router.add_api_route(f"{base}/hand-over", self.identify)
        router.add_api_route(f"{base}/card-in-hand", self.front)
        router.add_api_route(f"{base}/pad", self.pad)
        router.add_api_route(f"{base}/hand-over", self.hand_over, methods=["POST"])

    def identify(self, request: Request, code: str, resident: str) -> Response:
        """The clerk's step: papers seen, certificates wanted."""
        window = self.hall.window(code)
        return self._identify(request, window, window.resident(resident))

    def front(self, code: str, resident: str) -> Response:
        """The front of the card that lies ready, to be compared with who stands here (SEC-07)."""
        window = self.hall.window(code)
        ready = ready_card(window.resident(resident))
        if ready is None or ready.card is None:
            raise HTTPException(404)
        try:
            return picture(window.drawer.front(ready.card), "image/svg+xml")
        except NoSuchCard:
            raise HTTPException(404) from None

    def pad(
        self,
        request: Request,
        code: str,
        resident: str,
        papers: Annotated[list[str] | None, Query()] = None,
        kinds: Annotated[list[str] | None, Query()] = None,
    ) -> Response:
        """The step of the resident, or of who decides for them: the PINs."""
        window = self.hall.window(code)
        view = window.resident(resident)
        if not (shown := _known(papers or ())):
            unseen = Text("counter", "Tick the identity papers that were shown.")
            wrong = (WrongField(field="papers", what=unseen),)
            return self._identify(request, window, view, wrong)
        chosen = _chosen(kinds or [])
        if "signature" in chosen and "user" not in chosen:
            alone = Text("counter", "The signature certificate needs the user certificate with it.")
            wrong = (WrongField(field="kinds", what=alone),)
            return self._identify(request, window, view, wrong)
        deciding, missing = read_deciding(request.query_params, child=self._child(view))
        if deciding.ward and "signature" in chosen:
            none = Text("counter", "An adult ward has no signature certificate. Untick it.")
            missing = (WrongField(field="kinds", what=none),)
        if missing:
            return self._identify(request, window, view, missing)
        return self._pad(request, window, view, papers=shown, kinds=chosen, deciding=deciding)

    def hand_over(self, request: Request, code: str, resident: str, form: Posted) -> Response:
        """Everything at once: nothing is done unless the chip has committed."""
        window = self.hall.window(code)
        view = window.resident(resident)
        ready = ready_card(view)
        card, papers = str(form.get("card", "")), _known(_texts(form, "papers"))
        kinds = _chosen(_texts(form, "kinds"))
        if ready is None or ready.card != card:
            return resident_page(self.hall, request, window, view, happened="nothing_ready")
        pins, wrong = read_pins(
            form, kinds, on=self.hall.clock.today(), parameters=self.hall.parameters
        )
        deciding, missing = read_deciding(form, child=self._child(view))
        if missing:
            return self._identify(request, window, view, missing)
        if wrong:
            return self._pad(
                request,
                window,
                view,
                papers=papers,
                kinds=kinds,
                deciding=deciding,
                wrong=wrong,
                same=bool(form.get(SAME)),
            )
        decided = HandOver(
            key=str(form.get(KEY, "")),
            clerk=window.clerk,
            resident=resident,
            card=card,
            papers=papers,
            kinds=kinds,
            deciding=deciding,
        )
        try:
            with window.drawer.lay(card, f"counter/{code}") as transport:
                hand_over(window.counter, transport, decided, pins)
        except (CardError, CardLiesElsewhere, NoSuchCard) as no:
            raise Refused(refusal_of(no)) from no
        window.drawer.take(card)
        return back_to(code, resident, "handed_over")

    def _identify(
        self,
        request: Request,
        window: Window,
        view: ResidentView,
        wrong: Sequence[WrongField] = (),
    ) -> Response:
        ready = ready_card(view)
        if ready is None:
            return resident_page(self.hall, request, window, view, happened="nothing_ready")
        return self.hall.screens.page(
            request,
            "counter/identify.html",
            status=_WRONG_FORM if wrong else 200,
            window=window,
            view=view,
            card=ready,
            papers=PAPERS,
            ticked=request.query_params.getlist("papers"),
            child=self._child(view),
            no_signing=self._no_signing(view),
            wrong=tuple(wrong),
        )

    def _child(self, view: ResidentView) -> bool:
        return is_child(view, on=self.hall.clock.today(), parameters=self.hall.parameters)

    def _no_signing(self, view: ResidentView) -> Refusal | None:
        try:
            certificate_allowed(
                RulesKind.SIGNATURE,
                born=view.items.born,
                on=self.hall.clock.today(),
                parameters=self.hall.parameters,
            )
        except Refused as no:
            return no.refusal
        return None

    def _pad(
        self,
        request: Request,
        window: Window,
        view: ResidentView,
        *,
        papers: Sequence[str],
        kinds: tuple[CertificateKind, ...],
        deciding: Deciding,
        wrong: Sequence[WrongField] = (),
        same: bool = True,
    ) -> Response:
        ready = ready_card(view)
        if ready is None:
            return resident_page(self.hall, request, window, view, happened="nothing_ready")
        return self.hall.screens.page(
            request,
            "counter/pad.html",
            status=_WRONG_FORM if wrong else 200,
            window=window,
            view=view,
            card=ready,
            papers=papers,
            kinds=kinds,
            deciding=deciding,
            entries=entries(
                wanted(kinds), on=self.hall.clock.today(), parameters=self.hall.parameters
            ),
            same=same,
            key=self.hall.randomness.token(),
            wrong=tuple(wrong),
        )


def _texts(form: Posted, name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in form.getlist(name))


def _known(papers: Sequence[str]) -> tuple[str, ...]:
    """The papers of the list that the form offers; anything else was not ticked there."""
    return tuple(paper for paper in PAPERS if paper in papers)


def _chosen(texts: Sequence[str]) -> tuple[CertificateKind, ...]:
    return cast("tuple[CertificateKind, ...]", tuple(kind for kind in _KINDS if kind in texts))
