"""What an Individual Number may be used for, how it is learned, when it changes (NUM-01 to -17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fuda.rules.lifecycle.card import CardEvent
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from fuda.rules.number import IndividualNumber
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, silent_on


class Purpose(StrEnum):
    """What somebody wants a number for; those that are allowed are `number.purposes`."""

    SOCIAL_SECURITY = "social_security"
    TAX = "tax"
    DISASTER = "disaster"
    LAW_OR_ORDINANCE = "law_or_ordinance"
    IDENTITY = "identity"
    COLLECTION = "collection"
    PUBLICATION = "publication"
    PASSWORD = "password"  # noqa: S105 - a purpose, no secret
    LOGIN = "login"
    OTHER = "other"


class Way(StrEnum):
    """How a person may learn the own number."""

    PHONE = "phone"
    RESIDENCE_CERTIFICATE = "residence_certificate"
    CARD_BACK = "card_back"


class ChangeCause(StrEnum):
    """Why somebody wants a number changed."""

    LEAK_AND_MISUSE_FEARED = "leak_and_misuse_feared"
    LEAK_ONLY = "leak_only"
    WISH = "wish"


@dataclass(frozen=True, slots=True)
class _No:
    """Why a purpose is refused: rule, page, and two msgids."""

    source: str
    msgid: str
    instead: str


_ANY_OTHER: Final = _No(
    "NUM-07, CHI p18",
    "The Individual Number may be used only for social security, taxes, disaster response and"
    " procedures set by law or ordinance.",
    "Please do without the number.",
)
_PARTICULAR: Final[Mapping[Purpose, _No]] = {
    Purpose.IDENTITY: _No(
        "NUM-10, TOM p1",
        "To show who one is, nobody may note or copy the Individual Number.",
        "Please look at the front of the card only; that the back is seen does no harm.",
    ),
    Purpose.PUBLICATION: _No(
        "NUM-10, TOM p1",
        "Showing an Individual Number to an unlimited number of people is prohibited.",
        "Please take it down, and ask your municipality if misuse is feared.",
    ),
    Purpose.PASSWORD: _No(
        "NUM-10, MIN p11",
        "An Individual Number must not serve as a password.",
        "Please choose another password.",
    ),
    Purpose.LOGIN: _No(
        "NUM-12, MIN p2",
        "Online, the electronic certificates are used and never the Individual Number.",
        "Please sign in with the card and the PIN of the user certificate.",
    ),
}


def number_use(
    purpose: Purpose, *, asked_by: str | None, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """The attachments that the number makes unnecessary; Refused for any other purpose or asker.

    NUM-07, -08, -10, -12, -15, -16, -17. `asked_by` is a word of `number_asker`, None where it is
    not in question.
    """
    purposes = parameters.value("number.purposes", city=None, on=on)
    if purpose not in purposes.of(tuple):
        raise _not_for_that(purpose, purposes.because, on=on, parameters=parameters)
    grounds: tuple[Because, ...] = (purposes.because,)
    if asked_by is not None:
        askers = parameters.value("number.askers", city=None, on=on)
        if asked_by not in askers.of(tuple):
            raise refused(
                "NUM-16",
                "Whoever asks for an Individual Number must have a ground in law.",
                instead="Please ask what the number is for, and do not tell it.",
                because=(ground("NUM-16, MIN p5"), askers.because),
            )
        grounds += (askers.because,)
    omitted = parameters.value("number.attachments", city=None, on=on)
    return Stated(omitted.of(tuple), (*grounds, omitted.because))


def _not_for_that(
    purpose: Purpose, purposes: Because, *, on: date, parameters: Parameters
) -> Exception:
    if purpose is Purpose.COLLECTION:
        punishable = parameters.value("number.collection.punishable", city=None, on=on)
        return refused(
            "NUM-08",
            "Collecting or storing Individual Numbers beyond the law is prohibited and may be"
            " punished.",
            instead="Please neither collect nor keep them, and destroy those that are there.",
            because=(punishable.because, purposes),
        )
    no = _PARTICULAR.get(purpose, _ANY_OTHER)
    because = ground(no.source)
    return refused(because.rule, no.msgid, instead=no.instead, because=(because, purposes))


def number_told(way: Way, *, city: str, on: date, parameters: Parameters) -> Stated[Way]:
    """The way by which the city lets a person learn the number; Refused by telephone (NUM-09)."""
    key = "number.told_by_phone" if way is Way.PHONE else "number.learned_from"
    stated = parameters.value(key, city=city, on=on)
    if way is not Way.PHONE:
        if way in stated.of(tuple):
            return Stated(way, (stated.because,))
        raise silent_on(f"{key}: {way}", city=city, on=on, parameters=parameters)
    if stated.of(bool):
        return Stated(way, (stated.because,))
    raise refused(
        "NUM-09",
        "The city never tells an Individual Number by telephone.",
        instead="Please have a 住民票 issued that shows the number.",
        because=(stated.because,),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A number that is changed; `card_lapses` says what becomes of the card (NUM-04)."""

    card_lapses: bool


def number_change(
    cause: ChangeCause, *, trigger: str, recognised: bool, on: date, parameters: Parameters
) -> Stated[Change]:
    """What a change of the number brings; Refused for any other cause (NUM-02, NUM-03).

    `trigger` is a word of `number_trigger`, `recognised` whether the mayor found the cause so.
    """
    causes = parameters.value("number.change.causes", city=None, on=on)
    if cause is ChangeCause.WISH:
        raise refused(
            "NUM-02",
            "An Individual Number is kept for life and can be neither chosen nor freely changed.",
            instead="It is changed only where it leaked and misuse is feared.",
            because=(ground("NUM-02, CHI p25"), causes.because),
        )
    triggers = parameters.value("number.change.triggers", city=None, on=on)
    if not recognised or cause not in causes.of(tuple) or trigger not in triggers.of(tuple):
        raise refused(
            "NUM-03",
            "An Individual Number is changed only where the mayor finds that it leaked and that"
            " misuse is feared.",
            instead="Please ask at the counter of your municipality.",
            because=(causes.because, triggers.because),
        )
    row = what_happens(LifeEvent.NUMBER_CHANGED)
    change = Change(card_lapses=row.card is CardEvent.LAPSE)
    return Stated(change, (causes.because, triggers.because, ground(row.source)))


_CHECK_DIGIT: Final = Because(
    rule="NUM-01", own="the check digit follows the ordinance of the number law (省令), article 5"
)


def number_valid(digits: str) -> Stated[IndividualNumber]:
    """The number; Refused where it cannot be one. The digits are never repeated (NUM-01)."""
    try:
        return Stated(IndividualNumber(digits), (ground("NUM-01, CHI p6"), _CHECK_DIGIT))
    except ValueError:
        raise refused(
            "NUM-01",
            "This is not an Individual Number: it has twelve digits, and the last one follows from"
            " the others.",
            instead="Please read it off the card or the 住民票 again.",
            because=(ground("NUM-01, CHI p6"), _CHECK_DIGIT),
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """How agencies exchange information: since when is a word of `linkage_begun` (D-22)."""

    begun: str
    carries_number: bool
    encrypted: bool


def agency_linkage(*, on: date, parameters: Parameters) -> Stated[Linkage]:
    """Whether agencies exchange information on that day, and how (NUM-13)."""
    begun, carries, encrypted = (
        parameters.value(f"linkage.{name}", city=None, on=on)
        for name in ("begun", "carries_number", "encrypted")
    )
    linkage = Linkage(
        begun=begun.of(str), carries_number=carries.of(bool), encrypted=encrypted.of(bool)
    )
    return Stated(linkage, (begun.because, carries.because, encrypted.because))
