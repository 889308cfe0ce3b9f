"""Names of pupils that stand in words meant for everybody: for a person to say that consent is held.

A machine cannot tell Rose from a rose. It lists what may be a name, and somebody who knows decides.
"""

import datetime as dt
import re
from collections.abc import Iterable

from trellis.schools.models import Pupil, School

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OWNER = re.compile(r"['’]s?$")
# Who is written "Mr Bright" is a grown-up, even where a child is a Bright too.
_GROWN_UP = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr", "sir", "madam", "canon", "father", "rev"})


def possible_names(texts: Iterable[str], school: School, day: dt.date) -> list[str]:
    """What in some texts may be the name of a child on roll that day, as it is written there.

    A name in full comes once, as the whole; a forename or surname alone where it begins with a capital.
    """
    texts = list(texts)
    forenames, surnames = _names_on_roll(school, day)
    found: dict[str, None] = {}
    for text in texts:
        before, held = "", ""
        for match in _WORD.finditer(text):
            word = _OWNER.sub("", match[0])
            folded = word.casefold().replace("’", "'")
            is_name = word[0].isupper() and (folded in forenames or folded in surnames)
            together = held and folded in surnames and text[: match.start()].endswith(f"{held} ")
            if is_name and together:
                found.pop(held, None)
                found[f"{held} {word}"] = None
                held = ""
            elif is_name and before not in _GROWN_UP:
                found[word] = None
                held = word if folded in forenames else ""
            else:
                held = ""
            before = folded
    return list(found)


def _names_on_roll(school: School, day: dt.date) -> tuple[set[str], set[str]]:
    """The forenames (and what children are called) and the surnames on roll, without regard to capitals."""
    forenames, surnames = set(), set()
    rows = Pupil.objects.on_roll(school, day).values_list("forename", "preferred_name", "surname")
    for forename, preferred, surname in rows:
        forenames |= _words_of(f"{forename} {preferred}")
        surnames |= _words_of(surname)
    return forenames, surnames


def _words_of(name: str) -> set[str]:
    """The words of a name, each of which may stand for the child: Mary Ann is Mary too."""
    return {word.casefold().replace("’", "'") for word in _WORD.findall(name)}
