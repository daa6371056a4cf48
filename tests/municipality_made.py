"""鎌倉市 before real numbering, cards and jpki, over lines that a test can cut.

Made once with a card that lies ready, and copied: authorities' keys cost time.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from card_made import PINS
from country_made import Chance
from fuda.card.interface import Transport
from fuda.doors.cards import Cards
from fuda.doors.errors import Unreachable
from fuda.doors.jpki import AskStatus, Jpki
from fuda.doors.municipality import (
    ApplyAtCounter,
    AskIssuable,
    AskResident,
    BeginHandOver,
    BeginIssue,
    CardPost,
    CertificateDesk,
    ChangeAddress,
    CompleteHandOver,
    CompleteIssue,
    ContinueHandOver,
    ContinueIssue,
    Counter,
    FileMovingOut,
    HandOverStep,
    IssuableList,
    RegisterResident,
    ResidentView,
)
from fuda.doors.numbering import Numbering
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.cards.api import CardManagement
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.numbering.api import NumberingKeeper
from fuda.institutions.municipality.api import Municipality
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.kit.typesetting import Typesetter
from fuda.parameters import load
from fuda.terminals.reader.issuing import begin_channel, run_script, set_pins
from fuda.world.wallet import Wallet
from photo_made import PHOTO
from stand_ins import StandingClock

KAMAKURA = "142042"
ME = Caller(f"m/{KAMAKURA}")
CLERK = "clerk-07"
APPLIED = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
READY = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
"""A Wednesday, 10:00 in Tokyo."""
BOTH: tuple[CertificateKind, ...] = ("user", "signature")
PARAMETERS = load()


class Line:
    """The way to another institution. `cut[call]`: before it acts, or after, so once or for good.

    before      it never heard
    after       it acted, and its answer is lost
    for good    before, every time, until the entry is taken away
    """

    def __init__(self, door: object) -> None:
        self._door = door
        self.cut: dict[str, str] = {}
        self.heard: list[object] = []
        self.meanwhile: dict[str, Callable[[], object]] = {}
        """What happens elsewhere after a call acted and before its answer, once."""

    def __getattr__(self, call: str) -> Any:
        act = getattr(self._door, call)

        def carry(asked: object) -> object:
            when = self.cut.get(call)
            if when in ("before", "after"):
                del self.cut[call]
            if when in ("before", "for good"):
                raise Unreachable(f"{call}: the line is cut")
            self.heard.append(asked)
            answer = act(asked)
            if call in self.meanwhile:
                self.meanwhile.pop(call)()
            if when == "after":
                raise Unreachable(f"{call}: the answer is lost")
            return answer

        return carry


@dataclass
class City:
    """The municipality, what it stands among, and its doors."""

    clock: StandingClock
    wallet: Wallet
    office: Municipality
    cards_desk: CardManagement
    jpki_desk: JpkiKeeper
    numbering_desk: NumberingKeeper
    numbering: Line
    cards: Line
    jpki: Line
    post: Line
    """The way from jlis.cards to this municipality."""
    counter: Counter
    desk: CertificateDesk
    hanako: str = ""
    card: str = ""
    keys: int = field(default=0)

    def record(self, **said: Any) -> RegisterResident:
        """A record as the counter would file it; a new key each time."""
        self.keys += 1
        fields: dict[str, Any] = {
            "key": f"register {self.keys}",
            "clerk": CLERK,
            "name": "髙橋　花子",
            "reading": "タカハシ　ハナコ",
            "born": date(2010, 2, 17),
            "sex": "female",
            "address": "神奈川県鎌倉市御成町１８番１０号",
            "residence": "japanese",
            "stay_until": None,
            "nationality": None,
            "honseki": "神奈川県鎌倉市御成町１８番　髙橋",
            "household": None,
            "relationship": "世帯主",
            "since": self.clock.today(),
        }
        return RegisterResident(**(fields | said))

    def a_move(self, **said: Any) -> ChangeAddress:
        """Hanako moves to Komachi."""
        fields: dict[str, Any] = {
            "key": "move",
            "clerk": CLERK,
            "resident": self.hanako,
            "version": self.view().version,
            "address": "神奈川県鎌倉市小町１番１号",
            "moved_on": self.clock.today(),
        }
        return ChangeAddress(**(fields | said))

    def leaving(self, **said: Any) -> FileMovingOut:
        """Hanako will go to Tomakomai."""
        fields: dict[str, Any] = {
            "key": "out",
            "clerk": CLERK,
            "residents": (self.hanako,),
            "planned": self.clock.today() + timedelta(days=20),
            "destination": "北海道苫小牧市",
        }
        return FileMovingOut(**(fields | said))

    def view(self, resident: str | None = None) -> ResidentView:
        """The record of a resident, Hanako's where none is named."""
        return self.counter.resident(AskResident(clerk=CLERK, resident=resident or self.hanako))

    def due(self) -> None:
        """What the passing of time brings."""
        for desk in (self.cards_desk, self.office):
            desk.due()

    def status(self, kind: CertificateKind, serial: int) -> str:
        """How jlis.jpki knows a certificate now."""
        asked = AskStatus(kind=kind, serial=serial, at=self.clock.now())
        return self.jpki_desk.status(asked).state

    @contextmanager
    def on_the_reader(self, card: str | None = None) -> Iterator["Session"]:
        """A hand-over whose steps the test takes one by one."""
        with self.wallet.rack("drawer", KAMAKURA).lay(card or self.card, "counter") as chip:
            yield Session(self, chip, card or self.card)

    def hand_over(self, resident: str | None = None, card: str | None = None) -> ResidentView:
        """The whole of it, with both certificates."""
        with self.on_the_reader(card) as session:
            view = session.all(resident or self.hanako)
        self.wallet.hand_over(card or self.card)
        return view

    def someone_with_a_card(self, born: date, **said: Any) -> tuple[str, str]:
        """Somebody born that day, and the card that lies ready."""
        who = self.counter.register(
            self.record(**({"born": born, "name": "札野　薫"} | said))
        ).resident
        asked = ApplyAtCounter(key=f"apply {who}", clerk=CLERK, resident=who, photo=PHOTO)
        self.counter.apply_for_card(asked)
        self.clock.turn(days=70)
        self.due()
        (card,) = self.view(who).cards
        assert card.card
        return who, card.card

    @contextmanager
    def brought(self, resident: str | None = None, card: str | None = None) -> Iterator["Issuing"]:
        """The holder's card on the counter's reader, for certificates."""
        with self.wallet.rack("holder").lay(card or self.card, "counter") as chip:
            yield Issuing(self, chip, card or self.card, resident or self.hanako)

    def renewed_card(self) -> str:
        """In the renewal window of the certificates and the card, another card lies ready."""
        expires = next(one.expires for one in self.view().cards if one.card == self.card)
        assert expires
        self.clock.at += expires - timedelta(days=80) - self.clock.today()
        self.counter.apply_for_card(
            ApplyAtCounter(key="renew", clerk=CLERK, resident=self.hanako, photo=PHOTO)
        )
        self.clock.turn(days=70)
        self.due()
        return str(next(one.card for one in self.view().cards if one.state == "ready"))


class Session:
    """One power-on of a card on the counter's reader."""

    def __init__(self, city: City, chip: Transport, card: str) -> None:
        self._city = city
        self._chip = chip
        self._card = card
        self.challenge = begin_channel(chip).chip_challenge

    def begin(self, resident: str | None = None, **said: Any) -> HandOverStep:
        """Step one: rules checked, channel open."""
        fields: dict[str, Any] = {
            "key": f"begin {self.challenge.hex()}",
            "clerk": CLERK,
            "resident": resident or self._city.hanako,
            "card": self._card,
            "papers": ("passport",),
            "kinds": BOTH,
            "chip_challenge": self.challenge,
        }
        return self._city.counter.begin_hand_over(BeginHandOver(**(fields | said)))

    def run(self, commands: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Carry commands to the chip."""
        return run_script(self._chip, commands)

    def go_on(self, case: str, responses: tuple[bytes, ...]) -> HandOverStep:
        """Step two: certificates issued."""
        return self._city.counter.continue_hand_over(
            ContinueHandOver(
                key=f"continue {self.challenge.hex()}", clerk=CLERK, case=case, responses=responses
            )
        )

    def commit(self, second: HandOverStep) -> tuple[bytes, ...]:
        """The second script, the PINs on the pad, the closing."""
        responses = self.run(second.commands)
        set_pins(self._chip, {pin: PINS[pin] for pin in second.pins})
        return responses + self.run(second.closing)

    def complete(
        self, case: str, responses: tuple[bytes, ...], key: str | None = None
    ) -> ResidentView:
        """Step three: the chip has committed."""
        return self._city.counter.complete_hand_over(
            CompleteHandOver(
                key=key or f"complete {self.challenge.hex()}",
                clerk=CLERK,
                case=case,
                responses=responses,
            )
        )

    def all(self, resident: str) -> ResidentView:
        """Every step."""
        first = self.begin(resident)
        second = self.go_on(first.case, self.run(first.commands))
        return self.complete(first.case, self.commit(second))


class Issuing(Session):
    """One power-on of a card that its holder has brought."""

    def __init__(self, city: City, chip: Transport, card: str, resident: str) -> None:
        self._resident = resident
        super().__init__(city, chip, card)

    def ask(self, *kinds: CertificateKind) -> IssuableList:
        """What may be issued, and until when."""
        return self._city.counter.issuable(
            AskIssuable(clerk=CLERK, resident=self._resident, card=self._card, kinds=kinds)
        )

    def begin(self, resident: str | None = None, **said: Any) -> HandOverStep:
        """Step one; every PIN was typed and right where the test says nothing else."""
        fields: dict[str, Any] = {
            "key": f"begin {self.challenge.hex()}",
            "clerk": CLERK,
            "resident": resident or self._resident,
            "card": self._card,
            "kinds": BOTH,
            "chip_challenge": self.challenge,
            "verified": ("resident_register", "user", "signature"),
        }
        return self._city.counter.begin_issue(BeginIssue(**(fields | said)))

    def go_on(self, case: str, responses: tuple[bytes, ...]) -> HandOverStep:
        """Step two."""
        return self._city.counter.continue_issue(
            ContinueIssue(
                key=f"continue {self.challenge.hex()}", clerk=CLERK, case=case, responses=responses
            )
        )

    def complete(
        self, case: str, responses: tuple[bytes, ...], key: str | None = None
    ) -> ResidentView:
        """Step three."""
        return self._city.counter.complete_issue(
            CompleteIssue(
                key=key or f"complete {self.challenge.hex()}",
                clerk=CLERK,
                case=case,
                responses=responses,
            )
        )

    def issue(self, **said: Any) -> ResidentView:
        """Every step."""
        first = self.begin(**said)
        second = self.go_on(first.case, self.run(first.commands))
        return self.complete(first.case, self.commit(second))


@contextmanager
def open_city(data: Path, at: datetime, typesetter: Typesetter) -> Iterator[City]:
    """Everything over the folder, the dial standing at that instant."""
    clock, randomness = StandingClock(at), Chance()

    def place(name: str) -> dict[str, Any]:
        (data / name).mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{data / name / 'store.db'}"
        given = {"clock": clock, "randomness": randomness, "parameters": PARAMETERS}
        return {"url": url, "keys": data / name / "keys", **given}

    with ExitStack() as opened:
        wallet = Wallet(data / "wallet", parameters=PARAMETERS, randomness=randomness)
        numbering = NumberingKeeper(**place("numbering"))
        jpki = JpkiKeeper(**place("jpki"))
        posts: dict[str, object] = {}
        cards = CardManagement(**place("cards"), plant=wallet, outlets=posts)
        lines = {
            "jlis.numbering": Line(Door(Numbering).direct(numbering, ME)),
            "jlis.cards": Line(Door(Cards).direct(cards, ME)),
            "jlis.jpki": Line(Door(Jpki).direct(jpki, ME)),
        }
        asked: dict[str, Any] = {name.removeprefix("jlis."): line for name, line in lines.items()}
        office = Municipality(
            code=KAMAKURA,
            city="kamakura",
            name="鎌倉市",
            **place("city"),
            **asked,
            typesetter=typesetter,
            outlets=lines,
        )
        for keeper in (numbering, jpki, cards, office):
            opened.callback(keeper.close)
        post = posts[f"m/{KAMAKURA}"] = Line(Door(CardPost).direct(office, Caller("jlis.cards")))
        yield City(
            clock=clock,
            wallet=wallet,
            office=office,
            cards_desk=cards,
            jpki_desk=jpki,
            numbering_desk=numbering,
            post=post,
            counter=Door(Counter).direct(office, Caller(f"counter/{KAMAKURA}")),
            desk=Door(CertificateDesk).direct(office, Caller("certificate_center")),
            **asked,
        )


def make_city(data: Path, typesetter: Typesetter) -> tuple[str, str]:
    """Hanako lives there and her card lies ready; her id and the card's."""
    with open_city(data, APPLIED, typesetter) as city:
        hanako = city.counter.register(city.record()).resident
        asked = ApplyAtCounter(key="apply", clerk=CLERK, resident=hanako, photo=PHOTO)
        city.counter.apply_for_card(asked)
        city.clock.at = READY
        city.due()
        (card,) = city.view(hanako).cards
        assert card.card
        return hanako, card.card


@contextmanager
def copied_city(
    made: Path, to: Path, who: tuple[str, str], typesetter: Typesetter
) -> Iterator[City]:
    """The made city in a folder of its own, at READY."""
    shutil.copytree(made, to)
    with open_city(to, READY + timedelta(minutes=1), typesetter) as city:
        city.hanako, city.card = who
        city.keys = 1
        yield city


@pytest.fixture(scope="session")
def letterpress() -> Iterator[Typesetter]:
    """One for all tests: its child costs time to start."""
    typesetter = Typesetter()
    yield typesetter
    typesetter.close()


@pytest.fixture(scope="session")
def made(
    tmp_path_factory: pytest.TempPathFactory, letterpress: Typesetter
) -> tuple[Path, tuple[str, str]]:
    """The city as every test finds it."""
    data = tmp_path_factory.mktemp("city") / "made"
    return data, make_city(data, letterpress)


@pytest.fixture
def city(
    made: tuple[Path, tuple[str, str]], tmp_path: Path, letterpress: Typesetter
) -> Iterator[City]:
    """A copy of it for one test."""
    with copied_city(made[0], tmp_path / "city", made[1], letterpress) as copy:
        yield copy
