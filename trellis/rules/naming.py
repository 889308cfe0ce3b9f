"""Whether a child's name stands in a text: somebody called May, Will or Grace is named where the word is
written as a name, and not where it is a month, a verb or a virtue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDS_A_SENTENCE: Final = re.compile(r"[.!?:;…\n]")

# Words that are somebody's name as well and that any reason may hold, in English and in Welsh. Where more
# people are called so than ever write the word (Rose, Jack, Penny), it is not here.
_ORDINARY: Final = """
    a al am an and any ap are art as at best bill black blue book both boy bright brown but by can care
    case chance change child church clean clear close cook cross day de den der di do down drew early
    east fair faith field fields fine free friend from game gold good grace grant green grey had hall
    hand hands happy hard has have head her high hill him his home honour hope house hurt i in is it joy
    just key kind king la land lane law le lead little long lot love low main major mark me mine more
    much my new no north of old on one or own page park patience peace place pool poor post power price
    prior quick rain read rich ring rise river road school see sharp she short small smart so son south
    spring star storm street strong sun than the them they to town trip true trust van very von wall
    ward was watch water way week weeks well wells west white will wise wish wood work works young
    spring summer autumn winter april may june august monday friday sunday
    bach bron dydd fach fawr haf mai ebrill mawr mawrth non o wyn y yn yr
"""
ORDINARY: Final = frozenset(_ORDINARY.split())
_MONTHS: Final = frozenset({"april", "may", "june", "august", "mai", "ebrill", "mawrth"})
_BEFORE_A_MONTH: Final = frozenset(
    {"in", "since", "until", "last", "next", "during", "early", "late", "mid", "ym", "ers", "tan"}
)


def any_word_of(text: str, names: Iterable[str]) -> str:
    """The first word of a text that is one of somebody's names, ordinary or not; nothing where none is."""
    theirs = _words_of(names)
    return next((word.group() for word in _WORD.finditer(text) if _plain(word.group(), theirs) in theirs), "")


def named_in(text: str, names: Iterable[str]) -> str:
    """The word by which a text names somebody of these names, as it is written there; nothing where it does
    not.

    An ordinary word names them where it is written with a capital within a sentence and stands for no month,
    and beside another of their names however it is written; any other word wherever it stands.
    """
    theirs = _words_of(names)
    shouted = text.isupper()
    words = list(_WORD.finditer(text))
    folded = [_plain(word.group(), theirs) for word in words]
    for at, word in enumerate(words):
        if folded[at] not in theirs:
            continue
        beside = {one for one in _around(folded, at) if one != folded[at]}
        if folded[at] not in ORDINARY or beside & theirs:
            return word.group()
        as_a_name = word.group()[0].isupper() and not shouted and not _begins(text, words, at)
        if as_a_name and not _is_a_month(folded, at):
            return word.group()
    return ""


def _words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_folded(word.group()) for name in names for word in _WORD.finditer(name))


def _folded(word: str) -> str:
    return word.casefold().replace("’", "'")


def _plain(word: str, theirs: frozenset[str]) -> str:
    """A word without its capitals, and without the ’s of whose something is."""
    folded = _folded(word)
    return folded if folded in theirs else folded.removesuffix("'s")


def _around(words: list[str], at: int) -> Iterator[str]:
    yield from words[max(at - 1, 0) : at]
    yield from words[at + 1 : at + 2]


def _begins(text: str, words: list[re.Match[str]], at: int) -> bool:
    """Whether a word is the first of its sentence, where a capital says nothing."""
    return at == 0 or _ENDS_A_SENTENCE.search(text, words[at - 1].end(), words[at].start()) is not None


def _is_a_month(words: list[str], at: int) -> bool:
    if words[at] not in _MONTHS:
        return False
    before = words[at - 1] if at else ""
    return before in _BEFORE_A_MONTH or any(one[0].isdigit() for one in _around(words, at))
