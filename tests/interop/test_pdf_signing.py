"""pyHanko signs a PDF with the card's signature key; pyHanko, poppler and OpenSSL judge it.

A PAdES signature (ETSI.CAdES.detached): its certificate is read after the password.
"""

import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pikepdf
import pytest
import typst
import yaml
from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from card_made import PINS
from card_room import OPENSC_MODULE, Room
from fuda.pki.profile import SERVICE
from jpki_card import LAST_DAY, JpkiCard

pytestmark = pytest.mark.interop

PYHANKO = str(Path(sys.executable).with_name("pyhanko"))
PASSWORD = "Digital Signature PIN"
PDFSIG = ("pdfsig", "-nssdir", "sql:nss", "signed.pdf")


def sign(room: Room, password: str, *, succeeds: bool = True) -> None:
    """`application.pdf` becomes `signed.pdf`, by the command that a person would use."""
    (room.folder / "application.pdf").write_bytes(typst.compile(b"An application, to be signed."))
    card = {
        "module-path": OPENSC_MODULE,
        "token-criteria": {"label": f"JPKI ({PASSWORD})"},
        "cert-label": "Digital Signature Certificate",
        "key-label": "Digital Signature Key",
        "user-pin": password,
    }
    setups = {"pkcs11-setups": {"card": card}}
    (room.folder / "pyhanko.yml").write_text(yaml.safe_dump(setups))
    room.run(
        *(PYHANKO, "sign", "addsig", "--field", "Signature", "--use-pades"),
        *("pkcs11", "--p11-setup", "card", "application.pdf", "signed.pdf"),
        succeeds=succeeds,
    )


def pyhanko_says(
    pdf: Path, authority: x509.Certificate, crl: x509.CertificateRevocationList
) -> PdfSignatureStatus:
    """What pyHanko finds when it insists on the authority's list."""
    (signature,) = PdfFileReader(BytesIO(pdf.read_bytes())).embedded_signatures
    return validate_pdf_signature(
        signature,
        ValidationContext(
            trust_roots=[Certificate.load(authority.public_bytes(Encoding.DER))],
            crls=[CertificateList.load(crl.public_bytes(Encoding.DER))],
            revocation_mode="require",
        ),
    )


@pytest.fixture
def signed(reader: Room) -> Path:
    """A signed application."""
    sign(reader, PINS["signature"])
    return reader.folder / "signed.pdf"


def test_pyhanko_judges_the_signature_with_the_authoritys_list(
    signed: Path, jpki_card: JpkiCard
) -> None:
    """Sound, of the card, trusted; the same signature is not trusted once the card is revoked."""
    authority = jpki_card.authorities["signature"]
    good = pyhanko_says(signed, authority, jpki_card.crl("signature", revoked=False))
    revoked = pyhanko_says(signed, authority, jpki_card.crl("signature", revoked=True))

    assert good.bottom_line
    assert good.signing_cert.dump() == jpki_card.certificates["signature"].public_bytes(
        Encoding.DER
    )
    assert good.validation_path is not None
    assert revoked.intact
    assert revoked.valid
    assert revoked.revoked
    assert not revoked.bottom_line


@pytest.mark.usefixtures("signed")
def test_poppler_and_qpdf_accept_the_document(reader: Room, jpki_card: JpkiCard) -> None:
    """pdfsig, with NSS, asks the responder that the certificate names; it sees the legal day."""
    (reader.folder / "nss").mkdir()
    reader.run("certutil", "-N", "--empty-password", "-d", "sql:nss")
    reader.run(
        *("certutil", "-A", "-d", "sql:nss", "-n", "authority", "-t", ",C,"),
        *("-i", "signature-authority.pem"),
    )
    (reader.folder / "hosts").write_text(f"127.0.0.1 {urlsplit(SERVICE).hostname}\n")
    reader.run("mount", "--bind", "hosts", "/etc/hosts")
    reader.run("qpdf", "--check", "signed.pdf")
    unheard = reader.run(*PDFSIG)
    responder = str(Path(__file__).with_name("responder.py"))
    with reader.running(sys.executable, responder, "answer", ready="listening"):
        told = reader.folder / "answer"
        told.write_bytes(jpki_card.ocsp("signature", revoked=False))
        accepted = reader.run(*PDFSIG)
        expired = reader.run("faketime", str(LAST_DAY + timedelta(days=1)), *PDFSIG)
        told.write_bytes(jpki_card.ocsp("signature", revoked=True))
        revoked = reader.run(*PDFSIG)

    assert "Signature Type: ETSI.CAdES.detached" in accepted
    assert "Total document signed" in accepted
    for said in (unheard, accepted, expired, revoked):
        assert "Signature is Valid" in said
    assert "Certificate is Trusted" in accepted
    assert "Certificate has Expired" in expired
    assert "Certificate has been Revoked" in revoked
    assert "Unknown issue" in unheard


def test_poppler_sees_one_altered_octet(signed: Path, reader: Room) -> None:
    """It stands outside of what the page shows, and inside of what was signed."""
    content = signed.read_bytes()
    assert content.startswith(b"%PDF-1.7")
    signed.write_bytes(content.replace(b"%PDF-1.7", b"%PDF-1.6", 1))

    assert "Digest Mismatch" in reader.run("pdfsig", "signed.pdf")


def test_openssl_verifies_the_signature_in_the_document(signed: Path, reader: Room) -> None:
    """The CMS message that the PDF holds, over the ranges that it names; not over other octets."""
    with pikepdf.open(signed) as pdf:
        signature = pdf.Root.AcroForm.Fields[0].V
        ranges = [int(number) for number in signature.ByteRange]
        (reader.folder / "signature.der").write_bytes(bytes(signature.Contents))
    content = signed.read_bytes()
    covered = b"".join(
        content[start : start + length]
        for start, length in zip(ranges[::2], ranges[1::2], strict=True)
    )
    verify = ("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER")
    files = ("-in", "signature.der", "-content", "covered", "-out", "verified")
    trust = ("-CAfile", "signature-authority.pem", "-purpose", "any")
    (reader.folder / "covered").write_bytes(covered)
    assert "Verification successful" in reader.run(*verify, *files, *trust)
    (reader.folder / "covered").write_bytes(covered + b" ")
    assert "content verify error" in reader.run(*verify, *files, *trust, succeeds=False)


def test_a_wrong_password_signs_nothing_and_spends_one_try(reader: Room) -> None:
    """LOCK-01, LOCK-04: of the signature PIN's five, none of the user PIN's."""
    sign(reader, "WRONG1", succeeds=False)
    left = reader.tries_left()
    assert not (reader.folder / "signed.pdf").exists()
    sign(reader, PINS["signature"])

    assert left == {"User Authentication PIN": 3, PASSWORD: 4}
    assert reader.tries_left()[PASSWORD] == 5
