"""A phone's secure element for tests: a blank chip, then the issuer channel."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from card_made import ISSUER_KEY, PINS, PROFILE, Personalised, lay, personalise
from fuda.card.interface import PinName
from fuda.card.manufacture import make_phone_chip
from fuda.card.profile import CardProfile, ChipKind

SERIAL = "FP00000000000001"
PHONE_PINS: Mapping[PinName, str] = {"signature": PINS["signature"], "user": PINS["user"]}


def phone_profile(kind: ChipKind = "android") -> CardProfile:
    """The make of a phone's chip: the two PINs of its certificates."""
    pins = {name: form for name, form in PROFILE.pins.items() if name in PHONE_PINS}
    return replace(PROFILE, kind=kind, pins=pins)


def make_blank_phone(folder: Path, kind: ChipKind = "android") -> Path:
    """Without keys, certificates and PINs."""
    make_phone_chip(
        folder,
        issuer_key=ISSUER_KEY,
        serial=SERIAL,
        profile=phone_profile(kind),
        octets=os.urandom,
    )
    return folder


def make_phone(folder: Path, kind: ChipKind = "android") -> Personalised:
    """With certificates of the tests' authorities; what the issuer knows of it."""
    with lay(make_blank_phone(folder, kind)) as chip:
        return personalise(chip, PHONE_PINS)
