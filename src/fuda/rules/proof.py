"""Which papers prove a number and who one is (PROOF-01 to -09, -11, NUM-11).

A card alone does. Otherwise a paper of list A (the number) and one of list B1 or several of list
B2 (the person) are needed, as the city's guidebook has them. Its lists of identity documents end in
"and so on": a paper that it does not name is NotStated, never refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from fuda.rules.calendar import is_expired
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.notice import Data, Notice, ProofOf, notice_proves
from fuda.rules.refusal import Because, NotStated, Refused
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, Value, silent_on

CARD: Final = "card"
_BEARS_NUMBER: Final = frozenset(
    {"notification_card", "number_notice", "residence_certificate", "certificate_of_entries"}
)
_HAS_PHOTO: Final = frozenset(
    {"driving_licence", "passport", "juki_card", "residence_card", "special_permanent_resident"}
)
_HEALTH: Final = "health_insurance_card"
_HEALTH_AFTER: Final = "qualification_certificate"
_BRING_ANOTHER: Final = "Please bring the card, or another paper that is accepted."


class ProofProcedure(StrEnum):
    """What the papers are shown for."""

    NUMBER = "number"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One paper that lies on the counter, a word of `paper`."""

    paper: str
    expires: date | None = None
    """The last valid day; None where it has none."""
    original: bool = True
    identifies: bool = True
    """It shows name and birth date, or name and address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What was shown, and what is known of the papers that bear the number."""

    shown: tuple[Shown, ...]
    latest: bool = True
    """The 住民票 has the latest data."""
    notification_card: Data = field(default_factory=Data)


@dataclass(slots=True)
class _Heap:
    """What counts, why what does not count does not, and on what the guidebook is silent."""

    counted: list[Because] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    silences: list[NotStated] = field(default_factory=list)

    def judge(self, judge: Callable[[], Because]) -> None:
        """Put a paper where it belongs."""
        try:
            self.counted.append(judge())
        except Refused as no:
            self.refusals.append(no)
        except NotStated as silence:
            self.silences.append(silence)

    def must_have(self, count: int, otherwise: Callable[[], Refused]) -> None:
        """Refused or NotStated unless so many papers count; what nearly did speaks first."""
        if len(self.counted) >= count:
            return
        if len(self.counted) + len(self.refusals) >= count:
            raise self.refusals[0]
        if len(self.counted) + len(self.refusals) + len(self.silences) >= count:
            raise self.silences[0]
        raise otherwise()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One question: which city, on which day."""

    city: str
    on: date
    parameters: Parameters

    def value(self, key: str) -> Value:
        """The city's value on that day."""
        return self.parameters.value(key, city=self.city, on=self.on)

    def lists(self, key: str, paper: str) -> Because | None:
        """The ground on which the city's list has the paper; None where it has not."""
        listed = self.value(key)
        return listed.because if paper in listed.of(tuple) else None

    def silent(self, key: str, paper: str) -> NotStated:
        """The city's list does not name the paper."""
        return silent_on(f"{key}: {paper}", city=self.city, on=self.on, parameters=self.parameters)


def proof_enough(
    papers: Papers,
    *,
    procedure: ProofProcedure,
    city: str,
    on: date,
    parameters: Parameters,
) -> Stated[str]:
    """The faces of the card to show (a word of `proof_faces`), "" where there is no card.

    Refused where a paper is missing or does not count, NotStated where the city does not name it.
    """
    asked = _Asked(city=city, on=on, parameters=parameters)
    if not papers.shown:
        raise refused(
            "NUM-11",
            "Knowing a number or a name alone permits nothing: both are checked on papers.",
            instead="Please bring the card, or papers that prove the number and who you are.",
            because=(ground("NUM-11, ARA appendix"), ground("NUM-11, TOM p1")),
        )
    if procedure is ProofProcedure.IDENTITY:
        return _identity(papers, asked)
    card = next((one for one in papers.shown if one.paper == CARD), None)
    others = tuple(one for one in papers.shown if one.paper != CARD)
    if card is None:
        return _two_lists(others, papers, asked)
    try:
        return _card(card, "proof.faces.number", asked)
    except Refused as no:
        return _without_the_card(no, others, papers, asked)


def _without_the_card(
    no: Refused, others: tuple[Shown, ...], papers: Papers, asked: _Asked
) -> Stated[str]:
    """What else lies there may do; if it does not, the card is what is wrong."""
    try:
        return _two_lists(others, papers, asked)
    except (Refused, NotStated):
        raise no from None


def _two_lists(others: tuple[Shown, ...], papers: Papers, asked: _Asked) -> Stated[str]:
    """A paper of list A and enough of list B."""
    numbers, ones, several = _Heap(), _Heap(), _Heap()
    for one in others:
        _sort(one, papers, asked, numbers, ones, several)
    numbers.must_have(1, _no_number)
    _must_identify(ones, several, asked)
    grounds = (*numbers.counted, *ones.counted, *several.counted)
    return Stated("", (ground("PROOF-02, KAM p4"), *grounds))


def _card(card: Shown, faces: str, asked: _Asked) -> Stated[str]:
    """A card in force proves both (PROOF-01); expired, or as a copy, it proves nothing."""
    if card.expires is not None and is_expired(card.expires, asked.on):
        raise refused(
            "PROOF-01",
            "The card expired on {expires} and proves nothing any more.",
            instead="Please bring other papers, and apply for a new card.",
            because=(ground("PROOF-01, CHI p9"), ground("PROOF-01, MIN p1")),
            expires=card.expires,
        )
    if not card.original:
        raise refused(
            "PROOF-01",
            "A copy of the card proves nothing; the card itself is looked at.",
            instead="Please bring the card itself.",
            because=(ground("PROOF-01, CHI p9"),),
        )
    alone = asked.value("proof.card_alone")
    if not alone.of(bool):
        raise asked.silent("proof.card_alone", CARD)
    shown = asked.parameters.value(faces, city=None, on=asked.on)
    return Stated(shown.of(str), (alone.because, shown.because))


def _identity(papers: Papers, asked: _Asked) -> Stated[str]:
    """As an identity document in daily life: only the front of the card is shown (PROOF-09)."""
    for one in papers.shown:
        if one.paper == CARD:
            return _card(one, "proof.faces.identity", asked)
    first = papers.shown[0].paper
    if first in tuple(Notice):
        notice_proves(
            Notice(first),
            ProofOf.IDENTITY,
            data=papers.notification_card,
            on=asked.on,
            parameters=asked.parameters,
        )
    raise asked.silent("proof.identity", first)


def _sort(  # noqa: PLR0917 - one paper, and the three heaps
    one: Shown, papers: Papers, asked: _Asked, numbers: _Heap, ones: _Heap, several: _Heap
) -> None:
    if one.paper in _BEARS_NUMBER:
        numbers.judge(lambda: _number(one, papers, asked))
        return
    try:
        alone = asked.lists("proof.identity.one", one.paper)
    except NotStated as silence:
        ones.silences.append(silence)
        return
    if alone is not None:
        ones.judge(lambda: _in_order(one, alone, asked))
        return
    if one.paper in _HAS_PHOTO:
        ones.silences.append(asked.silent("proof.identity.one", one.paper))
        return
    several.judge(lambda: _in_order(one, _of_several(one.paper, asked), asked))


def _number(one: Shown, papers: Papers, asked: _Asked) -> Because:
    """The ground on which it proves the number (list A: PROOF-03, -11, NOTICE-02, -04)."""
    if one.paper in tuple(Notice):
        notice_proves(
            Notice(one.paper),
            ProofOf.NUMBER,
            data=papers.notification_card,
            on=asked.on,
            parameters=asked.parameters,
        )
    listed = asked.lists("proof.number", one.paper)
    expired = one.expires is not None and is_expired(one.expires, asked.on)
    if listed is None or expired or not one.original:
        raise asked.silent("proof.number", one.paper)
    if one.paper == "residence_certificate" and not papers.latest:
        latest = asked.value("proof.residence_certificate.latest")
        if latest.of(bool):
            raise refused(
                "PROOF-11",
                "A 住民票 proves the number only with the latest data.",
                instead="Please have a new 住民票 issued that shows the number.",
                because=(latest.because,),
            )
    return listed


def _of_several(paper: str, asked: _Asked) -> Because:
    """The ground on which list B2 has it; health insurance papers go by the day (D-14)."""
    listed = asked.lists("proof.identity.several", paper)
    if paper == _HEALTH:
        serves = asked.parameters.value("proof.health_insurance_card", city=None, on=asked.on)
        if not serves.of(bool):
            raise refused(
                "PROOF-05",
                "Health insurance cards have ended and are no identity documents any more.",
                instead="Please bring the qualification certificate (資格確認書) or another paper.",
                because=(serves.because,),
            )
    if paper == _HEALTH_AFTER:
        instead = asked.parameters.value("proof.qualification_certificate", city=None, on=asked.on)
        listed = listed or (asked.lists("proof.identity.several", _HEALTH) and instead.because)
    if listed is None:
        raise asked.silent("proof.identity.several", paper)
    return listed


def _in_order(one: Shown, listed: Because, asked: _Asked) -> Because:
    """The paper's ground; Refused where it is expired, a copy or names nobody (PROOF-06, -07)."""
    if one.expires is not None and is_expired(one.expires, asked.on):
        _demanded(
            "proof.identity.in_force",
            asked,
            "An identity document must be in force; this one expired on {expires}.",
            expires=one.expires,
        )
    if not one.original:
        _demanded(
            "proof.identity.original",
            asked,
            "An identity document must be the original and no copy.",
        )
    if not one.identifies:
        _demanded(
            "proof.identity.shows",
            asked,
            "An identity document must show name and date of birth, or name and address.",
        )
    return listed


def _demanded(key: str, asked: _Asked, msgid: str, **facts: object) -> None:
    demand = asked.value(key)
    if demand.value:
        raise refused(
            demand.because.rule, msgid, instead=_BRING_ANOTHER, because=(demand.because,), **facts
        )


def _no_number() -> Refused:
    return refused(
        "PROOF-02",
        "A paper that proves the number is missing.",
        instead="Please bring your card, or a 住民票 with the number.",
        because=(ground("PROOF-02, KAM p4"), ground("PROOF-02, MIN p5")),
    )


def _must_identify(ones: _Heap, several: _Heap, asked: _Asked) -> None:
    """One of B1, or as many different ones of B2 as the city demands (PROOF-04, -05, -08)."""
    if several.counted and not ones.counted:
        count = asked.value("proof.identity.several.count")
        if len(several.counted) >= count.of(int):
            return
    if ones.counted or ones.refusals or ones.silences:
        ones.must_have(1, _nobody)
    elif several.counted or several.refusals or several.silences:
        count = asked.value("proof.identity.several.count")
        several.must_have(count.of(int), lambda: _too_few(count))
    else:
        raise _nobody()


def _nobody() -> Refused:
    return refused(
        "PROOF-02",
        "A paper that proves who you are is missing.",
        instead="Please bring the card, a driving licence, a passport, or another identity"
        " document.",
        because=(ground("PROOF-02, KAM p4"), ground("PROOF-02, CHI p9")),
    )


def _too_few(count: Value) -> Refused:
    return refused(
        "PROOF-08",
        "Of documents without a photo, {count} different ones are needed.",
        instead=_BRING_ANOTHER,
        because=(count.because,),
        count=count.of(int),
    )
