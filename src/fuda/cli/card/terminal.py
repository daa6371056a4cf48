"""`fuda card terminal`: a terminal that the town's cards know, and its use in place of a PIN."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Typer

from fuda.cli.card.answers import BadInput, answering, read_file, say, say_json, write_file
from fuda.cli.card.options import AsJson, Data, folder
from fuda.world.terminal import NoTerminal, Terminal

_KEY_MODE = 0o600


def register(card: Typer) -> None:
    """Add the command."""

    @card.command("terminal")
    def terminal(
        file: Annotated[Path, Argument(help="The key's file; the certificate becomes FILE.cvc.")],
        *,
        data: Data = None,
        as_json: AsJson = False,
    ) -> None:
        """Make a terminal that this town's cards know: it uses the user key without a PIN.

        As the face machine of a hospital does, which has compared the holder's face. It is the only
        way to use the user key of a face-authentication card: fuda card sign user --terminal FILE.
        """
        with answering(as_json=as_json):
            if file.exists():
                raise BadInput(f"{file} is there already: name another file")
            made = Terminal.certified(folder(data))
            write_file(file, made.key_pem, mode=_KEY_MODE)
            write_file(certificate_beside(file), made.certificate)
            if as_json:
                say_json({"key": str(file), "certificate": str(certificate_beside(file))})
            else:
                say(f"a terminal that the cards know: {file} and {certificate_beside(file)}")


def certificate_beside(key: Path) -> Path:
    """Where the certificate of a terminal's key lies."""
    return key.with_name(f"{key.name}.cvc")


def read_terminal(key: Path) -> Terminal:
    """The terminal of that key's file; BadInput where it is none."""
    try:
        return Terminal.read(read_file(key), read_file(certificate_beside(key)))
    except NoTerminal:
        beside = certificate_beside(key)
        raise BadInput(f"{key} and {beside} are not what fuda card terminal made") from None
