"""What both 券面 applications have: records signed by one key, and a key of the card itself."""

from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fuda.terminals.reader.authenticity import VerifiableCertificate, prove_presence
from fuda.terminals.reader.exchange import read_object
from fuda.terminals.reader.session import Session


class FaceSession(Session):
    """Reads who signed the records, and whether the card is the one that they are about."""

    certificate: ClassVar[int]
    """The file of the signer's certificate."""

    def read_certificate(self) -> VerifiableCertificate:
        """The certificate of the key that signed the records; free."""
        return VerifiableCertificate.parse(read_object(self._transport, self.certificate))

    def read_signer(self, root: RSAPublicKey) -> RSAPublicKey:
        """The key that signed the records; NotAuthentic unless `root` certified it."""
        certificate = self.read_certificate()
        certificate.verify(root)
        return certificate.public_key

    def prove_presence(self, challenge: bytes, card_key: RSAPublicKey) -> None:
        """NotAuthentic where it is not the card of that key that lies there."""
        prove_presence(self._transport, challenge, card_key)
