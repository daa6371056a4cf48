"""The clerk's pages of one resident: the record, an application, a move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from fuda.doors.municipality import (
    ApplyAtCounter,
    ChangeAddress,
    FileMovingOut,
    FindResidents,
    ResidentView,
)
from fuda.kit.web import Posted, WrongField, WrongForm, read, typed
from fuda.terminals.counter.windows import CounterHall, Window, brought_card, ready_card

_WRONG_FORM = 422


def back_to(code: str, resident: str, happened: str, *, later: bool = False) -> Response:
    """The resident's page again, saying what has just happened."""
    query = f"happened={happened}" + ("&later=true" if later else "")
    return RedirectResponse(f"/counter/{code}/residents/{resident}?{query}", status_code=303)


def resident_page(
    hall: CounterHall,
    request: Request,
    window: Window,
    view: ResidentView,
    *,
    happened: str | None = None,
    later: bool = False,
    wrong: Sequence[WrongField] = (),
    was_typed: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    """The record with what can be done for it now."""
    return hall.screens.page(
        request,
        "counter/resident.html",
        status=_WRONG_FORM if wrong else 200,
        window=window,
        view=view,
        ready=ready_card(view),
        brought=brought_card(view),
        today=hall.clock.today(),
        key=hall.randomness.token(),
        happened=happened,
        later=later,
        wrong=tuple(wrong),
        typed=was_typed or {},
    )


@dataclass(frozen=True, slots=True)
class ResidentPages:
    """Handlers; each procedure is one."""

    hall: CounterHall

    def add_to(self, router: APIRouter) -> None:
        """Mount the pages."""
        router.add_api_route("", self.choose)
        router.add_api_route("/{code}", self.search)
        router.add_api_route("/{code}", self.search_for, methods=["POST"])
        router.add_api_route("/{code}/residents/{resident}", self.resident)
        for path, act in (
            ("apply", self.apply),
            ("address", self.change_address),
            ("moving-out", self.file_moving_out),
        ):
            router.add_api_route(f"/{{code}}/residents/{{resident}}/{path}", act, methods=["POST"])

    def choose(self, request: Request) -> Response:
        """The windows of the town."""
        windows = list(self.hall.windows.values())
        return self.hall.screens.page(request, "counter/windows.html", windows=windows)

    def search(self, request: Request, code: str, text: Annotated[str, Query()] = "") -> Response:
        """The register."""
        return self._found(request, code, text)

    def search_for(self, request: Request, code: str, form: Posted) -> Response:
        """The register, for what was typed: it may be anything, and an address is remembered."""
        return self._found(request, code, str(form.get("text", "")))

    def _found(self, request: Request, code: str, text: str) -> Response:
        window = self.hall.window(code)
        found = window.counter.find(FindResidents(clerk=window.clerk, text=text)).residents
        return self.hall.screens.page(
            request, "counter/search.html", window=window, found=found, text=text
        )

    def resident(
        self,
        request: Request,
        code: str,
        resident: str,
        happened: str | None = None,
        *,
        later: bool = False,
    ) -> Response:
        """One resident."""
        window = self.hall.window(code)
        view = window.resident(resident)
        return resident_page(self.hall, request, window, view, happened=happened, later=later)

    def apply(self, code: str, resident: str, form: Posted) -> Response:
        """交付申請."""
        window = self.hall.window(code)
        view = window.resident(resident)
        photo = window.camera(view)
        window.counter.apply_for_card(
            read(form, ApplyAtCounter, clerk=window.clerk, resident=resident, photo=photo)
        )
        return back_to(code, resident, "applied")

    def change_address(self, request: Request, code: str, resident: str, form: Posted) -> Response:
        """転居届."""
        window = self.hall.window(code)
        try:
            change = read(form, ChangeAddress, clerk=window.clerk, resident=resident)
        except WrongForm as error:
            return self._again(request, window, resident, form, error)
        effect = window.counter.change_address(change)
        return back_to(code, resident, "address_changed", later=not effect.effective)

    def file_moving_out(self, request: Request, code: str, resident: str, form: Posted) -> Response:
        """転出届."""
        window = self.hall.window(code)
        try:
            notice = read(form, FileMovingOut, clerk=window.clerk, residents=(resident,))
        except WrongForm as error:
            return self._again(request, window, resident, form, error)
        effect = window.counter.file_moving_out(notice)
        return back_to(code, resident, "moving_out_filed", later=not effect.effective)

    def _again(
        self, request: Request, window: Window, resident: str, form: Posted, error: WrongForm
    ) -> Response:
        view = window.resident(resident)
        return resident_page(
            self.hall, request, window, view, wrong=error.wrong, was_typed=typed(form)
        )
