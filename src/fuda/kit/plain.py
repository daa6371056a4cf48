"""Text for a register, a log, a terminal or paper: one line, nothing in it that cannot be seen.

A line feed in a name would forge a line of a list, an escape would move a terminal's cursor, and a
mark of writing direction would show an address backwards. Variation selectors are part of a name's
characters and stay, as does a character that Unicode does not know yet.
"""

import unicodedata
from typing import Final

from fuda.doors.errors import Malformed
from fuda.kit.numbers import hold_a_number

CHARACTERS_AT_MOST: Final = 500
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def unseen(text: str) -> str | None:
    """The first character that cannot be seen, as U+200B; None where the text is plain."""
    found = (one for one in text if unicodedata.category(one) in _UNSEEN)
    return next((f"U+{ord(one):04X}" for one in found), None)


def must_be_plain(**texts: str | None) -> None:
    """Malformed, naming the first of these texts that is too long, not plain, or holds a number."""
    for name, text in texts.items():
        if text is None:
            continue
        if len(text) > CHARACTERS_AT_MOST:
            raise Malformed(f"{name} is longer than {CHARACTERS_AT_MOST} characters: shorten it")
        if hold_a_number(text):
            raise Malformed(f"{name} holds an Individual Number: leave it out")
        if character := unseen(text):
            raise Malformed(
                f"{name} has the character {character}, which cannot be seen: leave it out"
            )
