"""The chip under a coverage-guided fuzzer (atheris); script/fuzz starts it."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fuda.card"]):
    import card_fuzzed


def main() -> None:
    """Fuzz until libFuzzer's flags say enough; a finding ends it, with a file to repeat it."""
    with tempfile.TemporaryDirectory(prefix="fuda-fuzz-") as folder:
        target = card_fuzzed.target(Path(folder) / "card")
        atheris.Setup(sys.argv, lambda data: card_fuzzed.run(target, data) and None)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
