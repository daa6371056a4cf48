"""An invented person for `fuda person new`: what was not given is made up, openly so."""

from datetime import date
from hashlib import sha256

from fuda.doors.municipality import RegisterResident
from fuda.doors.person import Residence, Sex
from fuda.institutions.municipality.model import HEAD
from fuda.parameters import City
from fuda.world.people.genesis import CLERK

_SURNAMES = (("札野", "フダノ"), ("見本", "ミホン"), ("例田", "レイダ"), ("仮屋", "カリヤ"))
_GIVEN = (("一葉", "カズハ"), ("真", "マコト"), ("薫", "カオル"), ("千尋", "チヒロ"))
_SPACE = "\u3000"


def newcomer_record(
    city: City,
    *,
    key: str,
    born: date,
    name: str | None,
    reading: str | None,
    sex: Sex,
    residence: Residence,
    stay_until: date | None,
    on: date,
) -> RegisterResident:
    """The record to be registered; the same key invents the same name."""
    invented, said = _name(key)
    full = name or invented
    address = f"{city.prefecture_ja}{city.name_ja}見本町１丁目１番１号"
    foreign = residence != "japanese"
    return RegisterResident(
        key=f"newcomer:{key}",
        clerk=CLERK,
        name=full,
        reading=said if name is None else reading or "",
        born=born,
        sex=sex,
        address=address,
        residence=residence,
        stay_until=stay_until,
        nationality="見本国" if foreign else None,
        honseki=None if foreign else f"{address}{_SPACE}{full}",
        household=None,
        relationship=HEAD,
        since=on,
    )


def _name(key: str) -> tuple[str, str]:
    digest = sha256(key.encode()).digest()
    surname, given = _SURNAMES[digest[0] % len(_SURNAMES)], _GIVEN[digest[1] % len(_GIVEN)]
    return f"{surname[0]}{_SPACE}{given[0]}", f"{surname[1]}{_SPACE}{given[1]}"
