"""Certificates joined from encoded parts, beside those that cryptography's builder makes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuda.pki.identity import Identity
from fuda.pki.issue import (
    Subject,
    Template,
    authority_certificate,
    end_of_day,
    responder_certificate,
)
from fuda.pki.keys import new_key, opened, public_key, sealed
from fuda.pki.profile import (
    AUTHORITY_YEARS,
    NEW_KEY_YEARS,
    PROFILES,
    RANGE,
    KeyAlgorithm,
    Kind,
    Place,
    Use,
    key_usage,
    range_of,
    range_point,
)
from fuda.pki.signer import KeySigner, PrivateKey, ecdsa_hash
from pki_made import (
    EXPIRES,
    HANAKO,
    MINATO,
    SERIAL,
    SINCE,
    a_subject,
    a_template,
    an_authority,
    judged_other_names,
    public_of,
    run,
)

KINDS: tuple[Kind, ...] = ("signature", "user", "phone_signature", "phone_user")
ALGORITHMS: tuple[KeyAlgorithm, ...] = ("rsa-2048", "p-256", "p-384")
FROM, UNTIL = datetime(2016, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
ARC = "1.2.392.200149.8.5.1.0"
POLICIES: dict[Kind, str] = {
    "signature": f"{ARC}.20",
    "user": f"{ARC}.30",
    "phone_signature": f"{ARC}.40",
    "phone_user": f"{ARC}.50",
}
NAMES: dict[Use, str] = {"signature": "digital signature", "user": "user authentication"}


@cache
def key(algorithm: KeyAlgorithm, whose: str) -> PrivateKey:
    """One key for each algorithm and name."""
    assert whose
    return new_key(algorithm)


def spki(algorithm: KeyAlgorithm, whose: str = "card") -> bytes:
    """Its public half."""
    public = key(algorithm, whose).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@cache
def lasting(algorithm: KeyAlgorithm, use: Use) -> bytes:
    """An authority for all days that are tried."""
    signer = KeySigner(key(algorithm, "authority"))
    return authority_certificate(use, signer, serial=1, since=FROM, until=UNTIL)


def name(*pairs: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """A Name of one-valued RDNs."""
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in pairs])


def authority_name(use: Use) -> x509.Name:
    """As the profile has it."""
    return name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, "FUDA-TEST"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, f"FUDA-TEST for {NAMES[use]}"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "Fuda Test Authorities"),
    )


JAPANESE = x509.DirectoryName(
    name((NameOID.COUNTRY_NAME, "JP"), (NameOID.ORGANIZATION_NAME, "札試験用認証サービス"))
)


def judged(
    kind: Kind, subject: Subject, *, public: bytes, serial: int, since: datetime, expires: date,
    signer: PrivateKey,
) -> bytes:  # fmt: skip
    """What is signed of the same certificate, as the builder encodes it."""
    use = PROFILES[kind].use
    country = (NameOID.COUNTRY_NAME, "JP")
    unit = (NameOID.ORGANIZATIONAL_UNIT_NAME, "CRL Distribution Points")
    names = list(authority_name(use))[:3]
    if subject.place is None:
        town, point = [], [(NameOID.COMMON_NAME, f"Range {serial // RANGE + 1:04} CRLDP")]
    else:
        place = subject.place
        town = [(NameOID.LOCALITY_NAME, place.prefecture), (NameOID.LOCALITY_NAME, place.city)]
        point = [
            (NameOID.ORGANIZATIONAL_UNIT_NAME, place.prefecture),
            (NameOID.COMMON_NAME, f"{place.city} CRLDP"),
        ]
    directory = x509.Name([*names, *name(unit, *point)])
    identifier = x509.SubjectKeyIdentifier.from_public_key(signer.public_key())
    told = key_usage(
        frozenset({"digital_signature", "content_commitment"})
        if use == "signature"
        else frozenset({"digital_signature"})
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(country, *town, (NameOID.COMMON_NAME, subject.cn)))
        .issuer_name(authority_name(use))
        .public_key(load_der_public_key(public))  # type: ignore[arg-type]
        .serial_number(serial)
        .not_valid_before(since)
        .not_valid_after(end_of_day(expires))
        .add_extension(told, critical=True)
        .add_extension(
            x509.CertificatePolicies(
                [
                    x509.PolicyInformation(
                        x509.ObjectIdentifier(POLICIES[kind]), ["http://fuda.invalid/cps.html"]
                    )
                ]
            ),
            critical=True,
        )
    )
    if subject.identity is not None:
        builder = builder.add_extension(
            x509.SubjectAlternativeName(judged_other_names(subject.identity)), critical=False
        )
    for extension in (
        x509.IssuerAlternativeName([JAPANESE]),
        x509.CRLDistributionPoints(
            [x509.DistributionPoint([x509.DirectoryName(directory)], None, None, None)]
        ),
        x509.AuthorityInformationAccess(
            [
                x509.AccessDescription(
                    AuthorityInformationAccessOID.OCSP,
                    x509.UniformResourceIdentifier(f"http://fuda.invalid/jpki/ocsp/{use}"),
                ),
                x509.AccessDescription(
                    AuthorityInformationAccessOID.CA_ISSUERS,
                    x509.UniformResourceIdentifier(
                        f"http://fuda.invalid/jpki/ca/{use}/{identifier.digest.hex()}.crt"
                    ),
                ),
            ]
        ),
        x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
        x509.SubjectKeyIdentifier.from_public_key(load_der_public_key(public)),  # type: ignore[arg-type]
    ):
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(signer, hash_of(signer)).tbs_certificate_bytes


def hash_of(signer: PrivateKey) -> SHA256:
    """SHA-256 but for P-384."""
    if isinstance(signer, rsa.RSAPrivateKey):
        return SHA256()
    return ecdsa_hash(signer.curve)  # type: ignore[return-value]


def words(octets: int) -> st.SearchStrategy[str]:
    """Text that has so many octets at most, mostly of several each."""
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=octets).map(
        lambda text: text.encode()[:octets].decode(errors="ignore") or "A"
    )


identities = st.builds(
    Identity.of,
    name=st.text(max_size=70),
    sex=st.sampled_from(["male", "female", "other"]),
    born=st.dates(date(1850, 1, 1), date(2099, 12, 31)),
    address=st.text(max_size=100) | st.text(st.just("崎"), min_size=190, max_size=200),
)


@settings(max_examples=250, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    cn=words(64),
    place=st.builds(Place, prefecture=words(64), city=words(58)),
    identity=identities,
    serial=st.integers(1, (1 << 159) - 1) | st.integers(1, 300) | st.integers(1 << 23, 1 << 33),
    since=st.integers(1451692800, 3786912000).map(lambda at: datetime.fromtimestamp(at, UTC)),
    days=st.integers(2, 365 * 6),
    algorithms=st.tuples(st.sampled_from(ALGORITHMS), st.sampled_from(ALGORITHMS)),
)
@example("phone_user", "A", MINATO, HANAKO, RANGE - 1, datetime(2026, 4, 1, tzinfo=UTC), 2,
         ("rsa-2048", "rsa-2048"))  # fmt: skip
@example("user", "A" * 64, MINATO, HANAKO, 127, datetime(2049, 12, 31, tzinfo=UTC), 2,
         ("rsa-2048", "rsa-2048"))  # fmt: skip
@example("phone_signature", "Z", MINATO, HANAKO, 128, datetime(2050, 1, 1, tzinfo=UTC), 2,
         ("p-384", "p-256"))  # fmt: skip
def test_a_joined_certificate_is_the_builders(  # noqa: PLR0917 - drawn facts
    kind: Kind,
    cn: str,
    place: Place,
    identity: Identity,
    serial: int,
    since: datetime,
    days: int,
    algorithms: tuple[KeyAlgorithm, KeyAlgorithm],
) -> None:
    """Byte for byte, for every kind, subject, serial, day and pair of key algorithms."""
    issuer, holder = algorithms
    profile = replace(PROFILES[kind], key=holder)
    template = Template(profile, lasting(issuer, profile.use), KeySigner(key(issuer, "authority")))
    subject = (
        Subject(cn=cn, place=place, identity=identity) if profile.tells_person else Subject(cn=cn)
    )
    expires = since.date() + timedelta(days=days)

    made = template.certificate(
        subject, public=spki(holder), serial=serial, since=since, expires=expires
    )

    read = x509.load_der_x509_certificate(made)
    assert read.tbs_certificate_bytes == judged(
        kind,
        subject,
        public=spki(holder),
        serial=serial,
        since=since,
        expires=expires,
        signer=key(issuer, "authority"),
    )
    read.verify_directly_issued_by(x509.load_der_x509_certificate(lasting(issuer, profile.use)))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("use", ["signature", "user"])
def test_an_authority_is_the_builders(use: Use, algorithm: KeyAlgorithm) -> None:
    """The self-signed certificate, byte for byte."""
    own = key(algorithm, "authority")
    identifier = x509.SubjectKeyIdentifier.from_public_key(own.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(authority_name(use))
        .issuer_name(authority_name(use))
        .public_key(own.public_key())
        .serial_number(1)
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(key_usage(frozenset({"key_cert_sign", "crl_sign"})), critical=True)
        .add_extension(x509.SubjectAlternativeName([JAPANESE]), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )

    made = x509.load_der_x509_certificate(lasting(algorithm, use))

    assert made.tbs_certificate_bytes == builder.sign(own, hash_of(own)).tbs_certificate_bytes
    made.verify_directly_issued_by(made)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_responder_is_the_builders(algorithm: KeyAlgorithm) -> None:
    """A delegated key: OCSPSigning alone, and nobody need ask about it (RFC 6960, 4.2.2.2)."""
    own, since = key("rsa-2048", "authority"), datetime(2049, 12, 15, tzinfo=UTC)
    until = since + timedelta(days=30)
    public = load_der_public_key(spki(algorithm, "responder"))
    builder = (
        x509.CertificateBuilder()
        .subject_name(
            x509.Name([*authority_name("user"), *name((NameOID.COMMON_NAME, "OCSP Responder"))])
        )
        .issuer_name(authority_name("user"))
        .public_key(public)  # type: ignore[arg-type]
        .serial_number(9)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(key_usage(frozenset({"digital_signature"})), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(own.public_key()), critical=False
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(public),  # type: ignore[arg-type]
            critical=False,
        )
    )

    made = responder_certificate(
        "user",
        KeySigner(own),
        public=spki(algorithm, "responder"),
        serial=9,
        since=since,
        until=until,
    )

    read = x509.load_der_x509_certificate(made)
    assert read.tbs_certificate_bytes == builder.sign(own, SHA256()).tbs_certificate_bytes


def certify(template: Template, **changed: object) -> bytes:
    """A user certificate with one thing changed."""
    given = {
        "public": public_of("card"),
        "serial": SERIAL,
        "since": SINCE,
        "expires": EXPIRES,
    } | changed
    return template.certificate(a_subject("user"), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"serial": 0}, "positive"),
        ({"serial": -1}, "positive"),
        ({"serial": 1 << 159}, "twenty octets"),
        ({"since": SINCE - timedelta(seconds=1)}, "within its authority's"),
        ({"expires": SINCE.date() - timedelta(days=1)}, "within its authority's"),
        ({"expires": date(2076, 4, 1)}, "within its authority's"),
        ({"public": b""}, "RSA of 2048 bits"),
    ],
)
def test_what_cannot_be_certified_is_refused(changed: dict[str, object], why: str) -> None:
    """Before anything is signed, in words."""
    with pytest.raises(ValueError, match=why):
        certify(a_template("user"), **changed)


def test_the_authoritys_last_second_is_the_certificates() -> None:
    """A certificate may end in the second in which its authority does, and no later."""
    signer, last = KeySigner(key("p-256", "authority")), date(2036, 3, 31)
    authority = authority_certificate("user", signer, serial=1, since=SINCE, until=end_of_day(last))
    template = Template(PROFILES["user"], authority, signer)

    assert certify(template, expires=last)
    with pytest.raises(ValueError, match="within its authority's"):
        certify(template, expires=last + timedelta(days=1))


def test_an_instant_has_a_time_zone() -> None:
    """A time of unknown place is not guessed."""
    with pytest.raises((TypeError, ValueError)):
        certify(a_template("user"), since=SINCE.replace(tzinfo=None))


def test_the_signers_key_is_the_authoritys() -> None:
    """A certificate of another generation is not signed with this one's key."""
    with pytest.raises(ValueError, match="not that of the authority's certificate"):
        Template(PROFILES["user"], an_authority("user"), KeySigner(key("p-256", "stranger")))


@pytest.mark.parametrize("cn", ["", "A" * 65, "札" * 22])
def test_a_name_out_of_bounds_is_refused(cn: str) -> None:
    """No attribute of a name is empty, no common name longer than 64 (RFC 5280, appendix A)."""
    with pytest.raises(ValueError, match="1 to 64"):
        a_template("user").certificate(
            Subject(cn=cn), public=public_of("card"), serial=1, since=SINCE, expires=EXPIRES
        )


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ALGORITHMS), st.data())
def test_only_keys_of_the_profiles_form(algorithm: KeyAlgorithm, data: st.DataObject) -> None:
    """Whatever is changed in a key's envelope, or cut off or added, it is refused."""
    good = spki(algorithm)
    envelope = {"rsa-2048": 33, "p-256": 27, "p-384": 24}[algorithm]
    at = data.draw(st.integers(0, envelope - 1))
    changed = bytearray(good)
    changed[at] ^= data.draw(st.integers(1, 255))
    profile = replace(PROFILES["user"], key=algorithm)
    template = Template(profile, an_authority("user"), a_template("user")._signer)

    assert certify(template, public=good)
    for wrong in (bytes(changed), good[:-1], good + b"\0", spki("p-256", "x") + b"\0" * 32):
        with pytest.raises(ValueError, match="the public key must be"):
            certify(template, public=wrong)
    for other in ALGORITHMS:
        if other != algorithm:
            with pytest.raises(ValueError, match="the public key must be"):
                certify(template, public=spki(other))


def test_another_exponent_is_refused() -> None:
    """A key of the right length that ends otherwise."""
    with pytest.raises(ValueError, match="exponent 65537"):
        certify(a_template("user"), public=spki("rsa-2048")[:-1] + b"\3")


@pytest.mark.parametrize("asked", ALGORITHMS)
@pytest.mark.parametrize("is_", ALGORITHMS)
def test_a_key_is_opened_as_what_it_is(is_: KeyAlgorithm, asked: KeyAlgorithm) -> None:
    """A sealed key and a public key of another algorithm than the profile's are refused."""
    pem = sealed(key(is_, "authority"), b"secret")
    if is_ == asked:
        assert KeySigner(opened(pem, b"secret", asked)).public_key == spki(is_, "authority")
        assert public_key(spki(is_), asked) == key(is_, "card").public_key()
        return
    with pytest.raises(ValueError, match="another kind of key"):
        opened(pem, b"secret", asked)
    with pytest.raises(ValueError, match="the public key must be"):
        public_key(spki(is_), asked)


def test_the_service_is_where_the_town_says() -> None:
    """The address that a network hands in stands in authorityInfoAccess."""
    template = Template(
        PROFILES["user"],
        an_authority("user"),
        a_template("user")._signer,
        service="http://127.0.0.1:8400/jpki",
    )

    access = x509.load_der_x509_certificate(certify(template)).extensions.get_extension_for_class(
        x509.AuthorityInformationAccess
    )

    assert next(iter(access.value)).access_location.value == (
        "http://127.0.0.1:8400/jpki/ocsp/user"
    )


def test_ranges_of_serials_follow_one_another() -> None:
    """The last serial of one and the first of the next, each in its own list."""
    assert [range_of(serial) for serial in (1, RANGE - 1, RANGE, 2 * RANGE)] == [1, 1, 2, 3]
    assert b"Range 0001 CRLDP" in range_point(1)
    assert b"Range 10000 CRLDP" in range_point(10_000)


def test_what_was_issued_last_ends_before_its_authority() -> None:
    """With a new key so often, six years and a quarter still fit in (RENEW)."""
    assert NEW_KEY_YEARS + 6 <= AUTHORITY_YEARS


@pytest.mark.interop
@pytest.mark.parametrize("algorithm", ["p-256", "p-384"])
@pytest.mark.parametrize("kind", KINDS)
def test_openssl_and_gnutls_verify_elliptic_curves(
    kind: Kind, algorithm: KeyAlgorithm, tmp_path: Path
) -> None:
    """The coming card's keys from end to end: authority, holder, a signature, two judges."""
    profile = replace(PROFILES[kind], key=algorithm)
    authority = lasting(algorithm, profile.use)
    template = Template(profile, authority, KeySigner(key(algorithm, "authority")))
    holder = template.certificate(
        a_subject(kind), public=spki(algorithm), serial=SERIAL, since=SINCE, expires=EXPIRES
    )
    for file, made in (("authority.pem", authority), ("holder.pem", holder)):
        pem = x509.load_der_x509_certificate(made).public_bytes(Encoding.PEM)
        (tmp_path / file).write_bytes(pem)
    private = key(algorithm, "card")
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    (tmp_path / "said").write_bytes(b"said")
    (tmp_path / "signature").write_bytes(KeySigner(private).sign(b"said"))
    at = SINCE + timedelta(days=1)

    told = run("openssl", "verify", "-x509_strict", "-attime", f"{at.timestamp():.0f}",
               "-CAfile", tmp_path / "authority.pem", tmp_path / "holder.pem")  # fmt: skip
    public = run("openssl", "x509", "-in", tmp_path / "holder.pem", "-noout", "-pubkey")
    (tmp_path / "public.pem").write_text(public)
    checked = run("openssl", "dgst", "-sha256" if algorithm == "p-256" else "-sha384",
                  "-verify", tmp_path / "public.pem", "-signature", tmp_path / "signature",
                  tmp_path / "said")  # fmt: skip
    second = run("faketime", f"{at:%Y-%m-%d %H:%M:%S}", "certtool", "--verify",
                 "--load-ca-certificate", tmp_path / "authority.pem",
                 "--infile", tmp_path / "holder.pem")  # fmt: skip

    assert ": OK" in told
    assert "Verified OK" in checked
    assert "output: Verified." in second
