"""What only the issuer may do later in a card's life, walked through on a real chip.

A municipality asks, a reader carries, the chip commits; jlis.cards knows of it from then on.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from card_made import PINS, Authority
from cards_made import NUMBER, PARAMETERS, Desk
from country_made import Chance
from fuda.card.face import REMARK_LINES
from fuda.card.interface import PinName
from fuda.doors.cards import (
    AskCards,
    AskTrust,
    BecomeFaceAuthentication,
    BecomeNormal,
    CardView,
    CloseChannel,
    ContinueChannel,
    KeyMade,
    LoadCertificate,
    MakeKey,
    OpenChannel,
    Order,
    PermitPin,
    ReadChannel,
    RemarkEntry,
    RemarksField,
    RewriteFace,
    Script,
    Terminate,
)
from fuda.doors.errors import Malformed, Refused
from fuda.doors.person import FourItems
from fuda.institutions.jlis.cards.signing import RecordKeys
from fuda.pki.keys import new_key
from fuda.terminals.reader import (
    CardError,
    CommonSession,
    FaceCheckSession,
    FaceItemSession,
    JpkiSession,
    PinLocked,
    VerifiableCertificate,
    WrongPin,
    begin_channel,
    run_script,
    set_pins,
    tries_left,
    verify_pin,
)
from fuda.world.wallet import WalletCard

HANAKO = FourItems(
    name="髙橋　花子", address="神奈川県鎌倉市御成町", born=date(1990, 2, 17), sex="female"
)
MOVED = replace(HANAKO, address="神奈川県鎌倉市小町一丁目１番１号")
FACE_ITEM_AUTHORITY, FACE_CHECK_AUTHORITY = b"9000033", b"9000023"
MARK = "顔認証マイナンバーカード"
SIGNATURE = MakeKey(kind="signature", challenge=b"prove it")


def rewrite(items: FourItems = MOVED, **said: Any) -> RewriteFace:
    """Hanako's card is to say this."""
    return RewriteFace(number=NUMBER, items=items, **said)


@dataclass
class Clerk:
    """鎌倉市's, with Hanako's card and a reader."""

    desk: Desk
    card: str

    def begin(self, *orders: Order) -> tuple[Script, tuple[bytes, ...]]:
        """The first script, carried out."""
        with self.laid() as chip:
            return self._begin(chip, orders)

    @contextmanager
    def laid(self) -> Iterator[Any]:
        """The card on the reader."""
        with self.desk.plant.wallet.power_on(self.on_desk, "counter") as chip:
            yield chip

    @property
    def on_desk(self) -> WalletCard:
        """The card, wherever it is kept."""
        return self.desk.plant.wallet.card(self.card)

    def _begin(self, chip: Any, orders: tuple[Order, ...]) -> tuple[Script, tuple[bytes, ...]]:
        challenge = begin_channel(chip).chip_challenge
        script = self.desk.door.open_channel(
            OpenChannel(
                key=f"open {challenge.hex()}",
                card=self.card,
                chip_challenge=challenge,
                orders=orders,
            )
        )
        return script, run_script(chip, script.commands)

    def do(
        self,
        *orders: Order,
        then: tuple[Order, ...] = (),
        pins: Mapping[PinName, str] | None = None,
        certify: bool = False,
        cut: bool = False,
    ) -> RemarksField | None:
        """A whole channel; `cut` before its closing. What staff are to write on the card."""
        with self.laid() as chip:
            first, responses = self._begin(chip, orders)
            if certify:
                then = (*self._certificates(first, responses), *then)
            last = self.desk.door.continue_channel(
                ContinueChannel(
                    key=f"on {first.session}",
                    session=first.session,
                    responses=responses,
                    orders=then,
                )
            )
            done = run_script(chip, last.commands)
            set_pins(chip, pins or {})
            if cut:
                return None
            done += run_script(chip, last.closing)
            self.desk.door.close_channel(
                CloseChannel(key=f"close {first.session}", session=first.session, responses=done)
            )
        return last.remarks or first.remarks

    def _certificates(self, first: Script, responses: tuple[bytes, ...]) -> tuple[Order, ...]:
        outcomes = self.desk.door.read_channel(
            ReadChannel(session=first.session, responses=responses)
        ).outcomes
        authority = Authority.make("FUDA TEST authority")
        return tuple(
            LoadCertificate(
                kind=made.kind,
                certificate=authority.certify("x", made.public_key).public_bytes(Encoding.DER),
                authority=authority.certificate.public_bytes(Encoding.DER),
            )
            for made in outcomes
            if isinstance(made, KeyMade)
        )

    def refused(self, *orders: Order) -> str:
        """The rule that says no to them."""
        with pytest.raises(Refused) as no:
            self.begin(*orders)
        return no.value.refusal.rule

    @property
    def view(self) -> CardView:
        """As jlis.cards knows it."""
        (card,) = self.desk.door.cards(AskCards(holder="hanako")).cards
        return card

    def authority(self, digits: bytes) -> Any:
        """An authority's public key, as it is published under the root."""
        trust = self.desk.management.trust(AskTrust())
        root: Any = load_der_public_key(trust.root)
        for each in map(VerifiableCertificate.parse, trust.certificates):
            each.verify(root)
            if each.subject.startswith(digits):
                return each.public_key
        raise AssertionError(digits)

    def text(self) -> FourItems:
        """What the chip says as text, checked up to the root."""
        with self.laid() as chip:
            session = FaceItemSession(chip)
            session.verify_number_a(NUMBER.digits)
            session.verify_number_b(self.number_b)
            digests = session.read_signed_digests()
            digests.verify(session.read_signer(self.authority(FACE_ITEM_AUTHORITY)))
            items = session.read_four_items(digests)
            assert session.read_number(digests).digits == NUMBER.digits
        return FourItems(name=items.name, address=items.address, born=items.born, sex=items.sex)

    def pictures(self) -> Any:
        """What the chip shows as pictures, checked up to the root, by the card that holds them."""
        with self.laid() as chip:
            session = FaceCheckSession(chip)
            session.verify_number_b(self.number_b)
            face = session.read_face()
            face.verify(session.read_signer(self.authority(FACE_CHECK_AUTHORITY)))
            session.prove_presence(b"sixteen bytes...", face.card_key)
        return face

    @property
    def number_b(self) -> str:
        """照合番号B, from the face."""
        face = self.on_desk.face
        return f"020217{face.expires[:4]}{face.security_code}"


@pytest.fixture
def clerk(desk: Desk) -> Clerk:
    """Hanako has had her card since yesterday, with a signature key and its certificate."""
    card = desk.made()
    desk.door.report(desk.report(card, "arrive"))
    clerk = Clerk(desk, card)
    made = (SIGNATURE, replace(SIGNATURE, kind="user"))
    clerk.do(*made, then=tuple(PermitPin(pin=pin) for pin in PINS), pins=PINS, certify=True)
    desk.door.report(desk.report(card, "handed_over"))
    desk.plant.wallet.hand_over(card)
    desk.clock.turn(days=1)
    return clerk


def test_a_new_card_says_who_its_holder_is(clerk: Clerk) -> None:
    """CARD-21, CARD-23: text and pictures are signed, opened by what is printed, and the card's."""
    assert clerk.text() == HANAKO
    face = clerk.pictures()
    assert (face.born, face.sex, str(face.expires)) == (
        HANAKO.born,
        "female",
        clerk.on_desk.face.expires,
    )
    assert face.photo is not None
    with clerk.laid() as chip:
        assert CommonSession(chip).read_card().serial == clerk.on_desk.face.card_number[1:]
    assert (clerk.view.kind, clerk.view.remarks) == ("normal", ())


def test_the_face_shows_what_was_decided(clerk: Clerk) -> None:
    """CARD-06, CARD-10: four digits as security code, and the reading; the photo beside it."""
    front = clerk.desk.plant.wallet.front(clerk.card)

    assert len(front.security_code) == 4
    assert front.reading == "タカハシ　ハナコ"
    assert front.photo == clerk.desk.plant.orders[0].printed.photo


def test_a_former_surname_is_printed(desk: Desk) -> None:
    """CARD-12: in brackets on the face, and so in the chip."""
    desk.door.apply(desk.application(former_surname="見本"))
    desk.clock.turn(days=62)
    desk.management.due()
    clerk = Clerk(desk, desk.post.notices[-1].card)

    assert clerk.on_desk.face.name == "髙橋　[見本]　花子"
    assert clerk.text().name == "髙橋　[見本]　花子"


def test_a_newborn_has_no_photo(desk: Desk) -> None:
    """MINOR-06: not even where one was handed in."""
    born = desk.clock.today() - timedelta(days=30)
    desk.door.apply(desk.application(items=replace(HANAKO, born=born)))
    desk.clock.turn(days=62)
    desk.management.due()
    front = desk.plant.wallet.front(desk.post.notices[-1].card)

    assert front.photo is None


def test_a_photo_that_is_none(desk: Desk) -> None:
    """One line says what is wrong; nothing is kept."""
    for photo in (b"", b"\xff\xd8\xff", (desk.application().photo or b"")[:20]):
        with pytest.raises(Malformed, match="no PNG"):
            desk.door.apply(desk.application(photo=photo))
    with pytest.raises(Refused, match="photo of the face"):
        desk.door.apply(desk.application(photo=None))
    lying = bytearray(desk.application().photo or b"")
    lying[16:24] = (45).to_bytes(4, "big") + (35).to_bytes(4, "big")
    with pytest.raises(Malformed, match="45 by 35 is not upright"):
        desk.door.apply(desk.application(photo=bytes(lying)))
    with pytest.raises(Malformed, match="too many, at most"):
        desk.door.apply(desk.application(photo=bytes(2_000_001)))
    assert desk.door.cards(AskCards(holder="hanako")).cards == ()


def test_a_move_is_written_on_card_and_chip(clerk: Clerk) -> None:
    """CHG-01, CARD-35: a remark, and both applications signed anew; the printed face stays."""
    before = clerk.pictures()
    field = clerk.do(rewrite())
    today = clerk.desk.clock.today()
    entry = RemarkEntry(on=today, text=f"住所 {MOVED.address}")

    assert field is not None
    assert (field.entries, field.due) == ((entry,), None)
    assert clerk.text() == MOVED
    after = clerk.pictures()
    assert after.address != before.address
    assert (after.name, after.photo, after.security_code) == (
        before.name,
        before.photo,
        before.security_code,
    )
    assert clerk.view.remarks == (entry,)
    clerk.desk.plant.wallet.write_remarks(clerk.card, field.entries)
    front = clerk.desk.plant.wallet.front(clerk.card)
    assert front.address == HANAKO.address
    assert [(each.on, each.text) for each in front.remarks] == [(today, entry.text)]


def test_everything_that_can_change_has_its_entry(clerk: Clerk) -> None:
    """CHG-06, CARD-12: name, former surname, birth date, sex; a check number follows the birth.

    The reading is added where the holder wishes it (CARD-10).
    """
    new = replace(HANAKO, name="鎌倉　花子", born=date(1990, 2, 18), sex="other")
    field = clerk.do(rewrite(new, former_surname="髙橋", reading="カマクラ　ハナコ"))

    assert field is not None
    assert [each.text for each in field.entries] == [
        "氏名 鎌倉　花子",
        "旧氏 髙橋",
        "フリガナ カマクラ　ハナコ",
        "生年月日 平成2年2月18日",
        "性別 その他",
    ]
    with clerk.laid() as chip:
        session = FaceItemSession(chip)
        session.verify_number_b(clerk.number_b.replace("020217", "020218"))
        items = session.read_four_items()
    assert (items.name, items.born, items.sex) == ("鎌倉　[髙橋]　花子", new.born, "other")


def test_what_is_already_so_is_refused(clerk: Clerk) -> None:
    """Nothing is written for nothing; nor twice in one channel."""
    assert clerk.refused(rewrite(HANAKO)) == "CHG-01"
    with pytest.raises(Malformed, match="once in a channel"):
        clerk.begin(rewrite(), rewrite(replace(MOVED, name="鎌倉　花子")))
    clerk.do(rewrite())
    assert clerk.refused(rewrite(MOVED)) == "CHG-01"


def test_a_full_field_ends_in_a_new_card(clerk: Clerk) -> None:
    """CHG-07, TOM p15: the entry that fills it says so; the one after it is refused."""
    dues = []
    for lot in range(REMARK_LINES):
        field = clerk.do(rewrite(replace(MOVED, address=f"見本町{lot}")))
        assert field is not None
        dues.append((field.left, field.due))

    assert dues[-2:] == [(1, None), (0, "reissue")]
    assert clerk.refused(rewrite(replace(MOVED, address="見本町"))) == "CHG-07"
    assert clerk.text().address == f"見本町{REMARK_LINES - 1}"


def test_the_layout_has_as_many_lines_as_the_parameter() -> None:
    """What is counted is what fits into the drawing."""
    lines = PARAMETERS.value("card.remarks.lines", city=None, on=date(2026, 9, 1)).of(int)
    assert lines == REMARK_LINES


@pytest.mark.parametrize("order", [rewrite(), BecomeFaceAuthentication()], ids=["face", "kind"])
def test_cut_off_before_the_closing_nothing_has_changed(clerk: Clerk, order: Order) -> None:
    """Neither on the chip nor in the books; the next try does all of it."""
    clerk.do(order, cut=True)

    assert clerk.text() == HANAKO
    assert (clerk.view.kind, clerk.view.remarks) == ("normal", ())
    with clerk.laid() as chip:
        verify_pin(chip, "user", PINS["user"])
    assert clerk.do(order) is not None
    assert len(clerk.view.remarks) == 1


def test_the_number_leaves_no_trace(clerk: Clerk) -> None:
    """NUM-13: handed along for the rewriting, it is in no file, not even while that goes on."""
    clerk.do(rewrite(), cut=True)
    assert NUMBER.digits.encode() not in clerk.desk.everything_kept()
    clerk.do(rewrite())

    everything = b"".join(
        each.read_bytes() for each in clerk.desk.data.rglob("*") if each.is_file()
    )
    assert NUMBER.digits.encode() not in everything


@pytest.mark.parametrize("pin", PINS)
def test_a_locked_pin_is_set_anew(clerk: Clerk, pin: PinName) -> None:
    """RESET-01, LOCK-03: only the issuer unblocks; the other PINs and their tries stay."""
    others: list[PinName] = [each for each in PINS if each != pin]
    new = "NEW456" if pin == "signature" else "9876"
    with clerk.laid() as chip:
        for _ in range(tries_left(chip, pin)):
            with pytest.raises((WrongPin, PinLocked)):
                verify_pin(chip, pin, new)
        with pytest.raises(PinLocked):
            verify_pin(chip, pin, PINS[pin])
        with pytest.raises(WrongPin):
            verify_pin(chip, others[0], PINS[others[0]][::-1])
        spent = tries_left(chip, others[0])

    clerk.do(then=(PermitPin(pin=pin),), pins={pin: new})

    with clerk.laid() as chip:
        assert tries_left(chip, others[0]) == spent
        verify_pin(chip, pin, new)
        for other in others:
            verify_pin(chip, other, PINS[other])


def test_face_authentication_and_back(clerk: Clerk) -> None:
    """FACE-02, -09, -11, -12, -19: no PIN, no signature key, a mark; back, and the mark struck."""
    field = clerk.do(BecomeFaceAuthentication())
    began = clerk.desk.clock.today()
    assert field is not None
    assert field.entries == (RemarkEntry(on=began, text=MARK),)
    assert clerk.view.kind == "face_authentication"
    with clerk.laid() as chip:
        assert JpkiSession(chip).read_certificates_present() == {"user"}
        for pin, value in PINS.items():
            with pytest.raises(CardError):
                verify_pin(chip, pin, value)
    assert clerk.text() == HANAKO
    assert clerk.refused(BecomeFaceAuthentication()) == "FACE-06"
    assert clerk.refused(PermitPin(pin="user")) == "FACE-02"
    assert clerk.refused(SIGNATURE) == "FACE-19"

    clerk.desk.clock.turn(days=30)
    field = clerk.do(
        BecomeNormal(),
        SIGNATURE,
        then=tuple(PermitPin(pin=pin) for pin in PINS),
        pins=PINS,
        certify=True,
    )

    assert field is not None
    struck = RemarkEntry(on=began, text=MARK, struck=clerk.desk.clock.today())
    assert field.entries == clerk.view.remarks == (struck,)
    assert clerk.view.kind == "normal"
    with clerk.laid() as chip:
        session = JpkiSession(chip)
        assert session.read_certificates_present() == {"user", "signature"}
        session.verify_signature_pin(PINS["signature"])
        assert session.sign_signature(b"again")
    assert clerk.refused(BecomeNormal()) == "FACE-09"


def test_a_known_terminal_uses_a_card_without_pins(clerk: Clerk) -> None:
    """FACE-03: the user key signs for who shows a certificate of the published authority."""
    clerk.do(BecomeFaceAuthentication())
    key = new_key()
    certificate = RecordKeys(clerk.desk.data / "keys", Chance()).certify_terminal(key.public_key())
    with clerk.laid() as chip:
        session = JpkiSession(chip)
        with pytest.raises(CardError):
            session.sign_user(b"who is it")
        session.authenticate_terminal(certificate, lambda it: key.sign(it, PKCS1v15(), SHA256()))
        assert session.sign_user(b"who is it")


def test_no_room_for_the_mark(clerk: Clerk) -> None:
    """FACE-13, FACE-14: a sticker on the card case; on the way back a new case."""
    for lot in range(REMARK_LINES):
        clerk.do(rewrite(replace(MOVED, address=f"見本町{lot}")))
    written = clerk.view.remarks
    there, back = clerk.do(BecomeFaceAuthentication()), clerk.do(BecomeNormal())

    assert there is not None
    assert back is not None
    assert (there.due, there.entries) == ("case_sticker", written)
    assert (back.due, back.entries) == ("new_case", written)


def test_face_authentication_before_its_day(clerk: Clerk) -> None:
    """FACE-01: a dial that stands before it; here by the rule alone, since cards look forward."""
    clerk.desk.clock.at = clerk.desk.clock.at.replace(year=2023, month=12, day=14)
    assert clerk.refused(BecomeFaceAuthentication()) == "FACE-01"


def test_a_chip_is_ended(clerk: Clerk) -> None:
    """RETURN-01: the card given back says only which it was; nothing can be ordered any more."""
    with pytest.raises(Malformed, match="only order"):
        clerk.begin(PermitPin(pin="user"), Terminate())
    clerk.do(Terminate())

    assert clerk.view.state == "returned"
    with clerk.laid() as chip:
        with pytest.raises(CardError):
            JpkiSession(chip).read_user_certificate()
        with pytest.raises(CardError):
            begin_channel(chip)


@pytest.mark.parametrize(
    ("event", "ends"), [("abolish", True), ("lapse", True), ("return", True), ("suspend", True)]
)
def test_what_is_over_can_only_be_ended(clerk: Clerk, event: str, *, ends: bool) -> None:
    """LOST-12: refused with the reason; the chip of a card that is handed in is ended."""
    desk = clerk.desk
    desk.door.report(desk.report(clerk.card, event))
    for order in (rewrite(), BecomeFaceAuthentication(), PermitPin(pin="user")):
        with pytest.raises(Refused) as no:
            clerk.begin(order)
        assert no.value.refusal.because
    clerk.do(Terminate())

    assert (clerk.view.state == "returned") is ends


def test_a_card_that_is_not_handed_over_is_not_ended(desk: Desk) -> None:
    """Nobody has given it back."""
    clerk = Clerk(desk, desk.made())
    assert clerk.refused(Terminate()) == "CARD-36"


def test_what_a_card_says_is_dropped_when_it_is_over(clerk: Clerk) -> None:
    """jlis.cards keeps name and photo only of cards in force."""
    desk = clerk.desk
    desk.door.report(desk.report(clerk.card, "return"))
    with desk.management.store.reading() as at:
        assert at.exec_driver_sql("SELECT count(*) FROM on_cards").scalar_one() == 0


def test_asked_again_it_is_the_same_script(clerk: Clerk) -> None:
    """An answer that was lost: the same key brings the same commands and remarks."""
    with clerk.laid() as chip:
        challenge = begin_channel(chip).chip_challenge
        asked = OpenChannel(key="k", card=clerk.card, chip_challenge=challenge, orders=(rewrite(),))
        first = clerk.desk.door.open_channel(asked)
        assert clerk.desk.door.open_channel(asked) == first
        responses = run_script(chip, first.commands)
        on = ContinueChannel(key="on", session=first.session, responses=responses, orders=())
        last = clerk.desk.door.continue_channel(on)
        assert clerk.desk.door.continue_channel(on) == last
    assert first.remarks == last.remarks
