"""Inputs that many questions share; each stands here once."""

from typing import Final

from fuda.ask.inputs import CITY, DAY, MOMENT, Input, word

HOLDERS_CITY: Final = Input(name="city", kind=CITY, about="the holder's city", required=True)
ON_IN_CITY: Final = Input(
    name="on", kind=DAY, about="the day (default: that of the city's guidebook)"
)
ON_IN_NATION: Final = Input(
    name="on", kind=DAY, about="the day (default: that of the newest guidebook)"
)
AT: Final = Input(name="at", kind=MOMENT, about="when, on Japan's clock", required=True)
BORN: Final = Input(name="born", kind=DAY, about="the holder's birthday", required=True)
ISSUED: Final = Input(name="issued", kind=DAY, about="the day the card is made", required=True)
RESIDENCE: Final = Input(
    name="residence",
    kind=word("residence"),
    about="on what ground the person lives in Japan",
    default="japanese",
)
PIN_KIND: Final = Input(
    name="kind", kind=word("pin_kind"), about="which of the four PINs", required=True
)
CERTIFICATE: Final = Input(
    name="certificate", kind=word("certificate"), about="which certificate", required=True
)
