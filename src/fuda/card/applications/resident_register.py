"""The 住基 application: its PIN (住民基本台帳用) and the identifier of its key."""

from fuda.card import interface
from fuda.card.files import Always, Application, Pin, Records
from fuda.card.interface import Ins, ResidentRegister

RESIDENT_REGISTER = Application(
    name="resident_register",
    aid=interface.RESIDENT_REGISTER,
    files={
        ResidentRegister.KEY_IDENTIFIER: Records(read=Always()),
        ResidentRegister.PIN: Pin("resident_register", Ins.CHANGE_KEY),
    },
)
