"""Other programs that make certificates: cryptography's builder, and `openssl ca`."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_CA = """
[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = .
serial = serial
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 1825
unique_subject = no
policy = any
[any]
commonName = supplied
"""


def built_again(certificate: bytes, key: RSAPrivateKey) -> Callable[[], bytes]:
    """The same certificate by cryptography's builder."""
    read = x509.load_der_x509_certificate(certificate)
    public, extensions, hash_ = read.public_key(), list(read.extensions), SHA256()

    def build() -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(read.subject)
            .issuer_name(read.issuer)
            .public_key(public)
            .serial_number(read.serial_number)
            .not_valid_before(read.not_valid_before_utc)
            .not_valid_after(read.not_valid_after_utc)
        )
        for one in extensions:
            builder = builder.add_extension(one.value, critical=one.critical)
        return builder.sign(key, hash_).public_bytes(Encoding.DER)

    if build() != certificate:
        sys.exit("the builder makes another certificate: something is wrong")
    return build


def openssl_ca(key: RSAPrivateKey, authority: bytes, count: int = 200) -> float:
    """Certificates a second of one `openssl ca` for many requests, without a profile."""
    with tempfile.TemporaryDirectory(prefix="fuda-pki-") as made:
        folder = Path(made)
        request = x509.CertificateSigningRequestBuilder().subject_name(
            x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "997794E9AGCIEG7Q2K9XMWA")])
        )
        (folder / "one.csr").write_bytes(request.sign(key, SHA256()).public_bytes(Encoding.PEM))
        (folder / "ca.key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        ca = x509.load_der_x509_certificate(authority).public_bytes(Encoding.PEM)
        for name, content in (("ca.pem", ca), ("index.txt", b""), ("serial", b"01000000")):
            (folder / name).write_bytes(content)
        (folder / "ca.cnf").write_text(_CA)
        command = [shutil.which("openssl") or "openssl", "ca", "-batch", "-config", "ca.cnf"]
        command += ["-notext", "-out", "all.pem", "-infiles", *["one.csr"] * count]
        began = time.perf_counter()
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        return count / (time.perf_counter() - began)
