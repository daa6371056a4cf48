"""The clerk's pages for notices: on a card or certificate, changed items, a record that closes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from fuda.doors.cards import CardView
from fuda.doors.municipality import (
    ChangeItems,
    CloseRecord,
    FileCardNotice,
    LiftCardSuspension,
    ResidentView,
)
from fuda.kit.i18n import Text
from fuda.kit.web import Posted, WrongField, WrongForm, read, typed
from fuda.rules.lifecycle.card import CARD, Card
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from fuda.terminals.counter.resident_pages import back_to, resident_page
from fuda.terminals.counter.windows import CounterHall, Window

_WRONG_FORM = 422
_ON_CARDS: Final = (
    LifeEvent.REPORTED_LOST,
    LifeEvent.STOLEN,
    LifeEvent.GIVEN_UP_FOR_LOST,
    LifeEvent.DESTROYED_IN_DISASTER,
    LifeEvent.RETURNED,
    LifeEvent.FOUND_AFTER_ABOLITION,
)
_ENDED: Final = frozenset({"revoked"})


def cards_for(view: ResidentView, event: LifeEvent) -> tuple[CardView, ...]:
    """The cards that can take this notice; a card that was abolished is `found`, not `returned`."""
    happens = what_happens(event).card
    if happens is None:
        return ()
    able = (one for one in view.cards if one.card and CARD.goes(Card(one.state), happens))
    found = event is LifeEvent.FOUND_AFTER_ABOLITION
    if event in {LifeEvent.RETURNED, LifeEvent.FOUND_AFTER_ABOLITION}:
        able = (one for one in able if (one.state == "abolished") is found)
    return tuple(able)


def notices(view: ResidentView) -> dict[str, CardView]:
    """What can be filed now, each for the newest card that it concerns."""
    there = {}
    for event in _ON_CARDS:
        if cards := cards_for(view, event):
            there[event.value] = cards[0]
    in_hand = next((one for one in view.cards if one.state in {"delivered", "suspended"}), None)
    for one in view.certificates:
        if in_hand is not None and one.standing not in _ENDED:
            there[f"{one.kind}_given_up"] = in_hand
    return there


@dataclass(frozen=True, slots=True)
class NoticePages:
    """Handlers; each notice has a page with its form, the lifting stands on the record's own."""

    hall: CounterHall

    def add_to(self, router: APIRouter) -> None:
        """Mount the pages."""
        base = "/{code}/residents/{resident}"
        for path, show, act in (
            ("card-notice", self.card_notice, self.file_card_notice),
            ("items", self.items, self.change_items),
            ("closing", self.closing, self.close_record),
        ):
            router.add_api_route(f"{base}/{path}", show)
            router.add_api_route(f"{base}/{path}", act, methods=["POST"])
        router.add_api_route(f"{base}/lift", self.lift, methods=["POST"])

    def card_notice(self, request: Request, code: str, resident: str) -> Response:
        """紛失届・廃止届・返納届・失効届."""
        return self._page(request, self.hall.window(code), resident, "card_notice")

    def file_card_notice(
        self, request: Request, code: str, resident: str, form: Posted
    ) -> Response:
        """Which card it concerns follows from the notice; an abolition says where it went."""
        window = self.hall.window(code)
        view = window.resident(resident)
        card = notices(view).get(str(form.get("event", "")))
        try:
            notice = read(
                form,
                FileCardNotice,
                clerk=window.clerk,
                resident=resident,
                card="" if card is None or card.card is None else card.card,
            )
            if not notice.card:
                stands = Text("counter", "This notice cannot be filed for the card as it is now.")
                _wrong("event", stands, form)
            if notice.event == "given_up_for_lost" and notice.place is None:
                _wrong("place", Text("counter", "Say where the card went."), form)
        except WrongForm as error:
            return self._page(request, window, resident, "card_notice", error, form)
        effect = window.counter.file_card_notice(notice)
        return back_to(code, resident, notice.event, later=not effect.effective)

    def items(self, request: Request, code: str, resident: str) -> Response:
        """氏名・旧氏・性別・生年月日・フリガナの変更."""
        return self._page(request, self.hall.window(code), resident, "items")

    def change_items(self, request: Request, code: str, resident: str, form: Posted) -> Response:
        """The record as it is from now on."""
        window = self.hall.window(code)
        try:
            change = read(form, ChangeItems, clerk=window.clerk, resident=resident)
            if change.born > self.hall.clock.today():
                _wrong("born", Text("counter", "This day has not come yet."), form)
        except WrongForm as error:
            return self._page(request, window, resident, "items", error, form)
        effect = window.counter.change_items(change)
        return back_to(code, resident, "items_changed", later=not effect.effective)

    def closing(self, request: Request, code: str, resident: str) -> Response:
        """死亡届・職権消除・国外転出届."""
        return self._page(request, self.hall.window(code), resident, "closing")

    def close_record(self, request: Request, code: str, resident: str, form: Posted) -> Response:
        """The record closes from the day that the notice says."""
        window = self.hall.window(code)
        try:
            notice = read(form, CloseRecord, clerk=window.clerk, resident=resident)
        except WrongForm as error:
            return self._page(request, window, resident, "closing", error, form)
        effect = window.counter.close_record(notice)
        return back_to(code, resident, "record_closed", later=not effect.effective)

    def lift(self, request: Request, code: str, resident: str, form: Posted) -> Response:
        """一時停止の解除; the section stands on the resident's page while a card is suspended."""
        window = self.hall.window(code)
        try:
            asked = read(form, LiftCardSuspension, clerk=window.clerk, resident=resident)
        except WrongForm as error:
            view = window.resident(resident)
            return resident_page(self.hall, request, window, view, wrong=error.wrong)
        effect = window.counter.lift_suspension(asked)
        return back_to(code, resident, "lifted", later=not effect.effective)

    def _page(  # noqa: PLR0917 - a page, and its form again where something was wrong
        self,
        request: Request,
        window: Window,
        resident: str,
        page: str,
        error: WrongForm | None = None,
        form: Posted | None = None,
    ) -> Response:
        view = window.resident(resident)
        wrong: Sequence[WrongField] = () if error is None else error.wrong
        was_typed: Mapping[str, Sequence[str]] = {} if form is None else typed(form)
        return self.hall.screens.page(
            request,
            f"counter/{page}.html",
            status=_WRONG_FORM if wrong else 200,
            window=window,
            view=view,
            notices=notices(view),
            today=self.hall.clock.today(),
            key=self.hall.randomness.token(),
            wrong=tuple(wrong),
            typed=was_typed,
        )


def _wrong(field: str, what: Text, form: Posted) -> None:
    raise WrongForm((WrongField(field=field, what=what),), typed(form))
