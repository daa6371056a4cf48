"""The 券面事項入力補助 application: so far its PIN."""

from fuda.card import interface
from fuda.card.files import Application, Pin
from fuda.card.interface import FaceItem, Ins

FACE_ITEM = Application(
    name="face_item",
    aid=interface.FACE_ITEM,
    files={FaceItem.PIN: Pin("face_item", Ins.CHANGE_REFERENCE_DATA)},
)
