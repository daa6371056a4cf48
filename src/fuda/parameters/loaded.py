"""What has been loaded: values by key, city and day, and the cities that have them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fuda.rules.kinds import Bilingual, Office
from fuda.rules.refusal import Because, NotStated
from fuda.rules.values import Value

DecidedBy = Literal["national", "municipality"]


class UnknownCityError(LookupError):
    """No file in parameters/municipalities is about that city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a key is: the only place where its name, unit and type stand."""

    key: str
    label: Bilingual
    unit: str
    kind: str
    decided_by: DecidedBy
    rule: str
    among: tuple[str, ...] = ()


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
    prefecture_en: str
    document: str
    as_of: date
    office: Office
    not_stated: frozenset[str]


class LoadedParameters:
    """Implements `fuda.rules.values.Parameters` over what the data files say."""

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        national: Mapping[str, tuple[Dated, ...]],
        cities: Mapping[str, City],
        municipal: Mapping[tuple[str, str], tuple[Dated, ...]],
        office: Office,
    ) -> None:
        self._definitions = definitions
        self._national = national
        self._cities = cities
        self._by_code = {city.code: city for city in cities.values()}
        self._municipal = municipal
        self._office = office

    def value(self, key: str, *, city: str | None, on: date) -> Value:
        """The value in force on that day; NotStated where nobody says, KeyError for no such key.

        `city` is an id (kamakura) or a code (142042); a national value is the same for all.
        """
        definition = self.definition(key)
        if definition.decided_by == "national":
            dated, office, asked = self._national.get(key, ()), self._office, None
        elif city is None:
            raise UnknownCityError(f"{key} differs by city: name one of {', '.join(self._cities)}")
        else:
            found = self.city(city)
            dated, office = self._municipal.get((found.id, key), ()), found.office
            asked = found.id
        for one in reversed(dated):
            if one.valid_from is None or one.valid_from <= on:
                return Value(key=key, value=one.value, because=one.because)
        raise NotStated(key=key, city=asked, on=on, ask=str(office))

    def history(self, key: str, *, city: str | None) -> tuple[Value, ...]:
        """Every value that the key has had, oldest first; empty where nobody says."""
        if self.definition(key).decided_by == "national":
            dated = self._national.get(key, ())
        elif city is None:
            raise UnknownCityError(f"{key} differs by city: name one of {', '.join(self._cities)}")
        else:
            dated = self._municipal.get((self.city(city).id, key), ())
        return tuple(Value(key=key, value=one.value, because=one.because) for one in dated)

    def keys(self) -> tuple[str, ...]:
        """Every key that is defined, in the order of definitions.yaml."""
        return tuple(self._definitions)

    def definition(self, key: str) -> Definition:
        """What the key is; KeyError says where to define it."""
        try:
            return self._definitions[key]
        except KeyError:
            raise KeyError(f"{key} is not in parameters/definitions.yaml") from None

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
