"""What a change of the data on a card asks for, within the city (CHG-01 to -04, -06, -08, -09).

Who comes, where and with what is `procedure.face_data_change`; a full remarks field (CHG-07) is
`remarks`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.card_expiry import Residence
from fuda.rules.foreign import change_by
from fuda.rules.lifecycle.certificate import CertificateEvent
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from fuda.rules.stated import Stated
from fuda.rules.values import Parameters, silent_on


class ChangeItem(StrEnum):
    """What changed."""

    NAME = "name"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    FORMER_SURNAME = "former_surname"
    ALIAS = "alias"
    READING = "reading"


EVENTS = {
    ChangeItem.NAME: LifeEvent.NAME_CHANGED,
    ChangeItem.ADDRESS: LifeEvent.MOVED_WITHIN_CITY,
    ChangeItem.BIRTH_DATE: LifeEvent.BIRTH_DATE_CORRECTED,
    ChangeItem.SEX: LifeEvent.SEX_CHANGED,
    ChangeItem.FORMER_SURNAME: LifeEvent.FORMER_SURNAME_ENTERED,
    ChangeItem.ALIAS: LifeEvent.ALIAS_CHANGED,
    ChangeItem.READING: LifeEvent.READING_ADDED,
}
_SIGNATURE = "signature_certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is done with the card, and what the change does to the certificates."""

    steps: tuple[str, ...]
    """Words of `change_step`."""
    signature_lapses: bool
    user_lapses: bool
    change_by: date | None
    """The last day for it, where one is stated: for foreign residents (CHG-04)."""


def change_card(
    item: ChangeItem,
    *,
    changed: date | None,
    residence: Residence,
    city: str,
    on: date,
    parameters: Parameters,
) -> Stated[Change]:
    """What the change asks for; NotStated where the city's guidebook does not name the item."""
    items = parameters.value("change.items", city=city, on=on)
    if item not in items.of(tuple):
        raise silent_on(f"change.items: {item}", city=city, on=on, parameters=parameters)
    steps = parameters.value("change.steps", city=city, on=on)
    row = what_happens(EVENTS[item])
    lapses = row.signature is CertificateEvent.REVOKE
    grounds = [items.because, steps.because, ground(row.source)]
    last = None
    if changed is not None and residence is not Residence.JAPANESE:
        limit = change_by(changed, parameters=parameters)
        last = limit.value
        grounds.extend(limit.because)
    done = tuple(step for step in steps.of(tuple) if lapses or step != _SIGNATURE)
    found = Change(
        steps=done,
        signature_lapses=lapses,
        user_lapses=row.user is CertificateEvent.REVOKE,
        change_by=last,
    )
    return Stated(found, tuple(grounds))
