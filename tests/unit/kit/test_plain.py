"""Text that comes into a register is one line, and all of it can be seen."""

import pytest

from fuda.doors.errors import Malformed
from fuda.kit.plain import CHARACTERS_AT_MOST, must_be_plain, unseen
from fuda.rules.number import check_digit


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("花\n子", "U+000A"),
        ("花\t子", "U+0009"),
        ("\x1b[31m花子", "U+001B"),
        ("花\u202e子", "U+202E"),
        ("花\u200b子", "U+200B"),
        ("花\u2028子", "U+2028"),
        ("花\ud800子", "U+D800"),
        ("\ufeff花子", "U+FEFF"),
    ],
    ids=["line", "tab", "escape", "direction", "no-width", "separator", "surrogate", "mark"],
)
def test_what_cannot_be_seen_is_named(text: str, character: str) -> None:
    """A line feed, an escape, a mark of direction, a space without width, half a character."""
    assert unseen(text) == character
    with pytest.raises(Malformed, match=rf"^name has the character U\+{character[2:]}, .*leave it"):
        must_be_plain(name=text)


@pytest.mark.parametrize(
    "text",
    ["髙橋　花子", "葛󠄀城　陽菜", "𠮷田　実", "\ue000", "\U000323b0", "O'Neill <b>{{7*7}}#x\\"],
)
def test_every_name_that_can_be_written_is_plain(text: str) -> None:
    """Variation selectors, rare and private characters, and what would be markup elsewhere."""
    must_be_plain(name=text, reading=None)


def test_a_number_is_no_part_of_a_name() -> None:
    """Typed into a name or an address it would go wherever names go (NUM-13)."""
    eleven = "12345678901"
    with pytest.raises(Malformed, match="address holds an Individual Number: leave it out"):
        must_be_plain(name="花子", address=f"港区 {eleven}{check_digit(eleven)}")


def test_a_text_has_an_end() -> None:
    """A register is no place for a book."""
    must_be_plain(name="長" * CHARACTERS_AT_MOST)
    with pytest.raises(Malformed, match="address is longer than 500 characters"):
        must_be_plain(name="花子", address="長" * (CHARACTERS_AT_MOST + 1))
