"""Letters of another alphabet that look like ours: a Cyrillic Н in a column of H, M and L.

A scanner or a copied form leaves them behind, and whoever filters on "H" finds four rows of twenty. What was
written is kept; what is read is mended, and both are shown.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_LIKE: Final = str.maketrans(
    {
        **dict(zip("АВЕЅІЈКМНОРСТУХЗаеорсухіјѕ", "ABESIJKMHOPCTYX3aeopcyxijs", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)),
        # Seen where H stood: two uprights and a bar, read a little too high.
        "П": "H",
    }
)
_OTHERS: Final = re.compile(r"[\u0370-\u03FF\u0400-\u04FF]")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Mended:
    """A word as it stood, as it is read, and the letters that were taken for others."""

    before: str
    after: str

    @property
    def letters(self) -> str:
        """The letters taken for others, by their names in Unicode."""
        return ", ".join(f"U+{ord(letter):04X}" for letter in dict.fromkeys(_OTHERS.findall(self.before)))


def mended(text: str) -> str:
    """A text with look-alike letters read as ours. A word of another language stays as it is."""
    text = unicodedata.normalize("NFKC", text)
    if not _OTHERS.search(text):
        return text
    return _WORD.sub(lambda match: _mend(match[0]), text)


def _mend(word: str) -> str:
    if not _OTHERS.search(word):
        return word
    read = word.translate(_LIKE)
    mixed = any(letter.isascii() for letter in word)
    return read if not _OTHERS.search(read) and (mixed or len(word) <= 3) else word


def lookalikes_in(text: str) -> Iterator[Mended]:
    """Each word of a text that is read otherwise than it is written."""
    if _OTHERS.search(text):
        for match in _WORD.finditer(text):
            read = _mend(match[0])
            if read != match[0]:
                yield Mended(match[0], read)
