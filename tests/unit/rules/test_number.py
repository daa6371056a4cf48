"""The check digit of an Individual Number, held to numbers that others published."""

import pytest

from fuda.rules.number import IndividualNumber, check_digit


@pytest.mark.parametrize(
    "number",
    ["123456789018", "537686677188"],
    ids=["the usual specimen", "a test card's, in public readers"],
)
def test_numbers_that_others_made(number: str) -> None:
    """Weights 2 to 7 and 2 to 6 from the right: every place counts."""
    assert check_digit(number[:-1]) == number[-1]
    assert IndividualNumber(number).digits == number


@pytest.mark.parametrize("place", range(11))
def test_every_place_counts(place: int) -> None:
    """A digit changed by one, at any place, makes another check digit."""
    eleven = "12345678901"
    other = eleven[:place] + str((int(eleven[place]) + 1) % 10) + eleven[place + 1 :]

    assert check_digit(other) != check_digit(eleven)
