"""The table of chains before OpenSSL and pyHanko's validator: who differs, on what, and why.

Both get the same bytes at the same instant. Wherever a judge says something else than the table, it
stands below with the reason; a difference that is not listed fails, and so does one that is listed
and is none. Where they accept what is refused here, the profile or RFC 5280 and RFC 6960 are why.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from chain_judges import Verdict, openssl_says, pyhanko_says
from chains_made import Chain
from chains_table import GOOD, ROWS

pytestmark = pytest.mark.interop

Differs = Mapping[str, Mapping[str, Verdict]]
"""Reason → chain → what the judge says instead."""

OPENSSL: Differs = {
    "the second of notAfter, or of nextUpdate, is over already": {
        "last second": "refused",
        "list's last second": "refused",
        "answer's last second": "refused",
        "responder's last second": "refused",
    },
    "it trusts authorities as such, not each for its own kind": {
        "the other authority's, of this kind": "good",
    },
    "a policy among others, or any, is enough": {
        "any policy": "good",
        "one policy more": "good",
    },
    "a usage among others, or none said, is enough": {
        "for lists too": "good",
        "no keyUsage": "good",
        "responder whose key signs lists only": "good",
    },
    "anyExtendedKeyUsage is not taken for any": {"for any purpose": "refused"},
    "an authority may be a holder too": {"says that it is an authority, critically": "good"},
    "it knows nothing of the profile's names, serials, keys and hashes": {
        "without the four items": "good",
        "a serial below zero": "good",
        "serial zero": "good",
        "a key of 1024 bits": "good",
        "SHA-512 under the certificate": "good",
        "SHA-512 under the list": "good",
        "SHA-512 under the answer": "good",
        "SHA-512 under the responder": "good",
    },
    "what is listed is revoked, whatever its date": {
        "revoked a second later": "revoked",
        "hold lifted a second later": "good",
        "answer: revoked a second later": "revoked",
    },
    "what was made after the instant does not tell of it": {
        "revoked later, on a later list": "revoked",
        "on hold since later": "revoked",
        "answer of later: good": "refused",
        "answer of later: revoked later": "refused",
        "answer of later: revoked before": "refused",
        "made in the certificate's last second": "refused",
        "answer in the certificate's last second": "refused",
        "revoked, in an answer after the certificate's end": "refused",
    },
    "without a nextUpdate it is good for ever": {
        "no nextUpdate": "good",
        "answer without an end": "good",
    },
    "indirect lists are read": {
        "indirect": "good",
        "another's line is of another issuer": "good",
    },
    "without a key identifier the name is enough": {"list names no key": "good"},
    "removeFromCRL takes off, wherever it stands and whatever for": {
        "taken off, but not by a delta": "good",
        "revoked for good, and taken off by a delta": "good",
    },
    "a delta that does not fit is passed over": {
        "a delta on a later list": "good",
        "a delta of another partition": "revoked",
        "a delta of all on a partition": "revoked",
        "a list in force, a stale delta": "good",
        "a delta of the second generation": "revoked",
        "a list in the delta's place": "good",
    },
    "a stale delta still takes off": {"a stale delta that lifts a hold": "good"},
    "thisUpdate is not held beside producedAt": {
        "answer that tells of later than it was made": "good",
    },
    "id-pkix-ocsp-nocheck is not asked for": {
        "responder that would have to be asked about": "good",
    },
    "one of several distribution points is enough": {"its partition, and it names two": "good"},
    "any number of certificates may be answered for": {"answer about two": "good"},
    "critical extensions of answers are not looked at": {
        "answer with an unknown critical extension": "good",
        "answer whose line has an unknown critical extension": "good",
    },
    "a nonce that is left out is a warning": {"nonce left out": "good"},
}

PYHANKO: Differs = {
    "it trusts authorities as such, whatever their certificates say": {
        "the other authority's, of this kind": "good",
        "issued by a holder": "good",
        "the authority has ended": "good",
        "the authority's key may sign lists only": "good",
        "the authority is none by its constraints": "good",
    },
    "a policy among others, or any, is enough": {
        "any policy": "good",
        "one policy more": "good",
    },
    "a usage among others is enough": {
        "for lists too": "good",
        "responder whose key signs lists only": "good",
    },
    "anyExtendedKeyUsage is not taken for any": {"for any purpose": "refused"},
    "an authority may be a holder too": {
        "says that it is an authority": "good",
        "says that it is an authority, critically": "good",
    },
    "of two extensions of a kind one is read": {"an extension twice": "good"},
    "it knows nothing of the profile's names, serials, keys and hashes": {
        "without the four items": "good",
        "a serial below zero": "good",
        "serial zero": "good",
        "a key of 1024 bits": "good",
        "SHA-512 under the certificate": "good",
        "SHA-512 under the list": "good",
        "SHA-512 under the answer": "good",
        "SHA-512 under the responder": "good",
    },
    "the name is enough, whatever the key identifier": {
        "names no issuer's key": "good",
        "names its issuer's key by nothing": "good",
        "responder that names the second generation's key": "good",
        "list names no key": "good",
    },
    "revoked is from the second after": {"revoked this second": "good"},
    "a list, or an answer, need not know of what has expired, and is believed": {
        "made after the certificate's end": "good",
        "answer after the certificate's end": "good",
    },
    "indirect lists are read": {
        "indirect": "good",
        "another's line is of another issuer": "good",
    },
    "the lines of others are not looked at": {
        "another's line has an unknown critical extension": "good",
    },
    "removeFromCRL takes off, wherever it stands and whatever for": {
        "taken off, but not by a delta": "good",
        "revoked for good, and taken off by a delta": "good",
    },
    "a delta's line replaces the list's, whatever its date": {
        "hold lifted a second later": "good",
        "hold, and revoked a second later by a delta": "good",
    },
    "numbers of lists and deltas are not compared": {
        "a delta on a later list": "good",
        "a delta older than the list": "good",
        "a delta as old as the list": "good",
    },
    "a list must be in force although its delta is": {
        "a stale list, a delta in force": "refused",
    },
    "a delta that cannot be used is passed over": {
        "a list in force, a stale delta": "good",
        "a stale delta that lifts a hold": "revoked",
        "a list in the delta's place": "good",
    },
    "an answer that revokes tells of nothing before": {
        "answer: revoked a second later": "refused",
        "answer of later: revoked later": "refused",
    },
    "thisUpdate is not held beside producedAt": {
        "answer that tells of later than it was made": "good",
    },
    "one of several distribution points is enough": {"its partition, and it names two": "good"},
    "a partition for some reasons is enough where the list is for all": {
        "its partition, and it names it for some reasons": "good",
    },
    "a fault: other kinds of keys and hashes": {
        "the authority has a key of another kind": "raised",
        "answer by SHA-512": "raised",
    },
    "any number of certificates may be answered for": {"answer about two": "good"},
    "critical extensions of answers are not looked at": {
        "answer with an unknown critical extension": "good",
        "answer whose line has an unknown critical extension": "good",
    },
    "it has asked nothing, so no nonce is missing": {
        "nonce of another question": "good",
        "nonce left out": "good",
    },
}

BY_CHANCE = {
    "second generation, both trusted": "refused",
    "second generation, trusted the other way round": "refused",
}
"""Of two authorities of one name pyHanko takes one for a list's issuer, now this, now that one."""

WORDS = {"Expired": "certificate has expired", "NotYetValid": "certificate is not yet valid"}
"""What OpenSSL says where it refuses for the same reason."""


@cache
def chains() -> list[tuple[str, Chain]]:
    """Both judges get the same bytes."""
    return [(name, case.make(world)) for name, (case, world) in ROWS.items()]


def expected(differs: Differs) -> dict[str, Verdict]:
    """What a judge has to say of each row."""
    told = {chain: said for listed in differs.values() for chain, said in listed.items()}
    assert told.keys() <= {case.name for case, _ in ROWS.values()}
    return {name: told.get(case.name, ours(case.verdict)) for name, (case, _world) in ROWS.items()}


def ours(verdict: str) -> Verdict:
    """In the words of the judges."""
    if verdict in {"Revoked", "OnHold"}:
        return "revoked"
    return "good" if verdict == GOOD else "refused"


def test_openssl_differs_as_listed_and_not_otherwise(tmp_path: Path) -> None:
    """`openssl verify` with policy, purpose, lists and deltas, and `openssl ocsp`."""
    said = openssl_says(chains(), tmp_path)

    assert {name: verdict for name, (verdict, _) in said.items()} == expected(OPENSSL)
    for name, (case, _world) in ROWS.items():
        assert WORDS.get(case.verdict, "") in said[name][1], name


def test_pyhanko_differs_as_listed_and_not_otherwise() -> None:
    """Its validator requires the revocation status and the policy."""
    said = {name: verdict for name, (verdict, _) in pyhanko_says(chains()).items()}
    chance = {name for name, (case, _) in ROWS.items() if case.name in BY_CHANCE}

    wanted = expected(PYHANKO)
    assert all(said[name] in {wanted[name], BY_CHANCE[ROWS[name][0].name]} for name in chance)
    assert {name: said[name] for name in said.keys() - chance} == {
        name: wanted[name] for name in said.keys() - chance
    }


@pytest.mark.parametrize("differs", [OPENSSL, PYHANKO], ids=["OpenSSL", "pyHanko"])
def test_no_difference_is_listed_that_is_none(differs: Differs) -> None:
    """What a judge says instead is something else than the table says."""
    verdicts = {case.name: ours(case.verdict) for case, _ in ROWS.values()}

    for listed in differs.values():
        for chain, said in listed.items():
            assert said != verdicts[chain], chain
