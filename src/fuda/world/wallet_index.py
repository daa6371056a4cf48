"""Finding a card among very many: by what is printed on it, and by whose drawer it lies in.

A card's entries are made before the card is there and taken away never, or after it has left: an
entry without its card is passed over, a card without its entry cannot be. Each is an empty file.
"""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

_INDEX = ".index"
_COMPLETE = "complete"
_HEX = 32


def folded(name: str) -> str:
    """As typed by someone in haste: no spaces, one width, one case."""
    return "".join(normalize("NFKC", name).split()).casefold()


class WalletIndex:
    """The entries of one wallet; `complete` where every card that was ever made has its own."""

    def __init__(self, wallet: Path) -> None:
        self._wallet = wallet
        self._folder = wallet / _INDEX

    @property
    def complete(self) -> bool:
        """Whether the index was kept from the wallet's first card, or made anew since."""
        return (self._folder / _COMPLETE).exists()

    def said_complete(self) -> None:
        """Every card has its entries from here on."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _COMPLETE).touch()

    def forget(self) -> None:
        """Take the whole index away, to be made anew."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def enter(self, card: str, *, name: str, card_number: str) -> None:
        """The card can be found by its name and number."""
        for key in (_hashed(folded(name)), _hashed(card_number)):
            self._add(self._folder / "printed" / key[:2] / key, card)

    def to_drawer(self, card: str, municipality: str) -> None:
        """The card lies in this municipality's drawer."""
        self._add(self._drawers / municipality, card)

    def left_drawer(self, card: str, municipality: str) -> None:
        """The card was taken out."""
        (self._drawers / municipality / card).unlink(missing_ok=True)

    def printed(self, what: str) -> Iterator[str]:
        """Cards that may show this name or number: to be looked at."""
        for key in {_hashed(folded(what)), _hashed(what)}:
            yield from _names(self._folder / "printed" / key[:2] / key)

    def in_drawers(self, municipality: str | None) -> Iterator[str]:
        """Cards that may lie in that drawer, or in any."""
        for drawer in [municipality] if municipality else _names(self._drawers):
            yield from _names(self._drawers / drawer)

    @property
    def _drawers(self) -> Path:
        return self._folder / "drawer"

    @staticmethod
    def _add(folder: Path, card: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / card).touch()


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:_HEX]


def _names(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir()]
    except FileNotFoundError:
        return []
