"""A country in one process: every institution with its own database, joined by direct doors."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fuda.card.profile import OpenPoints
from fuda.doors.cards import Cards, CardTrust, Hotline
from fuda.doors.certificate_center import Center
from fuda.doors.jpki import Jpki
from fuda.doors.municipality import CardPost, CertificateDesk, Counter, Showcase
from fuda.doors.numbering import Numbering
from fuda.doors.phone import PhoneLine
from fuda.doors.verifier import LoginDesk
from fuda.institutions.certificate_center.api import CertificateCenter
from fuda.institutions.jlis.cards.api import CardManagement
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.numbering.api import NumberingKeeper
from fuda.institutions.municipality.api import Municipality
from fuda.institutions.verifier.api import Verifier
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.kit.typesetting import Typesetter
from fuda.parameters import LoadedParameters
from fuda.world.access import ACCESS
from fuda.world.authority_keys import authority_keyring
from fuda.world.faces import card_font
from fuda.world.folders import database_url, institution_folder, key_folder, wallet_folder
from fuda.world.institution import HasDues
from fuda.world.settings import HsmSettings
from fuda.world.wallet import Wallet


class Institution(Protocol):
    """What the town needs of every institution besides its doors."""

    @property
    def store(self) -> Store:
        """Its database."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """The institutions, and the doors that terminals go through."""

    institutions: Mapping[str, Institution]
    verifier: Verifier
    jpki: JpkiKeeper
    card_trust: CardTrust
    hotline: Hotline
    phone_line: PhoneLine
    counters: Mapping[str, Counter]
    """By municipality code, as its counter terminals see them."""
    showcases: Mapping[str, Showcase]
    """By municipality code, as the town page sees them."""
    center: Center
    login_desk: LoginDesk
    wallet: Wallet
    typesetter: Typesetter
    parameters: LoadedParameters
    clock: Clock

    def due(self) -> None:
        """What the passing of legal time brings, everywhere; one's trouble does not stop others."""
        faults: list[Exception] = []
        for institution in self.institutions.values():
            if isinstance(institution, HasDues):
                try:
                    institution.due()
                except Exception as fault:  # noqa: BLE001 - raised below, when all had their turn
                    faults.append(fault)
        if len(faults) > 1:
            raise ExceptionGroup("several institutions could not do what is due", faults)
        for only in faults:
            raise only

    def forget(self, *, answers_after: int, contents_after: int) -> None:
        """Drop what was kept for repeated calls and as content of audits, after so many days."""
        for institution in self.institutions.values():
            institution.store.forget(answers_after=answers_after, contents_after=contents_after)


@contextmanager
def open_country(
    *,
    data: Path,
    municipalities: tuple[str, ...],
    clock: Clock,
    machine_clock: Clock,
    randomness: Randomness,
    parameters: LoadedParameters,
    public_url: str,
    cards_made: OpenPoints | None = None,
    typesetter: Typesetter | None = None,
    hsm: HsmSettings | None = None,
) -> Iterator[Country]:
    """Build everything from the data folder, and close it in the end.

    `cards_made`: their make, where sources of the real card disagree.
    `hsm` where the certificate authorities' keys do not lie in files.
    `typesetter` where papers are not to be set with the fonts of this machine.
    """
    with ExitStack() as opened:

        def place(institution: str) -> tuple[str, Path]:
            institution_folder(data, institution).mkdir(mode=0o700, parents=True, exist_ok=True)
            return database_url(data, institution), key_folder(data, institution)

        wallet = Wallet(
            wallet_folder(data), parameters=parameters, randomness=randomness, points=cards_made
        )
        wallet.sweep()
        typesetter = typesetter or Typesetter()
        opened.callback(typesetter.close)

        url, keys = place("jlis.numbering")
        numbering = NumberingKeeper(
            url=url, keys=keys, clock=clock, randomness=randomness, parameters=parameters
        )
        opened.callback(numbering.close)

        url, keys = place("jlis.jpki")
        jpki = JpkiKeeper(
            url=url,
            keys=keys,
            clock=clock,
            randomness=randomness,
            parameters=parameters,
            service=f"{public_url}/jpki",
            keyring=authority_keyring(hsm, keys, randomness),
        )
        opened.callback(jpki.close)

        posts: dict[str, object] = {}
        url, keys = place("jlis.cards")
        cards = CardManagement(
            url=url,
            keys=keys,
            clock=clock,
            randomness=randomness,
            parameters=parameters,
            plant=wallet,
            outlets=posts,
            font=card_font(),
        )
        opened.callback(cards.close)

        numbering_door = Door(Numbering, ACCESS.at("jlis.numbering"))
        cards_door = Door(Cards, ACCESS.at("jlis.cards"))
        jpki_door = Door(Jpki, ACCESS.at("jlis.jpki"))

        keepers: dict[str, Municipality] = {}
        for code in municipalities:
            name = f"m/{code}"
            me = Caller(name)
            city = parameters.city(code)
            doors = {
                "jlis.numbering": numbering_door.direct(numbering, me),
                "jlis.cards": cards_door.direct(cards, me),
                "jlis.jpki": jpki_door.direct(jpki, me),
            }
            url, keys = place(name)
            keeper = Municipality(
                code=code,
                city=city.id,
                name=city.name_ja,
                url=url,
                keys=keys,
                clock=clock,
                randomness=randomness,
                parameters=parameters,
                numbering=numbering_door.direct(numbering, me),
                cards=cards_door.direct(cards, me),
                jpki=jpki_door.direct(jpki, me),
                typesetter=typesetter,
                outlets=doors,
            )
            opened.callback(keeper.close)
            keepers[code] = keeper
            posts[name] = Door(CardPost, ACCESS.at(name)).direct(keeper, Caller("jlis.cards"))

        url, keys = place("certificate_center")
        at_center = Caller("certificate_center")
        center = CertificateCenter(
            url=url,
            keys=keys,
            clock=clock,
            randomness=randomness,
            jpki=jpki_door.direct(jpki, at_center),
            municipalities={
                code: Door(CertificateDesk, ACCESS.at(f"m/{code}")).direct(keeper, at_center)
                for code, keeper in keepers.items()
            },
        )
        opened.callback(center.close)

        url, keys = place("verifier")
        verifier = Verifier(
            url=url,
            keys=keys,
            clock=clock,
            machine_clock=machine_clock,
            randomness=randomness,
            jpki=jpki_door.direct(jpki, Caller("verifier")),
            public_url=public_url,
        )
        opened.callback(verifier.close)

        yield Country(
            institutions={
                "jlis.numbering": numbering,
                "jlis.cards": cards,
                "jlis.jpki": jpki,
                **{f"m/{code}": keeper for code, keeper in keepers.items()},
                "certificate_center": center,
                "verifier": verifier,
            },
            verifier=verifier,
            jpki=jpki,
            card_trust=cards,
            hotline=Door(Hotline, ACCESS.at("jlis.cards")).direct(cards, Caller("hotline")),
            phone_line=Door(PhoneLine, ACCESS.at("jlis.jpki")).direct(jpki, Caller("hotline")),
            counters={
                code: Door(Counter, ACCESS.at(f"m/{code}")).direct(
                    keeper, Caller(f"counter/{code}")
                )
                for code, keeper in keepers.items()
            },
            showcases={
                code: Door(Showcase, ACCESS.at(f"m/{code}")).direct(keeper, Caller("sandbox"))
                for code, keeper in keepers.items()
            },
            center=Door(Center, ACCESS.at("certificate_center")).direct(center, Caller("kiosk")),
            login_desk=Door(LoginDesk, ACCESS.at("verifier")).direct(verifier, Caller("desktop")),
            wallet=wallet,
            typesetter=typesetter,
            parameters=parameters,
            clock=clock,
        )
