"""Certificates that are applied for online and come by post (ONLINE)."""

from datetime import date

from fuda.rules.refusal import Because
from fuda.rules.stated import refused
from fuda.rules.values import Parameters, silent_on


def online_application(
    *, city: str, certificate: str, own_city: bool, on: date, parameters: Parameters
) -> tuple[Because, ...]:
    """The grounds on which it can be applied for; Refused where the city names others only.

    ONLINE-01, ONLINE-02. Where a guidebook says that there are more than it names, it is silent
    on those.
    """
    listed = parameters.value("online.certificates", city=city, on=on)
    if not own_city:
        only = parameters.value("online.own_only", city=city, on=on)
        if only.of(bool):
            raise refused(
                "ONLINE-01",
                "Only certificates of this city can be applied for here.",
                instead="Please ask the municipality whose certificate it is.",
                because=(only.because,),
            )
    if certificate in listed.of(tuple):
        return (listed.because,)
    more = parameters.value("online.more", city=city, on=on)
    if more.of(bool):
        about = f"online.certificates: {certificate}"
        raise silent_on(about, city=city, on=on, parameters=parameters)
    raise refused(
        more.because.rule,
        "This certificate cannot be applied for online.",
        instead="Please ask at the counter of your municipality, or use a kiosk.",
        because=(listed.because, more.because),
    )
