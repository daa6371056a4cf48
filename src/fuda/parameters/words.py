"""The vocabularies: every word that a value, an input or an answer can be, with its names.

`parameters/words/*.yaml` hold `vocabulary: {word: {ja, en}}`. A vocabulary may be spread over
several files, a word stands in it once.
"""

from collections.abc import Mapping
from pathlib import Path

from fuda.parameters.kinds_basic import bilingual
from fuda.parameters.strict import Place, read
from fuda.rules.kinds import Bilingual

Vocabularies = Mapping[str, Mapping[str, Bilingual]]
"""Word by vocabulary and id, in the order of the files."""


def read_words(folder: Path) -> Vocabularies:
    """Every vocabulary of the folder."""
    found: dict[str, dict[str, Bilingual]] = {}
    for path in sorted(folder.glob("*.yaml")):
        place, raw = read(path, f"parameters/words/{path.name}")
        if not isinstance(raw, dict):
            raise place.wrong("no vocabulary stands here", "write vocabulary: {word: {ja, en}}")
        for name, words in raw.items():
            here = place.at(name)
            if not isinstance(words, dict) or not words:
                raise here.wrong("it has no words", "write each as word: {ja, en}")
            vocabulary = found.setdefault(str(name), {})
            for word, names in words.items():
                if word in vocabulary:
                    raise here.at(word).wrong("another file says it too", "keep it in one file")
                vocabulary[here.at(word).text(word)] = bilingual(names, here.at(word))
            _distinct(vocabulary, here)
    return found


def _distinct(vocabulary: Mapping[str, Bilingual], place: Place) -> None:
    """A table of cases is read by the Japanese name, so two words may not share one."""
    by_name: dict[str, str] = {}
    for word, name in vocabulary.items():
        if name.ja in by_name:
            raise place.at(word).wrong(
                f"{by_name[name.ja]} is called {name.ja} too", "name each in its own way"
            )
        by_name[name.ja] = word
