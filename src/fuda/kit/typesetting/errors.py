"""What can be wrong with a paper before it is printed."""

from collections.abc import Sequence


class TypesettingError(Exception):
    """The paper could not be set; the message is one line."""


class FontMissingError(TypesettingError):
    """The certificate font is not on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "the certificate font IPAmj Mincho (ipamjm.ttf) is missing: "
            "apt-get install fonts-ipamj-mincho"
        )


class UndrawableError(TypesettingError):
    """The font has no shape for these characters (KIOSK-09)."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        codes = ", ".join(
            "+".join(f"U+{ord(one):04X}" for one in character) for character in characters
        )
        super().__init__(f"IPAmj Mincho cannot draw {codes}")
