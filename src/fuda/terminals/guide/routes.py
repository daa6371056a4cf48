"""The guide's pages: questions, what falls due, why a value is so, and where two cities differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from fuda.ask import QUESTIONS, BadInputError, Question
from fuda.ask.deadlines import DEADLINES, EVENTS, falls_due
from fuda.ask.inputs import CITY, DAY, Kind, read
from fuda.ask.values import Why, diff, why
from fuda.kit.i18n import Translator, Wording
from fuda.kit.screens import Screens
from fuda.kit.web import Posted, WrongField, typed
from fuda.parameters import City, LoadedParameters
from fuda.rules.kinds import Bilingual
from fuda.rules.refusal import Refused
from fuda.rules.values import Value
from fuda.terminals.guide.asking import Said, asked, by_topic, form, is_secret
from fuda.terminals.guide.falling import Table, parts, table
from fuda.terminals.guide.telling import value_said
from fuda.terminals.guide.words import named
from fuda.terminals.guide.wrong import wrong_field

PREFIX: Final = "/guide"
"""Where the pages lie below the public address."""
_WRONG: Final = 422
_OF_THE_PAGE: Final = frozenset({"lang"})
"""What the address says to the page and not to the question."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Handlers."""

    screens: Screens
    parameters: LoadedParameters
    _topics: Mapping[str, object] = field(default_factory=by_topic)

    @property
    def _names(self) -> Mapping[str, Bilingual]:
        return self.parameters.words("question_topic")

    def routes(self) -> APIRouter:
        """The pages, to be mounted at `PREFIX`."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("", self.index)
        router.add_api_route("/ask/{name}", self.ask)
        router.add_api_route("/ask/{name}", self.ask_in_secret, methods=["POST"])
        router.add_api_route("/deadlines", self.deadlines)
        router.add_api_route("/why", self.why)
        router.add_api_route("/diff", self.diff)
        return router

    def index(self, request: Request) -> Response:
        """Every question by topic, and what else there is."""
        t = self.screens.translator(request)
        return self.screens.page(
            request,
            "guide/index.html",
            topics={named(self._names, topic, t): some for topic, some in self._topics.items()},
        )

    def ask(self, request: Request, name: str) -> Response:
        """A question's form; with its inputs in the address also its answer."""
        question = _named(name)
        given = _given(request)
        if is_secret(question) and given:
            raise HTTPException(405, headers={"allow": "POST"})
        return self._answered(request, question, given, ask=bool(given))

    def ask_in_secret(self, request: Request, name: str, posted: Posted) -> Response:
        """The same for a question with an input that may stand in no address."""
        given = {one: ",".join(texts) for one, texts in typed(posted).items()}
        return self._answered(request, _named(name), given, ask=True)

    def _answered(
        self, request: Request, question: Question, given: Mapping[str, str], *, ask: bool
    ) -> Response:
        t = self.screens.translator(request)
        typed_in = {name: text for name, text in given.items() if text}
        answer: Said | None = None
        wrong: tuple[WrongField, ...] = ()
        try:
            answer = asked(question, typed_in, self.parameters, t) if ask else None
        except BadInputError as no:
            wrong = (self._wrong(no, question, t),)
        return self.screens.page(
            request,
            "guide/question.html",
            status=_WRONG if wrong else 200,
            question=question,
            fields=form(question, given, self.parameters, t),
            secret=is_secret(question),
            given={one.name for one in question.inputs if not one.required} & set(typed_in),
            answer=answer,
            wrong=wrong,
        )

    def deadlines(self, request: Request) -> Response:
        """Everything that falls due for a person, in order, and how it stands on a day."""
        t = self.screens.translator(request)
        given = {name: text for name, text in _given(request).items() if text}
        today = self.screens.today()
        found: Table | None = None
        refused: Wording | None = None
        wrong: tuple[WrongField, ...] = ()
        try:
            if given:
                falls = falls_due({"on": today.isoformat(), **given}, self.parameters)
                found = table(falls, on=falls.on or today, parameters=self.parameters, t=t)
        except BadInputError as no:
            wrong = (self._wrong(no, DEADLINES, t),)
        except Refused as no:
            refused = t.refusal(no.refusal)
        return self.screens.page(
            request,
            "guide/deadlines.html",
            status=_WRONG if wrong else 200,
            fields=parts(given, today, self.parameters, t),
            happened=not given.keys().isdisjoint(one.name for one in EVENTS),
            table=found,
            refused=refused,
            wrong=wrong,
        )

    def why(self, request: Request) -> Response:
        """A parameter's value on a day, its source, and what was before and comes after."""
        t = self.screens.translator(request)
        given = _given(request)
        found: Why | None = None
        wrong: tuple[WrongField, ...] = ()
        try:
            if given.get("key"):
                found = why(
                    given["key"],
                    city=self._city(given, "city"),
                    on=self._day(given, "on"),
                    parameters=self.parameters,
                )
        except BadInputError as no:
            wrong = (wrong_field(no, ("key", "city", "on"), self.parameters, t),)
        return self.screens.page(
            request,
            "guide/why.html",
            status=_WRONG if wrong else 200,
            given=given,
            keys=[self.parameters.definition(key) for key in self.parameters.keys()],  # noqa: SIM118
            cities=self.parameters.cities(),
            found=found,
            said=self._sayer(t),
            silence=t.not_stated(found.silence) if found and found.silence else None,
            wrong=wrong,
        )

    def diff(self, request: Request) -> Response:
        """Every parameter in which two cities differ, or one on two days."""
        t = self.screens.translator(request)
        given = _given(request)
        wrong: tuple[WrongField, ...] = ()
        sides: tuple[tuple[City, date], tuple[City, date]] | None = None
        try:
            one, other = self._city(given, "city"), self._city(given, "other")
            if one and other:
                days = self._day(given, "on"), self._day(given, "to")
                sides = (one, days[0] or one.as_of), (other, days[1] or other.as_of)
        except BadInputError as no:
            wrong = (wrong_field(no, ("on", "to", "city", "other"), self.parameters, t),)
        return self.screens.page(
            request,
            "guide/diff.html",
            status=_WRONG if wrong else 200,
            given=given,
            cities=self.parameters.cities(),
            sides=sides,
            differences=tuple(diff(*sides, self.parameters)) if sides else (),
            said=self._sayer(t),
            of=len(self.parameters.keys()),
            wrong=wrong,
        )

    def _sayer(self, t: Translator) -> Callable[[Value], str]:
        return lambda value: value_said(value, self.parameters, t)

    def _wrong(self, no: BadInputError, question: Question, t: Translator) -> WrongField:
        return wrong_field(no, [one.name for one in question.inputs], self.parameters, t)

    def _city(self, given: Mapping[str, str], name: str) -> City | None:
        city = self._read(name, CITY, given)
        return city if isinstance(city, City) else None

    def _day(self, given: Mapping[str, str], name: str) -> date | None:
        day = self._read(name, DAY, given)
        return day if isinstance(day, date) else None

    def _read(self, name: str, kind: Kind, given: Mapping[str, str]) -> object:
        return read(name, kind, given[name], self.parameters) if given.get(name) else None


def guide_pages(screens: Screens, parameters: LoadedParameters) -> APIRouter:
    """The pages, to be mounted at `PREFIX`."""
    return Guide(screens, parameters).routes()


def _named(name: str) -> Question:
    if name not in QUESTIONS:
        raise HTTPException(404)
    return QUESTIONS[name]


def _given(request: Request) -> dict[str, str]:
    """The address's inputs; several boxes of one name are several words with commas."""
    given: dict[str, str] = {}
    for name, text in request.query_params.multi_items():
        if name not in _OF_THE_PAGE:
            given[name] = f"{given[name]},{text}" if given.get(name) else text
    return given
