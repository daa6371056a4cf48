"""Loads and checks the dated parameters: a value for (key, city, day), with its source.

`load()` reads all of them; `LoadedParameters` is what institutions and rules are handed.
"""

from fuda.parameters.definitions import Definition
from fuda.parameters.loaded import City, LoadedParameters, UnknownCityError
from fuda.parameters.loader import (
    ParameterFileError,
    data_folders,
    load,
    load_documents,
    load_from,
)
from fuda.parameters.sources import Document

__all__ = [
    "City",
    "Definition",
    "Document",
    "LoadedParameters",
    "ParameterFileError",
    "UnknownCityError",
    "data_folders",
    "load",
    "load_documents",
    "load_from",
]
