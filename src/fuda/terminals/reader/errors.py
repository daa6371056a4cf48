"""What a card can say no with, as facts; nobody above this room sees a status word."""

from fuda.card.interface import PIN_NAMES, ReferenceName


def _called(name: ReferenceName) -> str:
    if name in PIN_NAMES or name == "common":
        return f"{name} PIN"
    return f"check number {name}"


class CardError(Exception):
    """The card did not do it."""


class WrongPin(CardError):  # noqa: N818 - what happened at the reader
    """The PIN or check number was wrong and so many tries remain."""

    def __init__(self, pin: ReferenceName, tries_left: int) -> None:
        super().__init__(f"the {_called(pin)} was wrong; {tries_left} tries left")
        self.pin: ReferenceName = pin
        self.tries_left = tries_left


class PinLocked(CardError):  # noqa: N818 - what happened at the reader
    """No tries remain; only the issuer can set the PIN again."""

    tries_left = 0

    def __init__(self, pin: ReferenceName) -> None:
        super().__init__(f"the {_called(pin)} is locked")
        self.pin: ReferenceName = pin


class PinNotSet(CardError):  # noqa: N818 - what happened at the reader
    """Nobody has set this PIN on this card."""

    def __init__(self, pin: ReferenceName) -> None:
        super().__init__(f"the {_called(pin)} was never set")
        self.pin: ReferenceName = pin


class PinUnfit(CardError):  # noqa: N818 - what happened at the reader
    """The card takes no such PIN: its length or its characters. No try was spent."""

    def __init__(self, pin: ReferenceName) -> None:
        super().__init__(f"not a possible {_called(pin)}: wrong length or characters")
        self.pin: ReferenceName = pin


class PinNeeded(CardError):  # noqa: N818 - what happened at the reader
    """The card does this only after its PIN was verified."""


class NotOnCard(CardError):  # noqa: N818 - what happened at the reader
    """The card does not hold this application, certificate, record or key."""


class UnreadableFile(CardError):  # noqa: N818 - what was found on the card
    """A file of the card is not laid out as such a file is; `why` says where it broke off."""

    def __init__(self, why: str) -> None:
        super().__init__(f"a file of the card cannot be read: {why}")
        self.why = why


class NotAuthentic(CardError):  # noqa: N818 - what was found on the card
    """A signature does not hold: `what` is not the issuer's, or not from this card."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not authentic: {what}")
        self.what = what


class SecureMessagingLost(CardError):  # noqa: N818 - what happened at the reader
    """Card and reader no longer agree on the session's key: select the application again."""


class CardRemoved(CardError):  # noqa: N818 - what happened at the reader
    """The card was taken away in the middle."""


class CardErased(CardError):  # noqa: N818 - what happened at the reader
    """The chip was tampered with and has erased itself."""


class CardRefused(CardError):  # noqa: N818 - what happened at the reader
    """The card said no; `status` is its status word."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the card refused ({status:04X})")
        self.status = status
