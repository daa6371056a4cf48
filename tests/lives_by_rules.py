"""A life as the rules have it: the same events as tests/second_model.py, answered by our code.

What becomes of card, certificates and PINs comes from the questions and functions of the rules and
from `what_happens`, executed as the municipality executes it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from fuda.parameters import load
from fuda.rules.abroad import AbroadCard, Nationality, moving_abroad
from fuda.rules.another_card import Held, card_may_be_applied_for
from fuda.rules.calendar import is_expired
from fuda.rules.card_expiry import Residence, card_expiry
from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.certificate_expiry import Caps, certificate_expiry
from fuda.rules.foreign import HeldCard, StayExtension, stay_extension
from fuda.rules.lifecycle.card import CARD, Card
from fuda.rules.lifecycle.certificate import CERTIFICATES, Certificate
from fuda.rules.lifecycle.pin import PINS, Pin, PinEvent
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from fuda.rules.moving import Move, MoveState, move_card
from fuda.rules.pin import PinKind
from fuda.rules.pin_lock import PinNext, pin_locks
from fuda.rules.refusal import NotStated, Refused
from fuda.rules.reissue import ReissueReason, reissue_fee
from fuda.rules.renewal import Renewable, renewal_allowed
from fuda.rules.validity import card_must_be_valid, certificate_on

PARAMETERS = load()
_ALL_LIMITS = timedelta(days=365)
"""After so long a move is over, whichever limit counts."""


@dataclass
class HeldCertificate:
    """A certificate on a card: what was written of it, and its days."""

    issued: date
    expires: date
    state: Certificate = Certificate.VALID


@dataclass
class CardByRules:
    """A card with its certificates and the wrong entries of its PINs."""

    issued: date
    applied: date
    expires: date
    state: Card = Card.DELIVERED
    certificates: dict[CertificateKind, HeldCertificate] = field(default_factory=dict)
    wrong: dict[PinKind, int] = field(default_factory=lambda: dict.fromkeys(PinKind, 0))


@dataclass
class LifeByRules:
    """A person with every card that there was."""

    born: date
    city: str
    residence: Residence
    stay_until: date | None = None
    cards: list[CardByRules] = field(default_factory=list)
    dead: bool = False

    def alive(self, on: date) -> list[CardByRules]:
        """The cards in force: at most one in a sound life."""
        over = {Card.LAPSED, Card.ABOLISHED, Card.RETURNED}
        return [
            card
            for card in self.cards
            if card.state not in over and not is_expired(card.expires, on)
        ]

    def _card(self, on: date) -> CardByRules | None:
        return next(iter(self.alive(on)), None)

    def usable(self, kind: CertificateKind, on: date) -> bool:
        """Whether the certificate of that kind works on that day."""
        card = self._card(on)
        if card is None or kind not in card.certificates:
            return False
        one = card.certificates[kind]
        try:
            card_must_be_valid(state=card.state, expires=card.expires, on=on)
        except Refused:
            return False
        stands = certificate_on(state=one.state, issued=one.issued, expires=one.expires, on=on)
        return stands is Certificate.VALID

    def happens(self, event: LifeEvent, on: date) -> None:
        """The cascade of an event, for the card in force."""
        row, card = what_happens(event), self._card(on)
        if card is None:
            return
        if row.card is not None and CARD.goes(card.state, row.card):
            card.state = CARD.step(card.state, row.card)
        for kind, said in (
            (CertificateKind.SIGNATURE, row.signature),
            (CertificateKind.USER, row.user),
        ):
            one = card.certificates.get(kind)
            if said is not None and one is not None and CERTIFICATES[kind].goes(one.state, said):
                one.state = CERTIFICATES[kind].step(one.state, said)

    def gets_card(self, on: date, applied: date) -> bool:
        """Refused while there is one in force that is not near its end."""
        if self.dead or self._card(on) is not None:
            return False
        try:
            card_may_be_applied_for(
                [Held(state=card.state, expires=card.expires) for card in self.cards],
                on=applied,
                parameters=PARAMETERS,
            )
            expires = self._card_expiry(on, applied)
        except Refused:
            return False
        self.cards.append(CardByRules(issued=on, applied=applied, expires=expires))
        self.issues(CertificateKind.USER, on)
        self.issues(CertificateKind.SIGNATURE, on)
        return True

    def _card_expiry(self, issued: date, applied: date) -> date:
        return card_expiry(
            born=self.born,
            issued=issued,
            applied=applied,
            residence=self.residence,
            stay_until=self.stay_until,
            parameters=PARAMETERS,
        ).value

    def issues(self, kind: CertificateKind, on: date, renewed_from: date | None = None) -> bool:
        """A certificate onto the card in force, in place of the one that it has."""
        card = self._card(on)
        if card is None or card.state is not Card.DELIVERED:
            return False
        user = card.certificates.get(CertificateKind.USER)
        bound = user.expires if user is not None and user.state is Certificate.VALID else None
        try:
            stated = certificate_expiry(
                kind,
                born=self.born,
                issued=on,
                caps=Caps(
                    card=card.expires, user=bound if kind is CertificateKind.SIGNATURE else None
                ),
                renewed_from=renewed_from,
                parameters=PARAMETERS,
            )
        except Refused:
            return False
        card.certificates[kind] = HeldCertificate(issued=on, expires=stated.value)
        return True

    def items_change(self, event: LifeEvent, on: date) -> bool:
        """One of the changes that end the signature certificate."""
        if self.dead:
            return False
        self.happens(event, on)
        return True

    def moves(
        self, to: str, planned_out: date, moved: date, filed: date, continued: date | None
    ) -> bool:
        """To another city, judged when every limit has passed."""
        if self.dead:
            return False
        self.city = to
        move = Move(planned_out=planned_out, moved=moved, filed=filed, continued=continued)
        judged = move_card(move, on=continued or filed + _ALL_LIMITS, parameters=PARAMETERS)
        kept = judged.value.state is MoveState.CONTINUED
        self.happens(LifeEvent.MOVED_IN_CONTINUED if kept else LifeEvent.CONTINUATION_MISSED, filed)
        return True

    def loses(self, on: date) -> bool:
        """A call to the line."""
        card = self._card(on)
        if card is None or card.state is not Card.DELIVERED:
            return False
        self.happens(LifeEvent.REPORTED_LOST, on)
        return True

    def finds(self, on: date) -> bool:
        """The suspension is lifted."""
        card = self._card(on)
        if card is None or card.state is not Card.SUSPENDED:
            return False
        self.happens(LifeEvent.FOUND, on)
        return True

    def gives_up(self, on: date) -> bool:
        """The card is abolished."""
        if self._card(on) is None:
            return False
        self.happens(LifeEvent.GIVEN_UP_FOR_LOST, on)
        return True

    def renews_card(self, on: date) -> bool:
        """The old card for the new one."""
        card = self._card(on)
        if self.dead or card is None or card.state is not Card.DELIVERED:
            return False
        try:
            renewal_allowed(Renewable.CARD, expires=card.expires, on=on, parameters=PARAMETERS)
            self._card_expiry(on, on)
        except Refused:
            return False
        self.happens(LifeEvent.CARD_RENEWED, on)
        return self.gets_card(on, applied=on)

    def renews_certificate(self, kind: CertificateKind, on: date) -> bool:
        """In its window, or anew after its end."""
        card = self._card(on)
        old = card and card.certificates.get(kind)
        if card is None or old is None or card.state is not Card.DELIVERED:
            return False
        if old.state is not Certificate.VALID:
            return self.issues(kind, on)
        try:
            renewal_allowed(
                Renewable.CERTIFICATE, expires=old.expires, on=on, parameters=PARAMETERS
            )
        except Refused:
            return False
        return self.issues(kind, on, renewed_from=old.expires)

    def adds_signature(self, on: date) -> bool:
        """A signature certificate for a card without one that works."""
        if self.usable(CertificateKind.SIGNATURE, on):
            return False
        return self.issues(CertificateKind.SIGNATURE, on)

    def stay_extends(self, on: date, until: date) -> bool:
        """The card follows the new stay."""
        if self.stay_until is None or self.dead:
            return False
        self.stay_until = until
        return self._extended(StayExtension.NORMAL, on, until) is True

    def stay_pends(self, on: date) -> bool | None:
        """The special extension; None where the city's guidebook names no number of months.

        苫小牧市 goes by the end of the special period instead, which this model does not know.
        """
        if self.stay_until is None:
            return False
        if self.city == "tomakomai" and self._card(on) is not None:
            return None
        return self._extended(StayExtension.SPECIAL, on, None)

    def _extended(self, kind: StayExtension, on: date, until: date | None) -> bool | None:
        card = self._card(on)
        if card is None:
            return False
        try:
            stated = stay_extension(
                kind,
                city=self.city,
                card=HeldCard(
                    born=self.born,
                    issued=card.issued,
                    applied=card.applied,
                    expires=card.expires,
                ),
                stay_until=until,
                received=None,
                evidence=("stamped_card",),
                on=on,
                parameters=PARAMETERS,
            )
        except Refused:
            return False
        except NotStated:
            return None
        card.expires = stated.value.until
        return True

    def leaves_japan(self, departs: date, procedure: date | None) -> bool:
        """Kept, lapsed or abolished by the scheme of the day."""
        if self.dead:
            return False
        nationality = (
            Nationality.JAPANESE if self.residence is Residence.JAPANESE else Nationality.FOREIGN
        )
        event = LifeEvent.LEFT_JAPAN
        try:
            stated = moving_abroad(
                nationality=nationality,
                departs=departs,
                continued_on=procedure,
                parameters=PARAMETERS,
            )
        except Refused:
            pass
        else:
            event = {
                AbroadCard.CONTINUES: LifeEvent.LEFT_JAPAN_CONTINUED,
                AbroadCard.LAPSES: LifeEvent.LEFT_JAPAN,
                AbroadCard.ABOLISHED: LifeEvent.LEFT_JAPAN_OLD_SCHEME,
            }[stated.value.card]
        self.happens(event, departs)
        return True

    def dies(self, on: date) -> bool:
        """The end of everything."""
        if self.dead:
            return False
        self.dead = True
        self.happens(LifeEvent.DIED, on)
        return True

    def enters(self, pin: PinKind, *, right: bool, on: date) -> bool:
        """A PIN typed."""
        card = self._card(on)
        if card is None:
            return False
        what = PinNext.RIGHT_ENTRY if right else PinNext.WRONG_ENTRY
        try:
            pin_locks(pin, wrong=card.wrong[pin], what=what, on=on, parameters=PARAMETERS)
        except Refused:
            return False
        card.wrong[pin] = 0 if right else card.wrong[pin] + 1
        return right

    def locked(self, pin: PinKind, on: date) -> bool:
        """Whether the next right entry is refused, a day later as on the same day."""
        if not self.cards:
            return False
        try:
            pin_locks(
                pin,
                wrong=self.cards[-1].wrong[pin],
                what=PinNext.RIGHT_ENTRY,
                on=on,
                parameters=PARAMETERS,
            )
        except Refused:
            return True
        return False

    def resets(self, pin: PinKind, on: date) -> bool:
        """At the counter."""
        card = self._card(on)
        if card is None or card.state is not Card.DELIVERED:
            return False
        state = Pin.LOCKED if self.locked(pin, on) else Pin.USABLE
        assert PINS[pin].step(state, PinEvent.RESET) is Pin.USABLE
        card.wrong[pin] = 0
        return True


def fee_by_rules(city: str, reason: str, *, certificates: bool, on: date) -> int | None:
    """The reissue fee in yen; None where the city's guidebook does not say."""
    try:
        stated = reissue_fee(
            city=city,
            reason=ReissueReason(reason),
            certificates=certificates,
            old_card_returned=False,
            residence=Residence.JAPANESE,
            express=False,
            on=on,
            parameters=PARAMETERS,
        )
    except NotStated:
        return None
    return stated.value.total
