"""The key by which the card itself is known: one key, a file in each of three applications."""

from fuda.card.files import Always, PrivateKey

PLACE = "card/key"
"""In the chip's image."""

SIGNS = PrivateKey(use=Always(), kept_at=PLACE)
"""As the 券面 applications have it: COMPUTE DIGITAL SIGNATURE without PIN."""
AUTHENTICATES = PrivateKey(use=Always(), signs=False, authenticates=True, kept_at=PLACE)
"""As the 共通 application has it: INTERNAL AUTHENTICATE."""
