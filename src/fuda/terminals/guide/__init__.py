"""The web guide: every question that the rules answer, as a page for clerks and residents.

It asks `fuda.ask` and the parameters, knows no institution, and keeps nothing.
"""
