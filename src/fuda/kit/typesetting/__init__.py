"""Paper: a typst template and data become a PDF/A, in a child process that ends when idle.

typst and fontTools are never loaded here; only which characters the font draws is kept.

    TypesettingError
    ├── FontMissing     the certificate font is not installed: the line says how to get it
    ├── Undrawable      the font cannot draw a character of the data
    └── TypesettingError itself: the template does not fit its data (a bug)
"""

from fuda.kit.typesetting.coverage import Coverage
from fuda.kit.typesetting.errors import FontMissing, TypesettingError, Undrawable
from fuda.kit.typesetting.typesetter import FONT_FOLDERS, Typesetter, find_font

__all__ = [
    "FONT_FOLDERS",
    "Coverage",
    "FontMissing",
    "Typesetter",
    "TypesettingError",
    "Undrawable",
    "find_font",
]
