"""How a rule says no, and how it says that nobody has said anything.

A refusal is an exception that carries facts; the screen words it in its own language.

    RuleAnswer
    ├── Refused      a rule says no (exit 3, HTTP 409)
    └── NotStated    the guidebook is silent: ask whom it names (exit 4)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """One ground of an answer: a rule, and the guidebook page where it stands.

    `guidebook` is a tag of docs/sources/index.yaml (CHI, ARA, MIN, TOM, KAM) or None where the
    ground is our own; `page` is as the guide prints it (p12, cover); `quote` at most 60 characters;
    `own` says why we hold it where no guidebook does, `inferred` how we read a page that does not
    say it in so many words.
    """

    rule: str
    city: str | None = None
    valid_from: date | None = None
    guidebook: str | None = None
    page: str | None = None
    quote: str | None = None
    own: str | None = None
    inferred: str | None = None


class BothNames(str):
    """A name in Japanese and English at once, as `各支所 (the branch offices)`.

    Whoever speaks Japanese says `ja` alone.
    """

    ja: str

    def __new__(cls, both: str, *, ja: str) -> Self:
        """The text in both languages, and its Japanese part."""
        name = super().__new__(cls, both)
        name.ja = ja
        return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why not, and what to do instead.

    `msgid` and `instead` are gettext msgids (English) of `domain`; `facts` fill their
    `{placeholders}`. Dates stand in `facts` in ISO form, names of windows as `BothNames`.
    """

    rule: str
    msgid: str
    instead: str
    facts: Mapping[str, str] = field(default_factory=dict)
    because: tuple[Because, ...] = ()
    domain: str = "rules"
    """Whose sentences these are: `rules`, or the room that refuses by its own protocol."""


class RuleAnswer(Exception):  # noqa: N818 - an answer of the law, not an error of the program
    """What a rule answers when it does not simply answer."""


class Refused(RuleAnswer):
    """A rule says no."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.rule, refusal.msgid.format_map(dict(refusal.facts)))
        self.refusal = refusal


class NotStated(RuleAnswer):
    """No guidebook of that city says; never a default, never another city's value."""

    def __init__(self, *, key: str, city: str | None, on: date, ask: str) -> None:
        super().__init__(f"{key} is not stated for {city or 'Japan'} on {on}; ask {ask}")
        self.key = key
        self.city = city
        self.on = on
        self.ask = ask
