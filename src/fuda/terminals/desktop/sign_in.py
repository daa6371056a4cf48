"""Signing in: the card on the reader signs what the verifier asks, after its user PIN."""

from dataclasses import dataclass, field

from fuda.doors.verifier import AskLogin, LoginDesk, ProveLogin
from fuda.terminals.rack import CardRack
from fuda.terminals.reader.jpki import JpkiSession

PLACE = "desktop"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What the resident sent: which card lies on the reader, and the PIN for the chip alone."""

    key: str
    login: str
    card: str
    pin: str = field(repr=False)


def sign_in(desk: LoginDesk, rack: CardRack, asked: SignIn) -> str:
    """Where the browser goes next; Refused, or what the card said no with."""
    challenge = desk.challenge(AskLogin(login=asked.login)).challenge
    with rack.lay(asked.card, PLACE) as transport, JpkiSession(transport) as session:
        certificate = session.read_user_certificate()
        session.verify_user_pin(asked.pin)
        signature = session.sign_user(challenge)
    proof = ProveLogin(
        key=asked.key, login=asked.login, certificate=certificate, signature=signature
    )
    return desk.prove(proof).location
