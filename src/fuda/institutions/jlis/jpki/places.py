"""Municipalities in romaji, as a signature certificate's subject names them ("Tokyo-to").

A municipality that is not here gets user certificates only. The spellings are ours, after the shape
that real certificates show (docs/interfaces.md [C]: "Tokyo-to", "Kiyose-shi").
"""

from collections.abc import Mapping

from fuda.pki.profile import Place

PLACES: Mapping[str, Place] = {
    "131016": Place(prefecture="Tokyo-to", city="Chiyoda-ku"),
    "131181": Place(prefecture="Tokyo-to", city="Arakawa-ku"),
    "131032": Place(prefecture="Tokyo-to", city="Minato-ku"),
    "012131": Place(prefecture="Hokkaido", city="Tomakomai-shi"),
    "142042": Place(prefecture="Kanagawa-ken", city="Kamakura-shi"),
}
