"""What people do with their phones in a journey."""

from collections.abc import Mapping

from fuda.card.interface import CertificateKind
from fuda.card.issuer import ISSUER_KEY_LENGTH
from fuda.doors.jpki import CertificateIssued
from fuda.doors.phone import PhoneDesk, PhoneSuspended, ReportLostPhone
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.rules.phone import PhoneKind
from fuda.world.access import ACCESS
from fuda.world.chance import SystemRandomness
from fuda.world.phone import Phone, make_phone
from fuda.world.phone_certificates import Wanted, get_certificates
from journeys.steps import BOTH, PINS, Journey, a_key

PHONE_PINS: Mapping[CertificateKind, str] = {"user": "9876", "signature": "PHONE9"}
FINGER = "right thumb of hanako"
OnPhone = Mapping[CertificateKind, CertificateIssued]


def buys_a_phone(journey: Journey, kind: PhoneKind = PhoneKind.ANDROID) -> Phone:
    """Nothing is on it yet."""
    chance = SystemRandomness()
    return make_phone(
        journey.country.wallet.folder,
        kind=kind,
        owner="hanako",
        finger=FINGER,
        issuer_key=chance.octets(ISSUER_KEY_LENGTH),
        on=journey.today(),
        parameters=journey.country.parameters,
        randomness=chance,
    )


def desk_for_phones(journey: Journey) -> PhoneDesk:
    """As a phone reaches it."""
    return Door(PhoneDesk, ACCESS.at("jlis.jpki")).direct(journey.country.jpki, Caller("phone"))


def loads_it(
    journey: Journey,
    phone: Phone,
    card: str,
    *,
    desk: PhoneDesk | None = None,
    kinds: tuple[CertificateKind, ...] = BOTH,
) -> OnPhone:
    """With the card laid on the phone, as `fuda phone certificates` does it."""
    wallet, chance = journey.country.wallet, SystemRandomness()
    with (
        wallet.power_on(phone, "the hand") as chip,
        wallet.power_on(wallet.card(card), "the phone") as laid,
    ):
        made = get_certificates(
            phone,
            chip,
            laid,
            desk or desk_for_phones(journey),
            Wanted(card_pin=PINS["signature"], pins={kind: PHONE_PINS[kind] for kind in kinds}),
            on=journey.today(),
            randomness=chance,
        )
    return {one.kind: one for one in made}


def reports_it_lost(journey: Journey, phone: Phone) -> PhoneSuspended:
    """As the operator of the line does it."""
    asked = ReportLostPhone(key=a_key(), operator="operator-3", token=phone.serial)
    return journey.country.phone_line.report_phone_lost(asked)
