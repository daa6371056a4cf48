"""A second model of card, certificates, PINs and fees, as simple as can be.

Written from the pages of the guidebooks and not from the code: it imports nothing of ours, so that
a mistake in the rules is not a mistake here too. The pages stand beside the figures. A life is
lived event by event; each event answers whether it was possible.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
ADULT_AT_18_FROM = date(2022, 4, 1)  # KAM p6, TOM p4
CONTINUED_ABROAD_FROM = date(2024, 5, 27)  # after KAM p10, before MIN p9
SPECIAL_EXTENSION = {"chiyoda", "arakawa"}  # two months: CHI p11, ARA p9
SIGNATURE_FROM = 15  # TOM p4, CHI p19
TRIES = {"signature": 5, "user": 3, "resident_register": 3, "face_item": 3}  # CHI p11


def birthday(born: date, year: int) -> date:
    """That year's birthday; 28 February where there is no 29th."""
    if (born.month, born.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return date(year, 2, 28)
    return date(year, born.month, born.day)


def age(born: date, on: date) -> int:
    """Full years, a year older from the birthday on."""
    return on.year - born.year - (on < birthday(born, on.year))


def nth_birthday_after(born: date, day: date, n: int) -> date:
    """The n-th birthday that comes after the day (発行日後n回目の誕生日, TOM p9)."""
    year = day.year if birthday(born, day.year) > day else day.year + 1
    return birthday(born, year + n - 1)


def months_on(day: date, months: int) -> date:
    """So many months on or back; the month's last day where the day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def renewal_opens(last: date) -> date:
    """The day after three months before (MIN p12, KAM p13)."""
    return months_on(last, -3) + DAY


def card_span_ends(born: date, issued: date, applied: date) -> date:
    """10 birthdays for adults, 5 for minors, by the age on the day of issue (ARA p9, KAM p6)."""
    adult = 18 if applied >= ADULT_AT_18_FROM else 20
    return nth_birthday_after(born, issued, 10 if age(born, issued) >= adult else 5)


@dataclass
class Certificate:
    """One electronic certificate."""

    last: date
    ended: bool = False


@dataclass
class Card:
    """One card; `state` is in_use, suspended, or ended (which it stays, ARA p11)."""

    issued: date
    span_ends: date
    last: date
    state: str = "in_use"
    signature: Certificate | None = None
    user: Certificate | None = None
    wrong: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TRIES, 0))

    def alive(self, on: date) -> bool:
        """Neither ended nor past its last day."""
        return self.state != "ended" and on <= self.last


@dataclass
class Life:
    """A person, with the one card that can be in force."""

    born: date
    city: str
    residence: str
    """japanese, permanent or limited_stay."""
    stay_until: date | None = None
    card: Card | None = None
    dead: bool = False

    def usable(self, kind: str, on: date) -> bool:
        """Whether the certificate of that kind works."""
        card = self.card
        if card is None or card.state != "in_use" or on > card.last:
            return False
        certificate = card.signature if kind == "signature" else card.user
        return certificate is not None and not certificate.ended and on <= certificate.last

    def _card_in_force(self, on: date) -> Card | None:
        return self.card if self.card is not None and self.card.alive(on) else None

    def gets_card(self, on: date, applied: date) -> bool:
        """A first or a further card: one in force at a time."""
        if self.dead or self._card_in_force(on):
            return False
        span = card_span_ends(self.born, on, applied)
        last = span if self.stay_until is None else min(span, self.stay_until)
        if last < on:
            return False
        self.card = Card(issued=on, span_ends=span, last=last)
        self._new_certificate("user", on)
        self._new_certificate("signature", on)
        return True

    def _new_certificate(self, kind: str, on: date, last: date | None = None) -> bool:
        """5th birthday after issue (TOM p9); never beyond the card nor, signing, the other one."""
        card = self.card
        assert card is not None
        ends = min(last or nth_birthday_after(self.born, on, 5), card.last)  # ARA p17
        if kind == "user":
            card.user = Certificate(ends)
            return True
        if age(self.born, on) < SIGNATURE_FROM:
            return False
        if card.user is not None and not card.user.ended:
            if on > card.user.last:
                return False  # it could not end before it begins
            ends = min(ends, card.user.last)  # ARA p15
        card.signature = Certificate(ends)
        return True

    def items_change(self, on: date) -> bool:
        """Name, former surname, alias, address, birth date, sex: the signing one ends (ARA p16)."""
        if self.dead:
            return False
        card = self._card_in_force(on)
        if card is not None and card.signature is not None:
            card.signature.ended = True
        return True

    def moves(
        self, to: str, planned_out: date, moved: date, filed: date, continued: date | None
    ) -> bool:
        """To another city: 14, 30 and 90 days, or the card is lost (ARA p10, TOM p15)."""
        if self.dead:
            return False
        self.city = to
        card = self._card_in_force(filed)
        if card is None:
            return True
        in_time = (
            filed <= moved + 14 * DAY
            and filed <= planned_out + 30 * DAY
            and continued is not None
            and continued <= filed + 90 * DAY
        )
        if not in_time:
            self._ends(card)
        elif card.signature is not None:
            card.signature.ended = True
        return True

    def _ends(self, card: Card) -> None:
        card.state = "ended"
        for one in (card.signature, card.user):
            if one is not None:
                one.ended = True

    def loses(self, on: date) -> bool:
        """A telephone call: card and certificates stop, nothing is deleted (ARA p10)."""
        card = self._card_in_force(on)
        if card is None or card.state != "in_use":
            return False
        card.state = "suspended"
        return True

    def finds(self, on: date) -> bool:
        """At the counter: as before (CHI p12)."""
        card = self._card_in_force(on)
        if card is None or card.state != "suspended":
            return False
        card.state = "in_use"
        return True

    def gives_up(self, on: date) -> bool:
        """廃止届: for good (ARA p11, MIN p13)."""
        card = self._card_in_force(on)
        if card is None:
            return False
        self._ends(card)
        return True

    def renews_card(self, on: date) -> bool:
        """From the day after three months before the last day until that day (MIN p9)."""
        card = self._card_in_force(on)
        if self.dead or card is None or card.state != "in_use" or on < renewal_opens(card.last):
            return False
        if self.stay_until is not None and self.stay_until < on:
            return False  # no stay left for a new card to follow
        self._ends(card)
        return self.gets_card(on, applied=on)

    def renews_certificate(self, kind: str, on: date) -> bool:
        """In the window five birthdays on from the old end (ARA p15); after it any time, anew."""
        card = self._card_in_force(on)
        old = card and (card.signature if kind == "signature" else card.user)
        if card is None or card.state != "in_use" or old is None:
            return False
        if old.ended or on > old.last:
            return self._new_certificate(kind, on)
        if on < renewal_opens(old.last):
            return False
        return self._new_certificate(kind, on, last=nth_birthday_after(self.born, old.last, 5))

    def adds_signature(self, on: date) -> bool:
        """From the 15th birthday on (ARA p21, TOM p15)."""
        card = self._card_in_force(on)
        if card is None or card.state != "in_use" or self.usable("signature", on):
            return False
        return self._new_certificate("signature", on)

    def stay_extends(self, on: date, until: date) -> bool:
        """The card too, where it is brought in time; never beyond its span (CHI p11, ARA p9)."""
        if self.stay_until is None or self.dead:
            return False
        self.stay_until = until
        card = self._card_in_force(on)
        if card is None:
            return False
        card.last = min(until, card.span_ends)
        return True

    def stay_pends(self, on: date) -> bool | None:
        """特例延長: two months while the decision is awaited; None where no page says so."""
        card = self._card_in_force(on)
        if self.stay_until is None or card is None:
            return False
        if self.city not in SPECIAL_EXTENSION:
            return None
        card.last = min(months_on(card.last, 2), card.span_ends)
        return True

    def leaves_japan(self, departs: date, procedure: date | None) -> bool:
        """Lost on leaving (CHI p12); kept if done by the day before, Japanese only (MIN p9)."""
        card = self._card_in_force(departs)
        if self.dead:
            return False
        kept = (
            departs >= CONTINUED_ABROAD_FROM
            and self.residence == "japanese"
            and procedure is not None
            and procedure < departs
        )
        if card is not None and not kept:
            self._ends(card)
        elif card is not None and card.signature is not None:
            card.signature.ended = True
        return True

    def dies(self) -> bool:
        """The card lapses and both certificates with it (ARA p12, CHI p26)."""
        if self.dead:
            return False
        self.dead = True
        if self.card is not None and self.card.state != "ended":
            self._ends(self.card)
        return True

    def enters(self, pin: str, *, right: bool, on: date) -> bool:
        """Whether the PIN was taken; so many wrong entries in a row lock it (ARA p8)."""
        card = self._card_in_force(on)
        if card is None or card.wrong[pin] >= TRIES[pin]:
            return False
        card.wrong[pin] = 0 if right else card.wrong[pin] + 1
        return right

    def locked(self, pin: str) -> bool:
        """Until it is set anew at a counter; no day unlocks it (MIN p3)."""
        return self.card is not None and self.card.wrong[pin] >= TRIES[pin]

    def resets(self, pin: str, on: date) -> bool:
        """At the counter (CHI p11)."""
        card = self._card_in_force(on)
        if card is None or card.state != "in_use":
            return False
        card.wrong[pin] = 0
        return True


CHARGED = {
    # reason: by city, whether a reissue for it is charged; None = the page does not say
    # (CHI p10, p12; ARA p12, p19; MIN p9; TOM p3, p4, p15; KAM p7)
    "loss": {"chiyoda": True, "arakawa": True, "minato": True, "tomakomai": True, "kamakura": True},
    "theft": {
        "chiyoda": True,
        "arakawa": False,
        "minato": False,
        "tomakomai": True,
        "kamakura": True,
    },
    "damage": {
        "chiyoda": None,
        "arakawa": True,
        "minato": True,
        "tomakomai": True,
        "kamakura": True,
    },
}


def reissue_fee(city: str, reason: str, *, certificates: bool) -> int | None:
    """1,000 yen with certificates, 800 without, or nothing; None where the page does not say."""
    charged = CHARGED[reason][city]
    if charged is None:
        return None
    return (1000 if certificates else 800) if charged else 0
