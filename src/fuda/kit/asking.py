"""Asking the rules over HTTP: `GET /api/ask` and `GET /api/ask/{question}?input=value`.

200 answered or not stated · 409 refused by a rule · 404 no such question · 422 bad input.
Answered, refused and not stated have the JSON of `fuda ask`; the others are {"error": one line}.
"""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse

from fuda.ask import EXIT_REFUSED, QUESTIONS, BadInputError, answer, listing, question_named
from fuda.kit.ask_words import says_in, words_in
from fuda.kit.i18n import language_of
from fuda.parameters import LoadedParameters

_REFUSED = 409
_NO_SUCH_QUESTION = 404
_BAD_INPUT = 422


def asking(parameters: LoadedParameters) -> APIRouter:
    """The routes; sentences are worded in the language of `Accept-Language`."""
    router = APIRouter(prefix="/api/ask", tags=["ask"])

    @router.get("")
    def questions(accept_language: Annotated[str | None, Header()] = None) -> JSONResponse:
        """Every question with its typed inputs."""
        language = language_of(asked=None, cookie=None, accept=accept_language or "en")
        return JSONResponse(listing(parameters, says_in(language)))

    @router.get("/{question}")
    def ask(
        question: str,
        request: Request,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> JSONResponse:
        """The answer to one question; its inputs are the query's parameters."""
        words = words_in(language_of(asked=None, cookie=None, accept=accept_language or "en"))
        try:
            question_named(question)
            found = answer(question, _once(request), parameters)
        except BadInputError as wrong:
            status = _BAD_INPUT if question in QUESTIONS else _NO_SUCH_QUESTION
            return JSONResponse({"error": str(wrong)}, status_code=status)
        status = _REFUSED if found.exit_code == EXIT_REFUSED else 200
        return JSONResponse(found.as_json(words), status_code=status)

    return router


def _once(request: Request) -> dict[str, str]:
    """The query's parameters; each may come once only."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise BadInputError(f"{name}: given twice; accepted: once")
        given[name] = value
    return given
