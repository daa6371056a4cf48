"""A phone recognises its holder by finger or face, and tells the chip in it (PHONE-02; our own).

No APDU does this: what comes from outside cannot claim it. The chip hears of a match only, so a
finger that the phone does not know spends no try of any PIN. It lasts until the application is
left, opens what the user PIN opens, and changes no PIN. Where the user PIN is locked or was never
set, it opens nothing: a lock is a lock.

    NoBiometrics       the chip takes no such word
"""

from fuda.card.applications.jpki import JPKI_ON_PHONE
from fuda.card.files import HOLDER
from fuda.card.image import counter
from fuda.card.power import Power


class NoBiometrics(Exception):  # noqa: N818 - the chip's no
    """Biometrics open nothing on this chip now; one line says why."""


def matched(card: Power) -> None:
    """The phone around the chip has recognised its holder."""
    if not card.image.profile.is_phone:
        raise NoBiometrics("a card does not know its holder's finger or face: enter the PIN")
    if card.application is not JPKI_ON_PHONE:
        raise NoBiometrics("the JPKI application is not selected")
    if card.memory.tries(counter("user")) == 0:
        raise NoBiometrics("the user PIN is locked or was never set")
    card.verified.add(HOLDER)
