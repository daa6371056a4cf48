"""FF1 against the standard's own samples, and as a permutation."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuda.institutions.jlis.numbering.ff1 import ff1_encrypt

# Provenance: NIST, "FF1samples.pdf" (Cryptographic Standards and Guidelines, Examples with
# Intermediate Values, for SP 800-38G), samples 1 to 9: three AES key sizes, each with a decimal
# string without tweak, the same with a tweak, and a string of radix 36.
_AES_128 = "2b7e151628aed2a6abf7158809cf4f3c"
_AES_192 = _AES_128 + "ef4359d8d580aa4f"
_AES_256 = _AES_192 + "7f036d6f04fc6a94"
_DECIMAL = "0123456789"
_TWEAK = "39383736353433323130"
_LETTERS = "0123456789abcdefghi"
_LETTERS_TWEAK = "3737373770717273373737"

SAMPLES = (
    (1, _AES_128, 10, "", _DECIMAL, "2433477484"),
    (2, _AES_128, 10, _TWEAK, _DECIMAL, "6124200773"),
    (3, _AES_128, 36, _LETTERS_TWEAK, _LETTERS, "a9tv40mll9kdu509eum"),
    (4, _AES_192, 10, "", _DECIMAL, "2830668132"),
    (5, _AES_192, 10, _TWEAK, _DECIMAL, "2496655549"),
    (6, _AES_192, 36, _LETTERS_TWEAK, _LETTERS, "xbj3kv35jrawxv32ysr"),
    (7, _AES_256, 10, "", _DECIMAL, "6657667009"),
    (8, _AES_256, 10, _TWEAK, _DECIMAL, "1001623463"),
    (9, _AES_256, 36, _LETTERS_TWEAK, _LETTERS, "xs8a0azh2avyalyzuwd"),
)
_SYMBOLS = string.digits + string.ascii_lowercase


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"sample {sample[0]}")
def test_nist_samples(sample: tuple[int, str, int, str, str, str]) -> None:
    """Each of the nine samples comes out as printed."""
    _, key, radix, tweak, plain, cipher = sample
    numerals = [int(symbol, 36) for symbol in plain]

    made = ff1_encrypt(bytes.fromhex(key), numerals, radix=radix, tweak=bytes.fromhex(tweak))

    assert "".join(_SYMBOLS[numeral] for numeral in made) == cipher


@settings(deadline=None)
@given(
    st.sets(st.integers(0, 10**11 - 1), min_size=2, max_size=60),
    st.binary(min_size=16, max_size=16),
)
def test_no_two_strings_meet(values: set[int], key: bytes) -> None:
    """Different strings of eleven digits stay different, and stay eleven digits."""
    made = {
        tuple(ff1_encrypt(key, [int(d) for d in f"{value:011}"], radix=10, tweak=b""))
        for value in values
    }

    assert len(made) == len(values)
    assert all(len(string) == 11 and set(string) <= set(range(10)) for string in made)


def test_too_short_a_string_is_refused() -> None:
    """Under a million possible strings there is nothing to hide among."""
    with pytest.raises(ValueError, match="longer"):
        ff1_encrypt(bytes(16), [1, 2, 3, 4, 5], radix=10, tweak=b"")
