"""照合番号: what is printed on a card opens its face applications to whoever holds it."""

from collections.abc import Mapping

from fuda.card.interface import ReferenceName
from fuda.card.printed import Printed
from fuda.card.records.objects import digits

_NUMBER, _SECURITY_CODE = 12, 4
_TWO_DIGITS = 100


def check_numbers(printed: Printed, *, era_year: int) -> Mapping[ReferenceName, str]:
    """A is the Individual Number; B is birth (era year), year of expiry, security code.

    `era_year` is the Japanese year of birth: 55 for 昭和55年.
    """
    if not 0 < era_year < _TWO_DIGITS:
        raise ValueError(f"a Japanese year of birth has at most two digits, not {era_year}")
    born = printed.born
    birth = f"{era_year:02d}{born.month:02d}{born.day:02d}"
    number_a = digits("an Individual Number", printed.number, _NUMBER).decode()
    code = digits("a security code", printed.security_code, _SECURITY_CODE).decode()
    number_b = f"{birth}{printed.expires.year:04d}{code}"
    return {
        "face_item_number_a": number_a,
        "face_item_number_b": number_b,
        "face_check_birth": birth,
        "face_check_number_a": number_a,
        "face_check_number_b": number_b,
    }
