"""The municipality's counter: the clerk's screen, the card reader, and the resident's pad.

It keeps nothing: what the clerk does goes through the municipality's door, and the PINs that the
resident types on the pad go to the chip and nowhere else (PIN-17).
"""
