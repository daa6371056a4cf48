"""No My Number in logs and ids."""

import pytest

from fuda.kit.numbers import hold_a_number, without_numbers
from fuda.rules.number import check_digit

RIGHT = "12345678901" + check_digit("12345678901")
WRONG = RIGHT[:-1] + str((int(RIGHT[-1]) + 1) % 10)
FULL_WIDTH = RIGHT.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        f"番号{RIGHT}です",
        f"{RIGHT[:4]}-{RIGHT[4:8]}-{RIGHT[8:]}",
        f"{RIGHT[:4]} {RIGHT[4:8]} {RIGHT[8:]}",
        f"{RIGHT[:4]}　{RIGHT[4:8]}　{RIGHT[8:]}",
        FULL_WIDTH,
        f"id-{RIGHT}x",
        f'{{"n":{RIGHT}}}',
    ],
)
def test_a_number_is_found(text: str) -> None:
    """However it is written, and blotted out on request."""
    assert hold_a_number("x", text)
    assert not hold_a_number(without_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        WRONG,
        f"1{RIGHT}",
        f"{RIGHT}0",
        "2026-04-01T00:00:00.000000Z",
        f"ab{RIGHT}cdef0123456789abcdef",
        "131032",
    ],
)
def test_other_digits_pass(text: str) -> None:
    """A wrong check digit, longer runs, instants, long hexadecimal words."""
    assert not hold_a_number(text)
    assert without_numbers(text) == text or "cdef" in text
