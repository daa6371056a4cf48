"""What a card can say no with, as facts; nobody above this room sees a status word."""

from fuda.card.interface import PinName


class CardError(Exception):
    """The card did not do it."""


class WrongPin(CardError):  # noqa: N818 - what happened at the reader
    """The PIN was wrong and so many tries remain."""

    def __init__(self, pin: PinName, tries_left: int) -> None:
        super().__init__(f"the {pin} PIN was wrong; {tries_left} tries left")
        self.pin = pin
        self.tries_left = tries_left


class PinLocked(CardError):  # noqa: N818 - what happened at the reader
    """No tries remain; only the issuer can set the PIN again."""

    tries_left = 0

    def __init__(self, pin: PinName) -> None:
        super().__init__(f"the {pin} PIN is locked")
        self.pin = pin


class PinNotSet(CardError):  # noqa: N818 - what happened at the reader
    """Nobody has set this PIN on this card."""

    def __init__(self, pin: PinName) -> None:
        super().__init__(f"the {pin} PIN was never set")
        self.pin = pin


class PinUnfit(CardError):  # noqa: N818 - what happened at the reader
    """The card takes no such PIN: its length or its characters. No try was spent."""

    def __init__(self, pin: PinName) -> None:
        super().__init__(f"not a possible {pin} PIN: wrong length or characters")
        self.pin = pin


class PinNeeded(CardError):  # noqa: N818 - what happened at the reader
    """The card does this only after its PIN was verified."""


class NotOnCard(CardError):  # noqa: N818 - what happened at the reader
    """The card does not hold this application, certificate or key."""


class CardRemoved(CardError):  # noqa: N818 - what happened at the reader
    """The card was taken away in the middle."""


class CardErased(CardError):  # noqa: N818 - what happened at the reader
    """The chip was tampered with and has erased itself."""


class CardRefused(CardError):  # noqa: N818 - what happened at the reader
    """The card said no; `status` is its status word."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the card refused ({status:04X})")
        self.status = status
