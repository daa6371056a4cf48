"""The notice of expiry, and for which old card a renewed one is handed over (RENEW-05 to -09, -12).

What a city's guidebook does not say of the notice is left out; whether people with a limited stay
get one is not stated where it is silent.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.calendar import add_months
from fuda.rules.card_expiry import Residence
from fuda.rules.refusal import Because
from fuda.rules.reissue import ReissueFee, ReissueReason, reissue_fee
from fuda.rules.renewal import Renewable
from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.values import Parameters, silent_on


class OldCard(StrEnum):
    """What has become of the card that is renewed."""

    BROUGHT = "brought"
    NOT_BROUGHT = "not_brought"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Whether a notice comes, and about when; None where the city names no time."""

    sent: bool
    about_from: date | None = None


def renewal_notice(
    what: Renewable, *, expires: date, residence: Residence, city: str, parameters: Parameters
) -> Stated[Notice]:
    """Whether the holder is told of the coming expiry (RENEW-05, -06, -12, FOREIGN-16)."""
    covers = parameters.value("renewal.notice.covers", city=city, on=expires)
    if what not in covers.of(tuple):
        about = f"renewal.notice.covers: {what}"
        raise silent_on(about, city=city, on=expires, parameters=parameters)
    grounds: tuple[Because, ...] = (covers.because,)
    if residence is Residence.LIMITED_STAY:
        limited = parameters.value("renewal.notice.limited_stay", city=city, on=expires)
        if not limited.of(bool):
            return Stated(Notice(sent=False), (limited.because,))
        grounds = (limited.because, *grounds)
    months = if_stated(parameters, "renewal.notice.months", city=city, on=expires)
    if months is None:
        return Stated(Notice(sent=True), grounds)
    about_from = add_months(expires, -months.of(int))
    return Stated(Notice(sent=True, about_from=about_from), (*grounds, months.because))


def renewed_card_handed_over(
    old_card: OldCard,
    *,
    certificates: bool,
    residence: Residence,
    city: str,
    on: date,
    parameters: Parameters,
) -> Stated[ReissueFee]:
    """What the renewed card costs by what became of the old one (RENEW-08, RENEW-09).

    Refused where the city hands it over for the old card only, and that one was left at home.
    """
    required = if_stated(parameters, "renewal.old_card.required", city=city, on=on)
    if required is not None and required.of(bool) and old_card is OldCard.NOT_BROUGHT:
        raise refused(
            "RENEW-08",
            "The new card is handed over in exchange for the old one.",
            instead="Please come again with the old card; if it is lost, say so at the counter.",
            because=(required.because,),
        )
    return reissue_fee(
        city=city,
        reason=ReissueReason.EXPIRED,
        certificates=certificates,
        old_card_returned=old_card is OldCard.BROUGHT,
        residence=residence,
        express=False,
        on=on,
        parameters=parameters,
    )
