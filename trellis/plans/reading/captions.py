"""What a column is: proposed from its caption, by a vocabulary kept as data, and from what its cells look
like.

It is only ever a proposal: a person confirms it, and the caption itself is kept as it is printed.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

from trellis.plans.fields import Field
from trellis.plans.reading.look import Look, look_of
from trellis.plans.reading.lookalikes import mended

LIKE_ENOUGH: Final = 0.86
# A caption is a label, not a paragraph.
LONGEST_CAPTION: Final = 160


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a column seems to be, and what says so."""

    field: str
    by: str  # "caption", "cells" or nothing


@cache
def _vocabulary() -> dict[str, Field]:
    """Words → field, as `captions.csv` has them; the first of two is meant."""
    text = (files("trellis.plans") / "captions.csv").read_text(encoding="utf-8")
    found: dict[str, Field] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["words"], Field(row["field"]))
    return found


def plain(caption: str) -> str:
    """A caption without what varies: case, punctuation, look-alike letters, a year."""
    words = re.sub(r"[^\w\s]|_", " ", mended(caption).casefold())
    return " ".join(word for word in words.split() if not word.isdigit())


@cache
def field_of(caption: str) -> Field | None:
    """The field a caption names, if its words are known: the longest phrase decides, then a near miss."""
    text = plain(caption)
    if not text or len(caption) > LONGEST_CAPTION:
        return None
    vocabulary = _vocabulary()
    for part in (text, plain(re.sub(r"\(.*?\)|[-–—:].*", " ", caption, flags=re.DOTALL))):
        if part in vocabulary:
            return _sharpened(vocabulary[part], text)
    found = _longest_phrase(text)
    if found is None and len(text) > 3:
        near = get_close_matches(text, vocabulary, n=1, cutoff=LIKE_ENOUGH)
        found = vocabulary[near[0]] if near else None
    return found and _sharpened(found, text)


def _sharpened(field: Field, text: str) -> Field:
    """An "evaluation" that is asked as a question is a question, whatever it is called."""
    if field is Field.RESULT and re.search(r"\bquestions?\b", text):
        return Field.QUESTION
    return field


def _longest_phrase(text: str) -> Field | None:
    """The field of the longest known phrase in a caption; of two as long, the one that comes first."""
    words = text.split()
    vocabulary = _vocabulary()
    for length in range(min(len(words), 6), 0, -1):
        for at in range(len(words) - length + 1):
            phrase = " ".join(words[at : at + length])
            # One short word inside a long caption says little: "what is the time" is not a date.
            if phrase in vocabulary and (length > 1 or (len(phrase) > 3 and (at == 0 or len(words) < 6))):
                return vocabulary[phrase]
    return None


def is_caption_row(cells: Sequence[str]) -> bool:
    """Does a row name the columns? Most of what it says must be known words, and no cell a paragraph."""
    said = [cell for cell in cells if cell.strip()]
    if len(said) < 2 or any(len(cell) > LONGEST_CAPTION for cell in said):
        return False
    known = [field for field in map(field_of, said) if field]
    short = sum(len(cell) for cell in said) / len(said) < 70
    return short and len(known) * 2 >= len(said) and len(set(known)) > 1


def propose(captions: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Proposal]:
    """What each column seems to be, a field once at most unless it is one of the long ones."""
    proposals = [_by_caption(caption) for caption in captions]
    taken = {proposal.field for proposal in proposals if proposal.field}
    for at, cells in enumerate(columns):
        if not proposals[at].field:
            field = _FIELDS_OF.get(look_of(cells))
            if field and field not in taken:
                proposals[at] = Proposal(field, "cells")
                taken.add(field)
    return _dates_apart(captions, columns, proposals)


def _by_caption(caption: str) -> Proposal:
    field = field_of(caption)
    return Proposal(field, "caption") if field else Proposal("", "")


_FIELDS_OF: Final = {
    Look.LETTERS: Field.PRIORITY,
    Look.INITIALS: Field.OWNER,
    Look.MONEY: Field.RESOURCE,
    Look.DATES: Field.WHEN,
    Look.CODES: Field.REFERENCE,
    Look.QUESTIONS: Field.QUESTION,
}


def _dates_apart(
    captions: Sequence[str], columns: Sequence[Sequence[str]], proposals: list[Proposal]
) -> list[Proposal]:
    """Two columns of dates nobody headed are when a thing starts and when it is to be done."""
    dated = [
        at
        for at, cells in enumerate(columns)
        if proposals[at].by != "caption" and look_of(cells) is Look.DATES
    ]
    if len(dated) == 2:
        proposals[dated[0]] = Proposal(Field.START, "cells")
        proposals[dated[1]] = Proposal(Field.FINISH, "cells")
    return proposals


def propose_without_captions(columns: Sequence[Sequence[str]]) -> list[Proposal]:
    """What the columns of a table without captions seem to be: the first two that hold sentences are what is
    done and what it should lead to.
    """
    proposals = propose([""] * len(columns), columns)
    sentences = [
        at for at, cells in enumerate(columns) if not proposals[at].field and look_of(cells) is Look.SENTENCES
    ]
    for at, field in zip(sentences, (Field.ACTION, Field.OUTCOME), strict=False):
        proposals[at] = Proposal(field, "cells")
    return proposals
