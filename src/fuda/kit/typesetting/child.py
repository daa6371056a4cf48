"""The process that holds typst and the font; run as a script, it imports nothing of ours.

Asked by one line of JSON, answers by one line of JSON and, for a paper, that many octets after it.
It ends when nobody asks for `idle` seconds, after `papers` papers, or when its parent is gone.
"""

import json
import select
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO


def _coverage(font: str) -> dict[str, object]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - 30 MB, needed once or never

    with TTFont(font, lazy=True) as opened:
        tables = opened["cmap"]
        codes = sorted(tables.getBestCmap())
        variants = [
            (code, selector)
            for table in tables.tables
            if table.format == 14  # noqa: PLR2004 - the format of variation sequences
            for selector, listed in table.uvsDict.items()
            for code, _ in listed
        ]
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return {"runs": runs, "variants": variants}


class _Press:
    def __init__(self, font: str) -> None:
        self._fonts = str(Path(font).parent)
        self._compilers: dict[str, Any] = {}

    def print(self, asked: dict[str, Any]) -> bytes:
        import typst  # noqa: PLC0415 - 65 MB, needed when the first paper is set

        template = asked["template"]
        if template not in self._compilers:
            self._compilers[template] = typst.Compiler(
                input=template,
                root=str(Path(template).parent),
                font_paths=[self._fonts],
                ignore_system_fonts=True,
            )
        paper, warnings = self._compilers[template].compile_with_warnings(
            format="pdf",
            pdf_standards=asked["standard"],
            sys_inputs={"data": json.dumps(asked["data"])},
            timestamp=asked["timestamp"],
        )
        if warnings:
            raise ValueError("; ".join(str(one) for one in warnings))
        return bytes(paper)


def _answer(out: BinaryIO, said: dict[str, object], paper: bytes = b"") -> None:
    out.write(json.dumps(said).encode() + b"\n" + paper)
    out.flush()


def main(font: str, idle: float, papers: int) -> None:
    """Answer until idle, worn or orphaned."""
    # Ctrl-C is for the town; it closes this process by its pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asking, out = sys.stdin.buffer, sys.stdout.buffer
    press, printed = _Press(font), 0
    while printed < papers and select.select([asking], [], [], idle)[0]:
        line = asking.readline()
        if not line:
            return
        asked = json.loads(line)
        if asked["ask"] == "coverage":
            _answer(out, _coverage(font))
            continue
        printed += 1
        try:
            paper = press.print(asked)
        except Exception as error:  # noqa: BLE001 - whatever typst says belongs to the asker
            _answer(out, {"wrong": " ".join(str(error).split())})
        else:
            _answer(out, {"octets": len(paper)}, paper)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
