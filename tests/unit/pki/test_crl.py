"""Lists joined from encoded entries, beside those that cryptography's builder makes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuda.pki.crl import REASONS, entry, list_of, pieces_of
from fuda.pki.profile import authority_name, range_point, town_point
from fuda.pki.signer import KeySigner
from pki_made import MINATO, SINCE, Revocation, an_authority, key_of, run

REASON_NAMES = ("unspecified", *REASONS)
instants = st.integers(1451606400, 3155760000).map(lambda at: datetime.fromtimestamp(at, UTC))
"""Whole seconds of 2016 through 2069."""
revocations = st.builds(
    Revocation,
    serial=st.integers(1, 1 << 33) | st.integers(1, (1 << 159) - 1),
    at=instants,
    reason=st.sampled_from(REASON_NAMES),
)


def judged(
    listed: list[Revocation],
    *,
    number: int,
    since: datetime,
    until: datetime,
    point: x509.Name | None,
    base: int | None,
) -> x509.CertificateRevocationList:
    """The list as the builder encodes it."""
    own = key_of("authority")
    identifier = x509.SubjectKeyIdentifier.from_public_key(own.public_key())
    issuer = x509.load_der_x509_certificate(an_authority("user")).subject
    entries = []
    for serial, at, reason in listed:
        line = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
        if reason != "unspecified":
            line = line.add_extension(x509.CRLReason(x509.ReasonFlags[reason]), critical=False)
        entries.append(line.build())
    builder = (
        x509.CertificateRevocationListBuilder(revoked_certificates=entries)
        .issuer_name(issuer)
        .last_update(since)
        .next_update(until)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    if point is not None:
        builder = builder.add_extension(
            x509.IssuingDistributionPoint(
                full_name=[x509.DirectoryName(point)],
                relative_name=None,
                only_contains_user_certs=False,
                only_contains_ca_certs=False,
                only_some_reasons=None,
                indirect_crl=False,
                only_contains_attribute_certs=False,
            ),
            critical=True,
        )
    if base is not None:
        builder = builder.add_extension(x509.DeltaCRLIndicator(base), critical=True)
    return builder.sign(own, SHA256())


def points() -> dict[str, tuple[bytes, x509.Name]]:
    """A town's and a range's Name, as ours and as the builder has it."""
    found = {}
    for which, name in (("town", town_point(MINATO)), ("range", range_point(7))):
        # A Name has no reader of its own: it is read where it stands as an issuer.
        crl = list_of(b"", signer=KeySigner(key_of("authority")), issuer=name, number=1,
                      since=SINCE, until=SINCE)  # fmt: skip
        found[which] = (name, x509.load_der_x509_crl(crl).issuer)
    return found


@settings(max_examples=150, deadline=None)
@given(
    listed=st.lists(revocations, max_size=12),
    number=st.integers(0, 1 << 40),
    since=instants,
    good_for=st.timedeltas(timedelta(0), timedelta(days=3)).map(
        lambda span: timedelta(seconds=int(span.total_seconds()))
    ),
    point=st.sampled_from([None, "town", "range"]),
    base=st.none() | st.integers(0, 1 << 40),
)
@example([], 1, datetime(2049, 12, 31, 12, 0, 0, tzinfo=UTC), timedelta(days=2), None, None)
@example([Revocation(5, SINCE, "remove_from_crl")], 128, SINCE, timedelta(0), "town", 127)
def test_a_joined_list_is_the_builders(  # noqa: PLR0917 - drawn facts
    listed: list[Revocation],
    number: int,
    since: datetime,
    good_for: timedelta,
    point: str | None,
    base: int | None,
) -> None:
    """Byte for byte (RSA with PKCS #1 v1.5 signs the same twice): signature included."""
    ours, theirs = points()[point] if point is not None else (None, None)
    until = since + good_for
    entries = [entry(*line) for line in listed]
    given_facts = {
        "signer": KeySigner(key_of("authority")),
        "issuer": authority_name("user"),
        "number": number,
        "since": since,
        "until": until,
        "point": ours,
        "base": base,
    }

    made = list_of(iter(entries), **given_facts)  # type: ignore[arg-type]

    judge = judged(listed, number=number, since=since, until=until, point=theirs, base=base)
    assert made == judge.public_bytes(Encoding.DER)
    assert made == list_of(b"".join(entries), **given_facts)  # type: ignore[arg-type]
    assert made == b"".join(pieces_of(b"".join(entries), **given_facts))  # type: ignore[arg-type]


def test_a_revocation_has_a_time_zone() -> None:
    """A time of unknown place is not guessed."""
    with pytest.raises(ValueError, match="time zone"):
        entry(1, SINCE.replace(tzinfo=None))


def test_points_are_what_certificates_name() -> None:
    """Signature certificates by town, user certificates by range and without a town."""
    towns, ranges = (name.rfc4514_string() for _, name in points().values())

    assert towns.startswith("CN=Minato-ku CRLDP,OU=Tokyo-to,OU=CRL Distribution Points,")
    assert ranges.startswith("CN=Range 0007 CRLDP,OU=CRL Distribution Points,")


def test_an_entry_has_37_octets() -> None:
    """Of a serial of four octets and a reason: what a large list's size is reckoned from."""
    assert len(entry(0x0132C4AC, SINCE, "superseded")) == 37


@pytest.mark.parametrize("reason", ["", "privilege_withdrawn", "Superseded"])
def test_a_reason_of_nobodys_is_refused(reason: str) -> None:
    """Rather than a list that keeps silent about it."""
    with pytest.raises(ValueError, match="no reason"):
        entry(1, SINCE, reason)


@pytest.mark.interop
def test_openssl_reads_a_delta(tmp_path: Path) -> None:
    """Number, base, point and each reason in OpenSSL's words; the signature holds."""
    authority = x509.load_der_x509_certificate(an_authority("signature"))
    (tmp_path / "authority.pem").write_bytes(authority.public_bytes(Encoding.PEM))
    (tmp_path / "delta.crl").write_bytes(
        list_of(
            [entry(n, SINCE, reason) for n, reason in enumerate(REASON_NAMES, 1)],
            signer=KeySigner(key_of("authority")),
            issuer=authority_name("signature"),
            number=41,
            since=SINCE,
            until=datetime(2051, 1, 1, tzinfo=UTC),
            point=town_point(MINATO),
            base=40,
        )
    )

    shown = " ".join(run("openssl", "crl", "-inform", "DER", "-in", tmp_path / "delta.crl",
                         "-noout", "-text",
                         "-CAfile", tmp_path / "authority.pem").split())  # fmt: skip

    for words in (
        "verify OK",
        "Next Update: Jan 1 00:00:00 2051 GMT",
        "X509v3 CRL Number: 41",
        "X509v3 Delta CRL Indicator: critical 40",
        "X509v3 Issuing Distribution Point: critical Full Name: DirName:C = JP",
        "CN = Minato-ku CRLDP",
        "Key Compromise",
        "CA Compromise",
        "Affiliation Changed",
        "Superseded",
        "Cessation Of Operation",
        "Certificate Hold",
        "Remove From CRL",
    ):
        assert words in shown, words
    assert shown.count("X509v3 CRL Reason Code") == len(REASONS)
