"""Sums of money in a plan's resources: as written, firm or queried, so many at so much, by the day or the
box; and "cost above", which counts nothing.
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
_SO_MANY: Final = re.compile(r"\s*[x×*] ?(?P<number>\d{1,3})\b(?![,.]?\d)", re.IGNORECASE)
_SO_MANY_AT: Final = re.compile(r"(?<![\w£.,])(?P<number>\d{1,3}) ?(?:[x×*@]|at) ?$", re.IGNORECASE)
_TOTAL: Final = re.compile(r"\btotals?\b", re.IGNORECASE)
_OPEN: Final = re.compile(r"\+\s*cover|\bplus\b|\bcosts?\.?,?$|\bsubscriptions?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cost:
    """One sum, as it is written."""

    pounds: Decimal  # of one
    words: str
    number: int = 1  # "£70 x 2": how many
    queried: bool = False  # a question mark stands by it
    unmarked: bool = False  # no pound sign: perhaps no sum at all, and never counted
    each: bool = False  # for one of several
    more_to_come: bool = False  # "+ cover costs"
    called_total: bool = False  # it may already hold the others

    @property
    def total(self) -> Decimal:
        """All of them together."""
        return self.pounds * self.number


@dataclass(frozen=True, slots=True)
class Resources:
    """What one cell says of money and time."""

    costs: tuple[Cost, ...] = ()
    above: str = ""  # "Cost above": counted where it stands
    days: int = 0

    @property
    def as_written(self) -> Decimal:
        """Every sum with a pound sign."""
        return sum((cost.total for cost in self.costs if not cost.unmarked), Decimal(0))

    @property
    def firm(self) -> Decimal:
        """Those nobody has put a question mark to."""
        return sum((cost.total for cost in self.costs if not (cost.unmarked or cost.queried)), Decimal(0))

    @property
    def unmarked(self) -> Decimal:
        return sum((cost.total for cost in self.costs if cost.unmarked), Decimal(0))


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
    line_begins = cell.rfind("\n", 0, match.start()) + 1
    line_end = cell.find("\n", match.end())
    rest = cell[match.end() : line_end if line_end >= 0 else len(cell)]
    after, before = _SO_MANY.match(rest), _SO_MANY_AT.search(cell[: match.start()])
    many = after or before
    return Cost(
        _sum(match) * (1000 if match["thousand"] else 1),
        f"{before[0] if before else ''}{match[0]}{rest}".strip(),
        number=max(int(many["number"]), 1) if many else 1,
        queried="?" in rest,
        each=bool(_EACH.match(rest)),
        more_to_come=bool(_OPEN.search(rest)),
        called_total=bool(_TOTAL.search(cell[line_begins : match.start()]) or _TOTAL.search(rest)),
    )


def _sum(match: re.Match[str]) -> Decimal:
    return Decimal(match["pounds"].replace(",", ""))
