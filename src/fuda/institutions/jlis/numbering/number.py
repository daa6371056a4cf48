"""The number of a resident record code (NUM-05): FF1 of its eleven digits, and a check digit.

FF1 is a permutation: two codes never get one number. The tweak names what the permutation is for.
"""

from fuda.institutions.jlis.numbering.ff1 import ff1_encrypt
from fuda.rules.number import IndividualNumber, check_digit
from fuda.rules.resident_code import check_resident_code

_TWEAK = b"fuda individual number"


def number_of(code: str, key: bytes) -> IndividualNumber:
    """The Individual Number of `code`; ValueError where that is no resident record code."""
    check_resident_code(code)
    numerals = ff1_encrypt(key, [int(digit) for digit in code], radix=10, tweak=_TWEAK)
    eleven = "".join(str(numeral) for numeral in numerals)
    return IndividualNumber(eleven + check_digit(eleven))
