"""The 券面事項確認 application: the face as pictures, opened by what is printed on the card.

照合番号A is the number itself, 照合番号B stands on the front only: who sees the front reads the
front, who sees the number reads the number too.
"""

from fuda.card import interface
from fuda.card.applications import card_key
from fuda.card.files import Always, AnyOf, Application, Pin, Transparent, Verified
from fuda.card.interface import FaceCheck

_A, _B = Verified(FaceCheck.NUMBER_A), Verified(FaceCheck.NUMBER_B)

FACE_CHECK = Application(
    name="face_check",
    aid=interface.FACE_CHECK,
    files={
        FaceCheck.BIRTH: Transparent(read=Verified(FaceCheck.BIRTH_NUMBER)),
        FaceCheck.FACE: Transparent(read=AnyOf((_A, _B))),
        FaceCheck.INFORMATION: Transparent(read=Always()),
        FaceCheck.CERTIFICATE: Transparent(read=Always()),
        FaceCheck.NUMBER: Transparent(read=_A),
        FaceCheck.RESERVED: Transparent(read=AnyOf((_A, _B))),
        FaceCheck.BIRTH_NUMBER: Pin("face_check_birth"),
        FaceCheck.NUMBER_B: Pin("face_check_number_b"),
        FaceCheck.NUMBER_A: Pin("face_check_number_a"),
        FaceCheck.CARD_KEY: card_key.SIGNS,
    },
    default_key=FaceCheck.CARD_KEY,
)
