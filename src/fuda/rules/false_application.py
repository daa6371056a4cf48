"""What the law threatens for a false application (SEC-14)."""

from dataclasses import dataclass
from datetime import date

from fuda.rules.stated import Stated
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """Prison, a word of `prison`, of at most `years`; or a fine of at most `fine` yen."""

    prison: str
    years: int
    fine: int


def false_application(*, on: date, parameters: Parameters) -> Stated[Penalty]:
    """The penalty for having an untrue certificate issued by a false application (SEC-14)."""
    prison, years, fine = (
        parameters.value(f"certificate.false_application.{name}", city=None, on=on)
        for name in ("prison", "years", "fine")
    )
    penalty = Penalty(prison=prison.of(str), years=years.of(int), fine=fine.of(int))
    return Stated(penalty, (prison.because, years.because, fine.because))
