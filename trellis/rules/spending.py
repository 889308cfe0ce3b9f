"""How each session of many lines was spent, as flags that patterns and ladders count.

A tally adds sessions up and forgets their days; here every session keeps its place, so that days in a row,
weeks and weekdays can be asked about. The flags are those of the code set in force on each day.
"""

from __future__ import annotations

from enum import IntFlag
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import CodeSet, code_sets_over
from trellis.rules.marks import Matrix
from trellis.rules.words import Nation

_ILLNESS = "I"
_NOT_ESTABLISHED = "N"


class Spent(IntFlag):
    """What a session was; several at once: U is an unauthorised absence of somebody who came late."""

    POSSIBLE = 1
    ATTENDED = 2
    ABSENT = 4
    UNAUTHORISED = 8
    LATE = 16
    UNEXPLAINED = 32  # N: the reason is not yet known
    ILLNESS = 64


def spent_of(marks: Matrix, year: AcademicYear, nation: Nation) -> Matrix:
    """The flags of every session of some lines: lines × 756. What is in no rate has none."""
    spent: Matrix = np.zeros(marks.shape, np.uint8)
    for positions, table in _tables(year, nation):
        spent[:, positions] = table[marks[:, positions]]
    return spent


@lru_cache(maxsize=64)
def _tables(year: AcademicYear, nation: Nation) -> tuple[tuple[slice, NDArray[np.uint8]], ...]:
    return tuple((positions, _table(held)) for positions, held in code_sets_over(nation, year))


def _table(held: CodeSet) -> NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    for char, code in held.by_char.items():
        category = code.category
        flags = Spent(0)
        if category.possible:
            flags |= Spent.POSSIBLE
        if category.attended:
            flags |= Spent.ATTENDED
        if category.absent:
            flags |= Spent.ABSENT
        if category is category.UNAUTHORISED:
            flags |= Spent.UNAUTHORISED
        if code.late:
            flags |= Spent.LATE
        if code.code == _NOT_ESTABLISHED:
            flags |= Spent.UNEXPLAINED
        if code.code == _ILLNESS:
            flags |= Spent.ILLNESS
        table[ord(char)] = flags
    return table
