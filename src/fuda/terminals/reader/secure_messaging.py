"""Secure messaging of 券面事項入力補助: a transport that enciphers what goes through it.

AES-128-CBC under a key that the card's session key received; the vector of a message is its
number, enciphered. Nothing is authenticated: it hides what is read, it proves nothing.
"""

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256

from fuda.card.interface import Ins, StatusWord, Transport
from fuda.terminals.reader.errors import SecureMessagingLost, UnreadableFile
from fuda.terminals.reader.exchange import ask, command
from fuda.terminals.reader.objects import first_object

_SEED = 32
_BLOCK = 16
_SECURED = 0x08
_CRYPTOGRAM, _EXPECTED = 0x86, 0x96
_PADDED = b"\x01"
_LONGEST = 0x10000
_LOST = {StatusWord.SECURED_DATA_MISSING, StatusWord.SEAL_BROKEN, StatusWord.NO_SESSION}
_HEADER = 4


def open_session(transport: Transport, key: RSAPublicKey, seed: bytes) -> "SecureMessaging":
    """Hand the card a session key under its public key; the face-item PIN must be verified."""
    if len(seed) != _SEED:
        raise ValueError(f"a session's seed has {_SEED} bytes, not {len(seed)}")
    delivery = bytes([0xA0, _SEED + 2, 0x80, _SEED]) + seed
    try:
        sealed = key.encrypt(delivery, OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None))
    except ValueError:
        raise UnreadableFile("no RSA public key that can be used") from None
    ask(transport, command(0x80, Ins.SET_SESSION_KEY, 0x00, 0x00, sealed))
    return SecureMessaging(transport, seed[:_BLOCK])


class SecureMessaging:
    """VERIFY, SELECT of a file and READ BINARY go enciphered; everything else as it is."""

    def __init__(self, transport: Transport, key: bytes) -> None:
        self._transport = transport
        self._key = key
        self._sent = 0

    def transmit(self, apdu: bytes) -> bytes:
        """Carry a command; SecureMessagingLost once the card has ended the session."""
        secured = self._secured(apdu)
        if secured is None:
            return self._transport.transmit(apdu)
        response = self._transport.transmit(secured)
        data, status = response[:-2], response[-2:]
        if int.from_bytes(status, "big") in _LOST:
            raise SecureMessagingLost(
                "the card has ended the session; select the application again"
            )
        return (self._plain(data) if data else b"") + status

    def _secured(self, apdu: bytes) -> bytes | None:
        cla, ins, p1, p2 = apdu[:_HEADER]
        data, expected = _body(apdu[_HEADER:])
        if ins == Ins.READ_BINARY:
            self._sent += 1
            held = bytes([_EXPECTED, 3, 0]) + (expected & 0xFFFF).to_bytes(2, "big")
            return command(cla | _SECURED, ins, p1, p2, held, _LONGEST)
        if data and (ins == Ins.VERIFY or (ins == Ins.SELECT and p1 == 0x02)):  # noqa: PLR2004
            self._sent += 1
            held = _PADDED + self._enciphered(data)
            return command(cla | _SECURED, ins, p1, p2, bytes([_CRYPTOGRAM, len(held)]) + held)
        return None

    def _enciphered(self, data: bytes) -> bytes:
        padded = data + b"\x80" + bytes(-(len(data) + 1) % _BLOCK)
        worker = Cipher(AES128(self._key), CBC(self._vector())).encryptor()
        return worker.update(padded) + worker.finalize()

    def _plain(self, data: bytes) -> bytes:
        held = first_object(data)
        cryptogram = held.value[1:]
        if held.tag != _CRYPTOGRAM or not cryptogram or len(cryptogram) % _BLOCK:
            raise UnreadableFile("an answer that is not enciphered as it should be")
        worker = Cipher(AES128(self._key), CBC(self._vector())).decryptor()
        padded = worker.update(cryptogram) + worker.finalize()
        plain, mark, filler = padded.rpartition(b"\x80")
        if not mark or filler.strip(b"\0"):
            raise UnreadableFile("an answer that another key enciphered")
        return plain

    def _vector(self) -> bytes:
        worker = Cipher(AES128(self._key), CBC(bytes(_BLOCK))).encryptor()
        return worker.update(self._sent.to_bytes(_BLOCK, "big")) + worker.finalize()


def _body(body: bytes) -> tuple[bytes, int]:
    """Data and Le of a command that `exchange.command` made; never both, here."""
    if not body:
        return b"", 0
    if len(body) == 1:
        return b"", body[0] or 0x100
    if body[0]:
        return body[1 : 1 + body[0]], 0
    return b"", int.from_bytes(body[1:], "big")
