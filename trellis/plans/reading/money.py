"""Sums of money in a plan's resources: as written, firm or queried, by the day or the box; and "cost above",
which counts nothing.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_POUNDS: Final = re.compile(
    r"£ ?(?P<pounds>\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+(?:\.\d\d)?) ?(?P<thousand>k\b)?", re.IGNORECASE
)
_BARE: Final = re.compile(r"(?<![\d£.,/:-])(?P<pounds>\d{1,2},\d{3}|[1-9]\d{2,4})(?![\d.,]?\d|[/:%-]\d|\s*%)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_ABOVE: Final = re.compile(
    r"\b(?:costs?|costings?|set|priced|accounted for|as)\b.{0,40}?\babove\b"
    r"|\babove\b.{0,20}\baccounted for\b|\bsee above\b",
    re.IGNORECASE | re.DOTALL,
)
_EACH: Final = re.compile(r"\s*(?:per|each|a day|an hour|a head)\b", re.IGNORECASE)
_DAYS: Final = re.compile(
    r"(?P<days>\d{1,3}) ?days?\b|\b(?P<word>one|two|three|four|five) days?\b", re.IGNORECASE
)
_IN_WORDS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_OPEN: Final = re.compile(r"\+\s*cover|\bplus\b|\bcosts?\.?,?$|\bsubscriptions?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cost:
    """One sum, as it is written."""

    pounds: Decimal
    words: str
    queried: bool = False  # a question mark stands by it
    unmarked: bool = False  # no pound sign: perhaps no sum at all, and never counted
    each: bool = False  # for one of several
    more_to_come: bool = False  # "+ cover costs"


@dataclass(frozen=True, slots=True)
class Resources:
    """What one cell says of money and time."""

    costs: tuple[Cost, ...] = ()
    above: str = ""  # "Cost above": counted where it stands
    days: int = 0

    @property
    def as_written(self) -> Decimal:
        """Every sum with a pound sign."""
        return sum((cost.pounds for cost in self.costs if not cost.unmarked), Decimal(0))

    @property
    def firm(self) -> Decimal:
        """Those nobody has put a question mark to."""
        return sum((cost.pounds for cost in self.costs if not (cost.unmarked or cost.queried)), Decimal(0))

    @property
    def unmarked(self) -> Decimal:
        return sum((cost.pounds for cost in self.costs if cost.unmarked), Decimal(0))


def read_resources(cell: str) -> Resources:
    """The sums, days and cross-references of one cell."""
    above = _ABOVE.search(cell)
    found = [_cost(match, cell) for match in _POUNDS.finditer(cell)]
    found += [
        Cost(_sum(match), match[0], unmarked=True)
        for match in _BARE.finditer(_POUNDS.sub(lambda match: " " * len(match[0]), cell))
        if not _YEAR.fullmatch(match[0])
    ]
    days = sum(
        int(match["days"] or 0) or _IN_WORDS[match["word"].casefold()] for match in _DAYS.finditer(cell)
    )
    return Resources(tuple(found), above[0] if above else "", days)


def _cost(match: re.Match[str], cell: str) -> Cost:
    line_end = cell.find("\n", match.end())
    rest = cell[match.end() : line_end if line_end >= 0 else len(cell)]
    return Cost(
        _sum(match) * (1000 if match["thousand"] else 1),
        (match[0] + rest).strip(),
        queried="?" in rest,
        each=bool(_EACH.match(rest)),
        more_to_come=bool(_OPEN.search(rest)),
    )


def _sum(match: re.Match[str]) -> Decimal:
    return Decimal(match["pounds"].replace(",", ""))
