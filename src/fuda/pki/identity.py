"""The four items as a signature certificate carries them: six otherName entries (CERT-03).

Text is held in the repertoire of JIS X 0208 and JIS X 0212 [C]. A character outside of it is
replaced and its place marked with "1" in a second string as long as the first [C]; which character
replaces it is ours: a listed variant, else its compatibility form, else 〓.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cryptography import x509
from cryptography.hazmat import asn1

from fuda.pki.profile import OTHER_NAME, OTHER_NAME_ORDER

Sex = Literal["male", "female", "other"]

_SEX: dict[Sex, str] = {"male": "1", "female": "2", "other": "3"}  # [C] digits, 3 or 9 in conflict
_SEX_OF: dict[str, Sex] = {digit: sex for sex, digit in _SEX.items()}

_ERA_FROM = (  # [C] the digit before the Gregorian date is the era's
    (date(2019, 5, 1), "5"),
    (date(1989, 1, 8), "4"),
    (date(1926, 12, 25), "3"),
    (date(1912, 7, 30), "2"),
    (date(1868, 1, 25), "1"),
)
_ERA_UNKNOWN = "0"

_VARIANTS = {"髙": "高", "﨑": "崎", "𠮷": "吉", "德": "徳", "濵": "浜", "栁": "柳", "𣘺": "橋"}
_SAME_CELL = frozenset("－～∥―￠￡￢")
"""Other code points for characters that JIS X 0208 has: kept as written."""
_GETA = "〓"
_SINGLE_SHIFT_2 = 0x8E
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a signature certificate tells of its holder.

    `name_replaced` and `address_replaced` have one digit per character: "1" where the registered
    character could not be written and another stands for it.
    """

    name: str
    name_replaced: str
    sex: Sex
    born: date
    address: str
    address_replaced: str

    @classmethod
    def of(cls, *, name: str, sex: Sex, born: date, address: str) -> "Identity":
        """From the items as registered."""
        written, replaced = written_in_jis(name)
        address_written, address_replaced = written_in_jis(address)
        return cls(
            name=written,
            name_replaced=replaced,
            sex=sex,
            born=born,
            address=address_written,
            address_replaced=address_replaced,
        )


def written_in_jis(text: str) -> tuple[str, str]:
    """`text` in the certificate's repertoire, full width, and the places of what was replaced."""
    written: list[str] = []
    replaced: list[str] = []
    for character in text:
        if any(ord(character) in selectors for selectors in _VARIATION_SELECTORS):
            if replaced:
                replaced[-1] = "1"
            continue
        stands, mark = _one(character)
        written.append(stands)
        replaced.append(mark)
    return "".join(written), "".join(replaced)


def _one(character: str) -> tuple[str, str]:
    full_width = _full_width(character)
    if _in_repertoire(full_width):
        return full_width, "0"
    variant = _VARIANTS.get(character) or unicodedata.normalize("NFKC", character)
    return (variant if len(variant) == 1 and _in_repertoire(variant) else _GETA), "1"


def _full_width(character: str) -> str:
    if character == " ":
        return "\N{IDEOGRAPHIC SPACE}"
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


def _in_repertoire(character: str) -> bool:
    if character in _SAME_CELL:
        return True
    try:
        encoded = character.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return len(encoded) > 1 and encoded[0] != _SINGLE_SHIFT_2


def other_names(identity: Identity) -> list[x509.OtherName]:
    """The six entries in the order in which the real certificates have them [C]."""
    values = {
        1: identity.name,
        2: identity.name_replaced,
        3: _SEX[identity.sex],
        4: _birth(identity.born),
        5: identity.address,
        6: identity.address_replaced,
    }
    return [
        x509.OtherName(x509.ObjectIdentifier(f"{OTHER_NAME}.{n}"), asn1.encode_der(values[n]))
        for n in OTHER_NAME_ORDER
    ]


def read_other_names(names: x509.GeneralNames | x509.SubjectAlternativeName) -> Identity:
    """The identity in a subjectAltName; ValueError where it is none of ours."""
    texts = {
        name.type_id.dotted_string: asn1.decode_der(str, name.value)
        for name in names
        if isinstance(name, x509.OtherName)
    }
    try:
        name, replaced, sex, birth, address, address_replaced = (
            texts[f"{OTHER_NAME}.{n}"] for n in range(1, 7)
        )
        return Identity(
            name=name,
            name_replaced=replaced,
            sex=_SEX_OF[sex],
            born=date.fromisoformat(birth[1:]),
            address=address,
            address_replaced=address_replaced,
        )
    except KeyError as missing:
        raise ValueError(f"the subjectAltName has no readable entry {missing}") from missing


def _birth(born: date) -> str:
    era = next((digit for since, digit in _ERA_FROM if born >= since), _ERA_UNKNOWN)
    return f"{era}{born:%Y%m%d}"
