"""What stands in the way of a certificate at the kiosk: in the person, the paper, or its register.

Each barrier is one that the city's guidebook names; of any other nobody says.
"""

from dataclasses import replace

from fuda.rules.honseki import honseki_must_be_usable
from fuda.rules.kiosk_asked import COUNTER, Asked, Situation
from fuda.rules.koseki import register_must_show_notice
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused

_PRESENT = "current"

_MY_NUMBER_AT_COUNTER = (
    "Please choose the certificate without the Individual Number, or ask at the counter of your"
    " municipality."
)
_IN_THE_WAY = (
    ("unsupported_characters", "unsupported_characters", "KIOSK-09"),
    ("moved_out", "moved_out", "KIOSK-10"),
    ("moving_out", "planning_to_move_out", "KIOSK-10"),
    ("deceased", "deceased", "KIOSK-10"),
    ("issue_restricted", "issue_restriction", "KIOSK-12"),
)
_WHY = {
    "unsupported_characters": (
        "The name or address has a character that kiosks cannot print.",
        COUNTER,
    ),
    "moved_out": (
        "Kiosks issue no certificate to a person who has moved out of this city.",
        "Please ask at the municipality where you live now.",
    ),
    "planning_to_move_out": (
        "Kiosks issue no certificate after a moving-out notice was filed.",
        COUNTER,
    ),
    "deceased": ("Kiosks issue no certificate of a person who has died.", COUNTER),
    "issue_restriction": (
        "Certificates of this person are restricted on request and not issued at kiosks.",
        COUNTER,
    ),
    "household_member_planning_to_move_out": (
        "While a member of the household is about to move out, kiosks issue no 住民票.",
        COUNTER,
    ),
    "days_after_tax_filing": (
        "The tax return was filed too recently; its certificate is not ready yet.",
        "Please ask the tax counter of your municipality when it can be had.",
    ),
}


def nothing_stands_in_the_way(asked: Asked, situation: Situation) -> tuple[Because, ...]:
    """Refused by the first thing that does; the grounds of what was allowed in particular."""
    for known, word, rule in _IN_THE_WAY:
        if getattr(situation, known):
            _refuse_where_stated(asked, word, rule)
    if asked.of_register:
        return _this_register_is_printed(asked, situation)
    if not situation.resident_here:
        raise refused(
            "KIOSK-30",
            "Kiosks issue this certificate to residents of the city only.",
            instead="Please choose the certificates of the municipality where you live now.",
            because=asked.value("kiosk.residents_only").because,
        )
    if asked.certificate == "juminhyo":
        return _this_juminhyo_is_printed(asked, situation)
    if asked.certificate.startswith("tax_") and situation.tax_just_filed:
        _refuse_where_stated(asked, "days_after_tax_filing", "KIOSK-13")
    if asked.certificate == "inkan" and not situation.seal_registered:
        raise refused(
            "KIOSK-31",
            "No seal is registered, so no seal registration certificate can be issued.",
            instead="Please register a seal at the counter of your municipality first.",
            because=asked.value("kiosk.inkan.registered_before").because,
        )
    return ()


def _this_register_is_printed(asked: Asked, situation: Situation) -> tuple[Because, ...]:
    """The family register is kept here, open to the holder, the present one, and up to date."""
    if not situation.honseki_here:
        raise refused(
            "KIOSK-30",
            "The family register of this person is kept in another municipality.",
            instead="Please register your card for that municipality first, if it takes part, and"
            " choose its certificates.",
            because=asked.value("honseki.register_first").because,
        )
    grounds: tuple[Because, ...] = ()
    if not situation.resident_here:
        grounds += _registered(asked, situation)
    if asked.certificate == "fuhyo":
        return grounds
    if situation.register_variant not in {None, _PRESENT}:
        _refuse_register_variant(asked, str(situation.register_variant))
    if situation.register_notified is not None:
        grounds += register_must_show_notice(
            city=asked.city,
            notified=situation.register_notified,
            on=asked.at.date(),
            parameters=asked.parameters,
        ).because
    return grounds


def _registered(asked: Asked, situation: Situation) -> tuple[Because, ...]:
    """A holder who lives elsewhere has registered the card for this city, long enough ago."""
    if situation.honseki_registered is None:
        raise refused(
            "HONSEKI-02",
            "Who lives in another municipality must register the card for this one first.",
            instead="Please register at a kiosk, or by computer where that is possible.",
            because=asked.value("honseki.register_first").because,
        )
    return honseki_must_be_usable(
        city=asked.city,
        registered=situation.honseki_registered,
        on=asked.at.date(),
        parameters=asked.parameters,
    ).because


def _refuse_register_variant(asked: Asked, variant: str) -> None:
    not_issued = asked.value("kiosk.koseki.not_issued")
    if not isinstance(not_issued.value, tuple | frozenset) or variant not in not_issued.value:
        raise asked.silent(f"kiosk.koseki.not_issued: {variant}")
    raise refused(
        "KOSEKI-01",
        "Kiosks issue the present family register only.",
        instead=COUNTER,
        because=not_issued.because,
    )


def _this_juminhyo_is_printed(asked: Asked, situation: Situation) -> tuple[Because, ...]:
    if situation.household_moving_out:
        _refuse_where_stated(asked, "household_member_planning_to_move_out", "KIOSK-11")
    if situation.variant is not None:
        not_issued = asked.value("kiosk.juminhyo.not_issued")
        if not isinstance(not_issued.value, tuple | frozenset) or (
            situation.variant not in not_issued.value
        ):
            raise asked.silent(f"kiosk.juminhyo.not_issued: {situation.variant}")
        raise refused(
            "KIOSK-14",
            "Kiosks of this city do not issue this kind of 住民票.",
            instead=COUNTER,
            because=not_issued.because,
        )
    grounds: tuple[Because, ...] = ()
    if situation.my_number:
        grounds += _allowed(
            asked.value("kiosk.juminhyo.my_number"),
            "KIOSK-15",
            "Kiosks of this city print no 住民票 with the Individual Number.",
            instead=_MY_NUMBER_AT_COUNTER,
        )
    if situation.household:
        grounds += _allowed(
            asked.value("kiosk.juminhyo.household"),
            "KIOSK-16",
            "Kiosks of this city print a 住民票 of the holder alone.",
            instead=COUNTER,
        )
    return grounds


def _allowed(stated: Stated[object], rule: str, msgid: str, *, instead: str) -> tuple[Because, ...]:
    """The grounds of a yes; Refused where the city says no."""
    if stated.value is not True:
        raise refused(rule, msgid, instead=instead, because=stated.because)
    return stated.because


def _refuse_where_stated(asked: Asked, word: str, rule: str) -> None:
    """The city's guidebook names this case, or it is not stated for that city."""
    cases = asked.value("kiosk.refused_when")
    if isinstance(cases.value, tuple | frozenset) and word in cases.value:
        msgid, instead = _WHY[word]
        because = tuple(replace(one, rule=rule) for one in cases.because)
        raise refused(rule, msgid, instead=instead, because=because)
    raise asked.silent(f"kiosk.refused_when: {word}")
