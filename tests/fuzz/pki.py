"""Everything that reads certificates, lists and questions, under atheris; script/fuzz starts it."""

import sys

import atheris

_READ = ["fuda.pki", "fuda.institutions.jlis.jpki", "fuda.cli.certificate", "fuda.kit.wire"]

with atheris.instrument_imports(include=_READ):
    import pki_fuzzed


def main() -> None:
    """Fuzz until libFuzzer's flags say enough; a finding ends it, with a file to repeat it."""
    atheris.Setup(sys.argv, pki_fuzzed.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
