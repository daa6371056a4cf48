"""Portraits: drawn, upright, always the same for one person, and not all alike."""

from io import BytesIO

import pytest
from PIL import Image

from faces_drawn import parsed
from fuda.world.people.portrait import portrait, portrait_svg


def test_upright_and_small() -> None:
    """35 to 45 (CARD-39), light enough for a message."""
    made = portrait("hanako", age=36, sex="female")
    picture = Image.open(BytesIO(made))
    assert picture.format == "PNG"
    assert picture.width * 45 == picture.height * 35
    assert len(made) < 40_000


def test_same_seed_same_face() -> None:
    """Drawn again it is the same to the last octet."""
    assert portrait_svg("kei", age=33, sex="other") == portrait_svg("kei", age=33, sex="other")


def test_sixty_people_are_sixty_faces() -> None:
    """No two of them look alike."""
    assert (
        len({portrait_svg(f"person-{number}", age=30, sex="other") for number in range(60)}) == 60
    )


@pytest.mark.parametrize("sex", ["female", "male", "other"])
def test_every_age_is_drawn(sex: str) -> None:
    """From the cradle to a hundred and ten, and the years can be seen."""
    faces = [portrait_svg("someone", age=age, sex=sex) for age in (0, 3, 8, 15, 30, 60, 80, 110)]  # type: ignore[arg-type]
    for each in faces:
        parsed(each)
    assert len(set(faces)) >= 5
