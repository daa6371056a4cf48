"""The names of cities and guidebooks as screens say them, from the data that values cite."""

from collections.abc import Iterable

from fuda.kit.i18n import Names
from fuda.parameters import City, Document


def names_of(cities: Iterable[City], documents: Iterable[Document]) -> Names:
    """Cities by id and by code; guidebooks by tag, as the city's name and the printed title."""
    by_id = {city.id: city for city in cities}
    guidebooks, editions = {}, {}
    for one in documents:
        city = by_id.get(one.city)
        here, abroad = (city.name_ja, city.name_en) if city else (one.city, one.city)
        editions[one.tag] = one.as_of
        guidebooks[one.tag] = {
            "ja": f"{here}「{one.title}」",
            "en": f"{abroad}, guidebook “{one.title}”",
        }
    return Names(
        cities={
            name: {"ja": city.name_ja, "en": city.name_en}
            for city in by_id.values()
            for name in (city.id, city.code)
        },
        guidebooks=guidebooks,
        editions=editions,
    )
