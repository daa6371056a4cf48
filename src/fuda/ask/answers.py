"""What asking ends in: an answer, a refusal by a rule, or that no guidebook says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fuda.rules.refusal import Because, NotStated, Refusal

EXIT_ANSWERED: Final = 0
EXIT_BAD_INPUT: Final = 2
EXIT_REFUSED: Final = 3
EXIT_NOT_STATED: Final = 4

Fact = str | int | bool | None | Sequence["Fact"] | Mapping[str, "Fact"]
"""Plain values, as JSON has them: days in ISO form, words by their ids."""
Words = Callable[[Refusal], tuple[str, str]]
"""Puts a refusal into words: why, and what to do instead."""


def in_english(refusal: Refusal) -> tuple[str, str]:
    """The words of the rule itself."""
    facts = dict(refusal.facts)
    return refusal.msgid.format_map(facts), refusal.instead.format_map(facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a question's rule found: one plain word, number or day, and facts that go with it."""

    answer: str
    because: tuple[Because, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The outcome of a question; exactly one of `found`, `refusal` and `silence` is there."""

    question: str
    found: Found | None = None
    refusal: Refusal | None = None
    silence: NotStated | None = None

    @property
    def exit_code(self) -> int:
        """0 answered, 3 refused by a rule, 4 not stated."""
        if self.refusal is not None:
            return EXIT_REFUSED
        return EXIT_ANSWERED if self.found is not None else EXIT_NOT_STATED

    def as_json(self, words: Words = in_english) -> dict[str, object]:
        """The answer as JSON values; `ask` is there only where no guidebook says."""
        said: dict[str, object] = {"question": self.question, "answer": None}
        because: tuple[Because, ...] = ()
        if self.found is not None:
            said["answer"] = self.found.answer
            said["facts"] = dict(self.found.facts)
            because = self.found.because
        if self.refusal is not None:
            because = self.refusal.because
        said["because"] = [ground(one) for one in dict.fromkeys(because)]
        said["refusal"] = self.refusal and _refusal(self.refusal, words)
        if self.silence is not None:
            said["answer"] = "not_stated"
            said["ask"] = {
                "whom": self.silence.ask,
                "about": self.silence.key,
                "city": self.silence.city,
                "on": self.silence.on.isoformat(),
            }
        return said


def _refusal(refusal: Refusal, words: Words) -> dict[str, str]:
    why, instead = words(refusal)
    return {"rule": refusal.rule, "why": why, "instead": instead}


def ground(because: Because) -> dict[str, str | None]:
    """The six parts of a ground; `own` and `inferred` only where there is such a reason."""
    ours = {"own": because.own, "inferred": because.inferred}
    return {
        "rule": because.rule,
        "city": because.city,
        "valid_from": _iso(because.valid_from),
        "guidebook": because.guidebook,
        "page": because.page,
        "quote": because.quote,
        **{name: why for name, why in ours.items() if why is not None},
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
