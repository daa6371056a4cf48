"""What the chip's image holds, as a value; every change makes a new one."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Literal

from fuda.card.interface import REFERENCE_NAMES, ReferenceName
from fuda.card.profile import CardProfile, PinForm

State = Literal["normal", "face_authentication", "terminated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Everything a chip knows but its counters. Places are named by `Application.place`."""

    profile: CardProfile
    state: State = "normal"
    issuer_key: bytes
    """Shared with the issuer, different on each card; opens the issuer channel."""
    objects: Mapping[int, bytes]
    """By tag, for GET DATA."""
    files: Mapping[str, bytes]
    keys: Mapping[str, bytes]
    """Private keys, PKCS #8."""
    pins: Mapping[ReferenceName, bytes]
    """With the check numbers. One that was never set is not in here."""

    def with_file(self, place: str, content: bytes) -> "Image":
        """The image with one file written."""
        return replace(self, files={**self.files, place: content})

    def without_file(self, place: str) -> "Image":
        """The image with one file empty."""
        return replace(self, files={at: file for at, file in self.files.items() if at != place})

    def with_key(self, place: str, key: bytes) -> "Image":
        """The image with one key in place of what was there."""
        return replace(self, keys={**self.keys, place: key})

    def with_object(self, tag: int, content: bytes) -> "Image":
        """The image with one data object written."""
        return replace(self, objects={**self.objects, tag: content})

    def without_key(self, place: str) -> "Image":
        """The image with one key gone."""
        return replace(self, keys={at: key for at, key in self.keys.items() if at != place})

    def with_pin(self, name: ReferenceName, value: bytes) -> "Image":
        """The image with one PIN set."""
        return replace(self, pins={**self.pins, name: value})

    def without_pins(self, names: Iterable[ReferenceName]) -> "Image":
        """The image with some PINs gone, as if they had never been set."""
        gone = set(names)
        return replace(
            self, pins={name: value for name, value in self.pins.items() if name not in gone}
        )

    def in_state(self, state: State) -> "Image":
        """The image in another state of its life."""
        return replace(self, state=state)

    def encode(self) -> bytes:
        """As bytes."""
        return json.dumps(
            {
                "profile": asdict(self.profile),
                "state": self.state,
                "issuer_key": _text(self.issuer_key),
                "objects": {f"{tag:04X}": _text(value) for tag, value in self.objects.items()},
                "files": {place: _text(value) for place, value in self.files.items()},
                "keys": {place: _text(value) for place, value in self.keys.items()},
                "pins": {name: _text(value) for name, value in self.pins.items()},
            }
        ).encode()

    @classmethod
    def decode(cls, content: bytes) -> "Image":
        """From what `encode` made."""
        read = json.loads(content)
        pins = {name: PinForm(**form) for name, form in read["profile"].pop("pins").items()}
        return cls(
            profile=CardProfile(pins=pins, **read["profile"]),
            state=read["state"],
            issuer_key=_octets(read["issuer_key"]),
            objects={int(tag, 16): _octets(value) for tag, value in read["objects"].items()},
            files={place: _octets(value) for place, value in read["files"].items()},
            keys={place: _octets(value) for place, value in read["keys"].items()},
            pins={name: _octets(value) for name, value in read["pins"].items()},
        )


def counter(name: ReferenceName) -> int:
    """Which of the chip's counters counts the tries of this PIN or check number."""
    return REFERENCE_NAMES.index(name)


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _octets(text: str) -> bytes:
    return base64.b64decode(text)
