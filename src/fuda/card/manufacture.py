"""Make the memory of a new chip: no key, no certificate, no PIN; only what makes it this one."""

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
    objects: dict[int, bytes] = {
        DataObject.CARD_NUMBER: card_number.encode(),
        DataObject.MUNICIPALITY: municipality.encode(),
        DataObject.EXPIRES: f"{expires:%Y%m%d}".encode(),
    }
    given: dict[ReferenceName, bytes] = {name: pin.encode() for name, pin in (pins or {}).items()}
    _make(folder, _blank(profile, issuer_key, card_number, objects, given), octets)


def make_phone_chip(
    folder: Path, *, issuer_key: bytes, serial: str, profile: CardProfile, octets: Octets
) -> None:
    """Write a phone's blank secure element into `folder`, in the same way.

    It has the serial of its token and nothing else by which it could be told from another: no
    card number, no municipality, no last day.
    """
    _make(folder, _blank(profile, issuer_key, serial, {}, {}), octets)


def _blank(
    profile: CardProfile,
    issuer_key: bytes,
    number: str,
    objects: Mapping[int, bytes],
    pins: Mapping[ReferenceName, bytes],
) -> Image:
    return Image(
        profile=profile,
        issuer_key=issuer_key,
        objects=objects,
        files=jpki.blank(profile, number),
        keys={},
        pins=pins,
    )


def _make(folder: Path, image: Image, octets: Octets) -> None:
    tries = [0] * len(REFERENCE_NAMES)
    for name in image.pins:
        tries[counter(name)] = image.profile.pins[name].tries
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    make_memory(unfinished, key=octets(KEY_LENGTH), content=image.encode(), tries=tries)
    unfinished.rename(folder)
