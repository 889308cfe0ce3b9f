"""The wall calendar: strand by month for a term, as school plans print it.

Its columns are headed as the place prints them (settings wall_autumn, wall_spring, wall_summer). Where
nothing was said they are the months, one with only a few school days of the term sharing a column with its
neighbour ("March / April"). Dates in the holidays stand in the column before them. What is due daily or
weekly stands in the routine, not here.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from django.utils.dates import MONTHS

from trellis.rhythm.due import Due
from trellis.rhythm.models import Arrangement
from trellis.rules.academic_year import AcademicYear
from trellis.rules.captions import Caption, read_captions
from trellis.rules.school_days import SchoolDays
from trellis.schools.models import Grouping, School
from trellis.schools.settings import setting_at

SEASONS: Final = ("autumn", "spring", "summer")
FREQUENT: Final = frozenset({"daily", "weekly"})

# Where no calendar is stated, terms are taken by whole months.
_MONTHS_OF: Final = {"autumn": (8, 12), "spring": (1, 3), "summer": (4, 7)}
_FEW: Final = 5

# As many owners as have a colour of their own; those after them share the last.
COLOURS: Final = 8


@dataclass(frozen=True)
class Column:
    """Some days of a term, as the place heads them."""

    caption: str
    since: dt.date
    until: dt.date


@dataclass
class Entry:
    """One duty in one cell: its occasions there, in order of date."""

    arrangement: Arrangement
    colour: int
    whose: str  # nothing where it is nobody's at any school
    without: int  # at how many schools it is nobody's
    due: list[Due] = field(default_factory=list)

    @property
    def turns(self) -> str:
        """Whose turns they are, where the duty has a rota."""
        return ", ".join(dict.fromkeys(one.turn for one in self.due if one.turn))

    @property
    def when(self) -> Sequence["When"]:
        """The days it falls on; of a grouping's, over its schools together."""
        keyed: dict[str, list[Due]] = {}
        for one in self.due:
            keyed.setdefault(one.occasion.key, []).append(one)
        return [When(held) for held in keyed.values()]


@dataclass(frozen=True)
class When:
    """One occasion of an entry: at one school, or at each of several on its own day."""

    due: Sequence[Due]

    @property
    def since(self) -> dt.date:
        return self.due[0].occasion.day

    @property
    def until(self) -> dt.date:
        return self.due[-1].occasion.day

    @property
    def done(self) -> int:
        """At how many schools it was dealt with."""
        return sum(one.done is not None for one in self.due)


@dataclass(frozen=True)
class Wall:
    """A term on the wall: its columns, a row for each strand, and what the colours mean."""

    columns: Sequence[Column]
    rows: Sequence[tuple[str, Sequence[Sequence[Entry]]]]
    legend: Sequence[tuple[int, str]]


def captions_of(place: School | Grouping, season: str) -> Sequence[Caption]:
    """How a place heads the columns of a term; nothing where the months will do."""
    return read_captions("\n".join(setting_at(place, f"wall_{season}")), season)


def columns_of(
    days: SchoolDays, year: AcademicYear, season: str, captions: Sequence[Caption] = ()
) -> list[Column]:
    """The columns of a term with the holiday after it; the autumn begins with the academic year."""
    since, until = ends_of(days, year, season)
    begun = {half_term.name: half_term.since for half_term in days.half_terms_of(year)}
    begins = [one.begins(year, begun.get) for one in captions]
    if captions and None not in begins:
        return _headed(captions, [day for day in begins if day], since, until)
    return _by_month(days, since, until)


def _headed(
    captions: Sequence[Caption], begins: Sequence[dt.date], since: dt.date, until: dt.date
) -> list[Column]:
    """A column for each caption; the first begins and the last ends with the term, whatever they name."""
    first = [since, *(min(max(day, since), until) for day in begins[1:])]
    last = [*(day - dt.timedelta(days=1) for day in first[1:]), until]
    return [Column(one.words, *ends) for one, *ends in zip(captions, first, last, strict=True)]


def _by_month(days: SchoolDays, since: dt.date, until: dt.date) -> list[Column]:
    months = [
        list(held) for _month, held in groupby(_each_day(since, until), key=lambda day: (day.year, day.month))
    ]
    in_school = [len(days.between(held[0], held[-1])) for held in months]
    own = [n for n, number in enumerate(in_school) if number > _FEW] or [0]
    found: dict[int, list[int]] = {n: [] for n in own}
    for n in range(len(months)):
        # A few days at the end belong to the month before, a few at the beginning to the month after.
        found[max((one for one in own if one <= n), default=own[0])].append(n)
    return [
        Column(_caption(months, in_school, held), months[held[0]][0], months[held[-1]][-1])
        for held in found.values()
    ]


def ends_of(days: SchoolDays, year: AcademicYear, season: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a term's columns."""
    terms = {term.name.lower(): term for term in days.terms_of(year)}
    if season not in terms:
        first, last = _MONTHS_OF[season]
        since = dt.date(year.start if first >= 8 else year.start + 1, first, 1)
        until = dt.date(since.year, last, 28) + dt.timedelta(days=4)
        return since, until.replace(day=1) - dt.timedelta(days=1)
    held = terms[season]
    before = any(term.until < held.since for term in terms.values())
    after = [term.since for term in terms.values() if term.since > held.until]
    since = held.since if before else year.since
    return since, min(after) - dt.timedelta(days=1) if after else year.until


def _each_day(since: dt.date, until: dt.date) -> Iterable[dt.date]:
    return (since + dt.timedelta(days=n) for n in range((until - since).days + 1))


def _caption(months: Sequence[Sequence[dt.date]], in_school: Sequence[int], held: Sequence[int]) -> str:
    """The months of a column with school in them: "March / April"."""
    named = [n for n in held if in_school[n]] or held[:1]
    return " / ".join(str(MONTHS[months[n][0].month]) for n in named)


def on_the_wall(due: Iterable[Due], columns: Sequence[Column]) -> Wall:
    """Lay out what is due, by strand and month, each owner in a colour."""
    shown = list(due)
    whose, without = _owners(shown)
    colours = colours_of(filter(None, whose.values()))
    strands: dict[str, list[dict[int, Entry]]] = {}
    for one in sorted(shown, key=_as_entered):
        cells = strands.setdefault(one.arrangement.strand, [{} for _column in columns])
        key = one.arrangement.pk
        for column, cell in zip(columns, cells, strict=True):
            if column.since <= one.occasion.day <= column.until:
                if key not in cell:
                    words = whose[key]
                    cell[key] = Entry(one.arrangement, colours.get(words, 0), words, without[key])
                cell[key].due.append(one)
    # A row without a name comes last: plans have those too.
    named = sorted(strands.items(), key=lambda row: row[0] == "")
    rows = [(strand, [sorted(cell.values(), key=_by_day) for cell in cells]) for strand, cells in named]
    return Wall(columns, rows, [(colour, words) for words, colour in colours.items()])


def _owners(due: Iterable[Due]) -> tuple[dict[int, str], dict[int, int]]:
    """Whose each duty is, nothing where it is nobody's at all its schools; at how many it is nobody's."""
    words: dict[int, str] = {}
    without: dict[int, set[int]] = {}
    for one in due:
        key = one.arrangement.pk
        words.setdefault(key, "")
        if one.nobodys:
            without.setdefault(key, set()).add(one.school.pk)
        else:
            words[key] = one.arrangement.owner_words
    return words, {key: len(without.get(key, ())) for key in words}


def colours_of(owners: Iterable[str]) -> dict[str, int]:
    """A colour for each owner, by its number."""
    return {words: min(n, COLOURS) for n, words in enumerate(sorted(set(owners)), start=1)}


def _as_entered(due: Due) -> tuple[int, dt.date]:
    return due.arrangement.duty_id, due.occasion.day


def _by_day(entry: Entry) -> tuple[dt.date, int]:
    return entry.due[0].occasion.day, entry.arrangement.duty_id
