"""The 住基 application: so far its PIN (住民基本台帳用)."""

from fuda.card import interface
from fuda.card.files import Application, Pin
from fuda.card.interface import Ins, ResidentRegister

RESIDENT_REGISTER = Application(
    name="resident_register",
    aid=interface.RESIDENT_REGISTER,
    files={ResidentRegister.PIN: Pin("resident_register", Ins.CHANGE_KEY)},
)
