"""The resident record code (住民票コード): eleven digits, the last a check digit.

The guidebooks name the code (NUM-05) and not its check digit; ours is the Individual Number's
(modulus 11, weights 2..7 and 2..5 from the right), own: the ministry's notice could not be read.
"""

_LENGTH = 11
_WEIGHTS = (2, 3, 4, 5, 6, 7, 2, 3, 4, 5)


def resident_code_check_digit(ten: str) -> str:
    """The eleventh digit for the first ten."""
    if len(ten) != _LENGTH - 1 or not (ten.isascii() and ten.isdigit()):
        raise ValueError("the check digit of a resident record code is made from ten digits")
    total = sum(int(digit) * weight for digit, weight in zip(reversed(ten), _WEIGHTS, strict=True))
    remainder = total % 11
    return "0" if remainder <= 1 else str(11 - remainder)


def check_resident_code(code: str) -> None:
    """ValueError where `code` is no resident record code; the digits are not repeated in it."""
    if len(code) != _LENGTH or not (code.isascii() and code.isdigit()):
        raise ValueError("a resident record code has eleven digits")
    if resident_code_check_digit(code[:-1]) != code[-1]:
        raise ValueError("the check digit of this resident record code is wrong")
