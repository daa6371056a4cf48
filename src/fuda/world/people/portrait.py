"""Portraits of people who do not exist: drawn, never photographed; one seed is always one face.

Upright, 35 to 45 (CARD-39). Plainly drawings, so that nobody takes one for a photo of someone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final, TypeVar

from fuda.card.face.picture import rendered
from fuda.doors.person import Sex
from fuda.world.people.hair import Hair, styles
from fuda.world.people.wardrobe import clothes

WIDTH: Final = 350
"""Pixels across; 450 high."""

_MIDDLE: Final = 175.0
_SKINS: Final = (
    ("#f9dcc4", "#eab89a"),
    ("#f6d2b3", "#e3ab86"),
    ("#efc39d", "#d79c70"),
    ("#dfa97d", "#c18a5c"),
    ("#b67d52", "#94613c"),
    ("#8a5a3a", "#6b432a"),
)
_SKIN_OFTEN: Final = (0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5)
_DARK_HAIR: Final = ("#241f22", "#2b2320", "#33271f", "#463022", "#5d3c25")
_GREY_HAIR: Final = ("#7d7b7c", "#97959a", "#b3b1b3")
_WHITE_HAIR: Final = ("#c9c7c7", "#dcdad8")
_WALLS: Final = (
    ("#e4eef5", "#c9dbe8"),
    ("#e8f1ea", "#cfe2d4"),
    ("#f3ece2", "#e2d4c0"),
    ("#ece9f4", "#d5cfe6"),
)
_OPENING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 350 450" width="350" height="450" '
    'stroke-linecap="round" stroke-linejoin="round">'
)
_WALL: Final = (
    '<defs><linearGradient id="wall" y2="1" x2="0"><stop stop-color="{upper}"/>'
    '<stop offset="1" stop-color="{lower}"/></linearGradient></defs>'
    '<path d="M0 0H350V450H0Z" fill="url(#wall)"/>'
)
_CHILD, _GREYING, _OLD, _VERY_OLD = 12, 52, 66, 76
_BEARDS_FROM = 24

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chooser:
    """Choices that follow from a seed, each by its name: a new one changes no other."""

    seed: str

    def one(self, name: str, among: Sequence[T]) -> T:
        """One of them."""
        return among[self._drawn(name) % len(among)]

    def between(self, name: str, low: float, high: float) -> float:
        """A figure from the range."""
        return low + (high - low) * (self._drawn(name) % 1000) / 999

    def happens(self, name: str, of_a_hundred: int) -> bool:
        """Whether it does, for so many of a hundred seeds."""
        return self._drawn(name) % 100 < of_a_hundred

    def _drawn(self, name: str) -> int:
        return int.from_bytes(sha256(f"{name}:{self.seed}".encode()).digest()[:8], "big")


@dataclass(frozen=True, slots=True)
class _Head:
    """The measures of a face."""

    half: float
    jaw: float
    chin: float
    eyes: float
    apart: float
    skin: str
    shade: str


@lru_cache(maxsize=64)
def portrait(seed: str, *, age: int, sex: Sex) -> bytes:
    """PNG, 350 by 450, of who that seed is at that age."""
    return rendered(portrait_svg(seed, age=age, sex=sex), WIDTH, font=None)


def portrait_svg(seed: str, *, age: int, sex: Sex) -> str:
    """The same as a drawing."""
    choose = Chooser(seed)
    head = _head(choose, age)
    hair = _hair(choose, age, sex, head)
    upper, lower = choose.one("wall", _WALLS)
    return "".join(
        (
            _OPENING,
            _WALL.format(upper=upper, lower=lower),
            f'<g transform="{_frame(age)}">',
            hair.behind,
            _neck(head),
            clothes(choose, age=age, sex=sex),
            _ears(head, choose, age),
            _face(head),
            _features(head, choose, age),
            _beard(head, choose, age, sex, hair.colour),
            hair.before,
            _glasses(head, choose, age),
            "</g></svg>",
        )
    )


def _frame(age: int) -> str:
    """Head and shoulders fill the picture; a child is smaller in the same frame."""
    size = 1.06 if age < _CHILD else 1.13
    return f"translate(175 456) scale({size}) translate(-175 -450)"


def _head(choose: Chooser, age: int) -> _Head:
    young = age < _CHILD
    skin, shade = _SKINS[choose.one("skin", _SKIN_OFTEN)]
    return _Head(
        half=choose.between("width", 76, 81) if young else choose.between("width", 68, 79),
        jaw=choose.between("jaw", 58, 64) if young else choose.between("jaw", 38, 58),
        chin=choose.between("chin", 288, 293) if young else choose.between("chin", 294, 306),
        eyes=220 if young else choose.between("eyes", 206, 212),
        apart=choose.between("apart", 32, 36) if young else choose.between("apart", 28, 33),
        skin=skin,
        shade=shade,
    )


def _hair(choose: Chooser, age: int, sex: Sex, head: _Head) -> Hair:
    if age >= _VERY_OLD:
        colour = choose.one("hair", _WHITE_HAIR)
    elif age >= _OLD or (age >= _GREYING and choose.happens("greying", 55)):
        colour = choose.one("hair", _GREY_HAIR)
    else:
        colour = choose.one("hair", _DARK_HAIR)
    style = choose.one("style", styles(age, sex))
    return style(head.half, colour, choose.happens("parted", 50))


def _neck(head: _Head) -> str:
    return (
        f'<path d="M142 262V338Q175 366 208 338V262Z" fill="{head.skin}"/>'
        f'<path d="M142 290Q175 {head.chin + 36:.0f} 208 290V306Q175 {head.chin + 50:.0f} 142 306Z"'
        f' fill="{head.shade}" fill-opacity=".6"/>'
    )


def _ears(head: _Head, choose: Chooser, age: int) -> str:
    left, right, y = _MIDDLE - head.half, _MIDDLE + head.half, head.eyes + 6
    ears = "".join(
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="12" ry="19" fill="{head.skin}"/>'
        f'<path d="M{x - 3 * way:.1f} {y - 8:.1f}q{7 * way} 7 {1 * way} 16" fill="none" '
        f'stroke="{head.shade}" stroke-width="3"/>'
        for x, way in ((left, -1), (right, 1))
    )
    if age < _CHILD or not choose.happens("earrings", 16):
        return ears
    return ears + "".join(
        f'<circle cx="{x:.1f}" cy="{y + 20:.1f}" r="3.6" fill="#e0b84f"/>' for x in (left, right)
    )


def _face(head: _Head) -> str:
    left, right = _MIDDLE - head.half, _MIDDLE + head.half
    return (
        f'<path d="M{left:.1f} 190C{left:.1f} 80 {right:.1f} 80 {right:.1f} 190'
        f"C{right:.1f} 246 {_MIDDLE + head.jaw:.1f} {head.chin:.1f} {_MIDDLE} {head.chin:.1f}"
        f'C{_MIDDLE - head.jaw:.1f} {head.chin:.1f} {left:.1f} 246 {left:.1f} 190Z" '
        f'fill="{head.skin}"/>'
    )


def _features(head: _Head, choose: Chooser, age: int) -> str:
    parts = [_cheeks(head, age), _eye(head, choose, age, -1), _eye(head, choose, age, 1)]
    parts += [_nose(head, choose), _mouth(head, choose)]
    if age >= _OLD:
        parts.append(_lines(head))
    if choose.happens("freckles", 10):
        parts.append(_freckles(head))
    return "".join(parts)


def _cheeks(head: _Head, age: int) -> str:
    deep = 0.34 if age < _CHILD else 0.2
    return "".join(
        f'<ellipse cx="{_MIDDLE + way * (head.apart + 15):.1f}" cy="{head.eyes + 34:.1f}" rx="16" '
        f'ry="11" fill="#e8776a" fill-opacity="{deep}"/>'
        for way in (-1, 1)
    )


def _eye(head: _Head, choose: Chooser, age: int, way: int) -> str:
    x, y = _MIDDLE + way * head.apart, head.eyes
    wide, high = (10.0, 11.5) if age < _CHILD else (9.0, choose.between("open", 7.5, 9.5))
    iris = choose.one("iris", ("#2c211c", "#38271d", "#4a3222"))
    kind = choose.one("eye", ("round", "round", "almond", "gentle"))
    brow = choose.between("brow", 4.2, 6.6) if age >= _CHILD else 3.6
    tilt = choose.between("tilt", -3, 3) * way
    lid = {"round": 3.0, "almond": 3.6, "gentle": 3.0}[kind]
    drop = {"round": 0.0, "almond": -2.5, "gentle": 3.0}[kind]
    inner, outer = x - way * (wide + 3), x + way * (wide + 5)
    grey = "#8b8889" if age >= _OLD else "#3b2c25"
    return (
        f'<path d="M{inner:.1f} {y + 1:.1f}Q{x:.1f} {y - high - 5:.1f} {outer:.1f} {y + drop:.1f}'
        f'Q{x:.1f} {y + high + 3:.1f} {inner:.1f} {y + 1:.1f}Z" fill="#fff"/>'
        f'<ellipse cx="{x:.1f}" cy="{y - 0.5:.1f}" rx="{wide * 0.72:.1f}" ry="{high * 0.78:.1f}" '
        f'fill="{iris}"/>'
        f'<circle cx="{x + 2.4:.1f}" cy="{y - 3.4:.1f}" r="2.3" fill="#fff"/>'
        f'<path d="M{inner:.1f} {y + 1:.1f}Q{x:.1f} {y - high - 5:.1f} {outer:.1f} {y + drop:.1f}" '
        f'fill="none" stroke="#2c211c" stroke-width="{lid}"/>'
        f'<path d="M{x - way * 15:.1f} {y - 23 - tilt:.1f}q{way * 15} -8 {way * 31} {2 + tilt:.1f}"'
        f' fill="none" stroke="{grey}" stroke-width="{brow:.1f}"/>'
    )


def _nose(head: _Head, choose: Chooser) -> str:
    y = head.eyes + 36
    shape = choose.one("nose", ("q4 -12 2 -20", "q6 -10 3 -18", "q3 -8 1 -14"))
    return (
        f'<path d="M{_MIDDLE - 7} {y:.1f}q7 6 14 0" fill="none" stroke="{head.shade}" '
        f'stroke-width="3.6"/><path d="M{_MIDDLE + 7} {y:.1f}{shape}" fill="none" '
        f'stroke="{head.shade}" stroke-width="2" stroke-opacity=".55"/>'
    )


def _mouth(head: _Head, choose: Chooser) -> str:
    y = (head.eyes + 36 + head.chin) / 2 + 2
    lips = choose.one("lips", ("#b4544d", "#c0605a", "#a84a44"))
    kind = choose.one("mouth", ("smile", "smile", "calm", "full", "open"))
    wide = choose.between("mouth_width", 17, 23)
    left = f"M{_MIDDLE - wide:.1f} {y:.1f}"
    if kind == "open":
        return (
            f'<path d="{left}Q{_MIDDLE} {y + 4:.1f} {_MIDDLE + wide:.1f} {y:.1f}'
            f'Q{_MIDDLE} {y + 25:.1f} {_MIDDLE - wide:.1f} {y:.1f}Z" fill="#8c3a38"/>'
            f'<path d="M{_MIDDLE - wide * 0.8:.1f} {y + 2:.1f}Q{_MIDDLE} {y + 5:.1f} '
            f"{_MIDDLE + wide * 0.8:.1f} {y + 2:.1f}Q{_MIDDLE} {y + 12:.1f} "
            f'{_MIDDLE - wide * 0.8:.1f} {y + 2:.1f}Z" fill="#fff"/>'
        )
    if kind == "full":
        return (
            f'<path d="{left}Q{_MIDDLE - 8} {y - 6:.1f} {_MIDDLE} {y - 3:.1f}Q{_MIDDLE + 8} '
            f"{y - 6:.1f} {_MIDDLE + wide:.1f} {y:.1f}Q{_MIDDLE} {y + 15:.1f} "
            f'{_MIDDLE - wide:.1f} {y:.1f}Z" fill="{lips}"/>'
            f'<path d="{left}Q{_MIDDLE} {y + 6:.1f} {_MIDDLE + wide:.1f} {y:.1f}" fill="none" '
            'stroke="#7d3330" stroke-width="2"/>'
        )
    bend = 13 if kind == "smile" else 8
    return (
        f'<path d="{left}q{wide:.1f} {bend} {2 * wide:.1f} 0" fill="none" stroke="{lips}" '
        'stroke-width="4.4"/>'
    )


def _lines(head: _Head) -> str:
    """The lines of a long life."""
    y = head.eyes
    sides = "".join(
        f"M{_MIDDLE + way * (head.apart + 18):.1f} {y - 4:.1f}l{way * 9} -5"
        f"m{-way * 8} 9l{way * 9} 1"
        f"M{_MIDDLE + way * 23} {y + 37:.1f}q{way * 10} 6 {way * 10} 15"
        f"M{_MIDDLE + way * (head.apart - 10):.1f} {y + 15:.1f}q{way * 10} 5 {way * 20} 0"
        for way in (-1, 1)
    )
    return (
        f'<path d="{sides}M{_MIDDLE - 32} 160q32 -6 64 0M{_MIDDLE - 26} 172q26 -5 52 0" fill="none"'
        f' stroke="{head.shade}" stroke-width="2.2" stroke-opacity=".85"/>'
    )


def _freckles(head: _Head) -> str:
    y = head.eyes + 30
    return "".join(
        f'<circle cx="{_MIDDLE + way * (head.apart + dx):.1f}" cy="{y + dy:.1f}" r="1.7" '
        f'fill="{head.shade}"/>'
        for way in (-1, 1)
        for dx, dy in ((-6, 2), (2, -3), (9, 1), (4, 6), (15, 5))
    )


def _beard(head: _Head, choose: Chooser, age: int, sex: Sex, colour: str) -> str:
    if sex != "male" or age < _BEARDS_FROM or not choose.happens("beard", 26):
        return ""
    mouth = (head.eyes + 36 + head.chin) / 2 + 2
    moustache = (
        f'<path d="M{_MIDDLE - 27} {mouth - 4:.1f}Q{_MIDDLE} {mouth - 20:.1f} {_MIDDLE + 27} '
        f'{mouth - 4:.1f}Q{_MIDDLE} {mouth - 9:.1f} {_MIDDLE - 27} {mouth - 4:.1f}Z" '
        f'fill="{colour}"/>'
    )
    if choose.happens("moustache_only", 40):
        return moustache
    low = head.chin
    return (
        f'<path d="M{_MIDDLE - 24} {low - 15:.1f}Q{_MIDDLE} {low - 22:.1f} {_MIDDLE + 24} '
        f"{low - 15:.1f}Q{_MIDDLE + 22} {low + 8:.1f} {_MIDDLE} {low + 9:.1f}"
        f'Q{_MIDDLE - 22} {low + 8:.1f} {_MIDDLE - 24} {low - 15:.1f}Z" fill="{colour}"/>'
        f"{moustache}"
    )


def _glasses(head: _Head, choose: Chooser, age: int) -> str:
    if not choose.happens("glasses", 12 if age < _CHILD else 46 if age >= _OLD else 28):
        return ""
    colour = choose.one("frame", ("#3a3a40", "#6b3f2a", "#23395b", "#7a2f3c"))
    y, wide = head.eyes, head.apart - 6
    round_ones = choose.happens("round", 50)
    lenses = "".join(
        f'<rect x="{_MIDDLE + way * head.apart - wide:.1f}" y="{y - 19:.1f}" '
        f'width="{2 * wide:.1f}" height="39" rx="{19 if round_ones else 9}"/>'
        for way in (-1, 1)
    )
    end = head.apart + wide
    return (
        f'<g fill="#fff" fill-opacity=".16" stroke="{colour}" stroke-width="4">{lenses}'
        f'<path d="M{_MIDDLE - 6} {y - 4:.1f}q6 -6 12 0M{_MIDDLE - end:.1f} {y - 6:.1f}'
        f"L{_MIDDLE - head.half + 3:.1f} {y - 9:.1f}M{_MIDDLE + end:.1f} {y - 6:.1f}"
        f'L{_MIDDLE + head.half - 3:.1f} {y - 9:.1f}" fill="none"/></g>'
    )
