"""The Individual Number (個人番号, マイナンバー): twelve digits, the last a check digit.

Source: NUM-01; the check digit is not in the guidebooks (own: 省令 of the number law, article 5).
"""

from dataclasses import dataclass, field

_LENGTH = 12
_WEIGHT_FROM = 7


def check_digit(eleven: str) -> str:
    """The twelfth digit for the first eleven (modulus 11, weights 2..7 and 2..6 from the right)."""
    if len(eleven) != _LENGTH - 1 or not (eleven.isascii() and eleven.isdigit()):
        raise ValueError("the check digit is made from eleven digits")
    total = sum(
        int(digit) * (place + 1 if place < _WEIGHT_FROM else place - 5)
        for place, digit in enumerate(reversed(eleven), start=1)
    )
    remainder = total % 11
    return "0" if remainder <= 1 else str(11 - remainder)


@dataclass(frozen=True, slots=True)
class IndividualNumber:
    """A My Number whose digits show only where they are asked for by name."""

    digits: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what is not a number, without repeating the digits."""
        digits = self.digits
        if len(digits) != _LENGTH or not (digits.isascii() and digits.isdigit()):
            raise ValueError("an Individual Number has twelve digits")
        if check_digit(digits[:-1]) != digits[-1]:
            raise ValueError("the check digit of this Individual Number is wrong")

    def __str__(self) -> str:
        """Never the digits: they would reach a log."""
        return "IndividualNumber(…)"
