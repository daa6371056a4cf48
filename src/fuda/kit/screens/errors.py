"""The one place where a failed request of a browser becomes a page.

Nothing that was typed is repeated there or in the log: it may be a PIN.
"""

from collections.abc import Callable

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.kit.edge import places
from fuda.kit.i18n import Text
from fuda.kit.numbers import without_numbers
from fuda.kit.randomness import Randomness
from fuda.kit.screens.screens import Screens
from fuda.kit.web import WrongForm
from fuda.rules.refusal import NotStated

_NOT_FOUND = 404


def handle_errors(app: Starlette, screens: Screens, randomness: Randomness) -> None:
    """Answer a door's four failures and a wrong address with a page that says what to do."""
    log = structlog.get_logger()

    def trouble(request: Request, status: int, what: Text, instead: Text) -> Response:
        return screens.page(
            request, "screens/trouble.html", status=status, what=what, instead=instead
        )

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)  # noqa: S101 - Starlette's handlers all take Exception
        return screens.refusal(request, error.refusal)

    def not_stated(request: Request, error: Exception) -> Response:
        assert isinstance(error, NotStated)  # noqa: S101 - as above
        wording = screens.translator(request).not_stated(error)
        return screens.page(request, "screens/refused.html", status=409, wording=wording, back=None)

    def wrong_form(request: Request, error: Exception) -> Response:
        assert isinstance(error, WrongForm)  # noqa: S101 - as above
        return screens.page(request, "screens/wrong_form.html", status=422, wrong=error.wrong)

    def malformed(request: Request, error: Exception) -> Response:  # noqa: ARG001 - as above
        return trouble(
            request,
            422,
            Text("screens", "This step cannot be done as it was sent."),
            Text("screens", "Open the page again and repeat the step."),
        )

    def unreachable(request: Request, error: Exception) -> Response:
        log.warning("unreachable", path=without_numbers(request.url.path), why=str(error))
        return trouble(
            request,
            503,
            Text(
                "screens", "Another office does not answer. It is not known whether this was done."
            ),
            Text("screens", "Go back and send the same page again: it will not be done twice."),
        )

    def by_status(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - as above
        if error.status_code == _NOT_FOUND:
            what = Text("screens", "There is no such page here.")
        else:
            what = Text(
                "screens", "This cannot be done here ({status}).", {"status": error.status_code}
            )
        return trouble(
            request,
            error.status_code,
            what,
            Text("screens", "Go to the town and start from there."),
        )

    def bug(request: Request, error: Exception) -> Response:
        name = randomness.token()
        log.error("bug", id=name, path=without_numbers(request.url.path), where=places(error))
        return trouble(
            request,
            500,
            Text("screens", "Something is wrong in the program (report {id}).", {"id": name}),
            Text("screens", "Nothing was half done. Report it with this id."),
        )

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(NotStated, not_stated)
    app.add_exception_handler(WrongForm, wrong_form)
    app.add_exception_handler(Malformed, malformed)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(Unreachable, unreachable)
    app.add_exception_handler(HTTPException, by_status)
    app.add_middleware(_Bugs, page=bug)


class _Bugs:
    """Ends every bug here: the server would log the exception's own words."""

    def __init__(self, app: ASGIApp, page: Callable[[Request, Exception], Response]) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noticed(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noticed)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is logged with its id
            page = self._page(Request(scope), error)
            if not begun:
                await page(scope, receive, send)
