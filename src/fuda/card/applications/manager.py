"""The level above the applications (GlobalPlatform's card manager): data objects, no files."""

from fuda.card.files import Application
from fuda.card.interface import CARD_MANAGER

MANAGER_LEVEL = Application(name="manager", aid=CARD_MANAGER)
