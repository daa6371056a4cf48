"""The 券面事項入力補助 application: the face as text, opened by its PIN or what is printed.

照合番号A is the number itself and opens the number, not the four items; 照合番号B stands on the
front only and opens the four items, not the number.
"""

from fuda.card import interface
from fuda.card.applications import card_key
from fuda.card.files import Always, AnyOf, Application, Never, Pin, Transparent, Verified
from fuda.card.interface import FaceItem, Ins

_PIN = Verified(FaceItem.PIN)
_A, _B = Verified(FaceItem.NUMBER_A), Verified(FaceItem.NUMBER_B)
_ANY = AnyOf((_PIN, _A, _B))

FACE_ITEM = Application(
    name="face_item",
    aid=interface.FACE_ITEM,
    files={
        FaceItem.NUMBER: Transparent(read=AnyOf((_PIN, _A))),
        FaceItem.FOUR_ITEMS: Transparent(read=AnyOf((_PIN, _B))),
        FaceItem.SIGNED_DIGESTS: Transparent(read=_ANY),
        FaceItem.CERTIFICATE: Transparent(read=Always()),
        FaceItem.INFORMATION: Transparent(read=Always()),
        FaceItem.SESSION_KEY: Transparent(read=_ANY, issuer_writes=False),
        FaceItem.CARD_KEY_RECORD: Transparent(read=_ANY),
        FaceItem.RESERVED: Transparent(read=Never()),
        FaceItem.PIN: Pin("face_item", Ins.CHANGE_REFERENCE_DATA),
        FaceItem.SECOND_PIN: Pin("face_item_second", blocked=True),
        FaceItem.CARD_KEY: card_key.SIGNS,
        FaceItem.NUMBER_A: Pin("face_item_number_a"),
        FaceItem.NUMBER_B: Pin("face_item_number_b"),
    },
    default_key=FaceItem.CARD_KEY,
)
