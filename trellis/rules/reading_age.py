"""How old a reader has to be to read some English with ease, as near as counting can tell.

The Flesch–Kincaid grade (1975) with five added for the age English children are in that school year:
0.39 × words a sentence + 11.8 × syllables a word - 15.59 + 5. It counts and does not understand: short words
can be hard, a known long word is easy, and names count like any other word. It was made for English and says
nothing of any other language; of fewer than thirty words it says too little to be shown.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

FEWEST_WORDS = 30
AIM = 11
"""What a letter home should not ask more than: the age at which primary school ends."""

_WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*|\d+(?:[.,:]\d+)*")
_ENDS = re.compile(r"(?<=[.!?:;])[\"”’)]*\s+")
_VOWELS = re.compile(r"[aeiouy]+")
# The e of "late", "rule" and "missed" is not heard; that of "table", "wanted" and "classes" is.
_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|[^aeiouytd]ed$|(?:[^aeiouylcghsxz]|[aeiouy]l)es$")


@dataclass(frozen=True)
class ReadingAge:
    """The age, and what was counted for it."""

    age: int
    words: int
    sentences: int
    longest: str  # the sentence with most words

    @property
    def is_plain(self) -> bool:
        """Whether it asks no more than the aim."""
        return self.age <= AIM


def reading_age(text: str) -> ReadingAge | None:
    """The reading age of some English; None where there are too few words to tell.

    Every line is a sentence at least: a heading or a point ends without a stop.
    """
    sentences = [said for line in text.splitlines() for said in _ENDS.split(line) if _WORD.search(said)]
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    syllables = sum(map(syllables_of, words))
    grade = (
        Fraction(39, 100) * Fraction(len(words), len(sentences))
        + Fraction(118, 10) * Fraction(syllables, len(words))
        - Fraction(1559, 100)
    )
    longest = max(sentences, key=lambda said: len(_WORD.findall(said)))
    return ReadingAge(max(round(grade + 5), 5), len(words), len(sentences), longest.strip())


def syllables_of(word: str) -> int:
    """Syllables by the vowels one hears: a silent e at the end is none, and a number is read as one word."""
    if word[0].isdigit():
        return 1
    sound = word.lower().replace("’", "").replace("'", "")
    heard = len(_VOWELS.findall(sound))
    return max(heard - bool(_SILENT.search(sound)), 1)
