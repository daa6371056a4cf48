"""The card's applications. A new one is a new module here and a name in `APPLICATIONS`."""

from fuda.card.applications.common import COMMON
from fuda.card.applications.face_check import FACE_CHECK
from fuda.card.applications.face_item import FACE_ITEM
from fuda.card.applications.issuer import ISSUER_CHANNEL
from fuda.card.applications.jpki import JPKI
from fuda.card.applications.manager import MANAGER_LEVEL
from fuda.card.applications.resident_register import RESIDENT_REGISTER
from fuda.card.files import Application

APPLICATIONS: tuple[Application, ...] = (
    JPKI,
    FACE_ITEM,
    FACE_CHECK,
    RESIDENT_REGISTER,
    COMMON,
    MANAGER_LEVEL,
    ISSUER_CHANNEL,
)
"""In the order in which a SELECT by a part of a name finds them."""
