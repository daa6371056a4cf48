"""What stands on a card's two faces: the source of its pictures and of the files in its chip."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Sex = Literal["male", "female", "other"]


@dataclass(frozen=True, slots=True)
class Remark:
    """An entry that staff wrote into the remarks field (追記欄): CARD-08."""

    on: date
    text: str
    struck: date | None = None
    """When two lines were drawn through it and the correction stamp set beside it (FACE-12)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Both faces of one card (CARD-03, CARD-04)."""

    card_number: str
    """製造番号: 16 characters."""
    municipality: str
    """Code without check digit: five digits."""
    number: str = field(repr=False)
    """Twelve digits; on the back, and in the QR code there."""
    name: str
    """As printed: a former surname stands in brackets in it (CARD-12)."""
    reading: str | None
    """氏名のフリガナ; printed from its date on (CARD-10)."""
    address: str
    sex: Sex
    born: date
    expires: date
    security_code: str
    """Four digits (CARD-06)."""
    photo: bytes | None
    """PNG, upright, 35 to 45; None on the card of someone too young for one."""
    remarks: tuple[Remark, ...] = ()
    certificate_expires: str | None = None
    """What the holder wrote into the field for it (CARD-09)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacePictures:
    """The parts of the face that the 券面事項確認 application holds as pictures."""

    name: bytes
    """PNG of one bit a pixel, as are the other three."""
    address: bytes
    number: bytes
    """72 wide and 12 high."""
    security_code: bytes
    photo: bytes | None
    """JPEG 2000 (JP2), grey."""
