"""The IC card. Knows no country, no database, no institution.

`interface` is what the outside may see of it (names, status words, the transport); `issuer` is the
host's end of the issuer channel; `manufacture` makes a blank card; `chip` is the card itself, on
the `memory` that outlives its power, and `power` what it knows only while it has some.
`applications` holds one module per application, `commands` one per group of commands;
`personalisation` does what the issuer orders. `virtual_reader` lays a chip on PC/SC through
vsmartcard's vpcd. `printed`, `records` and `face` are what is on the card: text, files, pictures.
"""
