"""What a municipality's orders mean for a chip, and what follows for the card after its commit.

Nothing here is effective before the chip's commit: `Change` waits with the channel.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from fuda.card import issuer as chip
from fuda.card.face import remarks_field
from fuda.card.printed import Printed, Remark
from fuda.doors.cards import (
    BecomeFaceAuthentication,
    BecomeNormal,
    CardKind,
    LoadCertificate,
    MakeKey,
    Order,
    PermitPin,
    RemarkEntry,
    RemarksField,
    RewriteFace,
    Terminate,
)
from fuda.doors.errors import Malformed
from fuda.doors.message import message
from fuda.doors.person import FourItems
from fuda.institutions.jlis.cards.chip_records import check_numbers, chip_pictures, face_records
from fuda.institutions.jlis.cards.model import CODE_ON_CARD, Application, Decided, OnCard
from fuda.institutions.jlis.cards.office import Office
from fuda.rules.lifecycle.card import CARD, Card, CardEvent
from fuda.rules.lifecycle.face_card import FACE_CARD, Kind, KindEvent, face_card_must_be_offered
from fuda.rules.lifecycle.machine import because
from fuda.rules.printed_face import printed_name
from fuda.rules.remarks import Changed, entry, lines_left, must_fit, reading_may_be_added
from fuda.rules.stated import refused
from fuda.rules.validity import card_must_be_valid

Due = Literal["reissue", "case_sticker", "new_case"]


@message
class Now:
    """What the chip says of its holder from then on; the photo stays."""

    items: FourItems
    reading: str | None
    former_surname: str | None


@message
class Change:
    """What follows for the card once its chip has committed."""

    kind: CardKind
    remarks: tuple[RemarkEntry, ...]
    now: Now | None = None
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A card as jlis.cards has it while orders for it are made out."""

    one: Application
    decided: Decided
    said: OnCard | None


@dataclass(frozen=True, slots=True)
class MadeOut:
    """Orders for the chip, those of each of the municipality's orders together."""

    groups: tuple[tuple[chip.Order, ...], ...]
    change: Change
    remarks: RemarksField | None
    """How staff are to leave the remarks field; None where nothing is written on the card."""


def unchanged(one: Application) -> Change:
    """Where a channel begins."""
    return Change(kind=one.kind, remarks=one.remarks)


def make_out(office: Office, held: Held, change: Change, orders: tuple[Order, ...]) -> MadeOut:
    """Check each order by the rules as the ones before it leave the card, and word it for the chip.

    `change` is what earlier orders of the channel have led to.
    """
    _must_be_allowed(office, held.one, change, orders)
    writing = _Writing(office, held, change)
    groups = tuple(tuple(writing.carry_out(order)) for order in orders)
    field = None
    if writing.due is not None or writing.change.remarks != held.one.remarks:
        left = writing.lines_left()
        due: Due | None = writing.due or ("reissue" if left == 0 else None)
        field = RemarksField(entries=writing.change.remarks, left=left, due=due)
    return MadeOut(groups, writing.change, field)


def _must_be_allowed(
    office: Office, one: Application, change: Change, orders: tuple[Order, ...]
) -> None:
    ends = any(isinstance(order, Terminate) for order in orders)
    if change.returned and orders:
        raise Malformed("the chip is being ended: no other order can follow")
    if ends and len(orders) > 1:
        raise Malformed("to end a chip is the only order of its channel")
    if ends or change.returned:
        return
    if one.expires is None:
        raise Malformed("a card that was not made has no channel")
    state = Card(one.state)
    card_must_be_valid(
        # One that lies ready is about to be used.
        state=Card.DELIVERED if state is Card.READY else state,
        expires=one.expires,
        on=office.clock.today(),
    )


class _Writing:
    """One script's orders being made out."""

    def __init__(self, office: Office, held: Held, change: Change) -> None:
        self.change = change
        self.due: Due | None = None
        self._office = office
        self._held = held
        self._today = office.clock.today()

    def carry_out(self, order: Order) -> Iterable[chip.Order]:  # noqa: PLR0911 - one each
        """The chip's orders for it."""
        match order:
            case MakeKey():
                self._kind_allows(KindEvent.SIGNATURE_KEY, only=order.kind == "signature")
                return (chip.MakeKeyPair(kind=order.kind, challenge=order.challenge),)
            case LoadCertificate():
                self._kind_allows(KindEvent.SIGNATURE_KEY, only=order.kind == "signature")
                return (
                    chip.WriteCertificates(
                        kind=order.kind, certificate=order.certificate, authority=order.authority
                    ),
                )
            case PermitPin():
                self._kind_allows(KindEvent.SET_PIN)
                return (chip.PermitPin(pin=order.pin),)
            case RewriteFace():
                return self._rewrite(order)
            case BecomeFaceAuthentication():
                return self._become_face_authentication()
            case BecomeNormal():
                return self._become_normal()
            case Terminate():
                return self._terminate()

    def lines_left(self) -> int:
        """Of the remarks field, as the orders so far leave it."""
        return lines_left(
            _lines(self.change.remarks), on=self._today, parameters=self._office.parameters
        ).value

    def _kind_allows(self, event: KindEvent, *, only: bool = True) -> None:
        if only:
            FACE_CARD.step(Kind(self.change.kind), event)

    def _become_face_authentication(self) -> Iterator[chip.Order]:
        face_card_must_be_offered(on=self._today, parameters=self._office.parameters)
        kind = FACE_CARD.step(Kind(self.change.kind), KindEvent.CHOOSE_FACE)
        marked = (*self.change.remarks, RemarkEntry(on=self._today, text=self._mark()))
        if _lines(marked) - _lines(self.change.remarks) > self.lines_left():
            self.due, marked = "case_sticker", self.change.remarks
        self.change = replace(self.change, kind=kind.value, remarks=marked)
        yield chip.BecomeFaceAuthentication()

    def _become_normal(self) -> Iterator[chip.Order]:
        kind = FACE_CARD.step(Kind(self.change.kind), KindEvent.GIVE_UP_FACE)
        mark = self._mark()
        struck = tuple(
            replace(each, struck=self._today) if each.text == mark and each.struck is None else each
            for each in self.change.remarks
        )
        if struck == self.change.remarks:
            self.due = "new_case"
        self.change = replace(self.change, kind=kind.value, remarks=struck)
        yield chip.BecomeNormal()

    def _mark(self) -> str:
        mark = self._office.parameters.value(
            "card.face_authentication.mark", city=None, on=self._today
        )
        return mark.of(str)

    def _terminate(self) -> Iterator[chip.Order]:
        state = Card(self._held.one.state)
        if state is not Card.RETURNED:
            CARD.step(state, CardEvent.RETURN)
        self.change = replace(self.change, returned=True)
        yield chip.Terminate()

    def _rewrite(self, order: RewriteFace) -> Iterator[chip.Order]:
        CARD.step(Card(self._held.one.state), CardEvent.CHANGED_IN_CITY)
        said = self._held.said
        if self.change.now is not None:
            raise Malformed("a card is rewritten once in a channel: say all that changed at once")
        if said is None:
            raise Malformed("what this card says was dropped: it is over")
        changes = tuple(self._changes(said, order))
        if not changes:
            raise refused(
                "CHG-01",
                "The details on this card are already as they are in the register.",
                instead="Nothing needs to be written on the card or into its chip.",
                because=(because("CHG-01, TOM p15"),),
            )
        remarks = (
            *self.change.remarks,
            *(RemarkEntry(on=self._today, text=text) for text in changes),
        )
        must_fit(_lines(remarks) - _lines(self.change.remarks), left=self.lines_left())
        now = Now(
            items=order.items,
            reading=order.reading or said.reading,
            former_surname=order.former_surname,
        )
        self.change = replace(self.change, remarks=remarks, now=now)
        yield from self._records(order, said, now)

    def _changes(self, said: OnCard, order: RewriteFace) -> Iterator[str]:
        old, new = said.items, order.items
        if new.name != old.name:
            yield entry(Changed.NAME, new.name)
        if order.former_surname != said.former_surname:
            yield entry(Changed.FORMER_SURNAME, order.former_surname or "削除")
        if order.reading not in {None, "", said.reading}:
            reading_may_be_added(on=self._today, parameters=self._office.parameters)
            yield entry(Changed.READING, str(order.reading))
        if new.address != old.address:
            yield entry(Changed.ADDRESS, new.address)
        if new.born != old.born:
            yield entry(Changed.BORN, new.born)
        if new.sex != old.sex:
            yield entry(Changed.SEX, new.sex)

    def _records(self, order: RewriteFace, said: OnCard, now: Now) -> Iterator[chip.Order]:
        office, held = self._office, self._held
        on_face = printed(
            office,
            held.decided,
            municipality=held.one.municipality,
            number=order.number.digits,
            said=replace(
                said, items=now.items, reading=now.reading, former_surname=now.former_surname
            ),
            on=self._today,
        )
        yield from face_records(
            on_face,
            chip_pictures(on_face, font=office.font),
            card_key=said.card_key,
            signing=office.records.of_municipality(on_face.municipality),
            long_form=office.plant.four_items_long_form,
        )
        if now.items.born != said.items.born:
            yield from check_numbers(on_face)


def printed(
    office: Office, decided: Decided, *, municipality: str, number: str, said: OnCard, on: date
) -> Printed:
    """What stands in the chip, and on a card made that day on its faces."""
    return Printed(
        card_number=decided.card_number,
        municipality=municipality[:CODE_ON_CARD],
        number=number,
        name=printed_name(
            said.items.name, said.former_surname, issued=on, parameters=office.parameters
        ),
        reading=said.reading,
        address=said.items.address,
        sex=said.items.sex,
        born=said.items.born,
        expires=decided.expires,
        security_code=decided.security_code,
        photo=said.photo,
    )


def _lines(entries: tuple[RemarkEntry, ...]) -> int:
    written = [Remark(each.on, each.text, each.struck) for each in entries]
    return len(remarks_field(written).lines)
