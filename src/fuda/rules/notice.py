"""The notification card (通知カード) and the number notice (個人番号通知書): NOTICE-01 to -07."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.death import death_return
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters

_CARD_OR_CERTIFICATE = "Please bring your card, or a 住民票 with the number."
_ANOTHER_ID = "Please bring the card or another identity document with a photo."


class Notice(StrEnum):
    """The two papers that have told people their numbers."""

    NOTIFICATION_CARD = "notification_card"
    NUMBER_NOTICE = "number_notice"


class ProofOf(StrEnum):
    """What such a paper is held out to prove."""

    NUMBER = "number"
    IDENTITY = "identity"


class ReturnOccasion(StrEnum):
    """When a notification card may go back."""

    CARD_HAND_OVER = "card_hand_over"
    WISH = "wish"
    DEATH = "death"


class Return(StrEnum):
    """Whether it goes back."""

    REQUIRED = "required"
    POSSIBLE = "possible"
    NOT_REQUIRED = "not_required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the notice is like (NOTICE-03 to -05)."""

    notice: Notice
    has_photo: bool
    has_certificates: bool
    has_expiry: bool
    has_card_form: bool | None
    """None for the notification card, of which no guidebook says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Whether what a notification card says is still so."""

    changed_on: date | None = None
    """The last day on which one of the four items changed; None where none did."""
    item: str = "address"
    """Which of them, a word of `record_item`."""
    matches: bool = True
    """Whether it reads as the resident record does."""


def notice_kind(registered: date, *, parameters: Parameters) -> Stated[Features]:
    """What a person got who was born, or first lived in Japan, on that day (NOTICE-01, -04)."""
    kind = parameters.value("notice.kind", city=None, on=registered)
    notice = Notice(kind.of(str))
    photo, certificates, expires = (
        parameters.value(f"notice.{notice}.{name}", city=None, on=registered)
        for name in ("photo", "certificates", "expires")
    )
    grounds: tuple[Because, ...] = (
        kind.because,
        photo.because,
        certificates.because,
        expires.because,
    )
    form: bool | None = None
    if notice is Notice.NUMBER_NOTICE:
        enclosed = parameters.value("notice.number_notice.card_form", city=None, on=registered)
        form = enclosed.of(bool)
        grounds += (enclosed.because,)
    features = Features(
        notice=notice,
        has_photo=photo.of(bool),
        has_certificates=certificates.of(bool),
        has_expiry=expires.of(bool),
        has_card_form=form,
    )
    return Stated(features, grounds)


def notice_proves(
    notice: Notice, what: ProofOf, *, data: Data, on: date, parameters: Parameters
) -> Stated[ProofOf]:
    """What it still proves on that day; Refused where it does not (NOTICE-02 to -04)."""
    proves = parameters.value(f"notice.{notice}.proves_{what}", city=None, on=on)
    if not proves.of(bool):
        raise _proves_nothing(notice, what, proves.because)
    if notice is Notice.NOTIFICATION_CARD:
        _must_be_up_to_date(data, parameters)
    return Stated(what, (proves.because, ground("NOTICE-02, KAM p4")))


def _proves_nothing(notice: Notice, what: ProofOf, because: Because) -> Exception:
    if what is ProofOf.IDENTITY:
        rule = "NOTICE-03" if notice is Notice.NOTIFICATION_CARD else "NOTICE-04"
        return refused(
            rule,
            "A paper that tells the number is no identity document.",
            instead=_ANOTHER_ID,
            because=(because,),
        )
    return refused(
        "NOTICE-04",
        "An Individual Number notice tells the number and does not prove it.",
        instead=_CARD_OR_CERTIFICATE,
        because=(ground("NOTICE-04, CHI p9"), because),
    )


def _must_be_up_to_date(data: Data, parameters: Parameters) -> None:
    """Changes were written on it until it was abolished, and no longer (NOTICE-02)."""
    if not data.matches:
        raise refused(
            "NOTICE-02",
            "A notification card proves the number only while it reads as the resident record.",
            instead=_CARD_OR_CERTIFICATE,
            because=(ground("NOTICE-02, MIN p5"),),
        )
    if data.changed_on is None:
        return
    kind = parameters.value("notice.kind", city=None, on=data.changed_on)
    items = parameters.value("notice.items", city=None, on=data.changed_on)
    if kind.of(str) != Notice.NOTIFICATION_CARD and data.item in items.of(tuple):
        raise refused(
            "NOTICE-02",
            "This notification card no longer proves the number: what it says changed on"
            " {changed_on}, after notification cards were abolished.",
            instead=_CARD_OR_CERTIFICATE,
            because=(items.because, kind.because),
            changed_on=data.changed_on,
        )


def notice_reissue(notice: Notice, *, on: date, parameters: Parameters) -> Stated[Notice]:
    """The notice that is issued again if lost; Refused where it is not (NOTICE-01, -03, -04)."""
    again = parameters.value(f"notice.{notice}.reissued", city=None, on=on)
    if not again.of(bool):
        rule = "NOTICE-01" if notice is Notice.NOTIFICATION_CARD else "NOTICE-04"
        raise refused(
            rule,
            "This paper is not issued again.",
            instead=_CARD_OR_CERTIFICATE,
            because=(again.because,),
        )
    return Stated(notice, (again.because,))


def notice_return(
    occasion: ReturnOccasion, *, city: str, on: date, parameters: Parameters
) -> Stated[Return]:
    """Whether a notification card goes back (NOTICE-06, -07, DEATH-01)."""
    if occasion is ReturnOccasion.CARD_HAND_OVER:
        must = parameters.value("notice.return.at_hand_over", city=None, on=on)
        found = Return.REQUIRED if must.of(bool) else Return.NOT_REQUIRED
        return Stated(found, (must.because,))
    if occasion is ReturnOccasion.WISH:
        accepted = parameters.value("notice.return.accepted", city=city, on=on)
        found = Return.POSSIBLE if accepted.of(bool) else Return.NOT_REQUIRED
        return Stated(found, (accepted.because,))
    after = death_return(Notice.NOTIFICATION_CARD, city=city, on=on, parameters=parameters)
    return Stated(Return.REQUIRED if after.value.required else Return.NOT_REQUIRED, after.because)
