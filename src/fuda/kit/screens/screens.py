"""Renders a room's page within the base layout, in the reader's language, with safe headers."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from fuda.kit.clock import Clock
from fuda.kit.i18n import COOKIE, LANGUAGES, Language, Names, Translator, known, language_of
from fuda.kit.screens.templates import environment, rooms
from fuda.kit.web import CONTENT_POLICY
from fuda.rules.refusal import Refusal

_STATIC: Final = Path(__file__).parent / "static"
_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_YEAR: Final = 365 * 24 * 3600


class Screens:
    """What a room's pages are given: `page`, `refusal`, and the reader's `translator`."""

    def __init__(
        self, *, clock: Clock, names: Names | None = None, pages: Mapping[str, Path] | None = None
    ) -> None:
        """`pages`: the folder of each room's templates, where it is not the one found by name."""
        self._clock = clock
        self._static = {
            path.name: (path.read_bytes(), _KINDS[path.suffix])
            for path in sorted(_STATIC.iterdir())
        }
        self._translators = {one: Translator(one, names or Names()) for one in LANGUAGES}
        self._templates: dict[Language, Environment] = {
            language: environment(
                pages or rooms(), {"gettext": speaks.gettext, "t": speaks, "static": self._address}
            )
            for language, speaks in self._translators.items()
        }

    def translator(self, request: Request) -> Translator:
        """The one who speaks the reader's language."""
        return self._translators[_language(request)]

    def today(self) -> date:
        """The legal day that it is."""
        return self._clock.today()

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        form_action: Iterable[str] = (),
        **facts: object,
    ) -> HTMLResponse:
        """A page: `<room>/<name>.html` with the facts that it shows.

        `form_action` names origins besides our own to which its forms may lead (a login's return).
        """
        language = _language(request)
        html = (
            self._templates[language]
            .get_template(template)
            .render(
                lang=language,
                dial=self._clock.now(),
                here=_here(request),
                languages=_switch(request, language),
                **facts,
            )
        )
        # never kept: nearly every page shows a person, and the dial's time is on all of them
        response = HTMLResponse(html, status, headers={"cache-control": "no-store"})
        if origins := " ".join(form_action):
            response.headers["content-security-policy"] = CONTENT_POLICY.format(
                form_action=f"'self' {origins}"
            )
        if known(request.query_params.get(COOKIE)):
            response.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax")
        return response

    def refusal(self, request: Request, refusal: Refusal, *, back: str | None = None) -> Response:
        """The page that says why not, from which page of which guide, and what to do instead."""
        return self.page(
            request,
            "screens/refused.html",
            status=409,
            wording=self.translator(request).refusal(refusal),
            back=back or _came_from(request),
        )

    def mount(self, app: Starlette) -> None:
        """Serve styles and scripts under /static; each address changes with its content."""
        app.router.routes.append(Route("/static/{name}", self._serve, methods=["GET"]))

    def _address(self, name: str) -> str:
        return f"/static/{name}?v={sha256(self._static[name][0]).hexdigest()[:12]}"

    def _serve(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._static:
            return Response("no such file\n", 404, media_type="text/plain")
        octets, kind = self._static[name]
        keep = f"public, max-age={_YEAR}, immutable" if request.url.query else "no-cache"
        return Response(octets, media_type=kind, headers={"cache-control": keep})


def _language(request: Request) -> Language:
    return language_of(
        asked=request.query_params.get(COOKIE),
        cookie=request.cookies.get(COOKIE),
        accept=request.headers.get("accept-language"),
    )


def _came_from(request: Request) -> str | None:
    """The path of our own page that led here; Guards has checked where a form came from."""
    own = f"{request.url.scheme}://{request.url.netloc}"
    referer = request.headers.get("referer", "")
    return _in_town(referer.removeprefix(own)) if referer.startswith(f"{own}/") else None


def _in_town(path: str) -> str:
    """The path as one that cannot be read as another host's address, as //example.org would be."""
    return "/" + path.lstrip("/\\")


def _here(request: Request) -> str:
    """The page to show again in another language: an answer to a form has no address of its own."""
    if request.method == "GET":
        return _in_town(request.url.path)
    return (_came_from(request) or "/").partition("?")[0]


def _switch(request: Request, language: Language) -> tuple[tuple[Language, str, bool], ...]:
    """Each language, the address of this page in it, and whether it is shown now."""
    url = request.url.replace(scheme="", netloc="", path=_here(request))
    if request.method != "GET":
        url = url.replace(query="")
    return tuple(
        (one, str(url.include_query_params(**{COOKIE: one})), one == language) for one in LANGUAGES
    )
