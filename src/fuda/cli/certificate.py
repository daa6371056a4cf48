"""`fuda certificate show | verify`: what a certificate says, and whether it may be relied on."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import load_der_ocsp_response
from typer import Argument, Exit, Option, Typer

from fuda.cli.card.answers import BadInput, read_file, say, say_json, say_rows
from fuda.doors.person import CertificateKind
from fuda.kit.damage import StoreDamaged
from fuda.pki import verify as pki
from fuda.pki.profile import JST, PROFILES, Kind
from fuda.pki.verify_reading import UNREADABLE
from fuda.world.asking_town import TownSilentError
from fuda.world.card_at_hand import legal_now
from fuda.world.dial import DialError
from fuda.world.settings import SettingsError, TownSettings, read_settings
from fuda.world.town_status import town_answer, town_authorities

_EXIT_CANNOT, _EXIT_BAD_INPUT, _EXIT_NOT_VERIFIED = 1, 2, 3
_CANNOT = (TownSilentError, SettingsError, StoreDamaged, DialError)

_KINDS: dict[Kind, str] = {
    "signature": "signature certificate of a card",
    "user": "user certificate of a card",
    "phone_signature": "signature certificate of a phone",
    "phone_user": "user certificate of a phone",
}
_VERDICTS: dict[type[pki.NotVerified], str] = {
    pki.NotTrusted: "not_trusted",
    pki.WrongUse: "wrong_use",
    pki.NotYetValid: "not_yet_valid",
    pki.Expired: "expired",
    pki.StatusUnknown: "status_unknown",
    pki.Revoked: "revoked",
    pki.OnHold: "on_hold",
}

_File = Annotated[Path, Argument(help="The certificate, PEM or DER.")]
_AsJson = Annotated[bool, Option("--json", help="As JSON.")]


def register(app: Typer) -> None:
    """Add the commands."""
    certificate = Typer(
        no_args_is_help=True,
        help="Certificates in files: what they say, and whether they may be relied on.",
        epilog=(
            "Exit: 0 done or good; 1 it cannot be done (no town answers); 2 bad input; "
            "3 the certificate may not be relied on."
        ),
    )
    app.add_typer(certificate, name="certificate")
    _add_show(certificate)
    _add_verify(certificate)


def _add_show(app: Typer) -> None:
    @app.command("show")
    def show(file: _File, *, as_json: _AsJson = False) -> None:
        """Show what a certificate says, unchecked: kind, days, issuer's key, the four items.

        A signature certificate tells name, address, birth date and sex; a user certificate nobody.
        """
        try:
            told = _told(pki.read(_certificates(file)[0]))
        except BadInput as why:
            raise _ended(str(why), _EXIT_BAD_INPUT) from None
        except pki.NotVerified as strange:
            raise _ended(f"{file}: {strange}", _EXIT_BAD_INPUT) from None
        if as_json:
            say_json(told)
        else:
            say_rows(_rows(told))


def _add_verify(app: Typer) -> None:
    @app.command("verify")
    def verify(  # noqa: PLR0917 - the command line's options
        file: _File,
        authority: Annotated[
            list[Path] | None,
            Option(
                metavar="FILE",
                help="An authority that is trusted, PEM or DER; to be repeated. Without: all of "
                "the town in the data folder.",
            ),
        ] = None,
        crl: Annotated[
            Path | None, Option(metavar="FILE", help="The list of its partition, or of all.")
        ] = None,
        delta: Annotated[
            Path | None, Option(metavar="FILE", help="With --crl: the delta CRL on it.")
        ] = None,
        ocsp: Annotated[
            Path | None, Option(metavar="FILE", help="An OCSP answer, DER, in the list's place.")
        ] = None,
        at: Annotated[
            str | None,
            Option(
                metavar="INSTANT",
                help="2026-04-02T12:00, in Japan where no zone is given; a day alone is its "
                "beginning. Without: now, by the town's dial.",
            ),
        ] = None,
        use: Annotated[
            CertificateKind | None, Option(help="What it is to serve for; without: either.")
        ] = None,
        data: Annotated[Path | None, Option(help="The town's data folder.")] = None,
        port: Annotated[int | None, Option(help="Where the town listens.")] = None,
        *,
        town: Annotated[
            bool,
            Option(
                "--town",
                help="Ask the running town's responder; so it is without --crl and --ocsp.",
            ),
        ] = False,
        as_json: _AsJson = False,
    ) -> None:
        """Say whether a certificate may be relied on at an instant, and why not.

        Checked are the issuer by its key, signature, policy, usages, days and revocation. What was
        revoked later than the instant was good then; a hold that was lifted since is not told by a
        list or answer of today.
        """
        try:
            settings = read_settings(data=data, port=port)
            instant = _instant(at, settings)
            given, trusted = _certificates(file)[0], _trusted(settings, authority or [])
            status = _status(crl, delta, ocsp, town=town)
            status = status or town_answer(settings, given, trusted)
            kinds = pki.kinds_for(use) if use else PROFILES.keys()
            good = pki.verify(given, trusted, status, at=instant, kinds=kinds)
        except BadInput as why:
            raise _ended(str(why), _EXIT_BAD_INPUT) from None
        except _CANNOT as why:
            raise _ended(str(why), _EXIT_CANNOT) from None
        except pki.NotVerified as no:
            raise _not_verified(no, _in_japan(instant), as_json=as_json) from None
        if as_json:
            say_json({"verdict": "good", "at": _in_japan(instant), "certificate": _told(good)})
        else:
            say(
                f"good on {_in_japan(instant)}: {_KINDS[good.kind]}, serial {good.serial}, "
                f"last day {good.last_day.isoformat()}"
            )


def _not_verified(no: pki.NotVerified, at: str, *, as_json: bool) -> Exit:
    if not as_json:
        return _ended(f"not verified on {at}: {no}", _EXIT_NOT_VERIFIED)
    told: dict[str, object] = {"verdict": _VERDICTS[type(no)], "at": at, "why": str(no)}
    if isinstance(no, pki.Revoked):
        told |= {"since": _in_japan(no.since), "reason": no.reason}
    say_json(told)
    return Exit(_EXIT_NOT_VERIFIED)


def _trusted(settings: TownSettings, files: list[Path]) -> list[bytes]:
    trusted = [each for file in files for each in _certificates(file)]
    trusted = trusted or list(town_authorities(settings.data))
    if not trusted:
        raise BadInput(f"{settings.data} holds no town: name one with --data, or give --authority")
    return trusted


def _status(
    crl: Path | None, delta: Path | None, ocsp: Path | None, *, town: bool
) -> pki.ByList | pki.ByAnswer | None:
    """From files; None for what the running town is asked."""
    if [crl is not None, ocsp is not None, town].count(True) > 1:
        raise BadInput("give one of --crl, --ocsp, --town")
    if delta is not None and crl is None:
        raise BadInput("--delta is laid on a list: give --crl too")
    if crl is not None:
        return pki.ByList(_list(crl), _list(delta) if delta is not None else None)
    if ocsp is None:
        return None
    try:
        answer = read_file(ocsp)
        load_der_ocsp_response(answer)
    except UNREADABLE:
        raise BadInput(f"{ocsp} is no OCSP answer in DER") from None
    return pki.ByAnswer(answer)


def _instant(at: str | None, settings: TownSettings) -> datetime:
    if at is None:
        return legal_now(settings.data)
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        raise BadInput(f"--at: {at!r} is no instant; accepted: 2026-04-02T12:00") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=JST)


def _certificates(file: Path) -> list[bytes]:
    """One in DER, or one or several in PEM."""
    content = read_file(file)
    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
        return [one.public_bytes(Encoding.DER) for one in found]
    except UNREADABLE:
        raise BadInput(f"{file} is no certificate in PEM or DER") from None


def _list(file: Path) -> bytes:
    content = read_file(file)
    pem = b"-----BEGIN" in content
    try:
        found = x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)
        return found.public_bytes(Encoding.DER)
    except UNREADABLE:
        raise BadInput(f"{file} is no CRL in PEM or DER") from None


def _told(said: pki.Certificate) -> dict[str, object]:
    told: dict[str, object] = {
        "kind": said.kind,
        "use": said.use,
        "serial": said.serial,
        "subject": said.subject,
        "since": _in_japan(said.since),
        "until": _in_japan(said.until),
        "authority_key": said.authority_key.hex(),
        "partition": x509.Name.from_bytes(said.point).rfc4514_string() if said.point else None,
    }
    if said.identity is not None:
        who = said.identity
        told["identity"] = {
            "name": who.name,
            "name_replaced": who.name_replaced,
            "sex": who.sex,
            "birth": who.birth,
            "address": who.address,
            "address_replaced": who.address_replaced,
        }
    return told


def _in_japan(instant: datetime) -> str:
    return instant.astimezone(JST).isoformat(timespec="seconds")


def _rows(told: dict[str, Any]) -> dict[str, str]:
    rows = {
        "kind": _KINDS[told["kind"]],
        "serial": str(told["serial"]),
        "subject": told["subject"],
        "valid": f"{told['since']} to {told['until']}",
        "issuer's key": told["authority_key"],
        "partition": told["partition"] or "none",
    }
    return rows | {
        name.replace("_", " "): value for name, value in told.get("identity", {}).items()
    }


def _ended(line: str, code: int) -> Exit:
    sys.stderr.write(f"fuda certificate: {line}\n")
    return Exit(code)
