"""What a reference to a record kept elsewhere looks like: something to look up, and nothing to read."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 20
_MOST_LETTERS: Final = 6  # in a row, as in SAFEGD-0417: longer is a word
_FEW_LETTERS: Final = 2  # more than once more letters than these are a sentence: hit-by-dad-1
_ALLOWED: Final = re.compile(r"[A-Za-z0-9./#-]+", re.ASCII)


def is_reference(text: str) -> bool:
    """Whether somebody wrote a reference: letters, figures and marks without a space, a figure among them, no
    run of letters that is a long word, and no two that are words.
    """
    runs = [len(run) for run in re.findall(r"[A-Za-z]+", text)]
    return (
        len(text) <= LONGEST
        and _ALLOWED.fullmatch(text) is not None
        and any(one.isdigit() for one in text)
        and all(run <= _MOST_LETTERS for run in runs)
        and sum(run > _FEW_LETTERS for run in runs) <= 1
    )
