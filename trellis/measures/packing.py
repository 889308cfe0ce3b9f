"""Several counts in one machine word, each with proof that it cannot spill into the next.

Reading a mark means looking up its byte in a table of 256 words; one look-up adds to every count at once. A
position adds at most one to a count, so a count over `longest` positions is at most `longest`, and
`longest.bit_length()` bits hold it: 756 sessions want ten bits, not eight. Where the counts asked for do not
fit one word there are several words, each with a table of its own; never a narrower field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

WORD_BITS: Final = 64

# A line is ASCII, so the high bit of a byte is free: the kernel sets it where a mark was expected.
EXPECTED: Final = 0x80

Words = NDArray[np.uint64]

_EVERY_PIECE: Final = slice(None)


class TooNarrowError(ValueError):
    """A field that cannot hold the largest count asked of it: the sums would be wrong without a sound."""


def width_for(longest: int) -> int:
    """How many bits hold a count over so many positions."""
    if longest < 1:
        raise ValueError("A period counts at least one position.")
    return longest.bit_length()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each count stands: `words` of fields, every field `width` bits wide, the first at the low end."""

    words: tuple[tuple[str, ...], ...]
    width: int

    @property
    def fields(self) -> tuple[str, ...]:
        """Every count, in the order of the words."""
        return tuple(field for word in self.words for field in word)

    def prove(self, longest: int) -> None:
        """Refuse a layout in which a count over `longest` positions could reach its neighbour."""
        fullest = max(len(word) for word in self.words)
        if fullest * self.width > WORD_BITS:
            raise TooNarrowError(f"{fullest} fields of {self.width} bits do not fit a word of {WORD_BITS}.")
        if longest >= 1 << self.width:
            raise TooNarrowError(
                f"A field of {self.width} bits cannot hold a count over {longest} positions."
            )

    def tables(self, chars: Mapping[str, Iterable[int]]) -> tuple[Words, ...]:
        """One table of 256 words for each word: what a byte adds to each field it counts in."""
        return tuple(self._table(word, chars) for word in self.words)

    def _table(self, word: Sequence[str], chars: Mapping[str, Iterable[int]]) -> Words:
        table = np.zeros(256, np.uint64)
        for place, field in enumerate(word):
            # Bytes are taken once each: a byte named twice would add two and break the proof.
            table[sorted(set(chars[field]))] += np.uint64(1 << (place * self.width))
        return table

    def unpack(
        self, packed: Sequence[Words], field: str, pieces: slice | NDArray[np.intp] = _EVERY_PIECE
    ) -> NDArray[np.int64]:
        """One count out of the words that hold it, of every piece or of some."""
        for word, words in zip(self.words, packed, strict=True):
            if field in word:
                shift = np.uint64(word.index(field) * self.width)
                mask = np.uint64((1 << self.width) - 1)
                count = words[pieces] >> shift
                count &= mask
                return count.view(np.int64)
        raise KeyError(field)


def layout_for(fields: Sequence[str], longest: int) -> Layout:
    """The fewest words that hold these counts over `longest` positions, proved."""
    width = width_for(longest)
    in_a_word = WORD_BITS // width
    words = tuple(tuple(fields[at : at + in_a_word]) for at in range(0, len(fields), in_a_word))
    layout = Layout(words, width)
    layout.prove(longest)
    return layout


def longest_in_one_word(fields: int) -> int:
    """The most positions over which so many counts still share one word."""
    return int((1 << (WORD_BITS // fields)) - 1)
