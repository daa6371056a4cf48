"""The FAX form of those who cannot hear or speak (FAX-01 to -04, X-18)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class FaxKind(StrEnum):
    """Which of the form's two choices is circled."""

    QUESTION = "question"
    SUSPENSION = "suspension"


class FaxOutcome(StrEnum):
    """What becomes of the form."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    """It is not processed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxJudged:
    """Whether it is processed, what is missing, and what nobody needs."""

    outcome: FaxOutcome
    missing: tuple[str, ...]
    unneeded: tuple[str, ...]


def fax_complete(
    kind: FaxKind,
    *,
    city: str,
    sender: str,
    filled: Collection[str],
    on: date,
    parameters: Parameters,
) -> Stated[FaxJudged]:
    """Whether the form is processed; Refused for a sender who may not ask by FAX (FAX-04).

    `sender` is a word of fax_user, `filled` words of fax_field.
    """
    users = parameters.value("fax.users", city=city, on=on)
    if sender not in users.of(tuple):
        raise refused(
            "FAX-04",
            "Only people who cannot hear, or in some cities cannot speak, can ask by FAX.",
            instead="Please call the toll-free line {number}.",
            because=(users.because,),
            number=parameters.value("hotline.free_dial.number", city=None, on=on).of(str),
        )
    needed = parameters.value(f"fax.{kind}.fields", city=None, on=on)
    fields = needed.of(tuple)
    missing = tuple(one for one in fields if one not in filled)
    judged = FaxJudged(
        outcome=FaxOutcome.INCOMPLETE if missing else FaxOutcome.COMPLETE,
        missing=missing,
        unneeded=tuple(one for one in filled if one not in fields),
    )
    return Stated(judged, (needed.because, users.because))
