"""No My Number in a log, an id or an event: any twelve digits with a right check digit (NUM-13).

Long hexadecimal words (digests, serials) are opaque and passed over: a run of twelve digits in one
would stop an act by chance.
"""

import re
import unicodedata

from fuda.rules.number import check_digit

_OPAQUE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{24,}(?![0-9A-Za-z])")
_TWELVE = re.compile(r"(?<!\d)\d{4}[ \u3000-]?\d{4}[ \u3000-]?\d{4}(?!\d)")


def hold_a_number(*texts: str) -> bool:
    """Whether an Individual Number stands in one of these texts, full-width or grouped by four."""
    return any(_is_number(run) for text in texts for run in _TWELVE.findall(_OPAQUE.sub("…", text)))


def without_numbers(text: str) -> str:
    """The text with every Individual Number in it blotted out."""
    return _TWELVE.sub(lambda run: "…" if _is_number(run[0]) else run[0], text)


def _is_number(run: str) -> bool:
    digits = "".join(str(unicodedata.digit(c)) for c in run if c.isdigit())
    return check_digit(digits[:-1]) == digits[-1]
