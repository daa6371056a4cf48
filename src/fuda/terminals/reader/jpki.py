"""The 公的個人認証 application: two certificates, and signing with their keys."""

from collections.abc import Mapping
from types import TracebackType
from typing import Literal, Self

from cryptography.hazmat.primitives.hashes import SHA256, Hash

from fuda.card.interface import CARD_MANAGER, JPKI, Ins, Jpki, Transport
from fuda.terminals.reader.errors import CardError, CardRefused, NotOnCard
from fuda.terminals.reader.exchange import ask, command, select_application, select_file
from fuda.terminals.reader.pins import ask_tries, verify_selected

_CURRENT_FILE = 0x80
_PAGE = 0x100
_DER_HEADER = 4
_SEQUENCE = b"\x30\x82"
_SHA256_DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
"""What PKCS #1 v1.5 puts before a SHA-256 hash (RFC 8017, 9.2): the card takes it ready-made."""

Scheme = Literal["pkcs1", "pss"]
"""RSASSA-PKCS1-v1_5, or RSASSA-PSS with MGF1 and a salt of 32 bytes; both over SHA-256."""
_WAYS: Mapping[Scheme, tuple[int, bytes]] = {
    "pkcs1": (0x00, _SHA256_DIGEST_INFO),
    "pss": (0x04, b""),
}


class JpkiSession:
    """A session with the JPKI application; leaving it makes the chip forget the verified PINs."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        select_application(transport, JPKI)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            select_application(self._transport, CARD_MANAGER)
        except CardError:
            if error is None:
                raise

    def read_user_certificate(self) -> bytes:
        """The user certificate (利用者証明用), DER. Free: it names nobody."""
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

    def user_tries_left(self) -> int:
        """How many tries the user PIN has left; 0 where it is locked or was never set."""
        select_file(self._transport, Jpki.USER_PIN)
        return ask_tries(self._transport)

    def signature_tries_left(self) -> int:
        """How many tries the signature PIN has left."""
        select_file(self._transport, Jpki.SIGNATURE_PIN)
        return ask_tries(self._transport)

    def verify_user_pin(self, pin: str) -> None:
        """Four digits; WrongPin(tries_left), PinLocked, PinNotSet or PinUnfit otherwise."""
        select_file(self._transport, Jpki.USER_PIN)
        verify_selected(self._transport, "user", pin)

    def verify_signature_pin(self, pin: str) -> None:
        """Digits and capital letters; never folded from small ones (PIN-02)."""
        select_file(self._transport, Jpki.SIGNATURE_PIN)
        verify_selected(self._transport, "signature", pin)

    def sign_user(self, data: bytes, scheme: Scheme = "pkcs1") -> bytes:
        """Sign with the user key, SHA-256; PinNeeded before its PIN."""
        return self._sign(Jpki.USER_KEY, data, scheme)

    def sign_signature(self, data: bytes, scheme: Scheme = "pkcs1") -> bytes:
        """Sign with the signature key, SHA-256; PinNeeded before its PIN."""
        return self._sign(Jpki.SIGNATURE_KEY, data, scheme)

    def _sign(self, key: Jpki, data: bytes, scheme: Scheme) -> bytes:
        digest = Hash(SHA256())
        digest.update(data)
        way, before = _WAYS[scheme]
        hashed = before + digest.finalize()
        select_file(self._transport, key)
        return ask(
            self._transport,
            command(0x80, Ins.COMPUTE_DIGITAL_SIGNATURE, way, _CURRENT_FILE, hashed, _PAGE),
        )

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
            page = self._read(len(content), min(_PAGE, length - len(content)))
            if not page:
                raise NotOnCard("this certificate is cut off")
            content += page
        return content

    def _read(self, offset: int, length: int) -> bytes:
        return ask(
            self._transport, command(0x00, Ins.READ_BINARY, offset >> 8, offset & 0xFF, b"", length)
        )
