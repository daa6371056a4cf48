"""The machine's own words for what municipalities offer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fuda.doors.municipality import JuminhyoItem, OfferLine, Told
from fuda.kit.i18n import Text

_CERTIFICATES: Final = {
    "juminhyo": Text("kiosk", "Copy of the resident record"),
    "inkan": Text("kiosk", "Seal registration certificate"),
    "koseki_all": Text("kiosk", "Family register certificate (all entries)"),
    "koseki_indiv": Text("kiosk", "Family register certificate (one person)"),
    "koseki_part": Text("kiosk", "Family register certificate (some entries)"),
    "fuhyo": Text("kiosk", "Copy of the supplement to the family register"),
    "tax_kazei": Text("kiosk", "Tax assessment certificate"),
    "tax_nozei": Text("kiosk", "Tax payment certificate"),
    "tax_kazei_nozei": Text("kiosk", "Tax assessment and payment certificate"),
}
ITEMS: Final[dict[JuminhyoItem, Text]] = {
    "relationship": Text("kiosk", "Relationship, and the name of the head of the household"),
    "honseki": Text("kiosk", "Registered domicile (honseki) and the first name in that register"),
    "nationality": Text("kiosk", "Nationality, and status and period of residence"),
    "number": Text("kiosk", "My Number"),
}


def certificate(line: OfferLine) -> Text:
    """The certificate's name; the municipality's own label where the machine knows none."""
    return _CERTIFICATES.get(line.certificate) or Text("kiosk", line.label)


@dataclass(frozen=True, slots=True)
class NotNow:
    """One refusal, and all certificates that it holds for."""

    names: tuple[Text, ...]
    refusal: Told


def not_now(lines: Iterable[OfferLine]) -> tuple[NotNow, ...]:
    """The certificates that are refused, by the refusal."""
    found: list[NotNow] = []
    for line in lines:
        if line.refusal is None:
            continue
        for at, known in enumerate(found):
            if known.refusal == line.refusal:
                found[at] = NotNow((*known.names, certificate(line)), known.refusal)
                break
        else:
            found.append(NotNow((certificate(line),), line.refusal))
    return tuple(found)
