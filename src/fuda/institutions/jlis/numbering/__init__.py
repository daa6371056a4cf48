"""jlis.numbering (住基ネット): from a resident record code to a number, once and for life.

Holds resident record codes, their numbers with history, and the four items as municipalities
report them: making the number is its ground. May never hold certificates, PINs, tax or health data
(ARCHITECTURE.md). Without its key nobody can tell a code from a number or back (NUM-05).
"""
