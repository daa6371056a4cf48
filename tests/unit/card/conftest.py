"""The cards that every test here begins with."""

from card_fixtures import chip, folder, full, full_chip, full_folder, issued, made, made_full

__all__ = [
    "chip",
    "folder",
    "full",
    "full_chip",
    "full_folder",
    "issued",
    "made",
    "made_full",
]
