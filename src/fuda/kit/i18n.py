"""What is shown to people, in their language: sentences, days, sums, and the wording of a refusal.

A sentence's msgid is the English sentence itself; its Japanese stands in `locale/ja/<domain>.po` of
the room that says it. Catalogues are read from the .po files once and never compiled to disk.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, TypeGuard

from babel.messages.pofile import read_po

from fuda.doors.municipality import Told
from fuda.rules.calendar import TOKYO
from fuda.rules.eras import era_text
from fuda.rules.refusal import Because, BothNames, NotStated, Refusal

Language = Literal["ja", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ja", "en")
DEFAULT: Final[Language] = "ja"
COOKIE: Final = "lang"

PACKAGE: Final = Path(__file__).resolve().parent.parent
_WEEKDAYS: Final = "月火水木金土日"
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence not yet said in any language: domain, msgid and what fills its placeholders."""

    domain: str
    msgid: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One ground of an answer in words: the rule, and where it stands."""

    rule: str
    where: str | None
    """Guidebook and page, as「鎌倉市 マイナンバーカードガイドブック p12」."""
    own: str | None
    """Why we hold it where no guidebook says; our own sentence, as it stands in the data."""
    city: str | None
    since: str | None
    quote: str | None
    inferred: str | None = None
    """How we read a page that does not say it in so many words; as it stands in the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A refusal or a notice in words."""

    rule: str
    what: str
    instead: str
    because: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names that are data, by language: of cities (by id and code) and of guidebooks (by tag)."""

    cities: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    guidebooks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    editions: Mapping[str, date] = field(default_factory=dict)
    """The day that each guidebook describes, by tag."""


class Catalogues:
    """Every room's sentences, found by folder: `<room>/locale/<language>/<domain>.po`.

    A large domain is a folder of parts, `<domain>/<topic>.po`; a sentence stands in one of them.
    """

    def __init__(self, root: Path = PACKAGE) -> None:
        self._said: dict[tuple[str, str], dict[str, str]] = {}
        for path in sorted(root.glob("**/locale/*/*.po")):
            place = (path.parent.name, path.stem)
            if place in self._said:
                raise ValueError(f"{path}: domain {path.stem!r} has two catalogues; rename one")
            self._said[place] = _sentences(path)
        for path in sorted(root.glob("**/locale/*/*/*.po")):
            part = _sentences(path)
            domain = self._said.setdefault((path.parents[1].name, path.parent.name), {})
            for msgid in part.keys() & domain.keys():
                raise ValueError(f"{path}: {msgid!r} stands in two parts; keep it in one")
            domain |= part

    def sentence(self, language: str, domain: str, msgid: str) -> str:
        """The sentence in that language, or its msgid (which is English)."""
        return self._said.get((language, domain), {}).get(msgid) or msgid


@cache
def catalogues() -> Catalogues:
    """The catalogues of this package, read once."""
    return Catalogues()


def _sentences(path: Path) -> dict[str, str]:
    catalogue = read_po(BytesIO(path.read_bytes()), locale=_language(path), abort_invalid=True)
    return {str(said.id): str(said.string) for said in catalogue if said.id and said.string}


def _language(path: Path) -> str:
    return next(folder.name for folder in path.parents if folder.parent.name == "locale")


def known(language: str | None) -> TypeGuard[Language]:
    """Whether screens speak that language."""
    return language in LANGUAGES


def language_of(*, asked: str | None, cookie: str | None, accept: str | None) -> Language:
    """Asked for in the address, kept in a cookie, preferred by the browser, or Japanese."""
    for language in (asked, cookie):
        if known(language):
            return language
    for language in _preferred(accept or ""):
        if known(language):
            return language
    return DEFAULT


def _preferred(accept: str) -> Iterable[str]:
    weighed: list[tuple[float, str]] = []
    for part in accept.split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((float(weight or 1), tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return (tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0)


def _in_era(day: date) -> str:
    try:
        return era_text(day)
    except ValueError:  # a day typed by mistake is shown as it was understood
        return f"{day.year}年{day.month}月{day.day}日"


def _ground_of(told: Told) -> Because:
    return Because(
        rule=told.rule,
        guidebook=told.guidebook,
        page=told.page,
        valid_from=told.valid_from,
    )


class Translator:
    """Says things in one language."""

    def __init__(self, language: Language, names: Names, said: Catalogues | None = None) -> None:
        self.language = language
        self._names = names
        self._said = said or catalogues()

    def gettext(self, domain: str, msgid: str, /, **facts: object) -> str:
        """The sentence with its placeholders filled."""
        sentence = self._said.sentence(self.language, domain, msgid)
        if not facts:
            return sentence
        return sentence.format_map({name: self._fact(value) for name, value in facts.items()})

    def text(self, text: Text) -> str:
        """The same for a sentence handed about."""
        return self.gettext(text.domain, text.msgid, **text.facts)

    def _fact(self, value: object) -> str:
        if isinstance(value, Text):
            return self.text(value)
        if isinstance(value, datetime):
            return self.instant(value)
        if isinstance(value, date):
            return self.date(value)
        return str(value)

    def date(self, day: date, *, weekday: bool = False) -> str:
        """A day: 令和8年11月20日（金）, Friday 20 November 2026 (with `weekday`)."""
        if self.language == "ja":
            said = _in_era(day)
            return f"{said}（{_WEEKDAYS[day.weekday()]}）" if weekday else said
        said = f"{day.day} {day:%B %Y}"
        return f"{day:%A} {said}" if weekday else said

    def instant(self, moment: datetime) -> str:
        """An instant on Tokyo's clock."""
        there = moment.astimezone(TOKYO)
        if self.language == "ja":
            return f"{self.date(there.date(), weekday=True)} {there:%H:%M}"
        return f"{self.date(there.date(), weekday=True)}, {there:%H:%M}"

    def yen(self, amount: int) -> str:
        """A sum of money: 1,300円, 1,300 yen."""
        return f"{amount:,}円" if self.language == "ja" else f"{amount:,} yen"

    def refusal(self, refusal: Refusal | Told) -> Wording:
        """Why not, from which page, since when, and what to do instead."""
        if isinstance(refusal, Told):
            domain, because = "rules", [_ground_of(refusal)]
        else:
            domain, because = refusal.domain, list(refusal.because)
        facts = {name: self._told(value) for name, value in refusal.facts.items()}
        return Wording(
            rule=refusal.rule,
            what=self.gettext(domain, refusal.msgid, **facts),
            instead=self.gettext(domain, refusal.instead, **facts),
            because=self.grounds(because),
        )

    def grounds(self, because: Iterable[Because]) -> tuple[Ground, ...]:
        """The grounds of an answer in words, each once."""
        return tuple(self._ground(one) for one in dict.fromkeys(because))

    def not_stated(self, silence: NotStated) -> Wording:
        """That no guidebook says, and whom to ask."""
        return Wording(
            rule=silence.key,
            what=self.gettext(
                "screens",
                "The guidebook of {city} does not say.",
                city=self.city(silence.city) or self.gettext("screens", "Japan"),
            ),
            instead=self.gettext("screens", "Ask {whom}.", whom=self._told(silence.ask)),
            because=(),
        )

    def city(self, city: str | None) -> str | None:
        """A municipality's name by its id or code; the code itself where there is no such city."""
        if city is None or city not in self._names.cities:
            return city
        return self._names.cities[city][self.language]

    def _told(self, value: str) -> str:
        """A fact of a refusal: days come in ISO form, cities by id or code, windows in both."""
        if isinstance(value, BothNames) and self.language == "ja":
            return value.ja
        if _ISO_DAY.fullmatch(value):
            return self.date(date.fromisoformat(value))
        return self.city(value) or value

    def _ground(self, because: Because) -> Ground:
        return Ground(
            rule=because.rule,
            where=self._where(because.guidebook, because.page),
            own=because.own,
            city=self.city(because.city),
            since=self._since(because),
            quote=because.quote,
            inferred=because.inferred,
        )

    def _since(self, because: Because) -> str | None:
        """From that day, or at least since the edition that says it."""
        if because.valid_from:
            return self.date(because.valid_from)
        edition = self._names.editions.get(because.guidebook or "")
        if edition is None:
            return None
        return self.gettext("screens", "{day} at the latest", day=edition)

    def _where(self, guidebook: str | None, page: str | None) -> str | None:
        if guidebook is None:
            return None
        titles = self._names.guidebooks.get(guidebook, {})
        return " ".join((titles.get(self.language, guidebook), page or "")).rstrip()
