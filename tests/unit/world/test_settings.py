"""Settings that can be used, and one line for those that cannot."""

import pytest

from fuda.world.settings import SettingsError, read_settings


@pytest.mark.parametrize(
    "origin", ["https://app.example", "http://localhost:3000", "capacitor://localhost"]
)
def test_origins_are_taken_as_browsers_say_them(origin: str) -> None:
    """Scheme, host and port."""
    assert read_settings(websocket_origins=[origin]).websocket_origins == (origin,)


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "app.example",
        "https://app.example/",
        "https://*.example",
        "https://App.example",
    ],
)
def test_an_origin_that_no_browser_says_is_refused(origin: str) -> None:
    """It would never match, or would let every page in: one line names the setting."""
    with pytest.raises(SettingsError, match="FUDA_WEBSOCKET_ORIGINS") as no:
        read_settings(websocket_origins=[origin])
    assert str(no.value).count("\n") == 0


def test_open_points_of_the_card_are_settings() -> None:
    """Those named are decided the other way, the others stay."""
    card = read_settings(card={"reselecting_forgets_pins": False, "atr": "historical"}).card

    assert (card.reselecting_forgets_pins, card.atr) == (False, "historical")
    assert card.secure_messaging


@pytest.mark.parametrize(
    "card", [{"atr": "no"}, {"filler": 256}, {"certificate_space": 0}, {"x": 1}]
)
def test_a_card_that_cannot_be_made_is_refused(card: dict[str, object]) -> None:
    """One line names the setting."""
    with pytest.raises(SettingsError, match="FUDA_CARD") as no:
        read_settings(card=card)
    assert str(no.value).count("\n") == 0
