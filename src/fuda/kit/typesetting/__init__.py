"""Paper: a typst template and data become a PDF/A, in a child process that ends when idle.

typst and fontTools are never loaded here; only which characters the font draws is kept.

    TypesettingError
    ├── FontMissingError     the certificate font is not installed: the line says how to get it
    ├── UndrawableError      the font cannot draw a character of the data
    └── TypesettingError itself: the template does not fit its data (a bug)
"""

from fuda.kit.typesetting.coverage import Coverage
from fuda.kit.typesetting.errors import FontMissingError, TypesettingError, UndrawableError
from fuda.kit.typesetting.typesetter import FONT_FOLDERS, Typesetter, find_font

__all__ = [
    "FONT_FOLDERS",
    "Coverage",
    "FontMissingError",
    "Typesetter",
    "TypesettingError",
    "UndrawableError",
    "find_font",
]
