"""The data files themselves: nothing forgotten, nothing contradictory, nothing uncited."""

from datetime import date
from pathlib import Path

import pytest

from fuda.parameters import LoadedParameters, load
from fuda.parameters.sources import read_sources
from fuda.rules.kinds import Office

CHECKOUT = Path(__file__).parents[3]
CITIES = ("chiyoda", "arakawa", "minato", "tomakomai", "kamakura")
EDITION = {
    "chiyoda": "CHI",
    "arakawa": "ARA",
    "minato": "MIN",
    "tomakomai": "TOM",
    "kamakura": "KAM",
}


@pytest.fixture(scope="module")
def parameters() -> LoadedParameters:
    """The parameters of the checkout."""
    return load()


def certificates(parameters: LoadedParameters) -> tuple[str, ...]:
    """Every certificate that any kiosk could offer."""
    return parameters.definition("kiosk.certificates").among


@pytest.mark.parametrize("city", CITIES)
def test_every_key_is_stated_or_said_to_be_silent(parameters: LoadedParameters, city: str) -> None:
    """A city's files decide every key: a value, or its name under not_stated."""
    assert [one.key for one in parameters.undecided(city)] == []


@pytest.mark.parametrize("city", CITIES)
def test_a_certificate_is_offered_exactly_if_it_has_a_fee(
    parameters: LoadedParameters, city: str
) -> None:
    """The list of certificates and the fees cannot contradict each other (KIOSK-07, KIOSK-08)."""
    on = date(2026, 11, 20)
    offered = parameters.value("kiosk.certificates", city=city, on=on).value
    with_fee = {
        one
        for one in certificates(parameters)
        if parameters.value(f"kiosk.{one}.fee", city=city, on=on).value is not None
    }

    assert isinstance(offered, tuple)
    assert with_fee == set(offered)


def test_every_national_key_has_a_value(parameters: LoadedParameters) -> None:
    """What the nation decides is not left to silence."""
    keys = parameters.keys()
    silent = [
        key
        for key in keys
        if parameters.definition(key).decided_by == "national"
        and not parameters.history(key, city=None)
    ]

    assert silent == []


def test_every_value_cites_a_page_that_exists_or_says_why_it_is_ours(
    parameters: LoadedParameters,
) -> None:
    """Guidebook, page and a quote of at most 60 characters; a city cites its own edition."""
    documents = read_sources(CHECKOUT / "docs" / "sources" / "index.yaml")
    pages = {document.tag: document.pages for document in documents.values()}
    keys = parameters.keys()
    seen = 0
    for key in keys:
        municipal = parameters.definition(key).decided_by == "municipality"
        for city in CITIES if municipal else (None,):
            for value in parameters.history(key, city=city):
                because = value.because
                seen += 1
                assert (because.guidebook is None) == (because.own is not None), key
                if because.guidebook is not None:
                    assert because.page in pages[because.guidebook], key
                    assert len(because.quote or "") <= 60, key
                    assert city is None or because.guidebook == EDITION[city], key

    assert seen > 150


def test_the_index_has_the_five_guidebooks() -> None:
    """By id, with their tags and the days of their editions."""
    documents = read_sources(CHECKOUT / "docs" / "sources" / "index.yaml")

    assert {name: one.tag for name, one in documents.items()} == {
        "chiyoda-2024-01": "CHI",
        "arakawa-2024-02": "ARA",
        "minato-2026-04": "MIN",
        "tomakomai-2022": "TOM",
        "kamakura-2024-05": "KAM",
    }
    assert documents["minato-2026-04"].as_of == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("city", "fees"),
    [
        (
            "chiyoda",
            {"juminhyo": 200, "inkan": 200, "koseki_all": 350, "fuhyo": 200, "tax_kazei": 200},
        ),
        ("arakawa", {"juminhyo": 200, "inkan": 200, "koseki_all": None}),
        ("minato", {"juminhyo": 10, "inkan": 10, "koseki_all": 10, "fuhyo": 10, "tax_nozei": 10}),
        ("tomakomai", {"juminhyo": 250, "inkan": 250, "koseki_all": 450, "tax_kazei": 250}),
        ("kamakura", {"juminhyo": 300, "inkan": 300, "koseki_all": 450, "tax_kazei": None}),
    ],
)
def test_the_kiosk_fees(
    parameters: LoadedParameters, city: str, fees: dict[str, int | None]
) -> None:
    """In yen per copy (CHI p20, ARA p16, MIN p6, TOM p11, KAM p11; KIOSK-08)."""
    on = parameters.city(city).as_of

    assert {
        one: parameters.value(f"kiosk.{one}.fee", city=city, on=on).value for one in fees
    } == fees


@pytest.mark.parametrize("city", CITIES)
def test_every_city_names_an_office_with_a_telephone(
    parameters: LoadedParameters, city: str
) -> None:
    """Whom to ask where the guidebook is silent."""
    office = parameters.value("contact.office", city=city, on=date(2026, 11, 20)).of(Office)

    assert office == parameters.city(city).office
    assert office.phone.replace("-", "").isdigit()
