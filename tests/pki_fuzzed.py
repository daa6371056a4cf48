"""Bytes of a fuzzer before everything that reads what others wrote about certificates.

The first octet of an input chooses the reader, the rest is what it reads. Certificates, lists and
answers come twice: as they are, and with what is signed in them signed again by the right key, so
that the fuzzer gets past the signature. Each reader knows one kind of no; whatever else comes out
is `Wrong`, and so is a "good" about a certificate that is on hold by every list and answer.
"""

import tempfile
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.x509 import ocsp as judge

import fuda.doors.jpki as door
from chains_made import DAY, NOON, WORLDS, World, line
from fuda.cli.card.answers import BadInput
from fuda.cli.certificate import _certificates, _list
from fuda.doors.errors import Malformed
from fuda.institutions.jlis.jpki.lists.scope import Scope
from fuda.institutions.jlis.jpki.lists.shelf import Shelf
from fuda.institutions.jlis.jpki.model import Generation
from fuda.institutions.jlis.jpki.responder import exchange
from fuda.institutions.jlis.jpki.responder.kept import Changes, Slot, Slots
from fuda.kit import wire
from fuda.pki import der, keys, ocsp
from fuda.pki.identity import read_other_names
from fuda.pki.profile import OTHER_NAME
from fuda.pki.verify import (
    ByAnswer,
    ByList,
    NotVerified,
    check_signature,
    question,
    read,
    verify,
)
from pki_made import SERIAL, SINCE
from responder_made import Register, a_question, a_responder

HELD: Final = "certificate_hold"
WORLD: World = next(world for world in WORLDS.values() if world.algorithm == "p-256")
"""A signature on a curve costs little, and each input has some made."""
KEPT_SERIAL: Final = 7
_GOLDEN: Final = Path(__file__).parent / "doors" / "golden"
_MEMORY: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - folders of seconds


class Wrong(AssertionError):  # noqa: N818 - said of a reader
    """What must never be."""


@cache
def parts() -> dict[str, bytes]:
    """A certificate that is on hold by list, delta and answer."""
    return {
        "certificate": WORLD.good,
        "authority": WORLD.authority(),
        "complete": WORLD.listed(line(NOON - DAY, HELD), scope=WORLD.whole),
        "delta": WORLD.listed(line(NOON - DAY, HELD), scope=WORLD.whole, base=5, number=6),
        "answer": WORLD.answered(ocsp.RevokedSince(NOON - DAY, HELD)),
    }


SIGNERS: Mapping[str, str] = {
    "certificate": "first",
    "authority": "first",
    "complete": "first",
    "delta": "first",
    "answer": "responder",
}


def signed_part(name: str) -> bytes:
    """What is signed in a part."""
    octets = parts()[name]
    if name == "answer":
        return judge.load_der_ocsp_response(octets).tbs_response_bytes
    if name in {"complete", "delta"}:
        return x509.load_der_x509_crl(octets).tbs_certlist_bytes
    return x509.load_der_x509_certificate(octets).tbs_certificate_bytes


def signed_again(name: str, octets: bytes) -> bytes:
    """The octets in the place of what is signed, with the right signature around them."""
    signer = WORLD.signer(SIGNERS[name])
    signature = signer.sign(octets)
    if name == "answer":
        return ocsp.assembled(octets, signature, signer=signer, certificates=[WORLD.responder()])
    return der.sequence(octets, signer.algorithm, der.bit_string(signature))


def judged(name: str, octets: bytes, *, may_be_good: bool) -> None:
    """Verdicts with this part in the place of the good one; NotVerified is the only no."""
    given = parts() | {name: octets}
    for status in (ByList(given["complete"], given["delta"]), ByAnswer(given["answer"])):
        with suppress(NotVerified):
            verify(
                given["certificate"],
                [given["authority"]],
                status,
                at=NOON,
                kinds={WORLD.kind},
            )
            if not may_be_good:
                raise Wrong(f"good, by a {name} that nobody signed")
    for act in (
        lambda: read(given["certificate"]),
        lambda: question(given["certificate"], [given["authority"]], b"n"),
        lambda: check_signature(given["certificate"], given["answer"], given["delta"]),
    ):
        with suppress(NotVerified):
            act()


def as_they_are(name: str) -> Callable[[bytes], None]:
    """A part with the signature that it brings: never good, unless it is the good one."""
    return lambda octets: judged(name, octets, may_be_good=False)


def resigned(name: str) -> Callable[[bytes], None]:
    """A part that is signed, whatever it says."""
    return lambda octets: judged(name, signed_again(name, octets), may_be_good=True)


def a_request(octets: bytes) -> None:
    """A question to the responder: an answer that others can read, and the same both ways."""
    register = Register(issued=[KEPT_SERIAL])
    with tempfile.TemporaryDirectory(prefix="fuda-fuzz-", dir=_MEMORY) as folder:
        responder, _ = a_responder(Path(folder), register)
        responder.lines("signature", ocsp.SHA1)
        quick = responder.quick(octets, "signature")
        answered = responder.answer(octets, "signature").body
        again = responder.quick(octets, "signature")
    if quick is not None:
        raise Wrong("something is kept before it was signed")
    told = judge.load_der_ocsp_response(answered)
    if again is not None and again.body != answered:
        raise Wrong("what is kept is not what was answered")
    if told.response_status is not judge.OCSPResponseStatus.SUCCESSFUL:
        return
    for one in told.responses:
        good = one.certificate_status is judge.OCSPCertStatus.GOOD
        if good is not (one.serial_number == KEPT_SERIAL):
            raise Wrong(f"{one.serial_number} is {one.certificate_status}")
    with suppress(
        ValueError, NotImplementedError
    ):  # several certificates are too much for the judge
        asked = judge.load_der_ocsp_request(octets)
        if (asked.serial_number, asked.issuer_key_hash) != (
            told.serial_number,
            told.issuer_key_hash,
        ):
            raise Wrong("the answer is to another question")


def a_path(octets: bytes) -> None:
    """The path of a GET."""
    asked = exchange.question_of(octets.decode("latin-1"))
    if asked is not None:
        with suppress(ocsp.MalformedRequest):
            ocsp.parse(exchange.decoded(asked.encoded))


def a_key(octets: bytes) -> None:
    """A SubjectPublicKeyInfo; what has the form may still be no key, what is a key has the form."""
    for algorithm in ("rsa-2048", "p-256", "p-384"):
        with suppress(ValueError):
            keys.key_bits(octets, algorithm)
        try:
            keys.public_key(octets, algorithm)
        except ValueError:
            continue
        keys.key_bits(octets, algorithm)


def other_names(octets: bytes) -> None:
    """The four items: one text after another, each as so many octets."""
    names = list[x509.GeneralName]()
    while octets:
        number, length = octets[0] % 8, octets[1] if len(octets) > 1 else 0
        value, octets = octets[2 : 2 + length], octets[2 + length :]
        names.append(x509.OtherName(x509.ObjectIdentifier(f"{OTHER_NAME}.{number}"), value))
    with suppress(ValueError):
        told = read_other_names(x509.SubjectAlternativeName(names))
        if len(told.name) != len(told.name_replaced):
            raise Wrong("a character without its mark")


SLOT: Final = Slot(
    length=64,
    status=1,
    reason=0,
    since=1_799_999_000,
    until=1_800_100_000,
    at=0,
    n=9,
    said=Slot.said_as(1, 0, 1_799_999_000, 1_800_100_000, 0),
    signature=bytes(range(64)),
)


def a_slot(octets: bytes) -> None:
    """A kept answer as it lies on the disk: read, it is what was written or nothing."""
    with tempfile.TemporaryDirectory(prefix="fuda-fuzz-", dir=_MEMORY) as folder:
        slots = Slots(Path(folder) / "slots", Changes(Path(folder) / "changes"), longest=64)
        size = len(slots.encoded(1, SLOT))
        written = octets[:size].ljust(size, b"\0")
        slots.write(1, written)
        found = slots.read(1)
        if found is not None and not written.startswith(slots.encoded(1, found).rstrip(b"\0")):
            raise Wrong("a slot that was never written")
        slots.untils(1, 3)
        slots.current(1, 1_800_000_000, 0)


def a_list_file(octets: bytes) -> None:
    """A published list as it lies on the disk after a power cut: whole and ours, or not there."""
    made = x509.load_der_x509_crl(parts()["complete"])
    with tempfile.TemporaryDirectory(prefix="fuda-fuzz-", dir=_MEMORY) as folder:
        own = WORLD.signer("first").public_key
        shelf = Shelf(Path(folder), lambda _scope, crl: crl.signature == made.signature)
        generation = Generation(
            kind="signature",
            number=1,
            serial=1,
            certificate=parts()["authority"],
            key_identifier=own[:20],
            since=SINCE,
            begins=SINCE,
            until=SINCE + DAY,
        )
        place = Path(folder) / "signature" / "1" / "complete" / "5.crl"
        place.parent.mkdir(parents=True)
        place.write_bytes(octets)
        found = shelf.newest(Scope(generation), delta=False)
        if found is not None and found.octets() != octets:
            raise Wrong("another list")


def a_file(octets: bytes) -> None:
    """What `fuda certificate` is given: bad input, in one line."""
    with tempfile.TemporaryDirectory(prefix="fuda-fuzz-", dir=_MEMORY) as folder:
        file = Path(folder) / "given"
        file.write_bytes(octets)
        for reader in (_certificates, _list):
            with suppress(BadInput):
                reader(file)


MESSAGES: tuple[type, ...] = (
    door.RequestCertificate,
    door.RevokeCertificate,
    door.SuspendCertificate,
    door.LiftSuspension,
    door.RevokeOwn,
    door.AskStatus,
    door.AskAuthority,
    door.AskList,
)


def a_message(octets: bytes) -> None:
    """What a door takes from another process."""
    if octets:
        with suppress(Malformed):
            wire.read(MESSAGES[octets[0] % len(MESSAGES)], octets[1:])


READERS: Mapping[str, Callable[[bytes], None]] = {
    **{name: as_they_are(name) for name in SIGNERS},
    **{f"{name} signed again": resigned(name) for name in SIGNERS},
    "request": a_request,
    "path": a_path,
    "key": a_key,
    "other names": other_names,
    "slot": a_slot,
    "list file": a_list_file,
    "file": a_file,
    "message": a_message,
}
_NAMES = tuple(READERS)


def run(data: bytes) -> None:
    """One input."""
    if not data:
        return
    name = _NAMES[data[0] % len(_NAMES)]
    octets = data[1:]
    if octets == parts().get(name):
        return
    with warnings.catch_warnings():  # the parser warns of odd serials; that is no part of an answer
        warnings.simplefilter("ignore")
        try:
            READERS[name](octets)
        except Wrong:
            raise
        except Exception as error:
            raise Wrong(f"{type(error).__name__} came out of the reader of a {name}") from error


def seeds() -> list[bytes]:
    """Something good for each reader."""
    known = parts()
    names = x509.load_der_x509_certificate(WORLDS["signature"].good).extensions
    texts = [
        bytes([int(one.type_id.dotted_string.rpartition(".")[2]), len(one.value)]) + one.value
        for one in names.get_extension_for_class(x509.SubjectAlternativeName).value
        if isinstance(one, x509.OtherName) and len(one.value) <= 0xFF
    ]
    with tempfile.TemporaryDirectory(prefix="fuda-fuzz-", dir=_MEMORY) as folder:
        changes = Changes(Path(folder) / "changes")
        slot = Slots(Path(folder) / "slots", changes, longest=64).encoded(1, SLOT)
    plain = a_question(KEPT_SERIAL)
    examples: list[tuple[str, bytes]] = [
        *known.items(),
        *((f"{name} signed again", signed_part(name)) for name in known),
        ("request", plain),
        ("request", a_question(KEPT_SERIAL, SERIAL, nonce=b"n" * 16)),
        ("request", a_question(KEPT_SERIAL, hash_=ocsp.SHA256)),
        ("path", b"/user/" + b"MEUwQzBBMD8wPTAJBgUrDgMCGgUABBQ="),
        ("key", WORLD.signer("card").public_key),
        ("key", WORLDS["signature"].signer("card").public_key),
        ("other names", b"".join(texts)),
        ("slot", slot),
        ("list file", known["complete"]),
        ("file", known["certificate"]),
        ("file", known["delta"]),
        *(
            ("message", bytes([number]) + (_GOLDEN / f"jpki.{kind.__name__}.json").read_bytes())
            for number, kind in enumerate(MESSAGES)
        ),
    ]
    return [bytes([_NAMES.index(name)]) + octets for name, octets in examples]
