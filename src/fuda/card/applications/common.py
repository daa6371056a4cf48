"""The 共通 application: which card this is, for anyone to read."""

from fuda.card import interface
from fuda.card.applications import card_key
from fuda.card.files import Always, Application, Pin, Records
from fuda.card.interface import Common, Ins

COMMON = Application(
    name="common",
    aid=interface.COMMON,
    files={
        Common.CARD: Records(read=Always()),
        Common.KEY_IDENTIFIER: Records(read=Always()),
        Common.CARD_KEY: card_key.AUTHENTICATES,
        Common.PIN: Pin("common", Ins.CHANGE_KEY),
    },
)
