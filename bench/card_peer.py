"""A card that answers 9000 to everything: the least that a card on vpcd can do."""

import socket
import sys

_POWER = {b"\0", b"\1", b"\2"}
_ATR = bytes.fromhex("3BE000FF8131FE4514")
_OK = b"\0\2\x90\0"


def main() -> None:
    """Connect to vpcd, say that it is there, answer until the reader hangs up."""
    with socket.create_connection(("127.0.0.1", 35963)) as reader:
        print("ready", flush=True)
        while header := _receive(reader, 2):
            body = _receive(reader, int.from_bytes(header, "big"))
            if body == b"\4":
                reader.sendall(len(_ATR).to_bytes(2, "big") + _ATR)
            elif body not in _POWER:
                reader.sendall(_OK)


def _receive(reader: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = reader.recv(length - len(received))
        if not part:
            sys.exit()
        received += part
    return received


if __name__ == "__main__":
    main()
