"""Each reason for not relying on a certificate, and the seconds around each."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fuda.pki.issue import Template, end_of_day
from fuda.pki.keys import new_key
from fuda.pki.ocsp import SHA1, parse
from fuda.pki.profile import (
    PROFILES,
    KeyAlgorithm,
    Use,
    authority_name,
    key_usage,
    range_of,
    range_point,
    town_point,
)
from fuda.pki.signer import KeySigner, name_hash
from fuda.pki.verify import (
    ByList,
    ByRegister,
    Expired,
    NotTrusted,
    NotVerified,
    NotYetValid,
    OnHold,
    Revoked,
    StatusUnknown,
    WrongSignature,
    WrongUse,
    check_possession,
    check_signature,
    kinds_for,
    question,
    read,
    verify,
)
from pki_made import (
    EXPIRES,
    HANAKO,
    MINATO,
    SERIAL,
    SINCE,
    Revocation,
    a_certificate,
    a_list,
    a_subject,
    an_authority,
    key_of,
    public_bytes,
    public_of,
    signed,
)

SECOND = timedelta(seconds=1)
NOON = SINCE + timedelta(days=1)


def listed(use: Use, revocations: Iterable[Revocation] = (), **more: Any) -> ByList:
    """A complete list, as evidence."""
    return ByList(a_list(use, revocations, **more))


@pytest.mark.parametrize("use", ["signature", "user"])
def test_a_good_certificate_says_what_it_holds(use: Use) -> None:
    """The four items come out of the signature certificate, and nothing of the user one."""
    said = verify(a_certificate(use), [an_authority(use)], listed(use), at=NOON, kinds={use})

    assert (said.use, said.serial, said.last_day) == (use, SERIAL, EXPIRES)
    assert said.public_key == public_of("card")
    assert said.identity == (HANAKO if use == "signature" else None)
    assert read(a_certificate(use)) == said


def test_the_first_and_the_last_second_count() -> None:
    """One second before and one after are refused, each in its own words."""
    last = end_of_day(EXPIRES)
    given = (a_certificate("user"), [an_authority("user")], listed("user"))

    for instant in (SINCE, last, last + timedelta(microseconds=999_999)):
        assert verify(*given, at=instant, kinds={"user"}).until == last
    with pytest.raises(NotYetValid):
        verify(*given, at=SINCE - SECOND, kinds={"user"})
    with pytest.raises(Expired) as expired:
        verify(*given, at=last + SECOND, kinds={"user"})

    assert expired.value.last_day == EXPIRES


def test_a_certificate_that_begins_after_its_authority() -> None:
    """Before its own beginning it is not yet valid, though the authority is."""
    with pytest.raises(NotYetValid) as early:
        verify(
            a_certificate("user"),
            [an_authority("user", since=SINCE - timedelta(days=9))],
            listed("user"),
            at=SINCE - SECOND,
            kinds={"user"},
        )

    assert early.value.since == SINCE


@pytest.mark.parametrize(
    "reason",
    [
        "unspecified",
        "key_compromise",
        "affiliation_changed",
        "superseded",
        "cessation_of_operation",
    ],
)
def test_revocation_counts_from_its_second(reason: str) -> None:
    """The second before it was good; from that second on it is revoked, with its reason."""
    crl = listed("user", [Revocation(serial=SERIAL, at=NOON, reason=reason)])
    given = (a_certificate("user"), [an_authority("user")], crl)

    assert verify(*given, at=NOON - SECOND, kinds={"user"}).serial == SERIAL
    with pytest.raises(Revoked) as revoked:
        verify(*given, at=NOON, kinds={"user"})

    assert (revoked.value.since, revoked.value.reason) == (NOON, reason)


def test_another_ones_revocation_does_not_count() -> None:
    """A list with other serials leaves this one good."""
    crl = listed("user", [Revocation(serial=SERIAL + 1, at=SINCE, reason="superseded")])

    assert verify(a_certificate("user"), [an_authority("user")], crl, at=NOON, kinds={"user"})


def test_the_wrong_kind_is_named() -> None:
    """A signature certificate does not log in, though its chain holds."""
    with pytest.raises(WrongUse, match="signature certificate, not the user"):
        verify(
            a_certificate("signature"),
            [an_authority("signature")],
            listed("signature"),
            at=NOON,
            kinds={"user"},
        )


def test_an_authority_of_the_same_name_with_another_key_is_a_stranger() -> None:
    """The issuer is found by key, because generations share one name."""
    stranger = a_certificate("user", "stranger")

    with pytest.raises(NotTrusted, match="another authority's key"):
        verify(stranger, [an_authority("user")], listed("user"), at=NOON, kinds={"user"})


def test_one_changed_bit_is_not_trusted() -> None:
    """In the body or in the signature."""
    good = a_certificate("user")
    cn = good.index(b"997794E9")
    for place in (cn, len(good) - 1):
        forged = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        with pytest.raises(NotTrusted):
            verify(forged, [an_authority("user")], listed("user"), at=NOON, kinds={"user"})


@pytest.mark.parametrize("text", ["", "0", "0\x03\x02\x01\x01", "-----BEGIN"])
def test_junk_is_not_trusted(text: str) -> None:
    """Bytes that are no certificate end in the same named answer, wherever they stand."""
    junk = text.encode()
    with pytest.raises(NotTrusted):
        verify(junk, [an_authority("user")], listed("user"), at=NOON, kinds={"user"})
    with pytest.raises(NotTrusted):
        verify(a_certificate("user"), [junk], listed("user"), at=NOON, kinds={"user"})
    with pytest.raises(StatusUnknown):
        verify(a_certificate("user"), [an_authority("user")], ByList(junk), at=NOON, kinds={"user"})


def test_a_holder_is_no_authority() -> None:
    """A certificate cannot vouch for another, though its key made the signature."""
    with pytest.raises(NotTrusted, match="no authority's certificate"):
        verify(
            a_certificate("user"),
            [a_certificate("user")],
            listed("user"),
            at=NOON,
            kinds={"user"},
        )


@pytest.mark.parametrize("use", ["signature", "user"])
def test_a_list_of_another_authority_tells_nothing(use: Use) -> None:
    """Neither of the other kind, nor of a stranger of the same name."""
    other: Use = "user" if use == "signature" else "signature"
    for crl in (listed(use, whose="stranger"), listed(other, whose="stranger")):
        with pytest.raises(StatusUnknown):
            verify(a_certificate(use), [an_authority(use)], crl, at=NOON, kinds={use})


def test_the_other_kinds_list_under_one_key_tells_nothing() -> None:
    """Should both authorities have one key, the names still tell them apart."""
    with pytest.raises(StatusUnknown, match="not signed by this authority"):
        verify(
            a_certificate("user"),
            [an_authority("user")],
            listed("signature"),
            at=NOON,
            kinds={"user"},
        )


def test_a_list_is_good_until_its_next_update() -> None:
    """The second after, whether it was revoked cannot be said."""
    crl = listed("user", good_for=timedelta(days=2))
    given = (a_certificate("user"), [an_authority("user")], crl)

    assert verify(*given, at=SINCE + timedelta(days=2), kinds={"user"})
    with pytest.raises(StatusUnknown, match="in force until"):
        verify(*given, at=SINCE + timedelta(days=2) + SECOND, kinds={"user"})


def test_an_instant_needs_its_zone() -> None:
    """A naive datetime is a bug of the caller, said at once."""
    with pytest.raises(ValueError, match="time zone"):
        verify(
            a_certificate("user"),
            [an_authority("user")],
            listed("user"),
            at=datetime(2026, 4, 2),  # noqa: DTZ001 - the mistake under test
            kinds={"user"},
        )


def test_a_signature_is_the_cards_own() -> None:
    """Over these bytes and by this key, or it is refused."""
    certificate = a_certificate("user")
    challenge = b"sixteen or more random bytes"

    check_signature(certificate, signed("card", challenge), challenge)
    for signature, over in (
        (signed("card", challenge), challenge + b"!"),
        (signed("stranger", challenge), challenge),
        (b"", challenge),
        (bytes(256), challenge),
    ):
        with pytest.raises(WrongSignature):
            check_signature(certificate, signature, over)


def test_possession_is_shown_with_a_key_of_the_profile_only() -> None:
    """RSA-2048 with the usual exponent; anything else is a ValueError that says so."""
    check_possession(public_of("card"), signed("card", b"x"), b"x")
    strange = public_bytes(generate_private_key(public_exponent=3, key_size=2048))
    curve = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    for key in (strange, curve, b"", b"junk", public_of("card") + b"\x00"):
        with pytest.raises(ValueError, match="public key"):
            check_possession(key, b"", b"x")


def test_dates_that_the_dial_can_reach() -> None:
    """In 2016 as in 2060."""
    for year in (2016, 2060):
        since = datetime(year, 7, 1, 0, 0, 0, tzinfo=UTC)
        certificate = a_certificate("signature", since=since, expires=date(year + 5, 2, 17))

        said = verify(
            certificate,
            [an_authority("signature", since=since)],
            listed("signature", since=since),
            at=since + timedelta(days=365 * 4),
            kinds={"signature"},
        )

        assert said.last_day == date(year + 5, 2, 17)


@pytest.mark.filterwarnings("ignore:Attribute's length:UserWarning")  # said of the damage
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["certificate", "authority", "crl"]), st.data())
def test_damaged_bytes_end_in_a_named_answer(which: str, data: st.DataObject) -> None:
    """Whatever octets are changed in one of the three, it is NotVerified and nothing else."""
    given_bytes = {
        "certificate": a_certificate("signature"),
        "authority": an_authority("signature"),
        "crl": a_list("signature", [Revocation(serial=7, at=SINCE, reason="superseded")]),
    }
    damaged = bytearray(given_bytes[which])
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    assume(bytes(damaged) != given_bytes[which])
    given_bytes[which] = bytes(damaged)

    with suppress(NotVerified):
        read(given_bytes["certificate"])
    try:
        verify(
            given_bytes["certificate"],
            [given_bytes["authority"]],
            ByList(given_bytes["crl"]),
            at=NOON,
            kinds={"signature"},
        )
    except NotVerified:
        return
    # An authority is trusted as handed in: its own signature and names are nobody's to check.
    assert which == "authority"


def an_odd_one(
    *,
    replaced: x509.ExtensionType | None = None,
    added: x509.ExtensionType | None = None,
    algorithm: HashAlgorithm | None = None,
) -> bytes:
    """A user certificate that its authority signed, with one thing unlike the profile."""
    good = x509.load_der_x509_certificate(a_certificate("user"))
    builder = x509.CertificateBuilder(
        issuer_name=good.issuer,
        subject_name=good.subject,
        public_key=good.public_key(),
        serial_number=good.serial_number,
        not_valid_before=SINCE.replace(tzinfo=None),
        not_valid_after=end_of_day(EXPIRES).replace(tzinfo=None),
    )
    for extension in good.extensions:
        other = replaced is not None and extension.oid == replaced.oid
        value = replaced if other and replaced is not None else extension.value
        builder = builder.add_extension(value, critical=extension.critical)
    if added is not None:
        builder = builder.add_extension(added, critical=True)
    signed_one = builder.sign(key_of("authority"), algorithm or SHA256())
    return signed_one.public_bytes(Encoding.DER)


def user_judged(certificate: bytes) -> int:
    """The serial, if it verifies as a user certificate."""
    given = (certificate, [an_authority("user")], listed("user"))
    return verify(*given, at=NOON, kinds={"user"}).serial


def test_what_is_unlike_the_profile_is_refused() -> None:
    """Though the authority signed it: another usage, hash, policy or critical extension."""
    may_more = key_usage(frozenset({"digital_signature", "content_commitment"}))
    policy = x509.PolicyInformation(x509.ObjectIdentifier("1.2.3"), None)
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")

    assert user_judged(an_odd_one()) == SERIAL
    with pytest.raises(WrongUse, match="keyUsage"):
        user_judged(an_odd_one(replaced=may_more))
    with pytest.raises(WrongUse, match="policy"):
        user_judged(an_odd_one(replaced=x509.CertificatePolicies([policy])))
    with pytest.raises(NotTrusted, match="critical extension"):
        user_judged(an_odd_one(added=unknown))
    with pytest.raises(NotTrusted, match="not signed as this authority signs"):
        user_judged(an_odd_one(algorithm=SHA512()))


@pytest.mark.parametrize("algorithm", ["p-256", "p-384"])
def test_a_card_of_the_coming_kind_signs(algorithm: KeyAlgorithm) -> None:
    """ECDSA with the hash of its curve; possession is shown with the key that the profile has."""
    key = new_key(algorithm)
    signer = KeySigner(key)
    profile = replace(PROFILES["user"], key=algorithm)
    certificate = Template(
        profile, an_authority("user"), KeySigner(key_of("authority"))
    ).certificate(
        a_subject("user"), public=signer.public_key, serial=SERIAL, since=SINCE, expires=EXPIRES
    )
    signature = signer.sign(b"x")

    check_signature(certificate, signature, b"x")
    check_possession(signer.public_key, signature, b"x", algorithm)
    for wrong, over in ((signature, b"y"), (b"", b"x"), (signed("card", b"x"), b"x")):
        with pytest.raises(WrongSignature):
            check_signature(certificate, wrong, over)
    with pytest.raises(ValueError, match="public key"):
        check_possession(signer.public_key, signature, b"x")
    with pytest.raises(ValueError, match="public key"):
        check_possession(public_of("card"), signed("card", b"x"), b"x", algorithm)


def test_what_a_certificate_tells_before_it_is_checked() -> None:
    """The generation that issued it, and the partition on whose list it would stand."""
    authority = x509.load_der_x509_certificate(an_authority("user"))
    own = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest

    assert read(a_certificate("user")).authority_key == own
    assert read(a_certificate("user")).point == range_point(range_of(SERIAL))
    assert read(a_certificate("signature")).point == town_point(MINATO)


def test_kinds_by_use() -> None:
    """A phone's certificate serves as a card's; that it is a phone's can be seen (PHONE-01)."""
    assert kinds_for("user") == {"user", "phone_user"}
    assert kinds_for("signature") == {"signature", "phone_signature"}
    said = read(a_certificate("phone_user"))
    assert (said.kind, said.use) == ("phone_user", "user")


def test_every_verdict_says_what_it_is() -> None:
    """A hold is a revocation with a way back, and is caught as both."""
    assert str(Revoked(SINCE, "superseded")).startswith("revoked since")
    assert str(OnHold(SINCE, "certificate_hold")).startswith("on hold since")
    assert issubclass(OnHold, Revoked)


def test_a_large_list_is_read_quickly() -> None:
    """The lines of others are not looked at one by one."""
    lines = [Revocation(serial=n, at=SINCE, reason="superseded") for n in range(1, 100_001)]
    crl = a_list("user", lines)

    began = process_time()
    assert verify(
        a_certificate("user"), [an_authority("user")], ByList(crl), at=NOON, kinds={"user"}
    )
    assert process_time() - began < 1


def test_the_question_names_the_generation_that_issued() -> None:
    """Found among those that are trusted, by key; a stranger's certificate is asked of nobody."""
    trusted = [an_authority("user", "stranger"), an_authority("signature"), an_authority("user")]
    certificate = a_certificate("user")

    asked = parse(question(certificate, trusted, b"sixteen octets.."))
    (one,) = asked.ids
    assert (one.hash, one.serial) == (SHA1, SERIAL)
    assert one.name_hash == name_hash(authority_name("user"))
    assert one.key_hash == KeySigner(key_of("authority")).key_identifier
    assert asked.nonce == b"\x04\x10sixteen octets.."
    assert parse(question(certificate, trusted)).nonce is None
    for others in ([], trusted[:2]):
        with pytest.raises(NotTrusted, match="another authority's key"):
            question(certificate, others)


def test_the_authority_asks_its_own_register() -> None:
    """As entered: good, on hold or revoked from that second on, and not before it."""
    certificate, trusted = a_certificate("signature"), [an_authority("signature")]

    def judged(given: ByRegister, at: datetime = NOON) -> str:
        try:
            verify(certificate, trusted, given, at=at, kinds={"signature"})
        except NotVerified as no:
            return type(no).__name__
        return "good"

    assert judged(ByRegister()) == "good"
    for reason, verdict in (("superseded", "Revoked"), ("certificate_hold", "OnHold")):
        entered = ByRegister(NOON, reason)
        assert judged(entered) == verdict
        assert judged(entered, NOON - SECOND) == "good"
