"""What the loaded parameters answer, on the real data and on its edges."""

import time
from datetime import date

import pytest

from fuda.parameters import LoadedParameters, UnknownCityError, load
from fuda.rules.kinds import Wait
from fuda.rules.refusal import NotStated

NEW_YEAR_2026 = date(2026, 1, 1)


@pytest.fixture(scope="module")
def parameters() -> LoadedParameters:
    """The parameters of the checkout."""
    return load()


def test_five_cities_by_id_and_by_code(parameters: LoadedParameters) -> None:
    """Each with its code, prefecture and the day of its edition."""
    assert [(city.code, city.id) for city in parameters.cities()] == [
        ("012131", "tomakomai"),
        ("131016", "chiyoda"),
        ("131032", "minato"),
        ("131181", "arakawa"),
        ("142042", "kamakura"),
    ]
    kamakura = parameters.city("142042")
    assert kamakura == parameters.city("kamakura")
    assert (kamakura.name_ja, kamakura.prefecture_ja, kamakura.as_of) == (
        "鎌倉市",
        "神奈川県",
        date(2024, 5, 1),
    )


def test_an_unknown_city_is_told_which_are_known(parameters: LoadedParameters) -> None:
    """Bad input is one line that names the choices."""
    with pytest.raises(
        UnknownCityError, match=r"no city 'atlantis': name one of tomakomai \(012131\)"
    ):
        parameters.city("atlantis")


def test_a_citys_value_needs_a_city(parameters: LoadedParameters) -> None:
    """No city means no answer, never another city's value."""
    with pytest.raises(
        UnknownCityError, match=r"kiosk\.juminhyo\.fee differs by city: name one of"
    ):
        parameters.value("kiosk.juminhyo.fee", city=None, on=NEW_YEAR_2026)


def test_a_key_never_defined_is_a_key_error(parameters: LoadedParameters) -> None:
    """A slip of the programmer, not a silence of the guidebook."""
    with pytest.raises(KeyError, match=r"kiosk.juminhyo.fees is not in parameters/definitions"):
        parameters.value("kiosk.juminhyo.fees", city="kamakura", on=NEW_YEAR_2026)


def test_a_value_says_where_it_stands(parameters: LoadedParameters) -> None:
    """鎌倉市: 1~2日後, page 12, in force since before the edition."""
    found = parameters.value("usable_after.hand_over.kiosk", city="kamakura", on=NEW_YEAR_2026)

    assert found.of(Wait) == Wait(low=1, high=2, unit="day")
    assert found.because.rule == "KIOSK-17"
    assert (found.because.city, found.because.guidebook, found.because.page) == (
        "kamakura",
        "KAM",
        "p12",
    )
    assert found.because.valid_from is None


@pytest.mark.parametrize("city", ["minato", "tomakomai"])
def test_a_silent_guidebook_names_whom_to_ask(parameters: LoadedParameters, city: str) -> None:
    """港区 and 苫小牧市 do not say when the kiosk works after a hand-over."""
    with pytest.raises(NotStated) as silent:
        parameters.value("usable_after.hand_over.kiosk", city=city, on=date(2026, 5, 1))

    assert silent.value.city == city
    assert silent.value.ask == str(parameters.city(city).office)


@pytest.mark.parametrize(
    ("on", "phone"), [(date(2026, 4, 12), "03-3578-3111"), (date(2026, 4, 13), "03-4241-4932")]
)
def test_whom_to_ask_depends_on_the_day(parameters: LoadedParameters, on: date, phone: str) -> None:
    """港区's card centre opens on 2026-04-13 (MIN cover)."""
    with pytest.raises(NotStated, match=phone):
        parameters.value("usable_after.hand_over.kiosk", city="minato", on=on)


def test_before_the_first_day_nobody_says(parameters: LoadedParameters) -> None:
    """荒川区 states 200 yen from 2021-04-01 and nothing of the time before (ARA p16)."""
    with pytest.raises(NotStated):
        parameters.value("kiosk.juminhyo.fee", city="arakawa", on=date(2021, 3, 31))
    fee = parameters.value("kiosk.juminhyo.fee", city="arakawa", on=date(2021, 4, 1))

    assert fee.of(int) == 200
    assert fee.because.valid_from == date(2021, 4, 1)


@pytest.mark.parametrize(
    ("applied", "age"),
    [(date(2016, 1, 1), 20), (date(2022, 3, 31), 20), (date(2022, 4, 1), 18), (NEW_YEAR_2026, 18)],
)
def test_the_age_of_majority_by_day(parameters: LoadedParameters, applied: date, age: int) -> None:
    """20 up to 2022-03-31, 18 from 2022-04-01 (TOM p4, KAM p6; D-05)."""
    assert parameters.value("card.adult_age", city=None, on=applied).of(int) == age


def test_a_national_value_is_the_same_in_every_city(parameters: LoadedParameters) -> None:
    """The city may be handed in or not."""
    in_kamakura = parameters.value("pin.user.tries", city="kamakura", on=NEW_YEAR_2026)

    assert in_kamakura == parameters.value("pin.user.tries", city=None, on=NEW_YEAR_2026)
    assert in_kamakura.because.city is None


def test_not_offered_is_not_unknown(parameters: LoadedParameters) -> None:
    """荒川区's kiosk has no family register certificate; that is an answer (KIOSK-07)."""
    fee = parameters.value("kiosk.koseki_all.fee", city="arakawa", on=NEW_YEAR_2026)

    assert fee.value is None
    assert fee.because.page == "p16"


def test_what_is_ours_is_shown_as_ours(parameters: LoadedParameters) -> None:
    """港区 says 年末年始 without days: the days are ours, with the reason (C8)."""
    because = parameters.value("kiosk.year_end", city="minato", on=NEW_YEAR_2026).because

    assert because.guidebook is None
    assert because.own is not None
    assert because.own.startswith("C8:")


def test_a_key_has_a_history(parameters: LoadedParameters) -> None:
    """The reset of the user PIN at a kiosk: no, then ours, then stated by MIN (D-08)."""
    history = parameters.history("pin.kiosk_reset.user", city=None)

    assert [(value.value, value.because.guidebook) for value in history] == [
        (False, "TOM"),
        (True, None),
        (True, "MIN"),
    ]


def test_loading_is_fast() -> None:
    """All files in at most 0.3 s, or the town's first page is late; best of three."""

    def seconds() -> float:
        start = time.process_time()
        load()
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) <= 0.3
