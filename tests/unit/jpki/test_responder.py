"""What the responder says, and that no kept answer outlives what happens to the certificate."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509 import ocsp as judge
from hypothesis import given, settings
from hypothesis import strategies as st

from fuda.institutions.jlis.jpki.responder.answering import (
    GOOD_FOR,
    LEAST_LEFT,
    LOOKED_UP_EVERY,
)
from fuda.institutions.jlis.jpki.responder.kept import Changes, Slot, Slots, slot_in
from fuda.institutions.jlis.jpki.responder.lines import seconds
from fuda.pki import der, ocsp
from fuda.pki.crl import REASONS
from fuda.pki.ocsp import Good, RevokedSince
from responder_made import NOON, Register, a_question, a_responder, said_in, voice_of

HOLD = RevokedSince(NOON, "certificate_hold")
REASON_NAMES = sorted({"unspecified", *REASONS} - {"remove_from_crl"})


@pytest.mark.parametrize("hash_", [ocsp.SHA1, ocsp.SHA256])
@pytest.mark.parametrize("reason", [None, *REASON_NAMES])
def test_a_kept_answer_is_the_signed_one_byte_for_byte(
    tmp_path: Path, hash_: str, reason: str | None
) -> None:
    """What is put together from a slot equals what `pki.ocsp.answer` makes of the same facts."""
    register = Register(issued=[7])
    status = Good() if reason is None else RevokedSince(NOON - timedelta(days=3), reason)
    if reason is not None:
        register.happen(7, status)
    responder, _ = a_responder(tmp_path, register)
    question = a_question(7, hash_=hash_)
    voice = register.voices["signature", 1]
    (asked,) = ocsp.parse(question).ids
    expected = ocsp.answer(
        [ocsp.single(asked.raw, status, since=NOON, until=NOON + GOOD_FOR)],
        signer=voice.signer,
        certificates=[voice.certificate],
        produced=NOON,
    )

    assert responder.answer(question, "signature").body == expected
    kept = responder.quick(question, "signature")
    assert kept is not None
    assert kept.body == expected
    assert register.asked == 1


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    """Another process, or the same one later, takes the answers from the disk."""
    register = Register(issued=[7])
    first = a_responder(tmp_path, register)[0].answer(a_question(7), "signature")
    register.asked = 0

    assert a_responder(tmp_path, register)[0].answer(a_question(7), "signature") == first
    assert register.asked == 0


def test_what_is_never_kept(tmp_path: Path) -> None:
    """Nonces come back; several certificates are answered at once; unknown ones too, signed."""
    register = Register(issued=[7, 8])
    register.happen(8, HOLD)
    responder, _ = a_responder(tmp_path, register)

    nonced = responder.answer(a_question(7, nonce=b"n" * 16), "signature")
    assert nonced.until == 0
    read = judge.load_der_ocsp_response(nonced.body)
    assert [one.value.nonce for one in read.extensions] == [b"n" * 16]
    several = responder.answer(a_question(7, 8, 9), "signature")
    assert several.until == 0
    assert said_in(several.body) == ["GOOD", "REVOKED", "UNKNOWN"]
    assert said_in(responder.answer(a_question(9), "signature").body) == ["UNKNOWN"]
    register.issue(9)
    assert said_in(responder.answer(a_question(9), "signature").body) == ["GOOD"]


def test_a_nonce_after_a_revocation(tmp_path: Path) -> None:
    """The status of a question with a nonce is not older than that of one without."""
    register = Register(issued=[7])
    responder, kept = a_responder(tmp_path, register)
    responder.answer(a_question(7), "signature")
    assert said_in(responder.answer(a_question(7, nonce=b"1"), "signature").body) == ["GOOD"]

    register.happen(7, HOLD, kept)

    assert said_in(responder.answer(a_question(7, nonce=b"2"), "signature").body) == ["REVOKED"]
    assert said_in(responder.answer(a_question(7, 7), "signature").body) == ["REVOKED", "REVOKED"]


def test_each_generation_answers_for_its_own(tmp_path: Path) -> None:
    """One name, several keys: the key's hash says who is asked, and who did not issue it."""
    register = Register(issued=[7], generations=2)
    register.issue(8, generation=2)
    responder, _ = a_responder(tmp_path, register)

    def said(serial: int, key: str) -> list[str]:
        question = a_question(serial, authority_key=key)
        return said_in(responder.answer(question, "signature").body)

    assert [said(7, "authority"), said(8, "authority 2")] == [["GOOD"], ["GOOD"]]
    assert [said(8, "authority"), said(7, "authority 2")] == [["UNKNOWN"], ["UNKNOWN"]]


def test_those_that_are_not_ours(tmp_path: Path) -> None:
    """Another's authority, or the other authority's door: unauthorized, unsigned."""
    responder, _ = a_responder(tmp_path, Register(issued=[7]))

    stranger = a_question(7, authority_key="stranger")
    assert responder.answer(stranger, "signature").body == ocsp.UNAUTHORIZED
    assert responder.answer(a_question(7), "user").body == ocsp.UNAUTHORIZED
    responder.answer(a_question(7), "signature")
    assert responder.quick(a_question(7), "user") is None
    mixed = der.sequence(
        der.sequence(
            der.sequence(
                *(
                    der.sequence(ocsp.parse(each).ids[0].raw)
                    for each in (a_question(7), a_question(7, kind="user"))
                )
            )
        )
    )
    assert responder.answer(mixed, "signature").body == ocsp.UNAUTHORIZED


@given(st.binary(max_size=200))
def test_bytes_that_are_no_question(
    tmp_path_factory: pytest.TempPathFactory, octets: bytes
) -> None:
    """Whatever comes, the answer is `malformedRequest`, and nothing is signed."""
    responder, _ = a_responder(tmp_path_factory.mktemp("kept"), Register())

    assert responder.answer(octets, "signature").body == ocsp.MALFORMED
    assert responder.answer(b"0" * 100_000, "signature").body == ocsp.MALFORMED


@pytest.mark.parametrize("octets", ["0007", "ff", "87", "", "000007", "00ffffffffff"])
def test_a_serial_in_other_octets_is_not_the_kept_one(tmp_path: Path, octets: str) -> None:
    """The shortest way reads a serial only as DER writes it: what is kept was signed for that."""
    responder, _ = a_responder(tmp_path, Register(issued=[7, 0x87, 0xFF]))
    for serial in (7, 0x87, 0xFF):
        responder.answer(a_question(serial), "signature")
    (asked,) = ocsp.parse(a_question(7)).ids
    content = bytes.fromhex(octets)
    question = der.sequence(
        der.sequence(
            der.sequence(
                der.sequence(
                    der.sequence(
                        der.sequence(der.oid(ocsp.SHA1), der.NULL),
                        der.octet_string(asked.name_hash),
                        der.octet_string(asked.key_hash),
                        der.tagged(der.INTEGER, content),
                    )
                )
            )
        )
    )

    assert responder.quick(question, "signature") is None
    answer = responder.answer(question, "signature").body
    assert answer == ocsp.MALFORMED or said_in(answer) == ["UNKNOWN"]


def test_who_signs_is_asked_again(tmp_path: Path) -> None:
    """The shortest way ends with the hour, so that a signer that was replaced is noticed."""
    register = Register(issued=[7])
    responder, _ = a_responder(tmp_path, register)
    responder.answer(a_question(7), "signature")
    assert responder.quick(a_question(7), "signature") is not None

    register.instant += LOOKED_UP_EVERY

    assert responder.quick(a_question(7), "signature") is None
    responder.answer(a_question(7), "signature")
    assert responder.quick(a_question(7), "signature") is not None


def test_a_question_in_the_other_encoding(tmp_path: Path) -> None:
    """A CertID whose hash has no parameters is repeated as it came, and spoils nothing kept."""
    register = Register(issued=[7])
    responder, _ = a_responder(tmp_path, register)
    (asked,) = ocsp.parse(a_question(7)).ids
    bare = der.sequence(
        der.sequence(der.oid(ocsp.SHA1)),
        der.octet_string(asked.name_hash),
        der.octet_string(asked.key_hash),
        der.integer(7),
    )
    other = der.sequence(der.sequence(der.sequence(der.sequence(bare))))
    for _ in range(2):
        assert bare in responder.answer(other, "signature").body
        assert asked.raw in responder.answer(a_question(7), "signature").body


def test_the_signer_is_gone(tmp_path: Path) -> None:
    """What is kept is still given; for the rest: tryLater. Then it goes on by itself."""
    register = Register(issued=[7, 8])
    responder, _ = a_responder(tmp_path, register)
    register.gone = True
    assert responder.answer(a_question(7), "signature").body == ocsp.TRY_LATER
    register.gone = False
    responder.answer(a_question(7), "signature")

    register.gone = True
    register.instant += timedelta(hours=2)
    assert said_in(responder.answer(a_question(7), "signature").body) == ["GOOD"]
    register.instant += timedelta(days=40)
    assert responder.answer(a_question(8), "signature").body == ocsp.TRY_LATER


def test_an_answer_near_its_end_is_made_anew(tmp_path: Path) -> None:
    """A kept answer is given until it has little left, and not before its thisUpdate."""
    register = Register(issued=[7])
    responder, _ = a_responder(tmp_path, register)
    first = responder.answer(a_question(7), "signature")
    register.instant += GOOD_FOR - LEAST_LEFT - timedelta(seconds=1)
    assert responder.answer(a_question(7), "signature") == first
    register.instant += timedelta(seconds=1)
    second = responder.answer(a_question(7), "signature")
    assert second.since == seconds(register.instant)


def test_a_new_signer_signs_anew(tmp_path: Path) -> None:
    """After a roll-over of the responder's key the old one's answers are dropped."""
    register = Register(issued=[7])
    responder, _ = a_responder(tmp_path, register)
    responder.answer(a_question(7), "signature")
    old = set(tmp_path.glob("*.answers"))
    new = voice_of("signature", own_key="another responder")
    register.voices["signature", 1] = replace(new, until=NOON + timedelta(days=60))
    register.instant += timedelta(hours=2)

    answer = responder.answer(a_question(7), "signature").body
    responder.due()

    assert new.certificate in answer
    assert said_in(answer) == ["GOOD"]
    assert old.isdisjoint(tmp_path.glob("*.answers"))
    assert responder.quick(a_question(7), "signature") is not None


def test_a_signature_from_before_does_not_count_after(tmp_path: Path) -> None:
    """Somebody who read the register before a revocation may write his slot after it: no use."""
    register = Register(issued=[7])
    responder, kept = a_responder(tmp_path, register)
    (line,) = responder.lines("signature", ocsp.SHA1)
    before = register.standing(line.generation, [7])
    late = line.signed(
        line.certificate_id(7),
        before.standing[0].status,
        before.n,
        since=responder.now(),
        until=responder.now() + 86400,
    )

    register.happen(7, HOLD, kept)
    line.slots.write(7, line.slots.encoded(7, late))

    assert responder.quick(a_question(7), "signature") is None
    assert said_in(responder.answer(a_question(7), "signature").body) == ["REVOKED"]


def test_an_act_that_was_not_committed_costs_only_the_kept_answer(tmp_path: Path) -> None:
    """Between making it known and the commit the process was killed: good, by the register."""
    register = Register(issued=[7])
    responder, kept = a_responder(tmp_path, register)
    responder.answer(a_question(7), "signature")

    kept.count_from("signature", 7, register.latest() + 1)

    assert responder.quick(a_question(7), "signature") is None
    assert said_in(responder.answer(a_question(7), "signature").body) == ["GOOD"]
    register.issue(8)
    responder.answer(a_question(7), "signature")
    assert responder.quick(a_question(7), "signature") is not None


def test_power_lost_before_the_changes_were_on_the_disk(tmp_path: Path) -> None:
    """The register kept the revocation, the folder lost it: it is entered before anyone is told."""
    register = Register(issued=[7])
    responder, kept = a_responder(tmp_path, register)
    responder.answer(a_question(7), "signature")
    responder.due()
    before = (tmp_path / "signature.changes").read_bytes()
    register.happen(7, HOLD, kept)
    (tmp_path / "signature.changes").write_bytes(before)

    again, _ = a_responder(tmp_path, register)

    assert said_in(again.answer(a_question(7), "signature").body) == ["REVOKED"]


def test_a_register_put_back_from_a_copy(tmp_path: Path) -> None:
    """Numbers of changes come twice then: nothing that was kept counts any more."""
    register = Register(issued=[7, 8])
    register.happen(8, HOLD)
    responder, _ = a_responder(tmp_path, register)
    responder.answer(a_question(7), "signature")
    copy = Register(issued=[7, 8])

    again, kept = a_responder(tmp_path, copy)
    copy.happen(7, HOLD, kept)

    assert again.quick(a_question(7), "signature") is None
    assert said_in(again.answer(a_question(7), "signature").body) == ["REVOKED"]


def test_revocations_while_many_ask(tmp_path: Path) -> None:
    """From the moment at which the act returns nobody hears the old status, with four asking."""
    serials = range(1, 13)
    register = Register(issued=serials)
    responder, kept = a_responder(tmp_path, register)
    ended: dict[int, bool] = {}
    wrong: list[int] = []
    stop = threading.Event()
    heard = threading.Barrier(5)

    def ask() -> None:
        heard.wait()
        while not stop.is_set():
            for serial in serials:
                was_over = ended.get(serial, False)
                question = a_question(serial)
                found = responder.quick(question, "signature")
                found = found or responder.answer(question, "signature")
                if was_over and said_in(found.body) == ["GOOD"]:
                    wrong.append(serial)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for each in askers:
        each.start()
    heard.wait()
    for serial in serials:
        register.happen(serial, HOLD, kept)
        ended[serial] = True
    stop.set()
    for each in askers:
        each.join()

    assert wrong == []
    for serial in serials:
        assert said_in(responder.answer(a_question(serial), "signature").body) == ["REVOKED"]


slots = st.builds(
    lambda status, reason, since, until, at, n, signature: Slot(
        len(signature),
        status,
        reason,
        since,
        until,
        at,
        n,
        Slot.said_as(status, reason, since, until, at),
        signature,
    ),
    st.integers(1, 2),
    st.integers(0, 6),
    st.integers(0, 1 << 40),
    st.integers(0, 1 << 40),
    st.integers(0, 1 << 40),
    st.integers(0, 1 << 40),
    st.binary(min_size=1, max_size=256),
)
serials = st.integers(1, 5000)


@given(serial=serials, old=slots, new=slots, cut=st.integers(0, 296))
@settings(max_examples=300)
def test_a_torn_slot_is_the_old_one_or_the_new_one_or_none(
    tmp_path_factory: pytest.TempPathFactory, serial: int, old: Slot, new: Slot, cut: int
) -> None:
    """A write that was cut off at any octet never makes an answer of parts of two."""
    folder = tmp_path_factory.mktemp("slots")
    kept = Slots(folder / "a", Changes(folder / "c"), longest=256)
    kept.write(serial, kept.encoded(serial, old))
    assert kept.read(serial) == old
    assert kept.read(serial + 1) is None
    torn = kept.encoded(serial, new)[:cut] + kept.encoded(serial, old)[cut:]

    kept.write(serial, torn)

    assert kept.read(serial) in {old, new, None}
    for slot in (old, new):
        given = kept.current(serial, slot.since, 0)
        assert given is None or slot_in(given) in {old, new}
    assert kept.untils(serial, serial)[0] in {0, old.until, new.until}


@given(serial=serials, slot=slots, other=serials)
def test_a_slot_in_anothers_place_does_not_count(
    tmp_path_factory: pytest.TempPathFactory, serial: int, slot: Slot, other: int
) -> None:
    """The serial is part of the checksum."""
    folder = tmp_path_factory.mktemp("slots")
    kept = Slots(folder / "a", Changes(folder / "c"), longest=256)

    kept.write(other, kept.encoded(serial, slot))

    assert kept.read(other) == (slot if serial == other else None)


@given(serial=serials, slot=slots, changes=st.lists(st.integers(0, 1 << 40), max_size=4))
def test_changes_never_go_back(
    tmp_path_factory: pytest.TempPathFactory, serial: int, slot: Slot, changes: list[int]
) -> None:
    """In whatever order they are entered, the newest decides."""
    folder = tmp_path_factory.mktemp("slots")
    entered = Changes(folder / "c")
    kept = Slots(folder / "a", entered, longest=256)
    kept.write(serial, kept.encoded(serial, slot))

    for n in changes:
        entered.count_from(serial, n)

    assert entered.at(serial) == max(changes, default=0)
    assert (kept.read(serial) is None) == (slot.n < max(changes, default=0))
    assert entered.between(serial, serial + 2) == [max(changes, default=0), 0, 0]
