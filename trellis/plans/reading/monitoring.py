"""How a plan means to check its work, where its words name a kind of look: a walk, books, pupils' voices."""

import re
from typing import Final

_KINDS: Final = (
    ("walk", r"learning walks?|environment (?:checks?|walks?)|walk ?rounds?"),
    ("books", r"book (?:looks?|scrutin\w+|checks?|monitoring)|scrutin\w+ of (?:books|work)|work scrutin\w+"),
    (
        "planning",
        r"planning (?:scrutin\w+|checks?|monitoring)|scrutin\w+ of planning|monitor\w* (?:of )?planning",
    ),
    ("sampling", r"(?:work )?sampl(?:e|es|ing)"),
    ("voice", r"pupil (?:voice|conferenc\w+|interviews?|questionnaires?|talk|conversations?)"),
    ("peers", r"peer reviews?"),
    ("drop_in", r"drop[- ]ins?"),
    ("observation", r"(?:lesson )?observations?|observ(?:e|ing) lessons?"),
    ("review", r"(?:CEO|trust|SEND|SLT|governors?’?'?) (?:reviews?|monitoring)|moderation"),
)
_PATTERNS: Final = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _KINDS]


def kinds_in(words: str) -> list[str]:
    """The kinds of look some words name, in the order they stand."""
    found = [(match.start(), kind) for kind, pattern in _PATTERNS if (match := pattern.search(words))]
    return [kind for _at, kind in sorted(found)]
