"""The card that every test here begins with."""

from card_fixtures import chip, folder, issued, made

__all__ = ["chip", "folder", "issued", "made"]
