"""A question to the kiosk's rules: the certificate, and what is known of the holder."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from fuda.rules.phone import PhoneKind
from fuda.rules.refusal import Because, NotStated, Refused
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, silent_on

COUNTER = "Please ask at the counter of your municipality."
_REGISTERS = ("koseki", "fuhyo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of the holder and of what is asked for; each True needs a rule's answer."""

    face_auth_card: bool = False
    my_number: bool = False
    """The 住民票 is to show the Individual Number."""
    moved_out: bool = False
    moving_out: bool = False
    deceased: bool = False
    household_moving_out: bool = False
    issue_restricted: bool = False
    unsupported_characters: bool = False
    tax_just_filed: bool = False
    household: bool = False
    """The 住民票 is to cover other members of the household."""
    variant: str | None = None
    """A special kind of 住民票, by the words of `kiosk.juminhyo.not_issued`."""
    seal_registered: bool = True
    honseki_here: bool = True
    phone: PhoneKind | None = None
    """A smartphone is held out in place of the card."""
    juki_card: bool = False
    """An old 住民基本台帳カード is held out in place of the card."""
    user_certificate: bool = True
    """The card carries a valid user certificate."""
    resident_here: bool = True
    """The holder lives in the city whose certificate is asked for."""
    honseki_registered: date | None = None
    """The day on which a holder who lives elsewhere registered the card for this city."""
    register_notified: date | None = None
    """The day of a notice, such as marriage or death, that changes the family register."""
    register_variant: str | None = None
    """A kind of family register, by the words of `koseki_variant`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: which certificate, where, when (local time of Japan)."""

    city: str
    certificate: str
    at: datetime
    parameters: Parameters
    maintenance: Collection[date] = ()

    def value(self, key: str) -> Stated[object]:
        """The city's value on that day."""
        value = self.parameters.value(key, city=self.city, on=self.at.date())
        return Stated(value.value, (value.because,))

    def national(self, key: str) -> Stated[object]:
        """The nation's value on that day."""
        value = self.parameters.value(key, city=None, on=self.at.date())
        return Stated(value.value, (value.because,))

    def of_certificate(self, what: str) -> Stated[object]:
        """The city's value for this certificate."""
        return self.value(f"kiosk.{self.certificate}.{what}")

    def silent(self, about: str) -> NotStated:
        """The guidebook speaks of such cases, but not of this one; raise it."""
        on = self.at.date()
        return silent_on(about, city=self.city, on=on, parameters=self.parameters)

    @property
    def of_register(self) -> bool:
        """Whether it comes from the family register rather than from the resident record."""
        return self.certificate.startswith(_REGISTERS)


def not_offered(because: tuple[Because, ...]) -> Refused:
    """The city does not issue this certificate at kiosks (KIOSK-07)."""
    return refused(
        "KIOSK-07",
        "This city does not issue this certificate at kiosks.",
        instead=COUNTER,
        because=because,
    )
