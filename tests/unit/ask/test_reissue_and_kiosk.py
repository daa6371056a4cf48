"""What tables of cases do not show of reissue, express, kiosks, registers and points."""

import pytest

from fuda.ask import BadInputError, answer
from fuda.parameters import load

PARAMETERS = load()


@pytest.mark.parametrize(
    ("question", "inputs", "said"),
    [
        ("reissue.fee", "city=minato reason=lost", "did you mean loss"),
        ("reissue.ready", "city=minato applied=2026-04-02 on=2026-04-01", "before applied"),
        ("express.eligible", "city=minato reason=under_one", "born is missing"),
        (
            "express.eligible",
            "city=minato reason=under_one born=2026-04-02 on=2026-04-01",
            "before born",
        ),
        ("kiosk.fee", "city=minato certificate=juminhyo how_many=0", "accepted: 1 or more"),
        ("kiosk.fee", "city=minato certificate=juminhyo how_many=-1", "is not a number"),
        ("kiosk.offer", "city=minato certificate=juminhyo at=2026-04-01T9:60", "local date"),
        ("kiosk.refund", "city=minato mishap=wrong", "accepted: one of wrong_certificate"),
        ("honseki.usable", "city=minato registered=2026-04-02 on=2026-04-01", "before registered"),
        ("honseki.usable", "city=minato registered=1990-02-29", "not a day of the calendar"),
        (
            "koseki.after-notice",
            "city=kamakura register_notified=2024-05-02 on=2024-05-01",
            "before register_notified",
        ),
        ("honseki.register", "city=minato channel=pc has=reader", "not one of the choices"),
        ("points.amount", "part=charge card_applied=2022-09-01 on=2022-10-01", "spent is missing"),
        (
            "points.amount",
            "part=account card_applied=2022-10-02 on=2022-10-01",
            "before card_applied",
        ),
    ],
)
def test_a_slip_is_one_clear_line(question: str, inputs: str, said: str) -> None:
    """What was wrong, and what is accepted."""
    given = dict(one.split("=", 1) for one in inputs.split())

    with pytest.raises(BadInputError, match=said) as bad:
        answer(question, given, PARAMETERS)

    assert "\n" not in str(bad.value)


@pytest.mark.parametrize(
    ("question", "inputs", "fact", "text"),
    [
        ("kiosk.shops", {"city": "tomakomai"}, "own_machine", "市役所1階ロビー"),
        ("honseki.register", {"city": "minato", "channel": "kiosk"}, "button", "本籍地が異なる方"),
    ],
)
def test_a_text_comes_in_both_languages(
    question: str, inputs: dict[str, str], fact: str, text: str
) -> None:
    """KIOSK-34 (TOM p11), HONSEKI-08 (MIN p7)."""
    found = answer(question, inputs, PARAMETERS).found

    assert found is not None
    said = found.facts[fact]
    assert isinstance(said, dict)
    assert text in said[fact]["ja"]
    assert said[fact]["en"].isascii()


def test_the_parts_make_twenty_thousand_points() -> None:
    """POINT-01 (TOM p12): the most of each part is the most in all."""
    total = 0
    for part in ("charge", "insurance", "account"):
        given = {"part": part, "card_applied": "2022-09-01", "on": "2022-10-01", "spent": "20000"}
        found = answer("points.amount", given, PARAMETERS).found
        assert found is not None
        total += int(found.answer)
        assert found.facts["most"] == 20000

    assert total == 20000


@pytest.mark.parametrize(
    ("inputs", "ground"),
    [
        ({"city": "chiyoda", "reason": "theft"}, ("CHI", "p12")),
        ({"city": "minato", "reason": "damage"}, ("MIN", "p12")),
        ({"city": "minato", "reason": "expired", "residence": "limited_stay"}, ("MIN", "p9")),
    ],
)
def test_a_reading_between_the_lines_says_so(
    inputs: dict[str, str], ground: tuple[str, str]
) -> None:
    """X-02, X-03, X-04: the ground that decided names its page and how it was read."""
    found = answer("reissue.fee", inputs, PARAMETERS).found

    assert found is not None
    first = found.because[0]
    assert (first.guidebook, first.page) == ground
    assert first.inferred


@pytest.mark.parametrize("city", ["chiyoda", "arakawa", "minato", "tomakomai", "kamakura"])
@pytest.mark.parametrize("certificates", ["yes", "no"])
def test_the_parts_of_a_fee_are_the_whole(city: str, certificates: str) -> None:
    """REISSUE-01, REISSUE-02: what is paid is the card's part and that of the certificates."""
    found = answer(
        "reissue.fee", {"city": city, "reason": "loss", "certificates": certificates}, PARAMETERS
    ).found

    assert found is not None
    parts = found.facts["card_fee"], found.facts["certificates_fee"]
    assert parts == ((800, 200) if certificates == "yes" else (800, 0))
    assert int(found.answer) == sum(parts)
    assert all(one.city == city for one in found.because)
