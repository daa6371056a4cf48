"""The card's applications. A new one is a new module here and a name in `APPLICATIONS`."""

from fuda.card.applications.face_item import FACE_ITEM
from fuda.card.applications.jpki import JPKI
from fuda.card.applications.resident_register import RESIDENT_REGISTER
from fuda.card.files import Application
from fuda.card.interface import CARD_MANAGER, ISSUER

MANAGER_LEVEL = Application(name="manager", aid=CARD_MANAGER)
ISSUER_CHANNEL = Application(name="issuer", aid=ISSUER)

APPLICATIONS: tuple[Application, ...] = (
    JPKI,
    FACE_ITEM,
    RESIDENT_REGISTER,
    MANAGER_LEVEL,
    ISSUER_CHANNEL,
)
"""In the order in which a SELECT by a part of a name finds them."""
