"""A program at the PC/SC reader of a room: told which commands, it says how many a second.

It reads lines of JSON, {"before": [apdu…], "again": [apdu…], "seconds": s}: `before` once, then
`again` in turn for so long; and answers each with one number, APDUs of `again` a second.
"""

import json
import sys

from measuring import rate

from fuda.terminals.reader.pcsc import PcscCard, pcsc_card, wait_for_card


def main() -> None:
    """Answer until nothing more is asked."""
    if not wait_for_card(20):
        sys.exit("no card came")
    with pcsc_card() as card:
        print("ready", flush=True)
        for line in sys.stdin:
            told = json.loads(line)
            for apdu in told["before"]:
                _must(card, bytes.fromhex(apdu))
            again = [bytes.fromhex(apdu) for apdu in told["again"]]

            def once(again: list[bytes] = again) -> None:
                for apdu in again:
                    _must(card, apdu)

            print(rate(once, told["seconds"]) * len(again), flush=True)


def _must(card: PcscCard, apdu: bytes) -> None:
    answer = card.transmit(apdu)
    if answer[-2:] != b"\x90\0":
        sys.exit(f"{apdu[:5].hex()} was answered with {answer[-2:].hex()}")


if __name__ == "__main__":
    main()
