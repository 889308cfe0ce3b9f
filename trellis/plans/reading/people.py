"""Who is to do a thing, as plans write it: initials together or glued, roles, names.

A cell may also hold a sum of money; initials are told from it. Phases and roles are known before people are:
FS is the foundation stage, not somebody.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from trellis.plans.reading.lookalikes import mended


def words_of(words: str) -> frozenset[str]:
    """A list of words that reads as one."""
    return frozenset(words.split())


# What is written like initials and is nobody.
NOT_PEOPLE: Final = words_of(
    "FS KS EYFS SEN SEND EAL ICT PE RE RSE PSHE RWI EWO EWS SLA SIMS NFER CPD PDM PPM ARE GDS DFE LA "
    "MAT EHA CAF CPOMS YARK YARC PSC LSR TT DSL KCSIE PA PP FSM EEF PMR INSET TBC NA HMI OFSTED SIP "
    "RAP AR UK WG MIS IT LSA TA TAS ALN"
)
ROLES: Final = words_of("SLT SMT HT DHT AHT HOY HOD SENCO SENCo CEO CFO COO BM SBM GB CT CTS PTA")
_INITIALS: Final = re.compile(r"(?<![A-Za-z0-9£&])[A-Z]{2,3}(?:['’]s)?(?![A-Za-z0-9&]|['’][A-Za-rt-z])")
_RUN: Final = re.compile(r"(?<![A-Za-z])[A-Z]{4,12}(?![A-Za-z])")
_ONLY_INITIALS: Final = re.compile(r"(?:\s*[A-Z]{2,3}\s*(?:[/,&+;]|\band\b|\s|$))+")
_GROUPS: Final = re.compile(
    r"\ball (?:staff|teachers|leaders|subject leaders|adults|governors|CT['’]?s)\b|\ball subject leaders\b"
    r"|\bsubject leaders?\b"
    r"|\bgovernors\b|\boffice\b|\bincl(?:usion)? team\b|\bheadteacher\b|\bhead\b|\bICT tech\b|\bchildren\b",
    re.IGNORECASE,
)
_LONGEST_LIST: Final = 3  # an initial in a sentence counts where it is known from a list


@dataclass(frozen=True, slots=True)
class Owners:
    """Who is named: initials and groups, each once, and what was not sure."""

    initials: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()  # glued letters → how they were parted

    def __bool__(self) -> bool:
        return bool(self.initials or self.groups)


def known_initials(cells: Iterable[str]) -> frozenset[str]:
    """The initials a plan uses: those that stand in a list of initials somewhere, or often."""
    seen: Counter[str] = Counter()
    listed: set[str] = set()
    for cell in cells:
        for line in mended(cell).split("\n"):
            found = [each.strip() for each in _INITIALS.findall(line) if each not in NOT_PEOPLE]
            seen.update(set(found))
            if found and _ONLY_INITIALS.fullmatch(line):
                listed.update(found)
    # Letters that stray to the front of others are seen once, and only there.
    stray = {
        each
        for each in listed
        if seen[each] == 1 and any(each[1:] == other for other in listed if other != each)
    }
    return frozenset(listed - stray - NOT_PEOPLE - ROLES)


def read_owners(cell: str, known: frozenset[str]) -> Owners:
    """Who a cell names."""
    text = mended(cell)
    apart: list[tuple[str, str]] = []
    found: list[str] = []
    for match in re.finditer(rf"{_RUN.pattern}|{_INITIALS.pattern}", text):
        found += _parted(match[0].removesuffix("'s").removesuffix("’s"), known, apart)
    people = [each for each in dict.fromkeys(found) if each in known and each not in ROLES]
    groups = [each for each in dict.fromkeys(found) if each in ROLES]
    groups += [match[0] for match in _GROUPS.finditer(text)]
    return Owners(tuple(people), tuple(dict.fromkeys(groups)), tuple(apart))


def _parted(letters: str, known: frozenset[str], apart: list[tuple[str, str]]) -> list[str]:
    """One's initials, or several people's run together: "NSIE". A letter too many is left off where the rest
    is known.
    """
    if letters in known or letters in ROLES or letters in NOT_PEOPLE:
        return [letters]
    parts = _split(letters, known)
    if parts is None and len(letters) == _LONGEST_LIST and letters[1:] in known:
        parts = [letters[1:]]
    if parts is None:
        return [letters]
    apart.append((letters, ", ".join(parts)))
    return parts


def _split(letters: str, known: frozenset[str]) -> list[str] | None:
    if not letters:
        return []
    for size in (2, 3):
        if letters[:size] in known:
            rest = _split(letters[size:], known)
            if rest is not None:
                return [letters[:size], *rest]
    return None


def people_of(cells: Sequence[str]) -> Counter[str]:
    """How many rows name each person."""
    known = known_initials(cells)
    counted: Counter[str] = Counter()
    for cell in cells:
        counted.update(read_owners(cell, known).initials)
    return counted
