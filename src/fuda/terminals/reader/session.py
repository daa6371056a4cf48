"""What the sessions of all applications have in common."""

from types import TracebackType
from typing import ClassVar, Self

from fuda.card.interface import CARD_MANAGER, ReferenceName, Transport
from fuda.terminals.reader.errors import CardError
from fuda.terminals.reader.exchange import select_application, select_file
from fuda.terminals.reader.pins import ask_tries, verify_selected


class Session:
    """A session with one application; leaving it makes the chip forget what was verified."""

    application: ClassVar[bytes]

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        select_application(transport, self.application)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            select_application(self._transport, CARD_MANAGER)
        except CardError:
            if error is None:
                raise

    def _verify(self, file: int, name: ReferenceName, value: str) -> None:
        select_file(self._transport, file)
        verify_selected(self._transport, name, value)

    def _tries_left(self, file: int) -> int:
        select_file(self._transport, file)
        return ask_tries(self._transport)
