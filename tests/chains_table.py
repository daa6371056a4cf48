"""The table of chains: what is odd in each, and the verdict that it must get.

Long, because it is one table: whoever looks for a chain looks here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from chains_made import (
    ANY_POLICY,
    ANY_USAGE,
    AUTHORITY_KEY,
    CLIENT,
    CONSTRAINTS,
    DAY,
    ENTRY_ISSUER,
    EXTENDED,
    FAR,
    LAST,
    NAMES,
    NONCE,
    NOON,
    POINTS,
    POLICIES,
    SECOND,
    SERVER,
    STRANGE,
    USAGE,
    WORLDS,
    Chain,
    LongHash,
    Mislabelled,
    World,
    by_answer,
    by_list,
    constraints,
    edwards,
    extended,
    flag,
    line,
    policies,
    private,
    scope,
    turned,
    usage,
    weak,
    with_critical,
)
from fuda.pki import der, ocsp
from fuda.pki.crl import REASONS, issuing_distribution_point, point_name
from fuda.pki.ocsp import Good, RevokedSince, Unknown
from fuda.pki.profile import PROFILES, Use, authority_name, responder_name
from fuda.pki.signer import KeySigner
from fuda.pki.verify import kinds_for
from pki_made import SERIAL, SINCE

GOOD = "good"
_OLDER = NOON - SECOND
_NULL = b"\x05\x00"


@dataclass(frozen=True)
class Case:
    """One oddity, and what is to be said of it. `use`: in those worlds only."""

    name: str
    verdict: str
    make: Callable[[World], Chain]
    use: Use | None = None


def _strange(*, critical: bool) -> bytes:
    return der.extension(STRANGE, _NULL, critical=critical)


def _both(world: World) -> tuple[bytes, bytes]:
    return world.authority(), world.authority("second")


def _names_key(world: World, whose: str) -> bytes:
    key = world.signer(whose).key_identifier
    return der.extension(AUTHORITY_KEY, der.sequence(der.implicit(0, key)))


def _point(name: bytes, *more: bytes) -> bytes:
    return der.sequence(point_name(name), *more)


def _points(*points: bytes) -> bytes:
    return der.extension(POINTS, der.sequence(*points))


def _rsa(whose: str) -> RSAPrivateKey:
    key = private("rsa-2048", whose)
    assert isinstance(key, RSAPrivateKey)
    return key


def _long(world: World, whose: str = "first") -> LongHash:
    assert world.algorithm == "rsa-2048"
    return LongHash(_rsa(whose))


def _swapped(world: World) -> World:
    return World(world.other, world.algorithm)


def _put(oid: str, value: bytes) -> Callable[[dict[str, bytes]], object]:
    return lambda has: has.update({oid: value})


def _drop(oid: str) -> Callable[[dict[str, bytes]], object]:
    return lambda has: has.pop(oid)


CERTIFICATES = (
    Case("good", GOOD, by_list),
    Case("first second", GOOD, lambda w: by_list(w, at=SINCE)),
    Case("last second", GOOD, lambda w: by_list(w, at=LAST)),
    Case("a second early", "NotYetValid", lambda w: by_list(w, at=SINCE - SECOND)),
    Case("a second late", "Expired", lambda w: by_list(w, at=LAST + SECOND)),
    Case("either carrier asked for", GOOD, lambda w: by_list(w, kinds=kinds_for(w.use))),
    Case(
        "the other carrier asked for",
        "WrongUse",
        lambda w: by_list(w, kinds=kinds_for(w.use) - {w.kind}),
    ),
    Case("the other use asked for", "WrongUse", lambda w: by_list(w, kinds=kinds_for(w.other))),
    Case(
        "the other use's certificate, both trusted",
        "WrongUse",
        lambda w: by_list(
            w, _swapped(w).good, w.authority(), _swapped(w).authority(), crl=_swapped(w).listed()
        ),
    ),
    Case(
        "the other authority's, of this kind",
        "NotTrusted",
        lambda w: by_list(
            w,
            w.odd(issuer=authority_name(w.other)),
            w.authority(use=w.other),
            crl=w.listed(use=w.other),
        ),
    ),
    Case(
        "policy of the other use",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(POLICIES, policies(PROFILES[w.other].policy)))),
    ),
    Case(
        "policy of nobody",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(POLICIES, policies("1.2.3")))),
    ),
    Case("no policy", "NotTrusted", lambda w: by_list(w, w.odd(_drop(POLICIES)))),
    Case(
        "any policy",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(POLICIES, policies(ANY_POLICY)))),
    ),
    Case(
        "one policy more",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(POLICIES, policies(PROFILES[w.kind].policy, "1.2.3")))),
    ),
    Case(
        "policy without a qualifier",
        GOOD,
        lambda w: by_list(w, w.odd(_put(POLICIES, policies(PROFILES[w.kind].policy)))),
    ),
    Case(
        "for lists only",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(USAGE, usage("crl_sign")))),
    ),
    Case(
        "for lists too",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(USAGE, usage(*PROFILES[w.kind].key_usage, "crl_sign")))),
    ),
    Case("no keyUsage", "NotTrusted", lambda w: by_list(w, w.odd(_drop(USAGE)))),
    Case(
        "for servers",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(EXTENDED, extended(SERVER)))),
    ),
    Case(
        "for logins, and so it is",
        GOOD,
        lambda w: by_list(w, w.odd(_put(EXTENDED, extended(CLIENT)))),
        "user",
    ),
    Case(
        "for logins, and signs",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(EXTENDED, extended(CLIENT)))),
        "signature",
    ),
    Case(
        "for any purpose",
        GOOD,
        lambda w: by_list(w, w.odd(_put(EXTENDED, extended(ANY_USAGE)))),
    ),
    Case("signature damaged", "NotTrusted", lambda w: by_list(w, turned(w.good, -1))),
    Case(
        "name damaged",
        "NotTrusted",
        lambda w: by_list(w, turned(w.good, w.good.index(b"997794E9"))),
    ),
    Case(
        "signed by the second generation in the first's name",
        "NotTrusted",
        lambda w: by_list(w, w.odd(by=w.signer("second")), *_both(w)),
    ),
    Case(
        "second generation, both trusted",
        GOOD,
        lambda w: by_list(w, w.by("second"), *_both(w), crl=w.listed(whose="second")),
    ),
    Case(
        "second generation, trusted the other way round",
        GOOD,
        lambda w: by_list(w, w.by("second"), *_both(w)[::-1], crl=w.listed(whose="second")),
    ),
    Case(
        "second generation, only the first trusted",
        "NotTrusted",
        lambda w: by_list(w, w.by("second"), crl=w.listed(whose="second")),
    ),
    Case(
        "first generation, only the second trusted",
        "NotTrusted",
        lambda w: by_list(w, None, w.authority("second")),
    ),
    Case(
        "signed by its own key",
        "NotTrusted",
        lambda w: by_list(w, w.by("card", issuer=authority_name(w.use))),
    ),
    Case(
        "issued by a holder",
        "NotTrusted",
        lambda w: by_list(w, w.by("card"), w.good),
    ),
    Case(
        "the authority itself",
        "NotTrusted",
        lambda w: by_list(w, w.authority()),
    ),
    Case(
        "the responder",
        "NotTrusted",
        lambda w: by_list(w, w.responder()),
    ),
    Case(
        "says that it is an authority",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(CONSTRAINTS, constraints(authority=True, critical=False)))),
    ),
    Case(
        "says that it is an authority, critically",
        "WrongUse",
        lambda w: by_list(w, w.odd(_put(CONSTRAINTS, constraints(authority=True, critical=True)))),
    ),
    Case(
        "says that it is no authority",
        GOOD,
        lambda w: by_list(w, w.odd(_put(CONSTRAINTS, constraints(authority=False, critical=True)))),
    ),
    Case(
        "unknown extension, critical",
        "NotTrusted",
        lambda w: by_list(w, w.odd(_put(STRANGE, _strange(critical=True)))),
    ),
    Case(
        "unknown extension",
        GOOD,
        lambda w: by_list(w, w.odd(_put(STRANGE, _strange(critical=False)))),
    ),
    Case("an extension twice", "NotTrusted", lambda w: by_list(w, w.odd(twice=USAGE))),
    Case("names no issuer's key", "NotTrusted", lambda w: by_list(w, w.odd(_drop(AUTHORITY_KEY)))),
    Case(
        "without the four items",
        "NotTrusted",
        lambda w: by_list(w, w.odd(_drop(NAMES))),
        "signature",
    ),
    Case(
        "a key of 1024 bits",
        "NotTrusted",
        lambda w: by_list(w, w.odd(public=KeySigner(weak()).public_key)),
    ),
    Case("serial zero", "NotTrusted", lambda w: by_list(w, w.odd(serial=der.integer(0)))),
    Case(
        "names its issuer's key by nothing",
        "NotTrusted",
        lambda w: by_list(
            w, w.odd(_put(AUTHORITY_KEY, der.extension(AUTHORITY_KEY, der.sequence())))
        ),
    ),
    Case(
        "the authority has a key of another kind",
        "NotTrusted",
        lambda w: by_list(w, None, w.authority(public=edwards())),
    ),
    Case(
        "a serial below zero",
        "NotTrusted",
        lambda w: by_list(w, w.odd(serial=b"\x02\x01\xfb")),
    ),
    Case(
        "the authority's key may sign lists only",
        "NotTrusted",
        lambda w: by_list(w, None, w.authority(bits=("crl_sign",))),
    ),
    Case(
        "the authority is none by its constraints",
        "NotTrusted",
        lambda w: by_list(w, None, w.authority(issues=False)),
    ),
    Case(
        "the authority has ended",
        "NotTrusted",
        lambda w: by_list(w, None, w.authority(until=NOON - SECOND)),
    ),
    Case("no certificate", "NotTrusted", lambda w: by_list(w, b"0\x03\x02\x01\x01")),
)

LISTS = (
    *(
        Case(
            f"revoked: {reason}",
            "OnHold" if reason == "certificate_hold" else "Revoked",
            lambda w, reason=reason: by_list(w, crl=w.listed(line(_OLDER, reason))),
        )
        for reason in ("unspecified", *REASONS)
        if reason != "remove_from_crl"
    ),
    Case("revoked this second", "Revoked", lambda w: by_list(w, crl=w.listed(line(NOON)))),
    Case("revoked a second later", GOOD, lambda w: by_list(w, crl=w.listed(line(NOON + SECOND)))),
    Case(
        "revoked later, on a later list",
        GOOD,
        lambda w: by_list(w, crl=w.listed(line(NOON + DAY), since=NOON + DAY)),
    ),
    Case(
        "revoked before, on a later list",
        "Revoked",
        lambda w: by_list(w, crl=w.listed(line(_OLDER), since=NOON + DAY)),
    ),
    Case(
        "on hold since later",
        GOOD,
        lambda w: by_list(w, crl=w.listed(line(NOON + DAY, "certificate_hold"), since=NOON + DAY)),
    ),
    Case(
        "another one is revoked",
        GOOD,
        lambda w: by_list(w, crl=w.listed(line(_OLDER, serial=SERIAL + 1))),
    ),
    Case("its partition", GOOD, lambda w: by_list(w, crl=w.listed(scope=w.whole))),
    Case(
        "revoked in its partition",
        "Revoked",
        lambda w: by_list(w, crl=w.listed(line(_OLDER), scope=w.whole)),
    ),
    Case(
        "another partition",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(scope=issuing_distribution_point(w.other_point))),
    ),
    Case(
        "its partition, and it names two",
        "StatusUnknown",
        lambda w: by_list(
            w,
            w.odd(_put(POINTS, _points(_point(w.other_point), _point(w.point)))),
            crl=w.listed(scope=w.whole),
        ),
    ),
    Case(
        "its partition, and it names it for some reasons",
        "StatusUnknown",
        lambda w: by_list(
            w,
            w.odd(_put(POINTS, _points(_point(w.point, der.implicit(1, b"\x06\x40"))))),
            crl=w.listed(scope=w.whole),
        ),
    ),
    Case(
        "its partition, and it names none",
        "StatusUnknown",
        lambda w: by_list(w, w.odd(_drop(POINTS)), crl=w.listed(scope=w.whole)),
    ),
    Case(
        "everyone's, and it names no partition",
        GOOD,
        lambda w: by_list(w, w.odd(_drop(POINTS))),
    ),
    Case(
        "a partition with an address for a name",
        "StatusUnknown",
        lambda w: by_list(
            w,
            crl=w.listed(
                scope=scope(der.explicit(0, der.explicit(0, der.implicit(6, b"http://a.invalid"))))
            ),
        ),
    ),
    Case("for holders", GOOD, lambda w: by_list(w, crl=w.listed(scope=scope(flag(1))))),
    Case(
        "for authorities",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(scope=scope(flag(2)))),
    ),
    Case(
        "for some reasons",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(scope=scope(der.implicit(3, b"\x06\x40")))),
    ),
    Case(
        "indirect",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(scope=scope(flag(4)))),
    ),
    Case(
        "for attribute certificates",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(scope=scope(flag(5)))),
    ),
    Case("list's last second", GOOD, lambda w: by_list(w, crl=w.listed(until=NOON))),
    Case("stale", "StatusUnknown", lambda w: by_list(w, crl=w.listed(until=_OLDER))),
    Case("no nextUpdate", "StatusUnknown", lambda w: by_list(w, crl=w.listed(until=None))),
    Case(
        "made after the certificate's end",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(since=LAST + DAY)),
    ),
    Case(
        "made in the certificate's last second",
        GOOD,
        lambda w: by_list(w, crl=w.listed(since=LAST), at=LAST - SECOND),
    ),
    Case(
        "of the second generation",
        "StatusUnknown",
        lambda w: by_list(w, None, *_both(w), crl=w.listed(whose="second")),
    ),
    Case(
        "signed by the second generation in the first's name",
        "StatusUnknown",
        lambda w: by_list(
            w,
            None,
            *_both(w),
            crl=w.listed(
                whose="second",
                edit=_put(
                    AUTHORITY_KEY,
                    _names_key(w, "first"),
                ),
            ),
        ),
    ),
    Case("of a stranger", "StatusUnknown", lambda w: by_list(w, crl=w.listed(whose="stranger"))),
    Case(
        "of the other authority",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(use=w.other)),
    ),
    Case("list damaged", "StatusUnknown", lambda w: by_list(w, crl=turned(w.listed(), -1))),
    Case(
        "list with an unknown critical extension",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(edit=_put(STRANGE, _strange(critical=True)))),
    ),
    Case(
        "list with an unknown extension",
        GOOD,
        lambda w: by_list(w, crl=w.listed(edit=_put(STRANGE, _strange(critical=False)))),
    ),
    Case(
        "another's line is of another issuer",
        "StatusUnknown",
        lambda w: by_list(
            w,
            crl=w.listed(
                with_critical(
                    line(_OLDER, serial=SERIAL + 1),
                    ENTRY_ISSUER,
                    der.sequence(der.explicit(4, authority_name(w.other))),
                )
            ),
        ),
    ),
    Case(
        "another's line has an unknown critical extension",
        "StatusUnknown",
        lambda w: by_list(
            w,
            crl=w.listed(with_critical(line(_OLDER, serial=SERIAL + 1), STRANGE, _NULL)),
        ),
    ),
    Case(
        "list names no key",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(edit=_drop(AUTHORITY_KEY))),
    ),
    Case(
        "the authority may not sign lists",
        "StatusUnknown",
        lambda w: by_list(w, None, w.authority(bits=("key_cert_sign",))),
    ),
    Case("no list", "StatusUnknown", lambda w: by_list(w, crl=b"0\x03\x02\x01\x01")),
    Case(
        "taken off, but not by a delta",
        "StatusUnknown",
        lambda w: by_list(w, crl=w.listed(line(_OLDER, "remove_from_crl"))),
    ),
)


def _hold(world: World, **more: object) -> bytes:
    return world.listed(line(_OLDER - DAY, "certificate_hold"), freshest=True, **more)  # type: ignore[arg-type] # passed on


def _delta(world: World, *lines: bytes, base: int = 5, number: int = 6, **more: object) -> bytes:
    return world.listed(*lines, base=base, number=number, **more)  # type: ignore[arg-type] # passed on


DELTAS = (
    Case("a delta without lines", GOOD, lambda w: by_list(w, delta=_delta(w))),
    Case(
        "revoked by a delta",
        "Revoked",
        lambda w: by_list(w, delta=_delta(w, line(_OLDER, "superseded"))),
    ),
    Case(
        "hold by a delta",
        "OnHold",
        lambda w: by_list(w, delta=_delta(w, line(_OLDER, "certificate_hold"))),
    ),
    Case(
        "hold lifted by a delta",
        GOOD,
        lambda w: by_list(w, crl=_hold(w), delta=_delta(w, line(_OLDER, "remove_from_crl"))),
    ),
    Case(
        "hold lifted in its partition",
        GOOD,
        lambda w: by_list(
            w,
            crl=_hold(w, scope=w.whole),
            delta=_delta(w, line(_OLDER, "remove_from_crl"), scope=w.whole),
        ),
    ),
    Case(
        "hold lifted a second later",
        "OnHold",
        lambda w: by_list(w, crl=_hold(w), delta=_delta(w, line(NOON + SECOND, "remove_from_crl"))),
    ),
    Case(
        "hold, and then revoked by a delta",
        "Revoked",
        lambda w: by_list(w, crl=_hold(w), delta=_delta(w, line(_OLDER, "key_compromise"))),
    ),
    Case(
        "hold, and revoked a second later by a delta",
        "OnHold",
        lambda w: by_list(w, crl=_hold(w), delta=_delta(w, line(NOON + SECOND, "key_compromise"))),
    ),
    Case(
        "hold, and a delta without lines",
        "OnHold",
        lambda w: by_list(w, crl=_hold(w), delta=_delta(w)),
    ),
    Case(
        "revoked for good, and taken off by a delta",
        "Revoked",
        lambda w: by_list(
            w,
            crl=w.listed(line(_OLDER - DAY, "superseded"), freshest=True),
            delta=_delta(w, line(_OLDER, "remove_from_crl")),
        ),
    ),
    Case(
        "taken off without having been on",
        GOOD,
        lambda w: by_list(w, delta=_delta(w, line(_OLDER, "remove_from_crl"))),
    ),
    Case(
        "a delta on a later list",
        "StatusUnknown",
        lambda w: by_list(w, delta=_delta(w, base=6, number=7)),
    ),
    Case(
        "a delta on an earlier list",
        "Revoked",
        lambda w: by_list(w, delta=_delta(w, line(_OLDER), base=3)),
    ),
    Case(
        "a delta older than the list",
        "OnHold",
        lambda w: by_list(
            w,
            crl=_hold(w),
            delta=_delta(w, line(_OLDER, "remove_from_crl"), base=3, number=4),
        ),
    ),
    Case(
        "a delta as old as the list",
        "OnHold",
        lambda w: by_list(
            w,
            crl=_hold(w),
            delta=_delta(w, line(_OLDER, "remove_from_crl"), base=3, number=5),
        ),
    ),
    Case(
        "a delta of another partition",
        "StatusUnknown",
        lambda w: by_list(
            w,
            crl=_hold(w, scope=w.whole),
            delta=_delta(
                w,
                line(_OLDER, "remove_from_crl"),
                scope=issuing_distribution_point(w.other_point),
            ),
        ),
    ),
    Case(
        "a delta of all on a partition",
        "StatusUnknown",
        lambda w: by_list(
            w,
            crl=_hold(w, scope=w.whole),
            delta=_delta(w, line(_OLDER, "remove_from_crl")),
        ),
    ),
    Case(
        "a stale list, a delta in force",
        GOOD,
        lambda w: by_list(w, crl=w.listed(until=_OLDER, freshest=True), delta=_delta(w)),
    ),
    Case(
        "a list in force, a stale delta",
        "StatusUnknown",
        lambda w: by_list(w, delta=_delta(w, until=_OLDER)),
    ),
    Case(
        "a stale delta that lifts a hold",
        "StatusUnknown",
        lambda w: by_list(
            w, crl=_hold(w), delta=_delta(w, line(_OLDER, "remove_from_crl"), until=_OLDER)
        ),
    ),
    Case(
        "a delta of the second generation",
        "StatusUnknown",
        lambda w: by_list(
            w,
            None,
            *_both(w),
            crl=_hold(w),
            delta=_delta(w, line(_OLDER, "remove_from_crl"), whose="second"),
        ),
    ),
    Case(
        "a delta that is damaged",
        "StatusUnknown",
        lambda w: by_list(
            w, crl=_hold(w), delta=turned(_delta(w, line(_OLDER, "remove_from_crl")), -1)
        ),
    ),
    Case("a delta alone", "StatusUnknown", lambda w: by_list(w, crl=_delta(w))),
    Case(
        "a list in the delta's place",
        "StatusUnknown",
        lambda w: by_list(w, delta=w.listed(number=6)),
    ),
)

ANSWERS = (
    Case("answer: good", GOOD, lambda w: by_answer(w, w.answered())),
    *(
        Case(
            f"answer: revoked, {reason}",
            "OnHold" if reason == "certificate_hold" else "Revoked",
            lambda w, reason=reason: by_answer(w, w.answered(RevokedSince(_OLDER, reason))),
        )
        for reason in ("unspecified", *REASONS)
        if reason != "remove_from_crl"
    ),
    Case(
        "answer: revoked this second",
        "Revoked",
        lambda w: by_answer(w, w.answered(RevokedSince(NOON, "superseded"))),
    ),
    Case(
        "answer: revoked a second later",
        GOOD,
        lambda w: by_answer(w, w.answered(RevokedSince(NOON + SECOND, "superseded"))),
    ),
    Case(
        "answer of later: good",
        GOOD,
        lambda w: by_answer(w, w.answered(since=NOON + DAY)),
    ),
    Case(
        "answer of later: revoked later",
        GOOD,
        lambda w: by_answer(
            w, w.answered(RevokedSince(NOON + DAY, "superseded"), since=NOON + 2 * DAY)
        ),
    ),
    Case(
        "answer of later: revoked before",
        "Revoked",
        lambda w: by_answer(w, w.answered(RevokedSince(_OLDER, "superseded"), since=NOON + DAY)),
    ),
    Case("answer: unknown", "StatusUnknown", lambda w: by_answer(w, w.answered(Unknown()))),
    Case("answer's last second", GOOD, lambda w: by_answer(w, w.answered(until=NOON))),
    Case("answer: stale", "StatusUnknown", lambda w: by_answer(w, w.answered(until=_OLDER))),
    Case("answer without an end", "StatusUnknown", lambda w: by_answer(w, w.answered(until=None))),
    Case(
        "answer that tells of later than it was made",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(produced=SINCE, since=SINCE + timedelta(hours=2))),
    ),
    Case(
        "answer after the certificate's end",
        "StatusUnknown",
        lambda w: by_answer(
            w,
            w.answered(
                since=LAST + DAY,
                until=LAST + 2 * DAY,
                certificates=[w.responder(until=FAR)],
            ),
        ),
    ),
    Case(
        "answer in the certificate's last second",
        GOOD,
        lambda w: by_answer(
            w,
            w.answered(since=LAST, until=LAST + DAY, certificates=[w.responder(until=FAR)]),
            at=LAST - SECOND,
        ),
    ),
    Case(
        "revoked, in an answer after the certificate's end",
        "Revoked",
        lambda w: by_answer(
            w,
            w.answered(
                RevokedSince(NOON, "superseded"),
                since=LAST + DAY,
                until=LAST + 2 * DAY,
                certificates=[w.responder(until=FAR)],
            ),
        ),
    ),
    Case(
        "revoked, on a list made after the certificate's end",
        "Revoked",
        lambda w: by_list(w, crl=w.listed(line(_OLDER), since=LAST + DAY)),
    ),
    Case(
        "answer by the authority",
        GOOD,
        lambda w: by_answer(w, w.answered(by=w.signer(), certificates=[])),
    ),
    Case(
        "answer by the authority, with its certificate",
        GOOD,
        lambda w: by_answer(w, w.answered(by=w.signer(), certificates=[w.authority()])),
    ),
    Case(
        "answer by name",
        GOOD,
        lambda w: by_answer(w, w.answered(named=responder_name(w.use))),
    ),
    Case(
        "answer in another's name",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(named=authority_name(w.other))),
    ),
    Case(
        "answer by a holder",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(by=w.signer("card"), certificates=[w.good])),
    ),
    Case(
        "answer by a responder of the second generation",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(certificates=[w.responder(by="second")])),
    ),
    Case(
        "answer by the second generation",
        "StatusUnknown",
        lambda w: by_answer(
            w, w.answered(by=w.signer("second"), certificates=[w.authority("second")])
        ),
    ),
    Case(
        "answer by a stranger",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(by=w.signer("stranger"), certificates=[])),
    ),
    Case(
        "answer without the responder's certificate",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(certificates=[])),
    ),
    Case(
        "responder's certificate damaged",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(certificates=[turned(w.responder(), -1)])),
    ),
    Case(
        "responder has ended",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(certificates=[w.responder(until=_OLDER)])),
    ),
    Case(
        "responder's last second",
        GOOD,
        lambda w: by_answer(w, w.answered(certificates=[w.responder(until=NOON)])),
    ),
    Case(
        "responder begins later",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(certificates=[w.responder(since=NOON + SECOND)])),
    ),
    Case(
        "responder for logins",
        "StatusUnknown",
        lambda w: by_answer(
            w, w.answered(certificates=[w.responder(edit=_put(EXTENDED, extended(CLIENT)))])
        ),
    ),
    Case(
        "responder without a purpose",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(certificates=[w.responder(edit=_drop(EXTENDED))])),
    ),
    Case(
        "responder for any purpose",
        "StatusUnknown",
        lambda w: by_answer(
            w, w.answered(certificates=[w.responder(edit=_put(EXTENDED, extended(ANY_USAGE)))])
        ),
    ),
    Case(
        "responder that would have to be asked about",
        "StatusUnknown",
        lambda w: by_answer(
            w,
            w.answered(certificates=[w.responder(edit=_drop("1.3.6.1.5.5.7.48.1.5"))]),
        ),
    ),
    Case(
        "responder whose key signs lists only",
        "StatusUnknown",
        lambda w: by_answer(
            w, w.answered(certificates=[w.responder(edit=_put(USAGE, usage("crl_sign")))])
        ),
    ),
    Case(
        "responder with an unknown critical extension",
        "StatusUnknown",
        lambda w: by_answer(
            w,
            w.answered(certificates=[w.responder(edit=_put(STRANGE, _strange(critical=True)))]),
        ),
    ),
    Case(
        "answer about another serial",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(about=w.asked_about(serial=SERIAL + 1))),
    ),
    Case(
        "answer about the second generation's",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(about=w.asked_about(whose="second"))),
    ),
    Case(
        "answer about the other authority's",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(about=w.asked_about(use=w.other))),
    ),
    Case(
        "answer by SHA-256",
        GOOD,
        lambda w: by_answer(w, w.answered(about=w.asked_about(by="sha256"))),
    ),
    Case(
        "answer by SHA-512",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(about=w.asked_about(by="sha512"))),
    ),
    Case(
        "responder that names the second generation's key",
        "StatusUnknown",
        lambda w: by_answer(
            w,
            w.answered(
                certificates=[w.responder(edit=_put(AUTHORITY_KEY, _names_key(w, "second")))]
            ),
        ),
    ),
    Case(
        "answer about two",
        "StatusUnknown",
        lambda w: by_answer(
            w,
            w.answered(
                lines=[
                    ocsp.single(
                        w.asked_about(serial=9), Good(), since=SINCE, until=SINCE + 20 * DAY
                    )
                ]
            ),
        ),
    ),
    Case("answer damaged", "StatusUnknown", lambda w: by_answer(w, _answer_damaged(w))),
    Case(
        "answer: revoked made good",
        "StatusUnknown",
        lambda w: by_answer(w, _good_for_bad(w)),
    ),
    Case(
        "answer with an unknown critical extension",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(extensions=[_strange(critical=True)])),
    ),
    Case(
        "answer whose line has an unknown critical extension",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(of_line=[_strange(critical=True)])),
    ),
    Case(
        "answer with unknown extensions",
        GOOD,
        lambda w: by_answer(
            w,
            w.answered(extensions=[_strange(critical=False)], of_line=[_strange(critical=False)]),
        ),
    ),
    Case(
        "nonce repeated",
        GOOD,
        lambda w: by_answer(w, w.answered(nonce=NONCE), nonce=NONCE),
    ),
    Case(
        "nonce of another question",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(nonce=NONCE[::-1]), nonce=NONCE),
    ),
    Case("nonce left out", "StatusUnknown", lambda w: by_answer(w, w.answered(), nonce=NONCE)),
    Case("nonce not asked for", GOOD, lambda w: by_answer(w, w.answered(nonce=NONCE))),
    Case("answer: malformed", "StatusUnknown", lambda w: by_answer(w, ocsp.MALFORMED)),
    Case("answer: later", "StatusUnknown", lambda w: by_answer(w, ocsp.TRY_LATER)),
    Case("answer: unauthorized", "StatusUnknown", lambda w: by_answer(w, ocsp.UNAUTHORIZED)),
    Case("no answer", "StatusUnknown", lambda w: by_answer(w, b"0\x03\x02\x01\x01")),
)

RSA_ONLY = (
    Case(
        "SHA-512 under the certificate",
        "NotTrusted",
        lambda w: by_list(w, w.odd(by=_long(w))),
    ),
    Case(
        "SHA-512 under the list", "StatusUnknown", lambda w: by_list(w, crl=w.listed(by=_long(w)))
    ),
    Case(
        "SHA-512 under the answer",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(by=_long(w, "responder"))),
    ),
    Case(
        "SHA-512 under the responder",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(certificates=[w.responder(by=_long(w))])),
    ),
    Case(
        "SHA-256 under the answer, which says SHA-512",
        "StatusUnknown",
        lambda w: by_answer(w, w.answered(by=Mislabelled(_rsa("responder")))),
    ),
)


def _answer_damaged(world: World) -> bytes:
    """One bit of the signature, which comes before the responder's certificate."""
    certificate = world.responder()
    answer = world.answered(certificates=[certificate])
    return turned(answer, answer.index(certificate) - 24)


def _good_for_bad(world: World) -> bytes:
    """A forger writes a later revocation: the signature is over another time."""
    answer = world.answered(RevokedSince(SINCE, "superseded"))
    was, forged = der.generalized_time(SINCE), der.generalized_time(SINCE + 9 * DAY)
    at = answer.index(was, answer.index(world.asked_about()))
    return answer[:at] + forged + answer[at + len(was) :]


CASES = (*CERTIFICATES, *LISTS, *DELTAS, *ANSWERS, *RSA_ONLY)

ROWS = {
    f"{case.name} [{name}]": (case, world)
    for case in CASES
    for name, world in WORLDS.items()
    if case.use in {None, world.use}
    if world.algorithm == "rsa-2048" or case not in RSA_ONLY
}
