"""The 公的個人認証 application: two certificates, and signing with their keys.

with JpkiSession(transport) as card:
    card.verify_user_pin(pin)
    signature = card.sign_user(challenge)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from fuda.card.interface import JPKI, CertificateKind, Ins, Jpki
from fuda.terminals.reader.authenticity import VerifiableCertificate
from fuda.terminals.reader.errors import CardRefused, NotOnCard, UnreadableFile
from fuda.terminals.reader.exchange import ask, command, read_whole, select_file
from fuda.terminals.reader.pins import change_selected
from fuda.terminals.reader.session import Session
from fuda.terminals.reader.signing import CURRENT_FILE, Scheme, sign

_PAGE = 0x100
_DER_HEADER = 4
_SEQUENCE = b"\x30\x82"
_PRESENT = 0x8F
_PRESENCE = 2
_TERMINAL_KEY = 0xC1
_TERMINAL_CHALLENGE = 32
_TOKEN_INFORMATION = 160
_LABEL, _MANUFACTURER, _MODEL, _SERIAL = slice(0, 32), slice(32, 64), slice(64, 80), slice(80, 96)

TokenKind = Literal["card", "android", "iphone", "old-card", "unknown"]
"""A My Number Card, a phone of either make, or a 住基カード of before 2016."""
_KINDS: Mapping[str, TokenKind] = {
    "JPKIAPICCTOKEN2": "card",
    "JPKIAPICCTOKEN": "old-card",
    "JPKIAPGPSETOKEN": "android",
    "JPKIAPIOSTOKEN": "iphone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What the token says of itself (PKCS #11's CK_TOKEN_INFO)."""

    label: str
    manufacturer: str
    model: str
    serial: str

    @property
    def kind(self) -> TokenKind:
        """What kind of thing it is, by its label."""
        return _KINDS.get(self.label, "unknown")


class JpkiSession(Session):
    """A session with the JPKI application; leaving it makes the chip forget the verified PINs."""

    application = JPKI

    def read_user_certificate(self) -> bytes:
        """The user certificate (利用者証明用), DER. Free: it names nobody; PinNeeded on a phone."""
        return self._read_certificate(Jpki.USER_CERTIFICATE)

    def read_user_authority(self) -> bytes:
        """The certificate of the authority behind the user certificate, DER."""
        return self._read_certificate(Jpki.USER_AUTHORITY)

    def read_signature_certificate(self) -> bytes:
        """The signature certificate (署名用), DER; PinNeeded before its PIN."""
        return self._read_certificate(Jpki.SIGNATURE_CERTIFICATE)

    def read_signature_authority(self) -> bytes:
        """The certificate of the authority behind the signature certificate, DER."""
        return self._read_certificate(Jpki.SIGNATURE_AUTHORITY)

    def read_certificates_present(self) -> frozenset[CertificateKind]:
        """Which of the two certificates are on the card; free, both of them."""
        said = read_whole(self._transport, Jpki.CERTIFICATES_PRESENT)
        if len(said) < _PRESENCE:
            raise UnreadableFile("too short to say which certificates are there")
        kinds: tuple[CertificateKind, CertificateKind] = ("signature", "user")
        return frozenset(kind for kind, byte in zip(kinds, said, strict=False) if byte == _PRESENT)

    def read_token(self) -> Token:
        """What the token is and who made it; free."""
        said = read_whole(self._transport, Jpki.TOKEN_INFORMATION)
        if len(said) < _TOKEN_INFORMATION:
            raise UnreadableFile(f"token information of {len(said)} bytes")
        label, manufacturer, model, serial = (
            said[part].decode("ascii", "replace").rstrip()
            for part in (_LABEL, _MANUFACTURER, _MODEL, _SERIAL)
        )
        return Token(label=label, manufacturer=manufacturer, model=model, serial=serial)

    def user_tries_left(self) -> int:
        """How many tries the user PIN has left; 0 where it is locked or was never set."""
        return self._tries_left(Jpki.USER_PIN)

    def signature_tries_left(self) -> int:
        """How many tries the signature PIN has left."""
        return self._tries_left(Jpki.SIGNATURE_PIN)

    def verify_user_pin(self, pin: str) -> None:
        """Four digits; WrongPin(tries_left), PinLocked, PinNotSet or PinUnfit otherwise."""
        self._verify(Jpki.USER_PIN, "user", pin)

    def verify_signature_pin(self, pin: str) -> None:
        """Digits and capital letters; never folded from small ones (PIN-02)."""
        self._verify(Jpki.SIGNATURE_PIN, "signature", pin)

    def change_user_pin(self, *, old: str, new: str) -> None:
        """The holder's own change (PIN-14)."""
        select_file(self._transport, Jpki.USER_PIN)
        change_selected(self._transport, "user", old=old, new=new, by_key=False)

    def change_signature_pin(self, *, old: str, new: str) -> None:
        """The holder's own change (PIN-14)."""
        select_file(self._transport, Jpki.SIGNATURE_PIN)
        change_selected(self._transport, "signature", old=old, new=new, by_key=False)

    def sign_user(self, data: bytes, scheme: Scheme = "pkcs1") -> bytes:
        """Sign with the user key; PinNeeded before its PIN, or before the terminal is known."""
        select_file(self._transport, Jpki.USER_KEY)
        return sign(self._transport, CURRENT_FILE, data, scheme)

    def sign_signature(self, data: bytes, scheme: Scheme = "pkcs1") -> bytes:
        """Sign with the signature key; PinNeeded before its PIN."""
        select_file(self._transport, Jpki.SIGNATURE_KEY)
        return sign(self._transport, CURRENT_FILE, data, scheme)

    def authenticate_terminal(self, certificate: bytes, prove: Callable[[bytes], bytes]) -> None:
        """Make this terminal known to the card: the user key then serves without a PIN (FACE-15).

        `certificate` is card-verifiable, from the authority in the card; `prove` signs the card's
        challenge with the certified key (RSASSA-PKCS1-v1_5, SHA-256). PinNeeded where the card
        does not believe it. Whether the bearer is the holder is for the terminal to see.
        """
        shown = VerifiableCertificate.parse(certificate).signed_part()
        select_file(self._transport, Jpki.TERMINAL_AUTHORITY)
        ask(self._transport, command(0x80, Ins.SET_PUBLIC_IC_KEY, 0x00, _TERMINAL_KEY, shown))
        challenge = ask(
            self._transport,
            command(0x00, Ins.GET_CHALLENGE, 0x00, 0x00, b"", _TERMINAL_CHALLENGE),
        )
        proof = prove(challenge)
        ask(self._transport, command(0x00, Ins.EXTERNAL_AUTHENTICATE, 0x00, 0x00, proof))

    def _read_certificate(self, file: Jpki) -> bytes:
        select_file(self._transport, file)
        try:
            header = self._read(0, _DER_HEADER)
        except CardRefused:
            raise NotOnCard("this certificate was never written") from None
        if not header.startswith(_SEQUENCE):
            raise NotOnCard("this certificate was never written")
        length = int.from_bytes(header[2:], "big") + _DER_HEADER
        content = header
        while len(content) < length:
            asked = min(_PAGE, length - len(content))
            page = self._read(len(content), asked)
            if len(page) != asked:
                raise NotOnCard("this certificate is cut off")
            content += page
        return content

    def _read(self, offset: int, length: int) -> bytes:
        return ask(
            self._transport, command(0x00, Ins.READ_BINARY, offset >> 8, offset & 0xFF, b"", length)
        )
