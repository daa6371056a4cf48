"""A transport that tells what goes through it, for developers; a PIN never appears."""

from collections.abc import Callable

from fuda.card.interface import Ins, Transport

_HEADER = 4
_SECRETS = {
    Ins.VERIFY,
    Ins.CHANGE_REFERENCE_DATA,
    Ins.CHANGE_KEY,
    Ins.UNLOCK_KEY,
    Ins.SET_PERMITTED_PIN,
}
"""Instructions whose data is a PIN or a check number, in whatever class and form they are sent."""


class Traced:
    """Each command and each answer as one line of hexadecimal digits to `write`.

    An answer's data may be somebody's number or address: only with `contents` is it shown.
    """

    def __init__(
        self, transport: Transport, write: Callable[[str], None], *, contents: bool = False
    ) -> None:
        self._transport = transport
        self._write = write
        self._contents = contents

    def transmit(self, apdu: bytes) -> bytes:
        """Carry a command, and tell."""
        self._write(f"> {_command(apdu)}")
        response = self._transport.transmit(apdu)
        self._write(f"< {self._answer(response)}")
        return response

    def _answer(self, response: bytes) -> str:
        data, status = response[:-2], response[-2:].hex()
        if not data:
            return status
        return f"{data.hex() if self._contents else _hidden(data)} {status}"


def _command(apdu: bytes) -> str:
    body = apdu[_HEADER:]
    if apdu[1:2] and apdu[1] in _SECRETS and body:
        return f"{apdu[:_HEADER].hex()} {_hidden(body)}"
    return apdu.hex()


def _hidden(octets: bytes) -> str:
    return f"({len(octets)} bytes)"
