"""A running town: its country, its dial, its people, and the loop that lets time have effect."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from fuda.doors.municipality import AskShown, RegisterResident, ResidentView
from fuda.kit.edge import log_bug
from fuda.kit.typesetting import FontMissingError
from fuda.parameters import LoadedParameters, UnknownCityError
from fuda.world.chance import SystemRandomness
from fuda.world.country import Country, open_country
from fuda.world.data_folder import past_begins, past_is_whole
from fuda.world.dial import Dial, MachineClock, parse_turn
from fuda.world.folders import dial_file, people_file
from fuda.world.people.genesis import first_instant, live_through
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.people.story import Story, stories
from fuda.world.sample import CLIENT_ID, NAME, redirect_uri
from fuda.world.settings import TownSettings

_DUE_EVERY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the past has been lived through; `failed` says what stopped it."""

    done: int
    of: int
    failed: str | None = None

    @property
    def whole(self) -> bool:
        """Whether the town is open."""
        return self.done >= self.of and self.failed is None


class Town:
    """One town, built by `open_town`."""

    def __init__(
        self,
        *,
        country: Country,
        dial: Dial,
        roster: Roster,
        data: Path,
        past: tuple[Story, ...],
        world_began: datetime,
        sample_secret: str,
        settings: TownSettings,
    ) -> None:
        """`past`: the stories still to be lived through; empty in a town that has its past."""
        self.country = country
        self.dial = dial
        self.roster = roster
        self.sample_secret = sample_secret
        self._data = data
        self._past = past
        self._world_began = world_began
        self._progress = Progress(0, 1) if past else Progress(1, 1)
        self._settings = settings
        self._forgot_on: date | None = None
        self._stopping = threading.Event()
        self._turning = threading.Lock()

    @property
    def progress(self) -> Progress:
        """How far the town is."""
        return self._progress

    def run(self) -> None:
        """Live through the past, then let time have its effect until `stop`; for one thread."""
        if self._past and not self._live():
            return
        # Which characters the font draws is read once, before anyone asks; the child then ends.
        with suppress(FontMissingError):
            self.country.typesetter.coverage()
        self._progress = Progress(1, 1)
        while not self._stopping.wait(_DUE_EVERY_SECONDS):
            try:
                self._due()
            except Exception as error:  # noqa: BLE001 - whatever it was, it is logged with its id
                # One institution's trouble must not stop the town's time: it is tried again.
                log_bug("due", error)

    def stop(self) -> None:
        """End `run` soon."""
        self._stopping.set()

    def turn(self, text: str) -> datetime:
        """Turn the dial as `parse_turn` reads it; what falls due has happened on return."""
        self.dial.turn_to(parse_turn(text, self.dial.now()))
        self._due()
        return self.dial.now()

    def view(self, person: Townsperson) -> ResidentView:
        """What the municipality's register says of a townsperson."""
        return self.country.showcases[person.municipality].show(AskShown(resident=person.resident))

    def counter_of(self, city: str) -> str:
        """The code of a city that has a counter here; UnknownCityError names those that have."""
        code = self.country.parameters.city(city).code
        if code not in self.country.counters:
            raise UnknownCityError(
                f"{city} has rules here, but no counter in this town; "
                f"there are: {', '.join(self.country.counters)}"
            )
        return code

    def newcomer(self, key: str, record: RegisterResident, municipality: str) -> Townsperson:
        """Someone new registers at the counter and is shown on the town page."""
        view = self.country.counters[municipality].register(record)
        known = {each.resident: each for each in self.roster.everyone()}
        if view.resident in known:
            return known[view.resident]
        new = Townsperson(
            person=f"{municipality}-{sha256(key.encode()).hexdigest()[:8]}",
            name=record.name,
            municipality=municipality,
            resident=view.resident,
            story="Came to the town while it was running.",
        )
        self.roster.add(new)
        return new

    def _due(self) -> None:
        with self._turning:
            self.country.due()
            self._forget_once_a_day()
            waiting = {card.label for card in self.country.wallet.rack("drawer").cards()}
            for person in self.roster.everyone():
                if person.card is None or person.name in waiting:
                    self._find_card(person)

    def _forget_once_a_day(self) -> None:
        today = self.dial.today()
        if today != self._forgot_on:
            self.country.forget(
                answers_after=self._settings.answers_kept_days,
                contents_after=self._settings.audit_contents_kept_days,
            )
            self._forgot_on = today

    def _find_card(self, person: Townsperson) -> None:
        """A card that was handed over is with its holder, even if the counter was cut off then."""
        held = [card.card for card in self.view(person).cards if card.state == "delivered"]
        if held and held[0]:
            self.country.wallet.hand_over(held[0])
            if held[0] != person.card:
                self.roster.has_card(person.person, held[0])

    def _live(self) -> bool:
        def heard(done: int, of: int) -> None:
            if self._stopping.is_set():
                raise InterruptedError
            # One step is kept back: the town opens when its dial shows today.
            self._progress = Progress(done, of + 1)

        try:
            live_through(self.country, self.dial, self.roster, self._past, heard)
            self.dial.turn_to(self._world_began)
            self.country.due()
            self.dial.tick(on=True)
            past_is_whole(self._data)
        except InterruptedError:
            return False
        except Exception as error:  # noqa: BLE001 - the opening page says what stopped it
            log_bug("past", error)
            self._progress = Progress(0, 1, failed=str(error))
            return False
        return True


@contextmanager
def open_town(settings: TownSettings, parameters: LoadedParameters) -> Iterator[Town]:
    """The town in the settings' folder, begun at its first start; closed in the end."""
    machine = MachineClock()
    randomness = SystemRandomness()
    dial = Dial(dial_file(settings.data), machine)
    roster = Roster(people_file(settings.data))
    roster.everyone()  # damaged, it ends the start in one line
    past: tuple[Story, ...] = ()
    if not dial.exists():
        past = stories(machine.today())
        past_begins(settings.data)
        dial.begin(first_instant(past), ticking=False)
    with open_country(
        data=settings.data,
        municipalities=settings.municipalities,
        clock=dial,
        machine_clock=machine,
        randomness=randomness,
        parameters=parameters,
        public_url=settings.public_url,
        cards_made=settings.card,
        hsm=settings.hsm,
    ) as country:
        secret = randomness.token()
        country.verifier.register_relying_party(
            client_id=CLIENT_ID,
            name=NAME,
            redirect_uris=(redirect_uri(settings.public_url),),
            secret=secret,
        )
        yield Town(
            country=country,
            dial=dial,
            roster=roster,
            data=settings.data,
            past=past,
            world_began=machine.now(),
            sample_secret=secret,
            settings=settings,
        )
