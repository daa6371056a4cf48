"""`python -m fuda.cli`, where the program `fuda` is not on the path."""

from fuda.cli import main

main()
