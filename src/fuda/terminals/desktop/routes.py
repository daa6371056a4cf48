"""The pages on the resident's own screen."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from fuda.doors.errors import Refused
from fuda.doors.verifier import AskLogin, LoginDesk
from fuda.kit.i18n import Wording
from fuda.kit.randomness import Randomness
from fuda.kit.screens import Screens
from fuda.kit.web import Posted, WrongField, WrongForm, read
from fuda.terminals.desktop.sign_in import SignIn, sign_in
from fuda.terminals.rack import CardLiesElsewhere, CardRack, NoSuchCard
from fuda.terminals.reader.errors import CardError
from fuda.terminals.reader.refusals import refusal_of

PREFIX = "/desktop"
"""Where the pages lie below the public address."""
_REFUSED = 409
_WRONG_FORM = 422


def desktop_pages(
    login_desk: LoginDesk, rack: CardRack, screens: Screens, randomness: Randomness
) -> APIRouter:
    """The pages, to be mounted at `PREFIX`."""
    router = APIRouter(include_in_schema=False)

    def form(
        request: Request,
        login: str,
        *,
        status: int = 200,
        chosen: str = "",
        wording: Wording | None = None,
        wrong: Sequence[WrongField] = (),
    ) -> Response:
        asked = login_desk.challenge(AskLogin(login=login))
        return screens.page(
            request,
            "desktop/login.html",
            status=status,
            login=login,
            service=asked.service,
            cancel=asked.cancel,
            cards=[(card.id, card.label) for card in rack.cards()],
            chosen=chosen,
            key=randomness.token(),
            wording=wording,
            wrong=tuple(wrong),
        )

    @router.get("/login/{login}")
    def login_page(request: Request, login: str) -> Response:
        return form(request, login)

    @router.post("/login/{login}")
    def send(request: Request, login: str, posted: Posted) -> Response:
        card = str(posted.get("card", ""))
        try:
            asked = read(posted, SignIn, login=login)
        except WrongForm as error:
            # what was typed stays behind: the PIN is in it
            return form(request, login, status=_WRONG_FORM, chosen=card, wrong=error.wrong)
        login_desk.challenge(AskLogin(login=login))
        try:
            location = sign_in(login_desk, rack, asked)
        except Refused as error:
            no = error.refusal
        except (CardError, CardLiesElsewhere, NoSuchCard) as error:
            no = refusal_of(error)
        else:
            return _signed_in(request, location)
        wording = screens.translator(request).refusal(no)
        return form(request, login, status=_REFUSED, chosen=card, wording=wording)

    def _signed_in(request: Request, location: str) -> Response:
        """Go on by itself, but not by redirect: form-action would hold for wherever that leads."""
        page = screens.page(request, "desktop/signed_in.html", location=location)
        page.headers["refresh"] = f"0; url={location}"
        return page

    return router
