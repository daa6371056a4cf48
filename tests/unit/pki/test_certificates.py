"""The two kinds of certificate as OpenSSL and GnuTLS read them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from fuda.pki.issue import Subject, end_of_day
from fuda.pki.profile import Use
from pki_made import (
    EXPIRES,
    HANAKO,
    MINATO,
    SERIAL,
    SINCE,
    Revocation,
    a_certificate,
    a_list,
    a_template,
    an_authority,
    openssl_says,
    openssl_text,
    public_of,
    run,
    write_pem,
)

SECOND = timedelta(seconds=1)


@pytest.mark.interop
def test_openssl_shows_the_signature_certificate(tmp_path: Path) -> None:
    """Town and items are in it, in the profile's places (CERT-03)."""
    shown = openssl_text(a_certificate("signature"), tmp_path)

    for line in (
        "Version: 3 (0x2) Serial Number: 20104364",
        "Signature Algorithm: sha256WithRSAEncryption",
        "Issuer: OU=Fuda Test Authorities, OU=FUDA-TEST for digital signature, O=FUDA-TEST, C=JP",
        "Not Before: Apr 1 03:00:00 2026 GMT Not After : Feb 17 14:59:59 2030 GMT",
        "Subject: CN=997794E9AGCIEG13103001S, L=Minato-ku, L=Tokyo-to, C=JP",
        "Public-Key: (2048 bit)",
        "Exponent: 65537",
        "X509v3 Key Usage: critical Digital Signature, Non Repudiation X509v3",
        "X509v3 Certificate Policies: critical Policy: 1.2.392.200149.8.5.1.0.20",
        "OU=CRL Distribution Points, OU=Tokyo-to, CN=Minato-ku CRLDP",
        "X509v3 Authority Key Identifier",
        "X509v3 Subject Key Identifier",
    ):
        assert line in shown
    assert "Extended Key Usage" not in shown


def test_other_names_stand_in_their_order() -> None:
    """Six otherName entries, 1 4 3 5 2 6, each a UTF8String."""
    san = x509.load_der_x509_certificate(
        a_certificate("signature")
    ).extensions.get_extension_for_class(x509.SubjectAlternativeName)

    names = [name for name in san.value if isinstance(name, x509.OtherName)]
    assert [name.type_id.dotted_string for name in names] == [
        f"1.2.392.200149.8.5.5.{n}" for n in (1, 4, 3, 5, 2, 6)
    ]
    assert [(name.value[0], name.value[2:].decode()) for name in names] == [
        (0x0C, "札幌\N{IDEOGRAPHIC SPACE}花子"),
        (0x0C, "419900217"),
        (0x0C, "2"),
        (0x0C, "東京都港区芝公園１－５－２５"),
        (0x0C, "00000"),
        (0x0C, "00000000000000"),
    ]


@pytest.mark.interop
def test_openssl_shows_the_user_certificate_without_person_or_town(tmp_path: Path) -> None:
    """C and CN only, no subjectAltName, no L, a point that names no town (CERT-04)."""
    shown = openssl_text(a_certificate("user"), tmp_path)

    assert "Subject: CN=997794E9AGCIEG7Q2K9XMWA, C=JP" in shown
    assert "X509v3 Key Usage: critical Digital Signature X509v3" in shown
    assert "Policy: 1.2.392.200149.8.5.1.0.30" in shown
    assert "OU=CRL Distribution Points, CN=Range 0307 CRLDP" in shown
    assert "Subject Alternative Name" not in shown
    assert not any(told in shown for told in ("Minato", "Tokyo", "13103", "131032", "花子"))


@pytest.mark.interop
def test_openssl_shows_the_authority(tmp_path: Path) -> None:
    """A self-signed root with no path length that signs certificates and lists."""
    shown = openssl_text(an_authority("user"), tmp_path)

    name = "OU=Fuda Test Authorities, OU=FUDA-TEST for user authentication, O=FUDA-TEST, C=JP"
    assert f"Issuer: {name}" in shown
    assert f"Subject: {name}" in shown
    assert "X509v3 Basic Constraints: critical CA:TRUE X509v3" in shown
    assert "X509v3 Key Usage: critical Certificate Sign, CRL Sign X509v3" in shown


@pytest.mark.interop
@pytest.mark.parametrize("use", ["signature", "user"])
@pytest.mark.parametrize("year", [2016, 2026, 2048, 2060])
def test_openssl_verifies_within_the_dates(use: Use, year: int, tmp_path: Path) -> None:
    """The chain holds from its beginning to the last day's end, in every year of the dial."""
    since = SINCE.replace(year=year)
    last = end_of_day(date(year + 4, 2, 17))
    write_pem(
        tmp_path,
        authority=an_authority(use, since=since),
        certificate=a_certificate(use, since=since, expires=date(year + 4, 2, 17)),
        crl=a_list(use, since=since),
    )

    assert openssl_says(tmp_path, since + SECOND) == "OK"
    assert openssl_says(tmp_path, last - SECOND) == "OK"
    assert "not yet valid" in openssl_says(tmp_path, since - SECOND)
    assert openssl_says(tmp_path, last + SECOND) == "certificate has expired"


@pytest.mark.interop
@pytest.mark.parametrize("year", [2016, 2049, 2060])
def test_gnutls_verifies_certificate_and_list(year: int, tmp_path: Path) -> None:
    """GnuTLS, at the dial's time by faketime, agrees on the chain and on the list."""
    since = SINCE.replace(year=year)
    write_pem(
        tmp_path,
        authority=an_authority("signature", since=since),
        certificate=a_certificate("signature", since=since, expires=date(year + 4, 2, 17)),
        crl=a_list("signature", since=since),
    )

    for what, file in (("--verify", "certificate.pem"), ("--verify-crl", "crl.pem")):
        judged = run("faketime", f"{since + timedelta(days=1):%Y-%m-%d %H:%M:%S}",
                     "certtool", what, "--load-ca-certificate", tmp_path / "authority.pem",
                     "--infile", tmp_path / file)  # fmt: skip
        assert "output: Verified." in judged


@pytest.mark.parametrize(
    ("year", "written"), [(2016, "160401"), (2049, "490401"), (2050, "20500401")]
)
def test_times_are_utctime_until_2049(year: int, written: str) -> None:
    """RFC 5280, 4.1.2.5 and 5.1.2.4: GeneralizedTime from 2050, in certificates and lists alike."""
    since = SINCE.replace(year=year)
    encoded = (b"\x17\x0d" if year < 2050 else b"\x18\x0f") + written.encode()
    revoked = Revocation(serial=5, at=since, reason="unspecified")

    assert encoded in a_certificate("user", since=since, expires=date(year + 4, 2, 17))
    assert a_list("user", [revoked], since=since).count(encoded) == 2


@pytest.mark.interop
def test_openssl_finds_the_revoked_one_on_the_list(tmp_path: Path) -> None:
    """A listed serial fails with -crl_check, and the list shows number, reason and key."""
    at = SINCE + timedelta(hours=5)
    revocations = (
        Revocation(serial=SERIAL, at=at, reason="affiliation_changed"),
        Revocation(serial=9, at=at, reason="unspecified"),
    )
    write_pem(
        tmp_path,
        authority=an_authority("user"),
        certificate=a_certificate("user"),
        crl=a_list("user", revocations, number=41),
    )

    assert openssl_says(tmp_path, at + SECOND) == "certificate revoked"
    shown = " ".join(run("openssl", "crl", "-in", tmp_path / "crl.pem", "-noout", "-text",
                         "-CAfile", tmp_path / "authority.pem").split())  # fmt: skip
    assert "verify OK" in shown
    assert "Version 2 (0x1)" in shown
    assert "X509v3 CRL Number: 41" in shown
    assert "X509v3 Authority Key Identifier" in shown
    assert "Affiliation Changed" in shown
    assert shown.count("X509v3 CRL Reason Code") == 1


@pytest.mark.parametrize(
    "subject",
    [
        Subject(cn="X", place=MINATO),
        Subject(cn="X", identity=HANAKO),
        Subject(cn="X", identity=HANAKO, place=MINATO),
    ],
)
def test_a_user_certificate_may_not_tell_the_person(subject: Subject) -> None:
    """Town or items in a user certificate are refused before anything is signed (CERT-04)."""
    with pytest.raises(ValueError, match="CERT-04"):
        a_template("user").certificate(
            subject, public=public_of("card"), serial=2, since=SINCE, expires=EXPIRES
        )


def test_the_last_second_of_a_day_is_japans() -> None:
    """23:59:59 in Japan is 14:59:59 in UTC."""
    assert end_of_day(date(2028, 2, 29)) == datetime(2028, 2, 29, 14, 59, 59, tzinfo=UTC)
