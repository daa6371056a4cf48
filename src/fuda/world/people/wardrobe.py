"""Clothes for the drawn portraits, from the neck down to the edge of the picture."""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

from fuda.doors.person import Sex

T = TypeVar("T")


class Chooses(Protocol):
    """Choices by name, always the same for one person."""

    def one(self, name: str, among: Sequence[T]) -> T:
        """One of them."""
        ...

    def happens(self, name: str, of_a_hundred: int) -> bool:
        """Whether it does."""
        ...


_CLOTH: Final = (
    "#35577d", "#7d3f4a", "#4f6d57", "#6b5b8c", "#c08a4a", "#3f4650", "#2f6f73", "#a3574b",
    "#8892a6",
)  # fmt: skip
_SHIRT: Final = ("#ffffff", "#f4f6fa", "#e6eef8", "#fbf1e6")
_TIE: Final = ("#8c2f39", "#2f4b7c", "#4d6b3c", "#5a4a78")
_BODY: Final = "M14 450C18 378 84 352 138 334Q175 372 212 334C266 352 332 378 336 450Z"
_SCHOOL: Final = range(12, 19)
_CHILD: Final = 12


def clothes(choose: Chooses, *, age: int, sex: Sex) -> str:
    """What someone of that age wears for the photo."""
    colour = choose.one("cloth", _CLOTH)
    if age in _SCHOOL and choose.happens("uniform", 60):
        return _blazer("#2b3a55", "#ffffff", choose.one("tie", _TIE))
    if age < _CHILD:
        kind = choose.one("child_wear", ("round", "collar", "hood", "stripes"))
    else:
        kind = choose.one("wear", ("suit", "round", "collar", "vee", "high", "hood", "suit"))
    shirt = choose.one("shirt", _SHIRT)
    if kind == "suit":
        tie = choose.one("tie", _TIE) if sex == "male" or choose.happens("tied", 15) else None
        return _blazer(colour, shirt, tie)
    return {
        "collar": lambda: _collar(colour, shirt),
        "vee": lambda: _vee(colour, shirt),
        "high": lambda: _high(colour),
        "hood": lambda: _hood(colour),
        "round": lambda: _round(colour, striped=False),
        "stripes": lambda: _round(colour, striped=True),
    }[kind]()


def _darker(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part * 0.78):02x}" for part in parts)


def _body(colour: str) -> str:
    return (
        f'<path d="{_BODY}" fill="{colour}"/>'
        f'<path d="M62 450Q64 412 74 394M288 450Q286 412 276 394" fill="none" '
        f'stroke="{_darker(colour)}" stroke-width="3"/>'
    )


def _round(colour: str, *, striped: bool) -> str:
    stripes = (
        '<path d="M40 392Q175 428 310 392M24 420Q175 456 326 420" fill="none" '
        'stroke="#fff" stroke-opacity=".75" stroke-width="11"/>'
        if striped
        else ""
    )
    return (
        f"{_body(colour)}{stripes}"
        f'<path d="M134 335Q175 384 216 335" fill="none" stroke="{_darker(colour)}" '
        'stroke-width="8"/>'
    )


def _collar(colour: str, shirt: str) -> str:
    return (
        f"{_body(colour)}"
        f'<path d="M175 366L136 328Q122 342 118 352L152 392ZM175 366L214 328Q228 342 232 352'
        f'L198 392Z" fill="{shirt}" stroke="{_darker(shirt)}" stroke-width="2"/>'
        f'<path d="M175 372V450" stroke="{_darker(colour)}" stroke-width="3"/>'
        f'<circle cx="175" cy="402" r="4" fill="{_darker(colour)}"/>'
        f'<circle cx="175" cy="432" r="4" fill="{_darker(colour)}"/>'
    )


def _vee(colour: str, shirt: str) -> str:
    return (
        f"{_body(colour)}"
        f'<path d="M138 334Q175 372 212 334L220 342L175 420L130 342Z" fill="{shirt}"/>'
        f'<path d="M175 366L138 330L128 344L158 384ZM175 366L212 330L222 344L192 384Z" '
        f'fill="{shirt}" stroke="{_darker(shirt)}" stroke-width="2"/>'
        f'<path d="M128 338L175 424L222 338" fill="none" stroke="{_darker(colour)}" '
        'stroke-width="7"/>'
    )


def _high(colour: str) -> str:
    return (
        f"{_body(colour)}"
        f'<path d="M136 312Q175 334 214 312L218 348Q175 380 132 348Z" fill="{colour}"/>'
        f'<path d="M136 312Q175 334 214 312M132 348Q175 380 218 348" fill="none" '
        f'stroke="{_darker(colour)}" stroke-width="3"/>'
    )


def _hood(colour: str) -> str:
    return (
        f"{_body(colour)}"
        f'<path d="M120 352Q108 326 138 318Q175 390 212 318Q242 326 230 352Q204 402 175 404'
        f'Q146 402 120 352Z" fill="{_darker(colour)}"/>'
        '<path d="M156 398V436M194 398V436" stroke="#fff" stroke-width="4" stroke-opacity=".85"/>'
    )


def _blazer(colour: str, shirt: str, tie: str | None) -> str:
    knot = (
        ""
        if tie is None
        else f'<path d="M164 372H186L181 390L192 450H158L169 390Z" fill="{tie}"/>'
        f'<path d="M169 390H181" stroke="{_darker(tie)}" stroke-width="2.4"/>'
    )
    return (
        f"{_body(colour)}"
        f'<path d="M138 334Q175 372 212 334L222 344L190 450H160L128 344Z" fill="{shirt}"/>{knot}'
        f'<path d="M175 370L138 328L126 342L156 388ZM175 370L212 328L224 342L194 388Z" '
        f'fill="{shirt}" stroke="{_darker(shirt)}" stroke-width="2"/>'
        f'<path d="M128 340L108 354L120 394L108 402L158 450H162ZM222 340L242 354L230 394L242 402'
        f'L192 450H188Z" fill="{_darker(colour)}"/>'
    )
