"""Key identifiers: 16 bytes that name the key a card-verifiable certificate is for or from.

Seven digits, 08 05, three digits, four bytes of padding. The first digit tells hierarchies apart:
real cards have 5, their test cards 6; ours has 9 and so is taken for neither.
"""

_DIGITS, _GROUP_DIGITS = 7, 3
_CODE_DIGITS = 5
_BETWEEN = bytes([0x08, 0x05])
_PADDING = bytes(4)
_MUNICIPALITY_KEY = "21"


def key_identifier(number: str, group: str = "001") -> bytes:
    """The identifier of a key; ValueError where the two groups are not 7 and 3 digits."""
    _must_be_digits("the number of a key", number, _DIGITS)
    _must_be_digits("the group of a key", group, _GROUP_DIGITS)
    return number.encode() + _BETWEEN + group.encode() + _PADDING


def municipality_key(municipality: str) -> bytes:
    """The identifier of the key by which a municipality's cards are signed; five digits."""
    _must_be_digits("a municipality's code", municipality, _CODE_DIGITS)
    return key_identifier(municipality + _MUNICIPALITY_KEY, "000")


def _must_be_digits(what: str, digits: str, length: int) -> None:
    if len(digits) != length or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{what} is {length} digits, not {digits!r}")


ROOT = key_identifier("9000020")
"""Signs the upper certificate at the card manager's level."""
FACE_CHECK_AUTHORITY = key_identifier("9000023")
"""Certifies the keys that sign the records of 券面事項確認."""
FACE_CHECK_INFORMATION = key_identifier("9000024")
"""Stands in the information file of 券面事項確認; what it names is not publicly known."""
FACE_CHECK_REFERENCE = key_identifier("9900025")
FACE_ITEM_AUTHORITY = key_identifier("9000033")
"""Certifies the keys that sign the records of 券面事項入力補助."""
FACE_ITEM_INFORMATION = key_identifier("9000034")
COMMON_REFERENCE = key_identifier("9000010")
"""Stands in the records 0002 of 共通 and 住基, the same in both."""
TERMINAL_AUTHORITY = key_identifier("9000050")
"""Certifies terminals that may use the user key without a PIN."""
TERMINAL = key_identifier("9000051")
"""Any terminal that it certifies."""
