"""Cards to draw."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from fuda.card.printed import Printed
from fuda.kit.typesetting import find_font
from fuda.world.people.portrait import portrait

NUMBER = "123456789018"
BORN = "平成2年3月1日"


@cache
def face_photo() -> bytes:
    """A portrait as an application brings it."""
    return portrait("hanako", age=36, sex="female")


@pytest.fixture
def font() -> Path:
    """The font of the papers."""
    return find_font()


@pytest.fixture
def printed() -> Printed:
    """A card with everything on it but remarks."""
    return Printed(
        card_number="A" * 16,
        municipality="13103",
        number=NUMBER,
        name="髙橋　［山﨑］　花子",
        reading="タカハシ　［ヤマサキ］　ハナコ",
        address="東京都港区芝公園一丁目５番２５号",
        sex="female",
        born=date(1990, 3, 1),
        expires=date(2025, 3, 31),
        security_code="2285",
        photo=face_photo(),
    )
