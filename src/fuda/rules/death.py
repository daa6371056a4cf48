"""What becomes of the card of a deceased person (DEATH-01, -02, -04); DEATH-03 is a life event."""

from dataclasses import dataclass
from datetime import date

from fuda.rules.refusal import Refused
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, silent_on


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathReturn:
    """Whether it must go back, whether it may, and what that best waits for."""

    required: bool
    accepted: bool
    after: str


def death_return(paper: str, *, city: str, on: date, parameters: Parameters) -> Stated[DeathReturn]:
    """Whether a paper of `deceased_paper` must go back; NotStated where the city does not say."""
    papers, required, accepted, after = (
        parameters.value(f"death.return.{name}", city=city, on=on)
        for name in ("papers", "required", "accepted", "after")
    )
    if paper not in papers.of(tuple):
        raise silent_on(f"death.return.papers: {paper}", city=city, on=on, parameters=parameters)
    found = DeathReturn(required=required.of(bool), accepted=accepted.of(bool), after=after.of(str))
    return Stated(found, (required.because, accepted.because, after.because))


def no_kiosk_for_the_dead(*, city: str, on: date, parameters: Parameters) -> Refused:
    """Why a kiosk of the city issues nothing of deceased persons; NotStated where it is silent."""
    cases = parameters.value("kiosk.refused_when", city=city, on=on)
    if "deceased" not in cases.of(tuple):
        raise silent_on("kiosk.refused_when: deceased", city=city, on=on, parameters=parameters)
    return refused(
        "DEATH-04",
        "Kiosks issue no certificate of a person who has died.",
        instead="Please ask at the counter of your municipality.",
        because=(cases.because,),
    )
