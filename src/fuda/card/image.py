"""What the chip's image holds, as a value; every change makes a new one."""

import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from fuda.card.interface import REFERENCE_NAMES, ReferenceName
from fuda.card.profile import CardProfile, PinForm

_LENGTH = struct.Struct(">I")

State = Literal["normal", "face_authentication", "terminated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Everything a chip knows but its counters. Places are named by `Application.place`."""

    profile: CardProfile
    state: State = "normal"
    issuer_key: bytes = field(repr=False)
    """Shared with the issuer, different on each card; opens the issuer channel."""
    objects: Mapping[int, bytes]
    """By tag, for GET DATA."""
    files: Mapping[str, bytes] = field(repr=False)
    keys: Mapping[str, bytes] = field(repr=False)
    """Private keys, PKCS #8."""
    pins: Mapping[ReferenceName, bytes] = field(repr=False)
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
        """As bytes: a table of contents (JSON) behind its length, then all octets end to end."""
        held: dict[str, Mapping[Any, bytes]] = {
            "issuer_key": {"": self.issuer_key},
            "objects": self.objects,
            "files": self.files,
            "keys": self.keys,
            "pins": self.pins,
        }
        table = json.dumps(
            {
                "profile": asdict(self.profile),
                "state": self.state,
                **{part: [[name, len(each[name])] for name in each] for part, each in held.items()},
            }
        ).encode()
        octets = [each for part in held.values() for each in part.values()]
        return b"".join([_LENGTH.pack(len(table)), table, *octets])

    @classmethod
    def decode(cls, content: bytes) -> "Image":
        """From what `encode` made."""
        (length,) = _LENGTH.unpack_from(content)
        at = _LENGTH.size + length
        read = json.loads(content[_LENGTH.size : at])

        def part(name: str) -> dict[Any, bytes]:
            nonlocal at
            octets = {}
            for each, size in read[name]:
                octets[each] = content[at : at + size]
                at += size
            return octets

        pins = {name: PinForm(**form) for name, form in read["profile"].pop("pins").items()}
        return cls(
            profile=CardProfile(pins=pins, **read["profile"]),
            state=read["state"],
            issuer_key=part("issuer_key")[""],
            objects=part("objects"),
            files=part("files"),
            keys=part("keys"),
            pins=part("pins"),
        )


def counter(name: ReferenceName) -> int:
    """Which of the chip's counters counts the tries of this PIN or check number."""
    return REFERENCE_NAMES.index(name)
