"""The chip's applications. A new one is a new module here and a name below."""

from fuda.card.applications.common import COMMON
from fuda.card.applications.face_check import FACE_CHECK
from fuda.card.applications.face_item import FACE_ITEM
from fuda.card.applications.issuer import ISSUER_CHANNEL
from fuda.card.applications.jpki import JPKI, JPKI_ON_PHONE
from fuda.card.applications.manager import MANAGER_LEVEL
from fuda.card.applications.resident_register import RESIDENT_REGISTER
from fuda.card.files import Application
from fuda.card.profile import CardProfile

_ON_CARD: tuple[Application, ...] = (
    JPKI,
    FACE_ITEM,
    FACE_CHECK,
    RESIDENT_REGISTER,
    COMMON,
    MANAGER_LEVEL,
    ISSUER_CHANNEL,
)
_ON_PHONE: tuple[Application, ...] = (JPKI_ON_PHONE, MANAGER_LEVEL, ISSUER_CHANNEL)


def applications(profile: CardProfile) -> tuple[Application, ...]:
    """What this chip has, in the order in which a SELECT by a part of a name finds it."""
    return _ON_PHONE if profile.is_phone else _ON_CARD
