"""The four items as a signature certificate carries them: six otherName entries (CERT-03).

Text is held in the repertoire of JIS X 0208 and JIS X 0212 [C]. A character outside of it is
replaced and its place marked with "1" in a second string as long as the first [C]; which character
replaces it is ours: a listed variant, else its compatibility form, else 〓.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Literal

from cryptography import x509
from cryptography.hazmat import asn1

from fuda.pki import der
from fuda.pki.profile import OTHER_NAME, OTHER_NAME_ORDER

Sex = Literal["male", "female", "other"]

_SEX: dict[Sex, str] = {"male": "1", "female": "2", "other": "3"}
"""[C] digits; for neither, one source has 3 and another 9: 3 is written, both are read."""
_SEX_OF: dict[str, Sex] = {digit: sex for sex, digit in _SEX.items()} | {"9": "other"}

_in_order = itemgetter(*(n - 1 for n in OTHER_NAME_ORDER))

LONGEST_ADDRESS = 200  # [C]

_ERA_FROM = (  # [C] the digit before the Gregorian date is the era's
    (date(2019, 5, 1), "5"),
    (date(1989, 1, 8), "4"),
    (date(1926, 12, 25), "3"),
    (date(1912, 7, 30), "2"),
    (date(1868, 1, 25), "1"),
)
_ERA_UNKNOWN = "0"
_BIRTH = re.compile("[0-5][0-9]{8}", re.ASCII)
_FLAGS = re.compile("[01]*")

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
    birth: str
    """Digit of the era and YYYYMMDD of the Gregorian calendar, zeros where it is not known [C]."""
    address: str
    address_replaced: str

    @classmethod
    def of(cls, *, name: str, sex: Sex, born: date, address: str) -> "Identity":
        """From the items as registered; ValueError where the address is too long."""
        written, replaced = written_in_jis(name)
        address_written, address_replaced = written_in_jis(address)
        if len(address_written) > LONGEST_ADDRESS:
            raise ValueError(f"an address has at most {LONGEST_ADDRESS} characters")
        return cls(
            name=written,
            name_replaced=replaced,
            sex=sex,
            birth=_birth(born),
            address=address_written,
            address_replaced=address_replaced,
        )

    @property
    def born(self) -> date | None:
        """The day of birth; None where it is not known to the day (`400000000`)."""
        try:
            return date.fromisoformat(self.birth[1:])
        except ValueError:
            return None


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


def subject_alternative_name(identity: Identity) -> bytes:
    """The six entries, encoded, in the order in which the real certificates have them [C]."""
    entries = (
        _entry(1, identity.name),
        _common_entry(2, identity.name_replaced),
        _common_entry(3, _SEX[identity.sex]),
        _entry(4, identity.birth),
        _entry(5, identity.address),
        _common_entry(6, identity.address_replaced),
    )
    return der.sequence(*_in_order(entries))


def _entry(number: int, value: str) -> bytes:
    octets = value.encode()
    return _before(number, len(octets)) + octets


_common_entry = lru_cache(4096)(_entry)
"""For what many people share: the sex, and marks that nothing was replaced."""


@lru_cache(4096)
def _before(number: int, length: int) -> bytes:
    """An otherName up to its text of so many octets."""
    text = der.header(der.UTF8_STRING, length)
    kind = der.oid(f"{OTHER_NAME}.{number}")
    value = der.header(0xA0, len(text) + length)
    return der.header(0xA0, len(kind) + len(value) + len(text) + length) + kind + value + text


def read_other_names(names: x509.GeneralNames | x509.SubjectAlternativeName) -> Identity:
    """The identity in a subjectAltName; ValueError where it is none of ours."""
    texts: dict[str, str] = {}
    for entry in names:
        if isinstance(entry, x509.OtherName):
            kind = entry.type_id.dotted_string
            if kind in texts:
                raise ValueError(f"the subjectAltName has the entry {kind} twice")
            texts[kind] = asn1.decode_der(str, entry.value)
    try:
        name, replaced, sex, birth, address, address_replaced = (
            texts[f"{OTHER_NAME}.{n}"] for n in range(1, 7)
        )
        told = Identity(
            name=name,
            name_replaced=replaced,
            sex=_SEX_OF[sex],
            birth=birth,
            address=address,
            address_replaced=address_replaced,
        )
    except KeyError as missing:
        raise ValueError(f"the subjectAltName has no readable entry {missing}") from missing
    if not _BIRTH.fullmatch(birth):
        raise ValueError("the day of birth is not a digit and YYYYMMDD")
    for text, flags in ((name, replaced), (address, address_replaced)):
        if len(text) != len(flags) or not _FLAGS.fullmatch(flags):
            raise ValueError("the replaced characters are not marked one by one")
    return told


def _birth(born: date) -> str:
    era = next((digit for since, digit in _ERA_FROM if born >= since), _ERA_UNKNOWN)
    return f"{era}{born.year:04}{born:%m%d}"
