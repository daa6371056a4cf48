"""`fuda authority …`: a town's two certificate authorities and the keys that they sign with."""

import sys
from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Exit, Option, Typer

from fuda.doors.person import CertificateKind
from fuda.rules.calendar import legal_day
from fuda.world.settings import SettingsError, read_settings

_EXIT_CANNOT = 1
_Hash = Literal["sha1", "sha256"]
_Data = Annotated[Path | None, Option(help="The town's data folder.")]


def register(app: Typer) -> None:
    """Add the commands."""
    authority = Typer(no_args_is_help=True, help="The two certificate authorities and their keys.")
    app.add_typer(authority, name="authority")

    @authority.command("list")
    def list_(data: _Data = None) -> None:
        """Show every generation: who issues now, until when each lasts, when the next begins."""
        from fuda.kit.damage import StoreDamaged  # noqa: PLC0415 - heavy; others start faster
        from fuda.pki.signer import SignerGone  # noqa: PLC0415
        from fuda.world.authorities import known_authorities  # noqa: PLC0415
        from fuda.world.dial import DialError  # noqa: PLC0415

        try:
            known = known_authorities(read_settings(data=data))
        except (SettingsError, StoreDamaged, SignerGone, DialError) as why:
            raise _cannot(str(why)) from None
        for one in known:
            for each in one.generations:
                now = "  issues now" if each is one.issuing else ""
                sys.stdout.write(
                    f"{one.kind} {each.number}  serial {each.serial}"
                    f"  key {each.key_identifier.hex()}"
                    f"  {legal_day(each.since)} to {legal_day(each.until)}{now}\n"
                )
            begins = f"{legal_day(one.next_begins)}" if one.next_begins else "the first start"
            key = "made at a ceremony" if one.next_key_made else "made when it is due"
            sys.stdout.write(f"{one.kind} {one.next_number}  from {begins}  key {key}\n")

    @authority.command("ceremony")
    def ceremony(
        kind: Annotated[CertificateKind, Argument(help="signature or user.")],
        witness: Annotated[list[str], Option(help="Who is present; to be repeated, two at least.")],
        data: _Data = None,
    ) -> None:
        """Make the key of the next generation before witnesses, ahead of when it is needed.

        Before a town's first start this is the key that it begins with.
        """
        from fuda.institutions.jlis.jpki.procedures.ceremony import (  # noqa: PLC0415
            CeremonyRefused,
        )
        from fuda.kit.damage import StoreDamaged  # noqa: PLC0415
        from fuda.pki.signer import SignerGone  # noqa: PLC0415
        from fuda.world.authorities import hold_ceremony  # noqa: PLC0415
        from fuda.world.data_folder import DataFolderError, marked  # noqa: PLC0415

        try:
            settings = read_settings(data=data)
            marked(settings.data)
            number, minutes = hold_ceremony(settings, kind, witness)
        except (CeremonyRefused, DataFolderError, SettingsError, StoreDamaged, SignerGone) as why:
            raise _cannot(str(why)) from None
        sys.stdout.write(
            f"{kind} {number}  key {minutes.key_identifier}\n"
            f"witnessed by {', '.join(minutes.witnesses)} on {minutes.held}\n"
        )

    _add_presign(authority)
    _add_respond(authority)


def _add_respond(authority: Typer) -> None:
    @authority.command("respond")
    def respond_(
        port: Annotated[int, Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
        data: _Data = None,
    ) -> None:
        """Answer OCSP questions in a process that does nothing else, beside the town or without it.

        Whom it answers is the setting `ocsp`, as in the town.
        """
        from fuda.kit.damage import StoreDamaged  # noqa: PLC0415 - heavy; others start faster
        from fuda.pki.signer import SignerGone  # noqa: PLC0415
        from fuda.world.dial import DialError  # noqa: PLC0415
        from fuda.world.ocsp_alone import PortTaken, respond  # noqa: PLC0415

        try:
            respond(read_settings(data=data), port=port, ready=_say)
        except (SettingsError, StoreDamaged, SignerGone, DialError, PortTaken) as why:
            raise _cannot(str(why)) from None


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


def _add_presign(authority: Typer) -> None:
    @authority.command("presign")
    def presign(
        kind: Annotated[
            CertificateKind | None, Option(help="signature or user; both without.")
        ] = None,
        hash_: Annotated[
            _Hash, Option("--hash", help="Of the questions; RFC 5019 asks with SHA-1.")
        ] = "sha1",
        threads: Annotated[int | None, Option(min=1, help="One for each core without.")] = None,
        data: _Data = None,
    ) -> None:
        """Sign OCSP answers ahead: those that are missing, or end within half a day.

        Cut off, it goes on where it was when it is run again.
        """
        from rich.console import Console  # noqa: PLC0415 - heavy; others start faster
        from rich.progress import Progress  # noqa: PLC0415

        from fuda.institutions.jlis.jpki.model import KINDS  # noqa: PLC0415
        from fuda.institutions.jlis.jpki.responder.presign import (  # noqa: PLC0415
            Progress as Signed,
        )
        from fuda.kit.damage import StoreDamaged  # noqa: PLC0415
        from fuda.pki.signer import SignerGone  # noqa: PLC0415
        from fuda.world.dial import DialError  # noqa: PLC0415
        from fuda.world.ocsp import sign_ahead  # noqa: PLC0415

        try:
            settings = read_settings(data=data)
            with Progress(console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task("OCSP", total=None)

                def heard(so_far: Signed) -> None:
                    bar.update(task, completed=so_far.looked, total=so_far.of)

                done = sign_ahead(
                    settings,
                    kinds=(kind,) if kind else KINDS,
                    hashes=(hash_,),
                    threads=threads,
                    heard=heard,
                )
        except (SettingsError, StoreDamaged, SignerGone, DialError, OSError) as why:
            raise _cannot(str(why)) from None
        sys.stdout.write(f"{done.looked} answers looked at, {done.signed} signed\n")


def _cannot(why: str) -> Exit:
    sys.stderr.write(f"fuda authority: {why}\n")
    return Exit(_EXIT_CANNOT)
