"""A challenge for a proof of possession: one caller, one certificate, one hour of legal time."""

from fuda.doors.jpki import AskChallenge, Challenge
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.model import (
    CHALLENGE_GOOD_FOR,
    CHALLENGE_OCTETS,
    OpenChallenge,
)
from fuda.institutions.jlis.jpki.office import Office
from fuda.kit.caller import caller


def challenge(office: Office, asked: AskChallenge) -> Challenge:
    """What the chip's new key signs."""
    with office.store.writing() as writing:

        def act() -> Challenge:
            given = OpenChallenge(
                challenge=office.randomness.octets(CHALLENGE_OCTETS),
                caller=caller(),
                expires=office.now() + CHALLENGE_GOOD_FOR,
                used=False,
            )
            register.add_challenge(writing.connection, given)
            return Challenge(challenge=given.challenge)

        return writing.once(asked, Challenge, act)


def forget_old_challenges(office: Office) -> None:
    """Those that can no longer be used need not be kept."""
    with office.store.writing() as writing:
        register.forget_challenges(writing.connection, office.now())
