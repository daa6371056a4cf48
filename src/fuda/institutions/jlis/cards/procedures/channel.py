"""発行者チャネル: what only the issuer may do to a chip, wrapped here and carried by a terminal.

The session row keeps both challenges, the counts of commands, and what follows for the card once
its chip has committed; the keys are derived anew each time.
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
    MakeKey,
    OpenChannel,
    Outcome,
    Outcomes,
    ReadChannel,
    Script,
)
from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.chip_orders import Change, Held, MadeOut, make_out, unchanged
from fuda.institutions.jlis.cards.model import Application, Channel
from fuda.institutions.jlis.cards.office import Office
from fuda.kit import wire
from fuda.kit.store import Writing
from fuda.rules.lifecycle.card import Card, CardEvent
from fuda.rules.stated import refused

PROCEDURE = "issuer_channel"


@dataclass(frozen=True, slots=True)
class _Ends:
    """Both challenges of a channel, whose keys it makes, and how long its scripts are."""

    chip_challenge: bytes
    host_challenge: bytes
    kinds: tuple[CertificateKind, ...]
    groups: tuple[int, ...]
    """How many orders the chip is given for each of the municipality's first ones."""
    second: int
    """How many commands the second script has; 0 before it was given."""

    @property
    def first(self) -> int:
        """How many commands the first script has, its opening included."""
        return 1 + sum(self.groups)

    def text(self) -> str:
        challenges = [self.chip_challenge.hex(), self.host_challenge.hex()]
        return json.dumps([*challenges, self.kinds, self.groups, self.second])

    @classmethod
    def of(cls, text: str) -> "_Ends":
        chip_challenge, host_challenge, kinds, groups, second = json.loads(text)
        return cls(
            bytes.fromhex(chip_challenge),
            bytes.fromhex(host_challenge),
            tuple(kinds),
            tuple(groups),
            second,
        )


def open_channel(office: Office, asked: OpenChannel) -> Script:
    """The opening of the channel and the first orders, for a card of the municipality that asks."""
    if len(asked.chip_challenge) != chip.CHALLENGE_LENGTH:
        raise Malformed(f"chip_challenge: {chip.CHALLENGE_LENGTH} bytes are needed")
    with office.store.writing() as unit:

        def act() -> Script:
            one = office.own(records.by_card(unit.connection, asked.card), asked.card)
            made = make_out(office, _held(unit, one), unchanged(one), asked.orders)
            ends = _Ends(
                asked.chip_challenge,
                office.randomness.octets(chip.CHALLENGE_LENGTH),
                kinds=tuple(order.kind for order in asked.orders if isinstance(order, MakeKey)),
                groups=tuple(len(group) for group in made.groups),
                second=0,
            )
            host = _host(office, asked.card, ends)
            commands = (host.opening(), *_wrapped(host, made))
            session = office.randomness.token()
            records.begin_channel(
                unit.connection,
                Channel(
                    session=session,
                    card=asked.card,
                    state=ends.text(),
                    change=_written(made.change),
                ),
            )
            unit.record(event="channel_opened", subject=asked.card, procedure=PROCEDURE)
            return Script(session=session, commands=commands, remarks=made.remarks)

        return unit.once(asked, Script, act)


def read_channel(office: Office, asked: ReadChannel) -> Outcomes:
    """What the chip answered to the first orders."""
    with office.store.reading() as at:
        found = records.under_way(at, asked.session)
    channel, ends, _ = _under_way(office, found)
    answers = iter(_read(office, channel, asked.responses, expected=ends.first, before=0)[1:])
    kinds = iter(ends.kinds)
    groups = ([next(answers) for _ in range(size)] for size in ends.groups)
    return Outcomes(outcomes=tuple(_for_municipality(each, kinds) for each in groups))


def continue_channel(office: Office, asked: ContinueChannel) -> Script:
    """The last orders and the closing that commits everything on the chip; given once."""
    with office.store.writing() as unit:

        def act() -> Script:
            found = records.under_way(unit.connection, asked.session)
            channel, ends, one = _under_way(office, found)
            if ends.second:
                raise _lost()
            _read(office, channel, asked.responses, expected=ends.first, before=0)
            made = make_out(office, _held(unit, one), _change(channel), asked.orders)
            host = _host(office, channel.card, ends, commands=ends.first)
            commands = _wrapped(host, made)
            closing = (host.wrap(chip.Commit()),)
            more = replace(ends, second=len(commands) + len(closing))
            records.step_channel(
                unit.connection,
                replace(channel, state=more.text(), change=_written(made.change)),
            )
            unit.record(event="channel_continued", subject=channel.card, procedure=PROCEDURE)
            return Script(
                session=channel.session,
                commands=commands,
                closing=closing,
                remarks=made.remarks,
            )

        return unit.once(asked, Script, act)


def close_channel(office: Office, asked: CloseChannel) -> Done:
    """The chip says that it committed: what was ordered is so, and the channel is forgotten."""
    with office.store.writing() as unit:

        def act() -> Done:
            found = records.under_way(unit.connection, asked.session)
            channel, ends, one = _under_way(office, found)
            if not ends.second:
                raise Malformed("the channel has had no closing yet: continue it first")
            _read(office, channel, asked.responses, expected=ends.second, before=ends.first)
            records.end_channel(unit.connection, channel.session)
            unit.record(event="channel_closed", subject=channel.card, procedure=PROCEDURE)
            _follow(office, unit, one, _change(channel))
            return Done()

        return unit.once(asked, Done, act)


def _follow(office: Office, unit: Writing, one: Application, change: Change) -> None:
    """jlis.cards knows from here on what the chip has become."""
    if change == unchanged(one):
        return
    said = records.on_card(unit.connection, one.application)
    if change.now is not None and said is not None:
        said = replace(
            said,
            items=change.now.items,
            reading=change.now.reading,
            former_surname=change.now.former_surname,
        )
    records.rewrite(
        unit.connection, one.application, said, kind=change.kind, remarks=change.remarks
    )
    if change.kind != one.kind:
        unit.record(event=change.kind, subject=one.card or "", procedure=PROCEDURE)
    if change.now is not None:
        office.step(unit, one.application, CardEvent.CHANGED_IN_CITY, procedure=PROCEDURE)
    if change.returned and Card(one.state) is not Card.RETURNED:
        office.step(unit, one.application, CardEvent.RETURN, procedure=PROCEDURE)


def _held(unit: Writing, one: Application) -> Held:
    decided = records.decided(unit.connection, one.application)
    if decided is None:
        raise Malformed("a card that was not made has no channel")
    return Held(one, decided, records.on_card(unit.connection, one.application))


def _change(channel: Channel) -> Change:
    change: Change = wire.read(Change, channel.change.encode())
    return change


def _written(change: Change) -> str:
    return wire.write(Change, change).decode()


def _wrapped(host: chip.IssuerHost, made: MadeOut) -> tuple[bytes, ...]:
    return tuple(host.wrap(order) for group in made.groups for order in group)


def _host(office: Office, card: str, ends: _Ends, *, commands: int = 0) -> chip.IssuerHost:
    return chip.IssuerHost.resume(
        issuer_key=office.issuer_key(card),
        chip_challenge=ends.chip_challenge,
        host_challenge=ends.host_challenge,
        commands=commands,
    )


def _under_way(
    office: Office, found: tuple[Channel, Application] | None
) -> tuple[Channel, _Ends, Application]:
    if found is None:
        raise _lost()
    channel, one = found
    office.own(one, channel.card)
    return channel, _Ends.of(channel.state), one


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


def _for_municipality(answers: list[chip.Answer], kinds: Iterator[CertificateKind]) -> Outcome:
    """What the chip answered to one order of the municipality."""
    for answer in answers:
        if isinstance(answer, chip.KeyPairMade):
            return KeyMade(kind=next(kinds), public_key=answer.public_key, proof=answer.proof)
    return Accepted()
