"""One question as a form, and its answer as a reader sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fuda.ask import QUESTIONS, Answer, BadInputError, Question, answer
from fuda.ask.inputs import CITY, DAY, MOMENT, NUMBER, SECRET, YES_NO, Input, Kind
from fuda.kit.i18n import Ground, Translator, Wording
from fuda.parameters import LoadedParameters
from fuda.terminals.guide.words import choices, label, said

_FIELDS: Final[Mapping[str, str]] = {
    DAY.name: "date",
    MOMENT.name: "datetime-local",
    NUMBER.name: "number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An input on the page: how it is typed or chosen, and what stands in it."""

    name: str
    label: str
    hint: str
    control: str
    """select, checkboxes, password, or a type of the element input."""
    choices: tuple[tuple[str, str], ...]
    required: bool
    given: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer in words; exactly one of `found`, `refused` and `silent` is there."""

    found: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    grounds: tuple[Ground, ...] = ()
    refused: Wording | None = None
    silent: Wording | None = None


def is_secret(question: Question) -> bool:
    """Whether something typed may stand in no address: its form is posted."""
    return any(one.kind is SECRET for one in question.inputs)


def form(
    question: Question, given: Mapping[str, str], parameters: LoadedParameters, t: Translator
) -> tuple[Field, ...]:
    """The fields of the question, filled with what was given; a secret is never filled in again."""
    return tuple(_field(one, given, parameters, t) for one in question.inputs)


def _field(
    one: Input, given: Mapping[str, str], parameters: LoadedParameters, t: Translator
) -> Field:
    offered = choices(one.kind, parameters, t)
    if not one.required and one.default is None and _control(one.kind) == "select":
        offered = (("", t.gettext("guide", "not said")), *offered)
    return Field(
        name=one.name,
        label=label(one.name, parameters, t),
        hint=t.gettext("ask", one.about),
        control=_control(one.kind),
        choices=offered,
        required=one.required,
        given="" if one.kind is SECRET else given.get(one.name, one.default or ""),
    )


def _control(kind: Kind) -> str:
    if kind is SECRET:
        return "password"
    if kind is CITY or kind is YES_NO or kind.name == "word":
        return "select"
    return "checkboxes" if kind.name == "words" else _FIELDS.get(kind.name, "text")


def asked(
    question: Question, given: Mapping[str, str], parameters: LoadedParameters, t: Translator
) -> Said:
    """What the rules say; BadInputError where an input cannot be read."""
    return _worded(question, answer(question.name, given, parameters), parameters, t)


def _worded(question: Question, found: Answer, parameters: LoadedParameters, t: Translator) -> Said:
    if found.refusal is not None:
        return Said(refused=t.refusal(found.refusal))
    if found.silence is not None:
        return Said(silent=t.not_stated(found.silence))
    assert found.found is not None  # noqa: S101 - one of the three is there
    return Said(
        found=said(found.found.answer, question.answer, parameters, t),
        facts=tuple(
            (label(name, parameters, t), said(fact, question.facts[name], parameters, t))
            for name, fact in found.found.facts.items()
        ),
        grounds=t.grounds(found.found.because),
    )


def by_topic() -> Mapping[str, Sequence[Question]]:
    """The questions by the first part of their names."""
    topics: dict[str, list[Question]] = {}
    for question in QUESTIONS.values():
        topics.setdefault(question.name.partition(".")[0], []).append(question)
    return topics


__all__ = ["BadInputError", "Field", "Said", "asked", "by_topic", "form", "is_secret"]
