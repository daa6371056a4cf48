"""Make the memory of a new card: no key, no certificate, no PIN; only what makes it this card."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from fuda.card.applications import jpki
from fuda.card.image import Image, counter
from fuda.card.interface import REFERENCE_NAMES, DataObject, PinName, ReferenceName
from fuda.card.memory import KEY_LENGTH, make_memory
from fuda.card.power import Octets
from fuda.card.profile import CardProfile


def make_chip(
    folder: Path,
    *,
    issuer_key: bytes,
    card_number: str,
    municipality: str,
    expires: date,
    profile: CardProfile,
    octets: Octets,
    pins: Mapping[ReferenceName, str] | Mapping[PinName, str] | None = None,
) -> None:
    """Write a blank card into `folder`, which must not exist yet; it is there whole or not at all.

    `municipality` is its code as GET DATA shows it; `octets` gives unpredictable bytes. `pins` are
    for cards of tests: everyone else's are set through the issuer channel.
    """
    given: dict[ReferenceName, bytes] = {name: pin.encode() for name, pin in (pins or {}).items()}
    image = Image(
        profile=profile,
        issuer_key=issuer_key,
        objects={
            DataObject.CARD_NUMBER: card_number.encode(),
            DataObject.MUNICIPALITY: municipality.encode(),
            DataObject.EXPIRES: f"{expires:%Y%m%d}".encode(),
        },
        files=jpki.blank(profile, card_number),
        keys={},
        pins=given,
    )
    tries = [0] * len(REFERENCE_NAMES)
    for name in given:
        tries[counter(name)] = profile.pins[name].tries
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    make_memory(unfinished, key=octets(KEY_LENGTH), content=image.encode(), tries=tries)
    unfinished.rename(folder)
