"""What has been loaded: values by key, city and day, and the cities that have them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fuda.parameters.definitions import Definition
from fuda.parameters.words import Vocabularies
from fuda.rules.kinds import Bilingual, Office
from fuda.rules.refusal import Because, NotStated
from fuda.rules.values import Value

CITY_OFFICE = "contact.office"
NATIONAL_OFFICE = "contact.national"


class UnknownCityError(LookupError):
    """No file in parameters/municipalities is about that city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One value and the day from which it is in force; None = since before that edition."""

    valid_from: date | None
    value: object
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A municipality whose guidebook has been read, as of the day of that edition."""

    id: str
    code: str
    name_ja: str
    name_en: str
    prefecture_ja: str
    as_of: date
    office: Office
    not_stated: frozenset[str]


class LoadedParameters:
    """Implements `fuda.rules.values.Parameters` over what the data files say."""

    def __init__(
        self,
        vocabularies: Vocabularies,
        definitions: Mapping[str, Definition],
        national: Mapping[str, tuple[Dated, ...]],
        cities: Mapping[str, City],
        municipal: Mapping[tuple[str, str], tuple[Dated, ...]],
    ) -> None:
        self._vocabularies = vocabularies
        self._definitions = definitions
        self._national = national
        self._cities = cities
        self._by_code = {city.code: city for city in cities.values()}
        self._municipal = municipal
        self._under: dict[str, tuple[str, ...]] = {}

    def value(self, key: str, *, city: str | None, on: date) -> Value:
        """The value in force on that day; NotStated where nobody says, KeyError for no such key.

        `city` is an id (kamakura) or a code (142042); a national value is the same for all.
        """
        found = self._city_for(key, city)
        in_force = _in_force(self._dated(key, found), on)
        if in_force is None:
            asked = found.id if found else None
            raise NotStated(key=key, city=asked, on=on, ask=str(self._office_for(found, on)))
        return Value(key=key, value=in_force.value, because=in_force.because)

    def history(self, key: str, *, city: str | None) -> tuple[Value, ...]:
        """Every value that the key has had, oldest first; empty where nobody says."""
        dated = self._dated(key, self._city_for(key, city))
        return tuple(Value(key=key, value=one.value, because=one.because) for one in dated)

    def keys(self, under: str = "") -> tuple[str, ...]:
        """Every key that is defined and begins so, in the order of the files."""
        if under not in self._under:
            self._under[under] = tuple(key for key in self._definitions if key.startswith(under))
        return self._under[under]

    def words(self, vocabulary: str) -> Mapping[str, Bilingual]:
        """The words of a vocabulary with their names; KeyError says where to write them."""
        try:
            return self._vocabularies[vocabulary]
        except KeyError:
            raise KeyError(f"no vocabulary {vocabulary} is in parameters/words") from None

    def definition(self, key: str) -> Definition:
        """What the key is; KeyError says where to define it."""
        try:
            return self._definitions[key]
        except KeyError:
            raise KeyError(f"{key} is not in parameters/definitions") from None

    def undecided(self, city: str) -> tuple[Definition, ...]:
        """The keys that a city neither states nor lists as silent: still to be read for."""
        found = self.city(city)
        return tuple(
            one
            for one in self._definitions.values()
            if one.decided_by == "municipality"
            and one.key not in found.not_stated
            and (found.id, one.key) not in self._municipal
        )

    def cities(self) -> tuple[City, ...]:
        """The cities whose guidebooks have been read, by code."""
        return tuple(sorted(self._cities.values(), key=lambda city: city.code))

    def city(self, id_or_code: str) -> City:
        """The city of that id or six-digit code."""
        city = self._cities.get(id_or_code) or self._by_code.get(id_or_code)
        if city is None:
            known = ", ".join(f"{city.id} ({city.code})" for city in self.cities())
            raise UnknownCityError(f"no city {id_or_code!r}: name one of {known}")
        return city

    def _city_for(self, key: str, city: str | None) -> City | None:
        """The city whose value is meant; None for a national value, which is the same for all."""
        if self.definition(key).decided_by == "national":
            return None
        if city is None:
            named = ", ".join(one.id for one in self.cities())
            raise UnknownCityError(f"{key} differs by city: name one of {named}")
        return self.city(city)

    def _dated(self, key: str, city: City | None) -> tuple[Dated, ...]:
        return self._municipal.get((city.id, key), ()) if city else self._national.get(key, ())

    def _office_for(self, city: City | None, on: date) -> Office:
        """Whom to ask on that day; the loader has seen to it that there is somebody."""
        dated = self._dated(CITY_OFFICE if city else NATIONAL_OFFICE, city)
        one = _in_force(dated, on) or dated[-1]
        return Value(key=one.because.rule, value=one.value, because=one.because).of(Office)


def _in_force(dated: tuple[Dated, ...], on: date) -> Dated | None:
    """The newest value that has begun by that day."""
    for one in reversed(dated):
        if one.valid_from is None or one.valid_from <= on:
            return one
    return None
