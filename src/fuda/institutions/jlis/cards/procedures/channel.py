"""発行者チャネル: what only the issuer may do to a chip, wrapped here and carried by a terminal.

The session row keeps both challenges and the orders given; the keys are derived anew each time.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fuda.card import issuer as chip
from fuda.doors.cards import (
    Accepted,
    CloseChannel,
    ContinueChannel,
    KeyMade,
    LoadCertificate,
    MakeKey,
    OpenChannel,
    Order,
    Outcome,
    Outcomes,
    ReadChannel,
    Script,
)
from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.model import Application, Channel
from fuda.institutions.jlis.cards.office import Office
from fuda.rules.lifecycle.card import Card
from fuda.rules.stated import refused
from fuda.rules.validity import card_must_be_valid

PROCEDURE = "issuer_channel"


@dataclass(frozen=True, slots=True)
class _Ends:
    """Both challenges of a channel, whose keys it makes, and how many commands each script had."""

    chip_challenge: bytes
    host_challenge: bytes
    kinds: tuple[CertificateKind, ...]
    first: int
    second: int

    def text(self) -> str:
        challenges = [self.chip_challenge.hex(), self.host_challenge.hex()]
        return json.dumps([*challenges, self.kinds, self.first, self.second])

    @classmethod
    def of(cls, text: str) -> "_Ends":
        chip_challenge, host_challenge, kinds, first, second = json.loads(text)
        return cls(
            bytes.fromhex(chip_challenge),
            bytes.fromhex(host_challenge),
            tuple(kinds),
            first,
            second,
        )


def open_channel(office: Office, asked: OpenChannel) -> Script:
    """The opening of the channel and the first orders, for a card of the municipality that asks."""
    if len(asked.chip_challenge) != chip.CHALLENGE_LENGTH:
        raise Malformed(f"chip_challenge: {chip.CHALLENGE_LENGTH} bytes are needed")
    with office.store.writing() as unit:

        def act() -> Script:
            one = office.own(records.by_card(unit.connection, asked.card), asked.card)
            _must_be_usable(office, one)
            ends = _Ends(
                asked.chip_challenge,
                office.randomness.octets(chip.CHALLENGE_LENGTH),
                kinds=tuple(order.kind for order in asked.orders if isinstance(order, MakeKey)),
                first=1 + len(asked.orders),
                second=0,
            )
            host = _host(office, asked.card, ends)
            commands = (host.opening(), *(host.wrap(_for_chip(order)) for order in asked.orders))
            session = office.randomness.token()
            records.begin_channel(
                unit.connection, Channel(session=session, card=asked.card, state=ends.text())
            )
            unit.record(event="channel_opened", subject=asked.card, procedure=PROCEDURE)
            return Script(session=session, commands=commands)

        return unit.once(asked, Script, act)


def read_channel(office: Office, asked: ReadChannel) -> Outcomes:
    """What the chip answered to the first orders."""
    with office.store.reading() as at:
        found = records.under_way(at, asked.session)
    channel, ends = _under_way(office, found)
    answers = _read(office, channel, asked.responses, expected=ends.first, before=0)
    kinds = iter(ends.kinds)
    return Outcomes(outcomes=tuple(_for_municipality(each, kinds) for each in answers[1:]))


def continue_channel(office: Office, asked: ContinueChannel) -> Script:
    """The last orders and the closing that commits everything on the chip; given once."""
    with office.store.writing() as unit:

        def act() -> Script:
            found = records.under_way(unit.connection, asked.session)
            channel, ends = _under_way(office, found)
            if ends.second:
                raise _lost()
            _read(office, channel, asked.responses, expected=ends.first, before=0)
            host = _host(office, channel.card, ends, commands=ends.first)
            commands = tuple(host.wrap(_for_chip(order)) for order in asked.orders)
            closing = (host.wrap(chip.Commit()),)
            more = replace(ends, second=len(commands) + len(closing))
            records.step_channel(unit.connection, channel.session, state=more.text())
            unit.record(event="channel_continued", subject=channel.card, procedure=PROCEDURE)
            return Script(session=channel.session, commands=commands, closing=closing)

        return unit.once(asked, Script, act)


def close_channel(office: Office, asked: CloseChannel) -> Done:
    """The chip says that it committed: nothing of the channel is kept."""
    with office.store.writing() as unit:

        def act() -> Done:
            found = records.under_way(unit.connection, asked.session)
            channel, ends = _under_way(office, found)
            if not ends.second:
                raise Malformed("the channel has had no closing yet: continue it first")
            _read(office, channel, asked.responses, expected=ends.second, before=ends.first)
            records.end_channel(unit.connection, channel.session)
            unit.record(event="channel_closed", subject=channel.card, procedure=PROCEDURE)
            return Done()

        return unit.once(asked, Done, act)


def _must_be_usable(office: Office, one: Application) -> None:
    """Refused for a card on its way, over or expired; one that lies ready is about to be used."""
    if one.expires is None:
        raise Malformed("a card that was not made has no channel")
    state = Card(one.state)
    card_must_be_valid(
        state=Card.DELIVERED if state is Card.READY else state,
        expires=one.expires,
        on=office.clock.today(),
    )


def _host(office: Office, card: str, ends: _Ends, *, commands: int = 0) -> chip.IssuerHost:
    return chip.IssuerHost.resume(
        issuer_key=office.issuer_key(card),
        chip_challenge=ends.chip_challenge,
        host_challenge=ends.host_challenge,
        commands=commands,
    )


def _under_way(office: Office, found: tuple[Channel, Application] | None) -> tuple[Channel, _Ends]:
    if found is None:
        raise _lost()
    channel, one = found
    office.own(one, channel.card)
    return channel, _Ends.of(channel.state)


def _lost() -> Exception:
    return refused(
        "CARD-24",
        "The work on this card was begun anew elsewhere, or it is finished.",
        instead="Please lay the card on the reader and begin again.",
        because=(),
    )


def _read(
    office: Office,
    channel: Channel,
    responses: tuple[bytes, ...],
    *,
    expected: int,
    before: int,
) -> tuple[chip.Answer, ...]:
    ends = _Ends.of(channel.state)
    host = chip.IssuerHost.resume(
        issuer_key=office.issuer_key(channel.card),
        chip_challenge=ends.chip_challenge,
        host_challenge=ends.host_challenge,
        commands=before + expected,
        responses=before,
    )
    if len(responses) != expected:
        raise Malformed(f"the chip's {expected} responses are needed, {len(responses)} came")
    try:
        return tuple(host.unwrap(response) for response in responses)
    except (chip.RefusedByChip, chip.NotThisCard) as no:
        raise refused(
            "CARD-24",
            "The chip did not carry out what its issuer ordered, and has undone everything.",
            instead="Please lay the card on the reader and begin again; if it happens again, "
            "have the card checked at the counter.",
            because=(),
        ) from no


def _for_chip(order: Order) -> chip.Order:
    match order:
        case MakeKey():
            return chip.MakeKeyPair(kind=order.kind, challenge=order.challenge)
        case LoadCertificate():
            return chip.WriteCertificates(
                kind=order.kind, certificate=order.certificate, authority=order.authority
            )
        case _:
            return chip.PermitPin(pin=order.pin)


def _for_municipality(answer: chip.Answer, kinds: Iterator[CertificateKind]) -> Outcome:
    if isinstance(answer, chip.KeyPairMade):
        return KeyMade(kind=next(kinds), public_key=answer.public_key, proof=answer.proof)
    return Accepted()
