"""What somebody needs to use the certificates at home (DEVICE-01, DEVICE-02)."""

from datetime import date

from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


def device_needs(
    device: str, *, service: str | None, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """Words of `device_need` for a word of `device`, and a service's own app (DEVICE-01, -02).

    Refused where the service, a word of `home_service`, was no longer offered on that day.
    """
    needs = parameters.value(f"device.{device}.needs", city=None, on=on)
    if service is None:
        return Stated(needs.of(tuple), (needs.because,))
    app = parameters.value(f"device.app.{service}", city=None, on=on)
    if app.value is None:
        raise refused(
            "DEVICE-02",
            "This service has ended, and with it its app.",
            instead="No app is needed for it on this day.",
            because=(app.because,),
        )
    return Stated((*needs.of(tuple), app.of(str)), (needs.because, app.because))
