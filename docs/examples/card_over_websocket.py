"""Sign with a card of the town: python card_over_websocket.py hanako 1234."""

import sys

from websockets.sync.client import ClientConnection, connect

from fuda.terminals.reader import JpkiSession


class WebSocketCard:
    """A card at the other end of a WebSocket, for the sessions of fuda.terminals.reader."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def transmit(self, apdu: bytes) -> bytes:
        """Carry a command to the card."""
        self._socket.send(apdu)
        return self._socket.recv(decode=False)


name, pin, town = [*sys.argv[1:], "ws://127.0.0.1:8400"][:3]
address = f"{town}/sandbox/cards/{name}/apdu"
with connect(address, proxy=None) as socket, JpkiSession(WebSocketCard(socket)) as card:
    card.verify_user_pin(pin)
    print(card.sign_user(b"a challenge").hex())
