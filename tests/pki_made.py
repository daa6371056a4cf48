"""Authorities, certificates and lists for tests, and the outside judges that look at them."""

import subprocess
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fuda.pki.crl import entry, list_of
from fuda.pki.identity import Identity
from fuda.pki.issue import Subject, Template, authority_certificate
from fuda.pki.keys import new_key
from fuda.pki.profile import PROFILES, Kind, Place, Use, authority_name
from fuda.pki.signer import KeySigner

SINCE = datetime(2026, 4, 1, 3, 0, 0, tzinfo=UTC)
EXPIRES = date(2030, 2, 17)
SERIAL = 0x0132C4AC
HANAKO = Identity.of(
    name="札幌\N{IDEOGRAPHIC SPACE}花子",
    sex="female",
    born=date(1990, 2, 17),
    address="東京都港区芝公園1-5-25",
)
MINATO = Place(prefecture="Tokyo-to", city="Minato-ku")


class Revocation(NamedTuple):
    """One line of a CRL. `reason` is RFC 5280's in snake_case."""

    serial: int
    at: datetime
    reason: str


@cache
def key_of(whose: str) -> RSAPrivateKey:
    """The key of an authority or a card; one for each name, because making keys takes time."""
    assert whose
    return new_key()


def public_of(whose: str) -> bytes:
    """Its public key as SubjectPublicKeyInfo."""
    return public_bytes(key_of(whose))


def public_bytes(key: RSAPrivateKey) -> bytes:
    """SubjectPublicKeyInfo, DER."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def signed(whose: str, content: bytes) -> bytes:
    """What a card answers when it is asked to sign."""
    return key_of(whose).sign(content, PKCS1v15(), SHA256())


def an_authority(use: Use, whose: str = "authority", since: datetime = SINCE) -> bytes:
    """An authority that lasts as long as the dial can be turned."""
    until = since.replace(year=since.year + 50)
    signer = KeySigner(key_of(whose))
    return authority_certificate(use, signer, serial=1, since=since, until=until)


def a_template(
    kind: Kind, whose: str = "authority", authority: bytes | None = None, since: datetime = SINCE
) -> Template:
    """What makes certificates of this kind."""
    profile = PROFILES[kind]
    certificate = authority or an_authority(profile.use, whose, since)
    return Template(profile, certificate, KeySigner(key_of(whose)))


def a_subject(use: Kind) -> Subject:
    """Hanako in Minato, or nobody in particular."""
    if PROFILES[use].tells_person:
        return Subject(cn="997794E9AGCIEG13103001S", place=MINATO, identity=HANAKO)
    return Subject(cn="997794E9AGCIEG7Q2K9XMWA")


def a_certificate(
    use: Kind, whose: str = "authority", since: datetime = SINCE, expires: date = EXPIRES
) -> bytes:
    """A certificate for the card's key."""
    return a_template(use, whose, since=since).certificate(
        a_subject(use), public=public_of("card"), serial=SERIAL, since=since, expires=expires
    )


def a_list(
    use: Use,
    revocations: Iterable[Revocation] = (),
    *,
    whose: str = "authority",
    since: datetime = SINCE,
    good_for: timedelta = timedelta(days=3650),
    number: int = 1,
) -> bytes:
    """A CRL of that authority."""
    return list_of(
        (entry(each.serial, each.at, each.reason) for each in revocations),
        signer=KeySigner(key_of(whose)),
        issuer=authority_name(use),
        number=number,
        since=since,
        until=since + good_for,
    )


def run(*command: str | Path) -> str:
    """What the program printed; the test fails where it failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def openssl_text(der: bytes, folder: Path) -> str:
    """`openssl x509 -text` of a certificate: one space between words, none around `=`."""
    (folder / "shown.crt").write_bytes(der)
    shown = run("openssl", "x509", "-inform", "DER", "-in", folder / "shown.crt", "-noout",
                "-text", "-nameopt", "RFC2253,sep_comma_plus_space,-esc_msb,utf8")  # fmt: skip
    return " ".join(shown.split()).replace(" = ", "=")


def write_pem(folder: Path, *, authority: bytes, certificate: bytes, crl: bytes) -> None:
    """The three as OpenSSL's command line wants them."""
    (folder / "authority.pem").write_bytes(
        x509.load_der_x509_certificate(authority).public_bytes(Encoding.PEM)
    )
    (folder / "certificate.pem").write_bytes(
        x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
    )
    (folder / "crl.pem").write_bytes(x509.load_der_x509_crl(crl).public_bytes(Encoding.PEM))


def openssl_says(folder: Path, at: datetime) -> str:
    """`openssl verify` with the CRL at that second, strictly after RFC 5280: OK or the error."""
    done = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-crl_check", "-attime", f"{at.timestamp():.0f}",
         "-CAfile", folder / "authority.pem", "-CRLfile", folder / "crl.pem",
         folder / "certificate.pem"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = done.stdout + done.stderr
    return "OK" if done.returncode == 0 else told.split(" lookup: ")[-1].splitlines()[0]


def judged_other_names(identity: Identity) -> list[x509.OtherName]:
    """The six entries as cryptography writes them."""
    values = {
        1: identity.name,
        2: identity.name_replaced,
        3: {"male": "1", "female": "2", "other": "3"}[identity.sex],
        4: identity.birth,
        5: identity.address,
        6: identity.address_replaced,
    }
    return [
        x509.OtherName(
            x509.ObjectIdentifier(f"1.2.392.200149.8.5.5.{n}"), asn1.encode_der(values[n])
        )
        for n in (1, 4, 3, 5, 2, 6)
    ]
