"""Reissue of a card: what it costs by reason, city and residence, and how long it takes (REISSUE).

A city's table says of a reason that it is charged, free, or free where the old card is returned;
a reason on which its guidebook is silent is NotStated.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.card_expiry import Residence
from fuda.rules.express import ExpressReason, express_eligible
from fuda.rules.stated import Stated
from fuda.rules.usable import UsableFrom, usable_after
from fuda.rules.values import Parameters


class ReissueReason(StrEnum):
    """Why a card is made again."""

    LOSS = "loss"
    THEFT = "theft"
    DISASTER = "disaster"
    FIRE = "fire"
    NO_FAULT = "no_fault"
    DAMAGE = "damage"
    CHIP_FAULT = "chip_fault"
    REMARKS_FULL = "remarks_full"
    EXPIRED = "expired"
    SEX_CHANGE = "sex_change"
    ABROAD = "abroad"
    CONTINUATION_MISSED = "continuation_missed"
    CONTINUATION_IMPOSSIBLE = "continuation_impossible"
    OWN_WISH = "own_wish"
    FORMER_SURNAME = "former_surname"
    NUMBER_CHANGE = "number_change"
    OTHER = "other"


class ReissueCharge(StrEnum):
    """What a city's table says of a reason."""

    CHARGED = "charged"
    FREE = "free"
    FREE_IF_RETURNED = "free_if_returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReissueFee:
    """The fee in yen, in its two parts, and what the city's table says of the reason."""

    card: int
    certificates: int
    charge: ReissueCharge

    @property
    def total(self) -> int:
        """What is paid."""
        return self.card + self.certificates


_EXPRESS: dict[ReissueReason, ExpressReason] = {
    ReissueReason.LOSS: ExpressReason.LOSS,
    ReissueReason.DAMAGE: ExpressReason.DAMAGE,
    ReissueReason.ABROAD: ExpressReason.FROM_ABROAD,
    ReissueReason.EXPIRED: ExpressReason.RENEWAL,
}


def reissue_fee(
    *,
    city: str,
    reason: ReissueReason,
    certificates: bool,
    old_card_returned: bool,
    residence: Residence,
    express: bool,
    on: date,
    parameters: Parameters,
) -> Stated[ReissueFee]:
    """The fee of a reissue, paid for card and certificates or for the card only.

    REISSUE-01 to -03, -05 to -16, -22, -24; X-02 to -05. Refused where the reason admits no
    express card, NotStated where the city's guidebook does not speak of the reason.
    """
    limited = reason is ReissueReason.EXPIRED and residence is Residence.LIMITED_STAY
    table = "expired_stay" if limited else str(reason)
    said = parameters.value(f"reissue.{table}.charge", city=city, on=on)
    charge = ReissueCharge(said.of(str))
    because = [said.because]
    if express:
        eligible = express_eligible(
            city=city,
            reason=_EXPRESS.get(reason, ExpressReason.OTHER),
            on=on,
            parameters=parameters,
        )
        because.append(eligible.because[0])
    charged = charge is ReissueCharge.CHARGED or (
        charge is ReissueCharge.FREE_IF_RETURNED and not old_card_returned
    )
    if express and not charged:
        free_too = parameters.value("express.free_grounds", city=city, on=on)
        because.append(free_too.because)
        charged = not free_too.of(bool)
    if not charged:
        return Stated(ReissueFee(card=0, certificates=0, charge=charge), tuple(because))
    kind = "express" if express else "reissue"
    card = parameters.value(f"{kind}.fee.card_only", city=city, on=on)
    whole = parameters.value(f"{kind}.fee.with_certificates", city=city, on=on)
    fee = ReissueFee(
        card=card.of(int),
        certificates=whole.of(int) - card.of(int) if certificates else 0,
        charge=charge,
    )
    because.append((whole if certificates else card).because)
    return Stated(fee, tuple(because))


def reissue_ready(
    *, city: str, applied: date, express: bool, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """Whether a card applied for on that day is ready (REISSUE-23, EXPRESS-03, CARD-40; C10)."""
    key = "card.express_lead_time" if express else "card.lead_time"
    return usable_after(key, city=city, since=applied, on=on, parameters=parameters)
