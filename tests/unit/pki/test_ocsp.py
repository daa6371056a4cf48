"""Questions read strictly, answers beside cryptography's builder, both before OpenSSL."""

import hashlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509 import ocsp as judge
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuda.pki import der, ocsp
from fuda.pki.crl import REASONS
from fuda.pki.issue import responder_certificate
from fuda.pki.keys import new_key
from fuda.pki.ocsp import (
    Good,
    KeptForm,
    MalformedRequest,
    RevokedSince,
    Status,
    Unknown,
    answer,
    certificate_id,
    parse,
    response_data,
    single,
)
from fuda.pki.signer import KeySigner
from pki_made import (
    SERIAL,
    SINCE,
    a_certificate,
    an_authority,
    key_of,
    openssl_text,
    run,
)

DAY = timedelta(days=1)
HASHES = {ocsp.SHA1: SHA1(), ocsp.SHA256: SHA256()}  # noqa: S303 - RFC 5019
serials = st.integers(1, 1 << 33) | st.integers(1, (1 << 159) - 1)
instants = st.integers(1451606400, 3155760000).map(lambda at: datetime.fromtimestamp(at, UTC))
"""Whole seconds of 2016 through 2069."""
nonces = st.binary(min_size=1, max_size=128)
REASON_NAMES = ("unspecified", *(set(REASONS) - {"remove_from_crl"}))
statuses = st.one_of(
    st.just(Good()),
    st.just(Unknown()),
    st.builds(RevokedSince, instants, st.sampled_from(sorted(REASON_NAMES))),
)


def an_id(serial: int = SERIAL, hash_: str = ocsp.SHA1) -> bytes:
    """A CertId of the user authority's certificate."""
    length = 20 if hash_ == ocsp.SHA1 else 32
    return certificate_id(
        hash=hash_, name_hash=b"n" * length, key_hash=b"k" * length, serial=serial
    )


def extension(name: str, value: bytes, *, critical: bool = False) -> bytes:
    """One extension."""
    return der.extension(name, value, critical=critical)


def a_nonce(octets: bytes) -> bytes:
    """The nonce extension."""
    return extension(ocsp.NONCE, der.octet_string(octets))


def question(
    *ids: bytes,
    extensions: bytes = b"",
    one: bytes = b"",
    requestor: bytes = b"",
    signature: bytes = b"",
    version: bytes = b"",
) -> bytes:
    """A question, put together by hand."""
    asked = der.sequence(*(der.sequence(each, one) for each in ids))
    listed = der.explicit(2, der.sequence(extensions)) if extensions else b""
    return der.sequence(der.sequence(version, requestor, asked, listed), signature)


@cache
def loaded(use: str) -> tuple[x509.Certificate, x509.Certificate]:
    """A certificate and its authority."""
    assert use == "user"
    return (
        x509.load_der_x509_certificate(a_certificate("user")),
        x509.load_der_x509_certificate(an_authority("user")),
    )


@settings(max_examples=200, deadline=None)
@given(
    serial=serials,
    hash_=st.sampled_from([ocsp.SHA1, ocsp.SHA256]),
    nonce=st.none() | nonces,
    critical=st.booleans(),
)
@example(serial=127, hash_=ocsp.SHA1, nonce=b"n" * 128, critical=True)
@example(serial=128, hash_=ocsp.SHA256, nonce=b"n" * 125, critical=False)
def test_the_builders_question_is_read(
    serial: int,
    hash_: str,
    nonce: bytes | None,
    critical: bool,  # noqa: FBT001 - drawn
) -> None:
    """Every field, and the CertId byte for byte, with a nonce of 1 to 128 octets or none."""
    length = 20 if hash_ == ocsp.SHA1 else 32
    builder = judge.OCSPRequestBuilder().add_certificate_by_hash(
        b"n" * length, b"k" * length, serial, HASHES[hash_]
    )
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=critical)

    read = parse(builder.build().public_bytes(Encoding.DER))

    (asked,) = read.ids
    assert asked == (an_id(serial, hash_), hash_, b"n" * length, b"k" * length, serial)
    assert read.nonce == (None if nonce is None else der.octet_string(nonce))


@pytest.mark.interop
def test_openssls_question_about_many_is_read(tmp_path: Path) -> None:
    """Three serials, a nonce, signed by the asker, who gives a name."""
    (tmp_path / "authority.pem").write_bytes(loaded("user")[1].public_bytes(Encoding.PEM))
    (tmp_path / "holder.pem").write_bytes(loaded("user")[0].public_bytes(Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(pem_of("card"))
    made = ("openssl", "ocsp", "-issuer", tmp_path / "authority.pem", "-serial", "1",
            "-sha256", "-serial", f"{SERIAL}", "-serial", "0x80", "-signer",
            tmp_path / "holder.pem", "-signkey", tmp_path / "key.pem")  # fmt: skip
    run(*made, "-reqout", tmp_path / "asked")

    read = parse((tmp_path / "asked").read_bytes())

    issuer = loaded("user")[1]
    assert [each.serial for each in read.ids] == [1, SERIAL, 0x80]
    assert [each.hash for each in read.ids] == [ocsp.SHA1, ocsp.SHA256, ocsp.SHA256]
    assert read.ids[1].name_hash == hashlib.sha256(issuer.subject.public_bytes()).digest()
    assert read.ids[0].key_hash == KeySigner(key_of("authority")).key_identifier
    assert read.nonce is not None
    assert read.nonce[:2] == b"\x04\x10"


def pem_of(whose: str) -> bytes:
    """A private key as OpenSSL's command line wants it."""
    return key_of(whose).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def nameless(name: bytes, after: bytes = b"") -> bytes:
    """An extension with this content of an OID, and something at its end."""
    return der.sequence(der.tagged(der.OBJECT_IDENTIFIER, name), der.octet_string(b"\5\0"), after)


def an_overrun() -> bytes:
    """A list that ends within its last certificate, whose serial reads on as extensions."""
    extensions = der.explicit(2, der.sequence(a_nonce(b"n")))
    serial = der.tagged(der.INTEGER, b"\1" + extensions)
    listed = der.sequence(der.sequence(an_id()[2:-6] + serial))
    cut = der.header(der.SEQUENCE, len(listed) - len(extensions)) + listed
    return der.sequence(der.sequence(cut))


def size(given_fact: object) -> str | None:
    """A case's name: octets do not make one."""
    return f"{len(given_fact)} octets" if isinstance(given_fact, bytes) else None


REQUESTOR = der.explicit(1, der.tagged(0x82, b"asker.invalid"))
SIGNATURE = der.explicit(
    0, der.sequence(der.sequence(der.oid("1.2.840.10045.4.3.2")), der.bit_string(b"signed"))
)
OTHER = extension("1.3.6.1.5.5.7.48.1.4", der.sequence(der.oid("1.3.6.1.5.5.7.48.1.1")))


@pytest.mark.parametrize(
    "good",
    [
        question(an_id()),
        question(an_id(), an_id(2, ocsp.SHA256)),
        question(*[an_id(n) for n in range(1, 65)]),
        question(an_id(), extensions=OTHER),
        question(an_id(), extensions=OTHER + a_nonce(b"n")),
        question(an_id(), one=der.explicit(0, der.sequence(OTHER))),
        question(an_id(), requestor=REQUESTOR),
        question(an_id(), requestor=REQUESTOR, signature=SIGNATURE),
        question(an_id().replace(der.NULL, b"").replace(b"\x30\x3d\x30\x09", b"\x30\x3b\x30\x07")),
    ],
    ids=size,
)
def test_what_may_stand_in_a_question(good: bytes) -> None:
    """Several certificates, extensions that nobody must know, who asks, a hash without NULL."""
    assert parse(good).ids[0].serial in {SERIAL, 1}
    if b"asker" not in good and len(parse(good).ids) == 1:
        assert judge.load_der_ocsp_request(good).serial_number == SERIAL


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"", "tag 30"),
        (b"\x30", "tag 30"),
        (b"\x30\x80\x00\x00", "shortest definite"),
        (b"\x30\x81\x03" + b"\0" * 3, "shortest definite"),
        (b"\x30\x82\x00\x81" + b"\0" * 129, "shortest definite"),
        (b"\x30\x83\x00\x00\x01\x00", "shortest definite"),
        (b"\x30\x82\x01", "cut off|shortest"),
        (question(), "about 0 certificates"),
        (question(*[an_id(n) for n in range(1, 66)]), "about 65 certificates"),
        (question(*[an_id(n, ocsp.SHA256) for n in range(1, 120)]), "too long"),
        (question(an_id()) + b"\0", "after the question"),
        (question(an_id())[:-1], "cut off"),
        (question(an_id(), version=der.explicit(0, der.integer(0))), "tag 30"),
        (question(an_id(), version=der.explicit(0, der.integer(1))), "tag 30"),
        (question(an_id(), extensions=a_nonce(b"")), "1 to 128"),
        (question(an_id(), extensions=a_nonce(b"n" * 129)), "1 to 128"),
        (question(an_id(), extensions=a_nonce(b"n") * 2), "two nonces"),
        (question(an_id(), extensions=extension(ocsp.NONCE, b"raw")), "tag 04"),
        (question(an_id(), extensions=extension("1.2.3", b"", critical=True)), "critical"),
        (question(an_id(), extensions=der.sequence()), "tag 06"),
        (question(an_id(), one=der.explicit(0, der.sequence())), "extensions that are none"),
        (question(an_id(), extensions=nameless(b"")), "without a name"),
        (question(an_id(), extensions=nameless(b"\x80\x01")), "without a name"),
        (question(an_id(), extensions=nameless(b"\x2a\x81")), "without a name"),
        (question(an_id(), extensions=nameless(b"\x2a", der.NULL)), "after an extension"),
        (an_overrun(), "cut off"),
        (question(an_id(), one=der.explicit(0, der.sequence(a_nonce(b"n")))), "not understood"),
        (question(an_id(), requestor=der.explicit(1, b"")), "without a name"),
        (question(an_id(), requestor=der.explicit(1, der.NULL)), "without a name"),
        (question(an_id(), requestor=der.explicit(1, b"\x82\0\x82\0")), "two names"),
        (question(an_id(), signature=der.explicit(0, der.sequence())), "tag 30"),
        (question(an_id(), signature=SIGNATURE + SIGNATURE), "after the signature"),
        (der.sequence(der.sequence()), "where one is due"),
        (question(an_id().replace(der.oid(ocsp.SHA1), der.oid("1.3.14.3.2.27"))), "neither"),
        (question(an_id().replace(b"\x04\x14n", b"\x04\x13n")), "another length"),
        (question(der.sequence(an_id()[2:-6], b"\x02\x00")), "serial"),
        (question(der.sequence(an_id()[2:-6], b"\x02\x02\x00\x01")), "serial"),
        (question(der.sequence(an_id()[2:-6], b"\x02\x02\xff\x80")), "serial"),
        (question(der.sequence(an_id()[2:], der.NULL)), "serial"),
    ],
    ids=size,
)
def test_what_is_no_question(bad: bytes, why: str) -> None:
    """Each says what is wrong with it."""
    with pytest.raises(MalformedRequest, match=why):
        parse(bad)


def test_every_changed_octet() -> None:
    """Each octet of a question in each other value: MalformedRequest, or cryptography reads it."""
    for seed in SEEDS:
        for at in range(len(seed)):
            for octet in range(256):
                asked = seed[:at] + bytes([octet]) + seed[at + 1 :]
                with suppress(MalformedRequest):
                    (one,) = parse(asked).ids
                    assert judge.load_der_ocsp_request(asked).serial_number == one.serial


SEEDS = (
    question(an_id()),
    question(an_id(1, ocsp.SHA256), extensions=OTHER + a_nonce(b"n" * 16)),
    question(an_id(), one=der.explicit(0, der.sequence(OTHER))),
    question(an_id(), signature=SIGNATURE),
)


@settings(max_examples=2000, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_whatever_is_read_is_read_by_others(seed: bytes, data: st.DataObject) -> None:
    """Changed, cut and doubled octets: MalformedRequest, or cryptography reads the same."""
    changed = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        match data.draw(st.sampled_from(["set", "cut", "double"])):
            case "set":
                changed[at] = data.draw(st.integers(0, 255))
            case "cut" if len(changed) > 1:
                del changed[at]
            case _:
                changed.insert(at, changed[at])
    asked = bytes(changed)

    with suppress(MalformedRequest):
        read = parse(asked)
        if len(read.ids) == 1:
            other = judge.load_der_ocsp_request(asked)
            assert other.serial_number == read.ids[0].serial
            assert other.issuer_name_hash == read.ids[0].name_hash
            assert other.issuer_key_hash == read.ids[0].key_hash
            assert other.public_bytes(Encoding.DER) == asked


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_malformed(noise: bytes) -> None:
    """Never another exception."""
    with pytest.raises(MalformedRequest):
        parse(noise)


def its_answer(
    status: Status, serial: int, hash_: str, since: datetime, nonce: bytes | None
) -> tuple[bytes, bytes]:
    """The answer as ours and as the builder makes it (by hash: the builder takes certificates)."""
    own = key_of("authority")
    issuer = loaded("user")[1]
    algorithm = HASHES[hash_]
    name, bits = issuer.subject.public_bytes(), own.public_key()
    ident = certificate_id(
        hash=hash_,
        name_hash=hashlib.new(algorithm.name, name).digest(),
        key_hash=hashlib.new(algorithm.name, key_octets(bits)).digest(),
        serial=serial,
    )
    states = {Good: "GOOD", Unknown: "UNKNOWN", RevokedSince: "REVOKED"}
    revoked = status if isinstance(status, RevokedSince) else None
    reason = (
        x509.ReasonFlags[revoked.reason]
        if revoked is not None and revoked.reason != "unspecified"
        else None
    )
    builder = judge.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=hashlib.new(algorithm.name, name).digest(),
        issuer_key_hash=hashlib.new(algorithm.name, key_octets(bits)).digest(),
        serial_number=serial,
        algorithm=algorithm,
        cert_status=judge.OCSPCertStatus[states[type(status)]],
        this_update=since,
        next_update=since + DAY,
        revocation_time=revoked.at if revoked is not None else None,
        revocation_reason=reason,
    )
    builder = builder.responder_id(judge.OCSPResponderEncoding.HASH, issuer).certificates([issuer])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    theirs = builder.sign(own, SHA256())
    ours = answer(
        [single(ident, status, since=since, until=since + DAY)],
        signer=KeySigner(own),
        certificates=[an_authority("user")],
        produced=theirs.produced_at_utc,
        nonce=None if nonce is None else der.octet_string(nonce),
    )
    return ours, theirs.public_bytes(Encoding.DER)


def key_octets(public: object) -> bytes:
    """The bits of an RSA key."""
    return public.public_bytes(Encoding.DER, PublicFormat.PKCS1)  # type: ignore[attr-defined, no-any-return]


@settings(max_examples=150, deadline=None)
@given(statuses, serials, st.sampled_from([ocsp.SHA1, ocsp.SHA256]), instants, st.none() | nonces)
def test_an_answer_is_the_builders(
    status: Status, serial: int, hash_: str, since: datetime, nonce: bytes | None
) -> None:
    """Byte for byte, signature included, at the second in which the builder made its own."""
    ours, theirs = its_answer(status, serial, hash_, since, nonce)

    assert ours == theirs


@settings(max_examples=200, deadline=None)
@given(statuses, serials, st.sampled_from([ocsp.SHA1, ocsp.SHA256]), instants, st.integers(0, 2))
def test_the_kept_form_gives_the_same_answer(
    status: Status, serial: int, hash_: str, since: datetime, enclosed: int
) -> None:
    """What is signed and the whole answer, from signature and what was said alone."""
    form, ident = KEPT[enclosed], an_id(serial, hash_)
    signer, certificates = KeySigner(key_of("authority")), CERTIFICATES[:enclosed]
    line = single(ident, status, since=since, until=since + DAY)

    said = form.said(status, produced=since, since=since, until=since + DAY)
    signature = signer.sign(form.to_be_signed(ident, said))

    assert form.to_be_signed(ident, said) == response_data([line], signer=signer, produced=since)
    assert form.answer(ident, said, signature) == answer(
        [line], signer=signer, certificates=certificates, produced=since
    )


CERTIFICATES = (an_authority("user"), a_certificate("user"))
KEPT = [KeptForm(KeySigner(key_of("authority")), CERTIFICATES[:n]) for n in range(3)]


def test_kept_signatures_may_differ_in_length() -> None:
    """ECDSA's do."""
    signer = KeySigner(new_key("p-256"))
    form = KeptForm(signer, [an_authority("user")])
    said = form.said(Good(), produced=SINCE, since=SINCE, until=SINCE + DAY)
    data, lengths = form.to_be_signed(an_id(), said), set()

    while len(lengths) < 2:
        signature = signer.sign(data)
        lengths.add(len(signature))
        read = judge.load_der_ocsp_response(form.answer(an_id(), said, signature))
        assert (read.signature, read.tbs_response_bytes) == (signature, data)


@pytest.mark.parametrize("reason", ["remove_from_crl", "nonsense", ""])
def test_an_answer_with_nobodys_reason_is_refused(reason: str) -> None:
    """Rather than an answer that keeps silent about it; what was lifted is good."""
    with pytest.raises(ValueError, match="no reason"):
        single(an_id(), RevokedSince(SINCE, reason), since=SINCE, until=SINCE + DAY)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (ocsp.MALFORMED, judge.OCSPResponseStatus.MALFORMED_REQUEST),
        (ocsp.INTERNAL_ERROR, judge.OCSPResponseStatus.INTERNAL_ERROR),
        (ocsp.TRY_LATER, judge.OCSPResponseStatus.TRY_LATER),
        (ocsp.UNAUTHORIZED, judge.OCSPResponseStatus.UNAUTHORIZED),
    ],
    ids=size,
)
def test_unsigned_answers(refusal: bytes, status: judge.OCSPResponseStatus) -> None:
    """As cryptography makes them."""
    made = judge.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)

    assert refusal == made


@pytest.mark.interop
@pytest.mark.parametrize("hash_", ["-sha1", "-sha256"])
@pytest.mark.parametrize("algorithm", ["rsa-2048", "p-256", "p-384"])
def test_openssl_believes_a_delegated_answer(algorithm: str, hash_: str, tmp_path: Path) -> None:
    """Asked by OpenSSL about three, answered with a nonce by a delegated key of each algorithm."""
    private = new_key(algorithm)  # type: ignore[arg-type]
    signer = KeySigner(private)
    until = datetime(2050, 1, 1, tzinfo=UTC)
    delegated = responder_certificate("user", KeySigner(key_of("authority")),
                                      public=signer.public_key, serial=5,
                                      since=SINCE - DAY * 3000, until=until)  # fmt: skip
    authority, asked, answered = (tmp_path / each for each in ("a.pem", "asked", "answered"))
    authority.write_bytes(
        x509.load_der_x509_certificate(
            an_authority("user", since=datetime(2017, 1, 1, tzinfo=UTC))
        ).public_bytes(Encoding.PEM)
    )
    run("openssl", "ocsp", "-issuer", authority, hash_, "-serial", "1", "-serial", "2",
        "-serial", "3", "-reqout", asked)  # fmt: skip
    read = parse(asked.read_bytes())
    at = datetime.now(UTC).replace(microsecond=0)
    states: tuple[Status, ...] = (Good(), RevokedSince(SINCE, "certificate_hold"), Unknown())
    answered.write_bytes(
        answer(
            [
                single(each.raw, state, since=at - DAY, until=until)
                for each, state in zip(read.ids, states, strict=True)
            ],
            signer=signer,
            certificates=[delegated],
            produced=at,
            nonce=read.nonce,
        )
    )

    told = run("openssl", "ocsp", "-no_nonce", "-reqin", asked, "-respin", answered,
               "-issuer", authority, "-CAfile", authority, hash_,
               "-serial", "1", "-serial", "2", "-serial", "3")  # fmt: skip

    assert "Response verify OK" in told
    assert "1: good" in told
    assert "2: revoked" in told
    assert "Reason: certificateHold" in told
    assert "3: unknown" in told
    shown = openssl_text(delegated, tmp_path)
    assert "X509v3 Extended Key Usage: OCSP Signing OCSP No Check" in shown
    assert isinstance(private, ec.EllipticCurvePrivateKey) == (algorithm != "rsa-2048")
