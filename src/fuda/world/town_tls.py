"""The town's own TLS: an authority made for the occasion, one key and certificate for each name.

Made anew whenever one is missing or near its end, by the machine's real time, because TLS between
processes lives in real time whatever the dial says. The authority's key signs and is forgotten: no
file holds a key for the whole town.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from fuda.kit.serving import TlsFiles, host_name

_SPAN = timedelta(days=397)
_RENEW = timedelta(days=60)
_CLOCKS_DIFFER = timedelta(minutes=5)


def town_tls(folder: Path, names: Sequence[str]) -> Mapping[str, TlsFiles]:
    """Keys and certificates for `names`, all of one authority; made where they do not stand."""
    files = {name: _files(folder / name.replace("/", "-")) for name in names}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        if not _stand(list(files.values())):
            _make(files)
    return files


def _files(folder: Path) -> TlsFiles:
    return TlsFiles(
        key=folder / "key.pem",
        certificate=folder / "certificate.pem",
        authority=folder / "authority.pem",
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two processes of one town that start together make one set."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stand(every: Sequence[TlsFiles]) -> bool:
    """Whether all files are there, of one authority, and not near their end."""
    if not all(
        path.exists() for each in every for path in (each.key, each.certificate, each.authority)
    ):
        return False
    authorities = {each.authority.read_bytes() for each in every}
    if len(authorities) != 1:
        return False
    authority = x509.load_pem_x509_certificate(authorities.pop())
    return authority.not_valid_after_utc - datetime.now(UTC) > _RENEW


def _make(files: Mapping[str, TlsFiles]) -> None:
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fuda town TLS (test only)")])
    authority = (
        _builder(name, name, key.public_key(), key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    for institution, each in files.items():
        own = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, institution)])
        certificate = (
            _builder(subject, name, own.public_key(), key.public_key(), now)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage(
                    [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
                ),
                critical=False,
            )
            .add_extension(
                x509.SubjectAlternativeName([x509.DNSName(host_name(institution))]),
                critical=False,
            )
            .sign(key, hashes.SHA256())
        )
        each.key.parent.mkdir(mode=0o700, exist_ok=True)
        _write(each.key, _pem(own))
        _write(each.certificate, certificate.public_bytes(serialization.Encoding.PEM))
        _write(each.authority, authority.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePublicKey,
    now: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + _SPAN)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by the owner alone."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    draft.replace(path)
