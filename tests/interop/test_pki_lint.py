"""Certificates, lists and OCSP answers of every profile before pkilint and three other readers.

Of pkilint's linters those for RFC 5280 and RFC 6960 apply; those of the CA/Browser Forum and of
ETSI are for other kinds of certificates. zlint and certlint come in no Debian or PyPI package.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as reader

from fuda.pki import ocsp
from fuda.pki.crl import REASONS, entry, list_of
from fuda.pki.issue import Template, authority_certificate, end_of_day, responder_certificate
from fuda.pki.keys import new_key
from fuda.pki.profile import (
    AUTHORITY_YEARS,
    PROFILES,
    RESPONDER_GOOD_FOR,
    KeyAlgorithm,
    Kind,
    authority_name,
    range_point,
    town_point,
)
from fuda.pki.signer import KeySigner
from pki_made import EXPIRES, MINATO, SERIAL, SINCE, a_subject, run

pytestmark = pytest.mark.interop

ALLOWED: Mapping[str, str] = {
    "pkix.certificate_policies_policy_has_qualifier": "the real ones have a CPS qualifier [C]",
    "pkix.subject_key_identifier_method_1_identified": "says which method: that of RFC 5280",
}
"""Findings that follow from the profile, each with its reason. Everything else fails."""

ALGORITHMS: tuple[KeyAlgorithm, ...] = ("rsa-2048", "p-256", "p-384")
KINDS: tuple[Kind, ...] = ("signature", "user", "phone_signature", "phone_user")
LATE = timedelta(days=365 * 23 + 270)
"""From 2026 to beyond the end of UTCTime."""
DAY = timedelta(days=1)


@cache
def signer(algorithm: KeyAlgorithm, whose: str) -> KeySigner:
    """One key for each algorithm and name."""
    assert whose
    return KeySigner(new_key(algorithm))


def an_authority(algorithm: KeyAlgorithm, kind: Kind, since: datetime = SINCE) -> bytes:
    """A generation that lasts as long as the profile says."""
    return authority_certificate(
        PROFILES[kind].use,
        signer(algorithm, "authority"),
        serial=1,
        since=since,
        until=end_of_day(date(since.year + AUTHORITY_YEARS, 3, 31)),
    )


def a_holder(algorithm: KeyAlgorithm, kind: Kind, since: datetime = SINCE) -> bytes:
    """A holder's certificate; authority and holder have keys of the same algorithm."""
    profile = replace(PROFILES[kind], key=algorithm)
    authority = an_authority(algorithm, kind, since)
    return Template(profile, authority, signer(algorithm, "authority")).certificate(
        a_subject(kind),
        public=signer(algorithm, "card").public_key,
        serial=SERIAL,
        since=since,
        expires=EXPIRES.replace(year=since.year + 4),
    )


def a_responder(algorithm: KeyAlgorithm) -> bytes:
    """The certificate of a delegated key."""
    return responder_certificate(
        "user",
        signer(algorithm, "authority"),
        public=signer(algorithm, "responder").public_key,
        serial=5,
        since=SINCE,
        until=SINCE + RESPONDER_GOOD_FOR,
    )


def a_list(algorithm: KeyAlgorithm, *, point: bytes | None, base: int | None, full: bool) -> bytes:
    """A list with every reason, or without an entry."""
    return list_of(
        [
            entry(SERIAL + n, SINCE, reason)
            for n, reason in enumerate(("unspecified", *REASONS))
            if full and (reason != "remove_from_crl" or base is not None)
        ],
        signer=signer(algorithm, "authority"),
        issuer=authority_name("user"),
        number=41,
        since=SINCE,
        until=SINCE + 2 * DAY,
        point=point,
        base=base,
    )


def an_answer(algorithm: KeyAlgorithm, status: ocsp.Status, nonce: bytes | None) -> bytes:
    """An answer of the delegated key."""
    hashed = signer(algorithm, "authority").key_identifier
    line = ocsp.single(
        ocsp.certificate_id(hash=ocsp.SHA1, name_hash=hashed, key_hash=hashed, serial=SERIAL),
        status,
        since=SINCE,
        until=SINCE + DAY,
    )
    return ocsp.answer(
        [line],
        signer=signer(algorithm, "responder"),
        certificates=[a_responder(algorithm)],
        produced=SINCE,
        nonce=nonce,
    )


def certificates() -> dict[str, Callable[[], bytes]]:
    """All kinds of certificates, with each algorithm, and after 2049."""
    made: dict[str, Callable[[], bytes]] = {}
    for algorithm in ALGORITHMS:
        for kind in KINDS:
            made[f"{kind} {algorithm}"] = lambda a=algorithm, k=kind: a_holder(a, k)
        made[f"authority {algorithm}"] = lambda a=algorithm: an_authority(a, "signature")
        made[f"responder {algorithm}"] = lambda a=algorithm: a_responder(a)
    made["signature after 2049"] = lambda: a_holder("rsa-2048", "signature", SINCE + LATE)
    made["authority after 2049"] = lambda: an_authority("rsa-2048", "user", SINCE + LATE)
    return made


CERTIFICATES = certificates()
LISTS: Mapping[str, Callable[[], bytes]] = {
    "complete": lambda: a_list("rsa-2048", point=None, base=None, full=True),
    "empty": lambda: a_list("rsa-2048", point=None, base=None, full=False),
    "of a town": lambda: a_list("rsa-2048", point=town_point(MINATO), base=None, full=True),
    "of a range": lambda: a_list("p-256", point=range_point(307), base=None, full=True),
    "delta": lambda: a_list("p-384", point=range_point(307), base=40, full=True),
}
ANSWERS: Mapping[str, Callable[[], bytes]] = {
    "good": lambda: an_answer("rsa-2048", ocsp.Good(), None),
    "good with a nonce": lambda: an_answer("rsa-2048", ocsp.Good(), b"\x04\x10" + b"n" * 16),
    "revoked": lambda: an_answer("p-256", ocsp.RevokedSince(SINCE, "superseded"), None),
    "revoked for nothing": lambda: an_answer(
        "rsa-2048", ocsp.RevokedSince(SINCE, "unspecified"), None
    ),
    "on hold": lambda: an_answer("rsa-2048", ocsp.RevokedSince(SINCE, "certificate_hold"), None),
    "unknown": lambda: an_answer("p-384", ocsp.Unknown(), None),
    "malformed": lambda: ocsp.MALFORMED,
    "unauthorized": lambda: ocsp.UNAUTHORIZED,
}


def findings(linter: str, *arguments: str | Path) -> set[str]:
    """The codes of what pkilint found, of every severity, but for what is allowed."""
    done = subprocess.run(
        [Path(sys.executable).with_name(linter), "lint", "-f", "JSON", "-s", "ALL", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    told = json.loads(done.stdout)["results"]
    assert told, "nothing was looked at"
    return {
        finding["code"] for each in told for finding in each["finding_descriptions"]
    } - ALLOWED.keys()


def written(folder: Path, der: bytes, name: str = "judged.der") -> Path:
    """As a file."""
    file = folder / name
    file.write_bytes(der)
    return file


def pem(folder: Path, certificate: bytes, name: str) -> Path:
    """As a PEM file."""
    made = x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
    return written(folder, made, name)


@pytest.mark.parametrize("which", CERTIFICATES)
def test_pkilint_finds_nothing_in_a_certificate(which: str, tmp_path: Path) -> None:
    """RFC 5280."""
    file = pem(tmp_path, CERTIFICATES[which](), "judged.pem")

    assert findings("lint_pkix_cert", file) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_pkilint_finds_nothing_between_authority_and_holder(kind: Kind, tmp_path: Path) -> None:
    """Names, key identifiers and extensions of the two fit."""
    authority = pem(tmp_path, an_authority("rsa-2048", kind), "authority.pem")
    holder = pem(tmp_path, a_holder("rsa-2048", kind), "holder.pem")
    linter = "lint_pkix_signer_signee_cert_chain"

    done = subprocess.run(
        [Path(sys.executable).with_name(linter), "lint", "-s", "ALL", authority, holder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("which", LISTS)
def test_pkilint_finds_nothing_in_a_list(which: str, tmp_path: Path) -> None:
    """RFC 5280."""
    file = written(tmp_path, LISTS[which]())

    assert findings("lint_crl", "-t", "CRL", "-p", "PKIX", "--document-format", "DER", file) == (
        set()
    )


@pytest.mark.parametrize("which", ANSWERS)
def test_pkilint_finds_nothing_in_an_answer(which: str, tmp_path: Path) -> None:
    """RFC 6960."""
    file = written(tmp_path, ANSWERS[which]())

    assert findings("lint_ocsp_response", "--document-format", "DER", file) == set()


def test_pkilint_finds_what_is_wrong(tmp_path: Path) -> None:
    """The judge judges: a critical extension that may not be so, and no authority's key."""
    good = x509.load_der_x509_certificate(a_holder("p-256", "user"))
    own = new_key("p-256")
    builder = (
        x509.CertificateBuilder()
        .subject_name(good.subject)
        .issuer_name(good.issuer)
        .public_key(good.public_key())
        .serial_number(1)
        .not_valid_before(SINCE)
        .not_valid_after(SINCE + DAY)
        .add_extension(
            good.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value,
            critical=True,
        )
    )
    made = builder.sign(own, SHA256()).public_bytes(Encoding.DER)

    assert findings("lint_pkix_cert", pem(tmp_path, made, "odd.pem")) >= {
        "pkix.authority_information_access_extension_critical",
        "pkix.authority_key_identifier_extension_absent",
    }


@pytest.mark.parametrize("which", CERTIFICATES)
def test_three_others_read_a_certificate(which: str, tmp_path: Path) -> None:
    """OpenSSL's two readers, GnuTLS and cryptography: the whole file, every extension."""
    made = CERTIFICATES[which]()
    file = written(tmp_path, made)

    text = run("openssl", "x509", "-inform", "DER", "-in", file, "-noout", "-text")
    parsed = run("openssl", "asn1parse", "-inform", "DER", "-in", file)
    gnutls = run("certtool", "--inder", "--certificate-info", "--infile", file)
    read = x509.load_der_x509_certificate(made)

    assert "Version: 3" in text
    assert "error" not in parsed.lower()
    # GnuTLS has no name for id-pkix-ocsp-nocheck.
    assert gnutls.count("Unknown extension") == which.startswith("responder")
    assert len(read.extensions) == parsed.count("OBJECT            :X509v3") + sum(
        word in parsed for word in ("Authority Information Access", "OCSP No Check")
    )


@pytest.mark.parametrize("which", LISTS)
def test_three_others_read_a_list(which: str, tmp_path: Path) -> None:
    """OpenSSL, GnuTLS and cryptography see as many entries."""
    made = LISTS[which]()
    file = written(tmp_path, made)

    text = run("openssl", "crl", "-inform", "DER", "-in", file, "-noout", "-text")
    gnutls = run("certtool", "--inder", "--crl-info", "--infile", file)
    entries = list(x509.load_der_x509_crl(made))

    assert text.count("Serial Number:") == len(entries)
    assert gnutls.count("Serial Number (hex):") == len(entries)


@pytest.mark.parametrize("which", ANSWERS)
def test_three_others_read_an_answer(which: str, tmp_path: Path) -> None:
    """OpenSSL, GnuTLS and cryptography agree on what is said."""
    made = ANSWERS[which]()
    file = written(tmp_path, made)
    read = reader.load_der_ocsp_response(made)

    if read.response_status is reader.OCSPResponseStatus.SUCCESSFUL:
        status = read.certificate_status.name.lower()
        text = run("openssl", "ocsp", "-respin", file, "-resp_text", "-noverify")
        gnutls = run("ocsptool", "--response-info", "--infile", file)
        assert f"Cert Status: {status}" in text
        assert f"Certificate Status: {status}" in gnutls
    else:
        refused = subprocess.run(
            ["openssl", "ocsp", "-respin", file], capture_output=True, text=True, check=False
        )
        kind = read.response_status.name.lower().replace("_", "")
        assert f"Responder Error: {kind}" in refused.stdout + refused.stderr


def test_the_allow_list_has_no_idle_entry(tmp_path: Path) -> None:
    """What is allowed is found in a holder's certificate."""
    file = pem(tmp_path, a_holder("rsa-2048", "signature"), "judged.pem")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint_pkix_cert"), "lint", "-s", "ALL", file],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip

    assert all(code in done for code in ALLOWED)
