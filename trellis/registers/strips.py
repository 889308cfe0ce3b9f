"""The strip: a line of the register drawn as small cells, one per session (pages.md).

Nothing here decides how a mark counts: it asks the code set in force on each day, and says in words what it
has drawn. `cells_of` reads a line into cells; `year_strip`, `days_strip` and `weeks_strip` lay cells out; a
template draws what they answer. The alternative in words is part of the drawing: colour is never the only way
to know.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as n_

from trellis.measures.roll import Roll
from trellis.rules.academic_year import SESSIONS, AcademicYear, Mask
from trellis.rules.codes import ALL_CHARS, NO_MARK, Category, CodeSet, code_of, code_set, code_sets_over
from trellis.rules.marks import Line

Cells = npt.NDArray[np.uint8]

# A reason not yet given is not misconduct until this many school days have gone by (pages.md).
SCHOOL_DAYS_TO_GIVE_A_REASON = 5
NOT_ESTABLISHED = "N"


class Cell(IntEnum):
    """How a session is drawn. The name in lower case is its class in the style sheet."""

    EMPTY = 0
    PRESENT = 1
    LATE = 2
    AUTHORISED = 3
    UNAUTHORISED = 4
    ACTIVITY = 5
    UNRESOLVED = 6
    MISSING = 7
    CORONAVIRUS = 8

    @property
    def style(self) -> str:
        """Its class in the style sheet."""
        return self.name.lower()


_CELLS = tuple(Cell)

# In the order in which a reader would ask.
WORDS: dict[Cell, Any] = {
    Cell.PRESENT: n_("%(count)d session present", "%(count)d sessions present", "count"),
    Cell.LATE: n_("%(count)d late", "%(count)d late", "count"),
    Cell.ACTIVITY: n_("%(count)d at an approved activity", "%(count)d at an approved activity", "count"),
    Cell.AUTHORISED: n_("%(count)d authorised absence", "%(count)d authorised absences", "count"),
    Cell.UNAUTHORISED: n_("%(count)d unauthorised absence", "%(count)d unauthorised absences", "count"),
    Cell.UNRESOLVED: n_("%(count)d reason not yet given", "%(count)d reasons not yet given", "count"),
    Cell.MISSING: n_("%(count)d mark missing", "%(count)d marks missing", "count"),
    Cell.CORONAVIRUS: n_(
        "%(count)d not attending because of coronavirus",
        "%(count)d not attending because of coronavirus",
        "count",
    ),
}
KEY: dict[Cell, Any] = {
    Cell.PRESENT: _("Present"),
    Cell.LATE: _("Late"),
    Cell.ACTIVITY: _("Approved activity"),
    Cell.AUTHORISED: _("Authorised absence"),
    Cell.UNAUTHORISED: _("Unauthorised absence"),
    Cell.MISSING: _("Mark missing, or reason not yet given"),
    Cell.CORONAVIRUS: _("Coronavirus"),
}

_OF_CATEGORY = {
    Category.PRESENT: Cell.PRESENT,
    Category.ACTIVITY: Cell.ACTIVITY,
    Category.AUTHORISED: Cell.AUTHORISED,
    Category.UNAUTHORISED: Cell.UNAUTHORISED,
    Category.CORONAVIRUS: Cell.CORONAVIRUS,
}

# ── From a line to cells ────────────────────────────────────────────────────────────────────────────────────


def cells_of(
    line: Line,
    *,
    year: AcademicYear,
    nation: str,
    missing: Mask | None = None,
    unresolved: Mask | None = None,
) -> Cells:
    """How each of the 756 sessions of a line, or of many, is drawn.

    `missing`: where a mark was due and there is none (the line alone cannot know what was due).
    `unresolved`: the last five school days (`lately`): an N there is still waiting for its reason.
    """
    cells = np.zeros(line.shape, dtype=np.uint8)
    for positions, table in _tables(year, nation):
        cells[..., positions] = table[line[..., positions]]
    if unresolved is not None:
        cells[unresolved & (line == ord(NOT_ESTABLISHED))] = Cell.UNRESOLVED
    if missing is not None:
        cells[missing & (line == ord(NO_MARK))] = Cell.MISSING
    return cells


def cells_on_roll(roll: Roll, place: int) -> Cells:
    """An enrolment's year as cells: nothing before it joined or after it left."""
    return cells_of_each(roll, [place])[0]


def cells_of_each(roll: Roll, places: Sequence[int]) -> Cells:
    """The same of several enrolments, a row each."""
    at = np.asarray(places, np.intp)
    masks = roll.mask[at]
    last_days = np.array([lately(expected, roll.begun) for expected in roll.expected])
    cells = cells_of(
        roll.marks[roll.line[at]],
        year=roll.year,
        nation=roll.nation,
        missing=roll.due[masks].astype(np.bool_),
        unresolved=last_days[masks],
    )
    positions = np.arange(SESSIONS)
    cells[(positions < roll.first[at, None]) | (positions > roll.last[at, None])] = 0
    return cells


def cells_at(position: int, column: Line, *, year: AcademicYear, nation: str, missing: Mask) -> Cells:
    """How one session of many lines is drawn, on the day itself: an N there still waits for its reason."""
    table = next(table for positions, table in _tables(year, nation) if position < positions.stop)
    cells = table[column]
    cells[column == ord(NOT_ESTABLISHED)] = Cell.UNRESOLVED
    cells[missing & (column == ord(NO_MARK))] = Cell.MISSING
    return cells


def lately(expected: Mask, begun: int) -> Mask:
    """The last five school days of those begun: an N there may still become another code.

    `expected` are the sessions due, `begun` how many positions of the year have begun.
    """
    mask = np.zeros(SESSIONS, dtype=np.bool_)
    due = expected & (np.arange(SESSIONS) < begun)
    days = np.flatnonzero(due.reshape(-1, 2).any(axis=1))
    if len(days):
        mask[2 * days[-SCHOOL_DAYS_TO_GIVE_A_REASON:][0] :] = True
    return mask


@lru_cache(maxsize=64)
def _tables(year: AcademicYear, nation: str) -> tuple[tuple[slice, Cells], ...]:
    """The stretches of a year and how each character is drawn in them: the code set may change in August."""
    return tuple((positions, _table(held)) for positions, held in code_sets_over(nation, year))


def _table(held: CodeSet) -> Cells:
    table = np.zeros(256, dtype=np.uint8)
    for char in ALL_CHARS:
        category = held.category(char)
        if category is not None:
            late = category is not Category.MISSING and held.by_char[char].late
            table[ord(char)] = _late(category) if late else _OF_CATEGORY.get(category, Cell.EMPTY)
    return table


def _late(category: Category) -> Cell:
    """L is drawn late; U, after the register closed, is an absence and drawn as one."""
    return Cell.LATE if category.attended else Cell.UNAUTHORISED


# ── From cells to a drawing ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Strip:
    """A drawing: one path for each kind of cell, its size, and what it says in words."""

    width: float
    height: float
    paths: tuple[tuple[str, str], ...]
    says: str
    captions: tuple[tuple[float, str], ...] = field(default=())
    marked: str = ""


@dataclass(frozen=True)
class Size:
    """How large a cell is drawn, and the gap beside it, in pixels."""

    cell: int
    gap: int

    @property
    def step(self) -> int:
        """From one cell to the next."""
        return self.cell + self.gap


SMALL = Size(cell=6, gap=1)
MEDIUM = Size(cell=8, gap=1)
LARGE = Size(cell=13, gap=2)
SIZES = {"small": SMALL, "medium": MEDIUM, "large": LARGE}

_CAPTION_HEIGHT = 12


def in_words(cells: Cells) -> str:
    """What a strip says to somebody who does not see it."""
    counts = np.bincount(cells.ravel(), minlength=len(Cell)).tolist()
    language = get_language()
    said = [_counted(language, cell, counts[cell]) for cell in WORDS if counts[cell]]
    return ", ".join(said) or str(_("no marks"))


@lru_cache(maxsize=1 << 12)
def _counted(language: str | None, cell: Cell, count: int) -> str:
    """So many of one kind of cell, in the language that is spoken: the same words stand in many strips."""
    return str(WORDS[cell] % {"count": count})


def days_strip(cells: Cells, *, size: Size = SMALL) -> Strip:
    """A few days or a half-term in a row: mornings above, afternoons below, a gap between weeks.

    `cells` are whole weeks of seven days: a multiple of 14, a Monday morning first.
    """
    weeks = cells.reshape(-1, 7, 2)[:, :5, :]
    filled, outlined = _days_laid_out(len(weeks), size)
    drawn: dict[int, list[str]] = {}
    for at, cell in enumerate(weeks.ravel().tolist()):
        if cell:
            drawn.setdefault(cell, []).append((outlined if cell in _OUTLINED else filled)[at])
    paths = tuple((_CELLS[cell].style, "".join(rectangles)) for cell, rectangles in drawn.items())
    width = len(weeks) * (5 * size.step + 2 * size.gap) - 3 * size.gap
    return Strip(width, 2 * size.step - size.gap, paths, in_words(weeks))


@lru_cache(maxsize=64)
def _days_laid_out(weeks: int, size: Size) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rectangle of every session of some weeks, filled and outlined: every strip of them has the same."""
    step = size.step
    places = [
        (week * (5 * step + 2 * size.gap) + day * step, session * step)
        for week in range(weeks)
        for day in range(5)
        for session in range(2)
    ]
    return (
        tuple(_filled(x, y, size.cell, size.cell) for x, y in places),
        tuple(_outlined(x, y, size.cell) for x, y in places),
    )


def session_strip(cells: Cells, *, size: Size = MEDIUM) -> Strip:
    """One session of a class, a cell for each pupil: those in school first, nobody named."""
    counts = np.bincount(cells.ravel(), minlength=len(Cell)).tolist()
    shown = sum(counts[cell] for cell in WORDS)
    filled, outlined = _row_laid_out(shown, size)
    paths, at = [], 0
    for cell in WORDS:
        if number := counts[cell]:
            rectangles = (outlined if cell in _OUTLINED else filled)[at : at + number]
            paths.append((cell.style, "".join(rectangles)))
            at += number
    return Strip(max(shown * size.step - size.gap, 1), size.cell, tuple(paths), in_words(cells))


@lru_cache(maxsize=256)
def _row_laid_out(cells: int, size: Size) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rectangle of every cell of a row of so many, filled and outlined."""
    lefts = [at * size.step for at in range(cells)]
    return (
        tuple(_filled(x, 0, size.cell, size.cell) for x in lefts),
        tuple(_outlined(x, 0, size.cell) for x in lefts),
    )


def year_strip(cells: Cells, *, year: AcademicYear, size: Size = MEDIUM, marked: date | None = None) -> Strip:
    """A year: weeks across, ten cells down, the months above; weeks in which there is nothing stay narrow.

    `marked` draws a line before the week of that day, such as the start of some support.
    """
    weeks = cells.reshape(-1, 7, 2)[:, :5, :].reshape(-1, 10)
    empty = ~weeks.any(axis=1)
    shown = _between_first_and_last(~empty)
    lefts, width = _lefts(empty, shown, size)
    placed = _Placed()
    for week in shown:
        for at, cell in enumerate(weeks[week]):
            # A day's two sessions touch; days stand apart.
            y = _CAPTION_HEIGHT + (at // 2) * (2 * size.cell + size.gap + 1) + (at % 2) * size.cell
            placed.put(Cell(int(cell)), x=lefts[week], y=y, size=size)
    height = _CAPTION_HEIGHT + 5 * (2 * size.cell + size.gap + 1)
    line = ""
    if marked is not None and marked in year and year.week_of(marked) in lefts:
        x = lefts[year.week_of(marked)] - size.gap
        line = f"M{x} {_CAPTION_HEIGHT - 2}V{height}"
    return Strip(width, height, placed.paths(), in_words(weeks), tuple(_months(year, lefts)), line)


def weeks_strip(shares: Sequence[float | None], *, of: Any, size: Size = MEDIUM) -> Strip:
    """A row of weeks, one cell each, as dark as attendance was low: for a school or a class in a list.

    `shares` are the sessions missed out of a hundred, none where no session was possible.
    """
    placed = _Placed()
    for week, share in enumerate(shares):
        if share is not None:
            placed.put_step(_step(share), x=week * size.step, y=0, size=size, height=2 * size.cell)
    measured = [share for share in shares if share is not None]
    says = str(_("no weeks yet"))
    if measured:
        says = str(
            ngettext(
                "%(count)d week of %(of)s: %(high).1f%% of sessions missed",
                "%(count)d weeks of %(of)s: between %(low).1f%% and %(high).1f%% of sessions missed",
                len(measured),
            )
            % {"count": len(measured), "of": of, "low": min(measured), "high": max(measured)}
        )
    return Strip(max(len(shares) * size.step - size.gap, 1), 2 * size.cell, placed.paths(), says)


_STEPS = (4.0, 6.0, 8.0, 10.0)


def _step(share: float) -> int:
    """Which of five tints a week's absence has: under 4, 6, 8 and 10 in a hundred, and more."""
    return int(np.searchsorted(_STEPS, share, side="right"))


_OUTLINED = frozenset((Cell.MISSING, Cell.UNRESOLVED))


def _filled(x: float, y: float, width: int, height: int) -> str:
    return f"M{x} {y}h{width}v{height}h-{width}z"


def _outlined(x: float, y: float, cell: int) -> str:
    """An outline lies inside its cell, on whole pixels."""
    side = cell - 1
    return f"M{x + 0.5} {y + 0.5}h{side}v{side}h-{side}z"


class _Placed:
    """Rectangles gathered by kind, so that each kind is one path."""

    def __init__(self) -> None:
        self._rectangles: dict[str, list[str]] = {}

    def put(self, cell: Cell, *, x: float, y: float, size: Size) -> None:
        if cell is Cell.EMPTY:
            return
        drawn = _outlined(x, y, size.cell) if cell in _OUTLINED else _filled(x, y, size.cell, size.cell)
        self._add(cell.style, drawn)

    def put_step(self, step: int, *, x: float, y: float, size: Size, height: int) -> None:
        self._add(f"step-{step}", _filled(x, y, size.cell, height))

    def _add(self, style: str, rectangle: str) -> None:
        self._rectangles.setdefault(style, []).append(rectangle)

    def paths(self) -> tuple[tuple[str, str], ...]:
        return tuple((style, "".join(drawn)) for style, drawn in self._rectangles.items())


def _between_first_and_last(filled: Mask) -> range:
    weeks = np.flatnonzero(filled)
    return range(int(weeks[0]), int(weeks[-1]) + 1) if len(weeks) else range(0)


def _lefts(empty: Mask, shown: range, size: Size) -> tuple[dict[int, int], int]:
    """Where each week begins, and how wide it all is: a week of holiday takes half the room."""
    lefts, x = {}, 0
    for week in shown:
        lefts[week] = x
        x += size.step // 2 if empty[week] else size.step
    return lefts, max(x - size.gap, 1)


def _months(year: AcademicYear, lefts: dict[int, int]) -> Iterator[tuple[float, str]]:
    """The name of each month over its first week shown, where there is room for it."""
    names = {
        1: _("Jan"), 2: _("Feb"), 3: _("Mar"), 4: _("Apr"), 5: _("May"), 6: _("Jun"),
        7: _("Jul"), 8: _("Aug"), 9: _("Sep"), 10: _("Oct"), 11: _("Nov"), 12: _("Dec"),
    }  # fmt: skip
    said, free = 0, 0
    for week, x in lefts.items():
        month = year.monday_of(week).month
        if month != said and x >= free:
            yield x, str(names[month])
            said, free = month, x + 22


# ── The register at reading size ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Mark:
    """One cell of the large grid: how it looks, the code in it and what it means."""

    style: str
    code: str
    says: str
    afternoon: bool


def marks_shown(
    line: Line, cells: Cells, *, year: AcademicYear, nation: str, since: date, until: date
) -> list[Mark]:
    """The cells of the weekdays from `since` to `until`, with the code and its meaning in each."""
    language = get_language()
    return [
        _mark(language, chr(line[position]), int(cells[position]), code_set(nation, day), bool(position % 2))
        for position in year.positions(since, until)
        if (day := year.date_of(position)).weekday() < 5
    ]


@lru_cache(maxsize=1 << 10)
def _mark(_language: str | None, char: str, drawn: int, held: CodeSet, afternoon: bool) -> Mark:
    """One cell in the language that is spoken: there are not many kinds, and every child has them."""
    cell = Cell(drawn)
    if char == NO_MARK:
        says = _("No mark, and one was due") if cell is Cell.MISSING else _("No mark")
        return Mark(cell.style if cell else "outside", "", str(says), afternoon)
    code = code_of(char)
    if not held.lawful(char):
        return Mark("outside", code, str(_("Not a code in force on this day")), afternoon)
    style = cell.style if cell else "outside"
    return Mark(style, code, str(_(held.by_char[char].meaning)), afternoon)
