"""Tax certificates at the kiosk: which years, for whom (TAX)."""

from datetime import date

from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, silent_on


def tax_available(
    *,
    city: str,
    certificate: str,
    years_back: int,
    registered_in_january: bool,
    filed: bool,
    just_filed: bool,
    resident_throughout: bool,
    on: date,
    parameters: Parameters,
) -> Stated[int]:
    """How many years the kiosk holds, where the certificate of that year can be had.

    TAX-01 to TAX-04. `years_back` is 0 for the newest year: no guidebook says on which day of the
    year a new one begins, nor how many days after filing a certificate can be had.
    """
    offered = parameters.value("kiosk.certificates", city=city, on=on)
    if certificate not in offered.of(tuple):
        raise refused(
            "TAX-04",
            "This city does not issue this tax certificate at kiosks.",
            instead="Please ask the tax counter of your municipality.",
            because=(offered.because,),
        )
    years = parameters.value("kiosk.tax.years", city=city, on=on)
    if years_back >= years.of(int):
        raise refused(
            "TAX-01",
            "Kiosks of this city issue tax certificates of the newest {years} years only.",
            instead="Please ask the tax counter of your municipality.",
            because=(years.because,),
            years=years.of(int),
        )
    grounds = [years.because, offered.because]
    if years_back and not resident_throughout:
        throughout = parameters.value("tax.older_if_resident_throughout", city=city, on=on)
        about = f"{throughout.key}: no"
        raise silent_on(about, city=city, on=on, parameters=parameters)
    if not registered_in_january:
        day = parameters.value("tax.registered_on", city=city, on=on)
        raise refused(
            "TAX-02",
            "Only who was registered in this city on {day} of that year gets its certificate.",
            instead="Please ask the municipality where you were registered on that day.",
            because=(day.because,),
            day="{:02d}-{:02d}".format(*day.of(tuple)),
        )
    if not filed:
        needed = parameters.value("tax.filed", city=city, on=on)
        raise refused(
            "TAX-02",
            "The tax of that year has not been declared.",
            instead="Please declare it at the tax counter of your municipality first.",
            because=(needed.because,),
        )
    if just_filed:
        cases = parameters.value("kiosk.refused_when", city=city, on=on)
        if "days_after_tax_filing" not in cases.of(tuple):
            about = "kiosk.refused_when: days_after_tax_filing"
            raise silent_on(about, city=city, on=on, parameters=parameters)
        raise refused(
            "TAX-03",
            "The tax return was filed too recently; its certificate is not ready yet.",
            instead="Please ask the tax counter of your municipality when it can be had.",
            because=(cases.because,),
        )
    return Stated(years.of(int), tuple(grounds))
