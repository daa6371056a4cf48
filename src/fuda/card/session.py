"""One session of secure messaging: AES-128-CBC under a key of its own, no MAC.

The initialisation vector of the n-th command, and of its response, is n encrypted. So the real card
does it, as far as is known; it hides, it does not authenticate.
"""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC

KEY_LENGTH = 16
BLOCK = 16
_PADDING = b"\x80"


class Undecipherable(ValueError):  # noqa: N818 - said of bytes
    """Not whole blocks with padding."""


class Session:
    """Counts secured commands, right or wrong."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = AES128(key)
        self._commands = 0

    def next_command(self) -> None:
        """Another secured command has come."""
        self._commands += 1

    def encrypt(self, plain: bytes) -> bytes:
        """Padded (ISO/IEC 7816-4) and encrypted."""
        padded = plain + _PADDING
        encryptor = self._cipher().encryptor()
        return encryptor.update(padded + bytes(-len(padded) % BLOCK)) + encryptor.finalize()

    def decrypt(self, cryptogram: bytes) -> bytes:
        """From what the other side's `encrypt` made."""
        if not cryptogram or len(cryptogram) % BLOCK:
            raise Undecipherable
        decryptor = self._cipher().decryptor()
        padded = (decryptor.update(cryptogram) + decryptor.finalize()).rstrip(b"\0")
        if not padded.endswith(_PADDING):
            raise Undecipherable
        return padded[:-1]

    def _cipher(self) -> Cipher[CBC]:
        count = self._commands.to_bytes(BLOCK, "big")
        vector = Cipher(self._algorithm, CBC(bytes(BLOCK))).encryptor().update(count)
        return Cipher(self._algorithm, CBC(vector))
