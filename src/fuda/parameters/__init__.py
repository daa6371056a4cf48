"""Loads and checks the dated parameters: a value for (key, city, day), with its source.

`load()` reads all of them; `LoadedParameters` is what institutions and rules are handed.
"""

from fuda.parameters.loaded import City, LoadedParameters, UnknownCityError
from fuda.parameters.loader import ParameterFileError, load, load_from

__all__ = [
    "City",
    "LoadedParameters",
    "ParameterFileError",
    "UnknownCityError",
    "load",
    "load_from",
]
