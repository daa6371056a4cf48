"""Who stands at the window for certificates, what may be issued to them, and what they chose."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from fastapi import Request

from fuda.card.interface import PinName, Transport
from fuda.doors.cards import CardView
from fuda.doors.municipality import AskIssuable, Issuable, IssuableList, ResidentView
from fuda.doors.person import CertificateKind
from fuda.kit.i18n import Text
from fuda.kit.web import WrongField
from fuda.rules.refusal import Refusal, Refused
from fuda.terminals.counter.deciding import Deciding, read_deciding
from fuda.terminals.counter.windows import Window

_KINDS: tuple[CertificateKind, ...] = ("user", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who stands at the window, and the card that was brought."""

    request: Request
    window: Window
    view: ResidentView
    card: CardView
    child: bool

    @property
    def card_id(self) -> str:
        """Of a card that was handed over, so it was made."""
        return str(self.card.card)

    def ask(self, kinds: tuple[CertificateKind, ...], *, ward: bool = False) -> IssuableList:
        """Until when these would last; Refused where one may not be issued now."""
        return self.window.counter.issuable(
            AskIssuable(
                clerk=self.window.clerk,
                resident=self.view.resident,
                card=self.card_id,
                kinds=kinds,
                ward=ward,
            )
        )

    @contextmanager
    def on_the_reader(self) -> Iterator[Transport]:
        """The card on this window's reader."""
        with self.window.brought.lay(self.card_id, f"counter/{self.window.code}") as transport:
            yield transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the clerk's form said, and until when what was chosen would last."""

    kinds: tuple[CertificateKind, ...]
    deciding: Deciding
    asked: IssuableList


def read_choice(
    visit: Visit, kinds: Sequence[str], said: Mapping[str, object]
) -> tuple[Chosen | None, tuple[WrongField, ...]]:
    """What was chosen, or a line for each field that is not filled in well."""
    chosen = cast("tuple[CertificateKind, ...]", tuple(kind for kind in _KINDS if kind in kinds))
    deciding, wrong = read_deciding(said, child=visit.child)
    if not chosen:
        none = Text("counter", "Tick the certificates that are wanted.")
        wrong = (WrongField(field="kinds", what=none), *wrong)
    elif deciding.ward and "signature" in chosen:
        never = Text("counter", "An adult ward has no signature certificate. Untick it.")
        wrong = (WrongField(field="kinds", what=never), *wrong)
    elif chosen == ("signature",) and not _has_user(visit.view):
        alone = Text("counter", "The signature certificate needs the user certificate with it.")
        wrong = (WrongField(field="kinds", what=alone), *wrong)
    if wrong:
        return None, wrong
    asked = visit.ask(chosen, ward=deciding.ward)
    return Chosen(kinds=chosen, deciding=deciding, asked=asked), ()


def _has_user(view: ResidentView) -> bool:
    return "user" not in view.cut_off and any(
        one.kind == "user" and one.ended_on is None for one in view.certificates
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow:
    """Certificates that may not be issued now, all for the same reason."""

    kinds: tuple[CertificateKind, ...]
    refusal: Refusal


def offered(visit: Visit) -> tuple[tuple[Issuable, ...], tuple[NotNow, ...]]:
    """Each certificate that may be issued, the signature certificate beside the other one."""
    found: list[Issuable] = []
    refused: dict[str, NotNow] = {}
    for kind in _KINDS:
        beside = tuple(one.kind for one in found)
        if kind == "signature" and not beside and not _has_user(visit.view):
            continue
        try:
            found.append(visit.ask((*beside, kind)).certificates[-1])
        except Refused as no:
            before = refused.get(no.refusal.msgid)
            kinds = (*before.kinds, kind) if before else (kind,)
            refused[no.refusal.msgid] = NotNow(kinds=kinds, refusal=no.refusal)
    return tuple(found), tuple(refused.values())


def to_be_typed(chosen: Chosen, unset: tuple[CertificateKind, ...]) -> tuple[PinName, ...]:
    """The PINs that the chip is to compare, in the pad's order."""
    kinds = tuple(kind for kind in reversed(_KINDS) if kind in chosen.kinds and kind not in unset)
    return (*chosen.asked.pins, *kinds)
