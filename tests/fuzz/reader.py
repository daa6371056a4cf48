"""A coverage-guided fuzzer (atheris) plays the card for the reader; script/fuzz starts it."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fuda.terminals.reader"]):
    import reader_fuzzed


def main() -> None:
    """Fuzz until libFuzzer's flags say enough; a finding ends it, with a file to repeat it."""
    with tempfile.TemporaryDirectory(prefix="fuda-fuzz-") as folder:
        good = reader_fuzzed.good_answers(Path(folder) / "card")
        atheris.Setup(sys.argv, lambda data: reader_fuzzed.run(good, data) and None)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
