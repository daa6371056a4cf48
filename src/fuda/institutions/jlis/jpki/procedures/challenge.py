"""A challenge for a proof of possession: one caller, one use, one hour of legal time.

It needs no row until it is used: it carries its end and our seal, and is bound to its asker by it.
"""

import hmac
from datetime import datetime

from fuda.doors.jpki import AskChallenge, Challenge
from fuda.institutions.jlis.jpki import store_challenges as challenges
from fuda.institutions.jlis.jpki.model import CHALLENGE_GOOD_FOR, CHALLENGE_OCTETS
from fuda.institutions.jlis.jpki.office import Office
from fuda.kit.answers import key_of
from fuda.kit.caller import caller

_END_OCTETS = 5
_OPEN_OCTETS = CHALLENGE_OCTETS // 2


def challenge(office: Office, asked: AskChallenge) -> Challenge:
    """What the chip's new key signs; another one for each key."""
    end = _written(office.now() + CHALLENGE_GOOD_FOR)
    mark = _seal(office, "mark", key_of(asked).encode())[: _OPEN_OCTETS - _END_OCTETS]
    return Challenge(challenge=end + mark + _seal(office, "challenge", end + mark))


def is_open(office: Office, octets: bytes) -> bool:
    """Whether this is a challenge of this caller whose hour has not passed."""
    said, seal = octets[:_OPEN_OCTETS], octets[_OPEN_OCTETS:]
    ours = hmac.compare_digest(seal, _seal(office, "challenge", said))
    return ours and _written(office.now()) <= said[:_END_OCTETS]


def forget_old_challenges(office: Office) -> None:
    """Those that were used and could not be used any more need not be kept."""
    before = _written(office.now())
    with office.store.reading() as connection:
        if not challenges.old_challenges(connection, before):
            return
    with office.store.writing() as writing:
        challenges.forget_challenges(writing.connection, before)


def _written(end: datetime) -> bytes:
    """So that octets are in the order of time."""
    return int(end.timestamp()).to_bytes(_END_OCTETS, "big")


def _seal(office: Office, of: str, said: bytes) -> bytes:
    bound = b"\0".join((of.encode(), caller().encode(), said))
    return hmac.digest(office.challenge_secret, bound, "sha256")[: CHALLENGE_OCTETS - _OPEN_OCTETS]
