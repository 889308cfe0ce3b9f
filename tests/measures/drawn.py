"""A roll from a register drawn on paper: everybody on roll all year, and school open on the days drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from tests.drawing import MONDAY, register
from trellis.measures.characteristics import Column, Label
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.words import Nation


def roll_of(
    drawing: str,
    *,
    since: date = MONDAY,
    days: int = 5,
    half_terms: Sequence[HalfTerm] = (),
    facts: Mapping[str, Mapping[str, Label]] | None = None,
    nation: Nation = Nation.ENGLAND,
    **changes: Any,
) -> Roll:
    """The register drawn from `since`, open for so many days from then but for weekends.

    Pupils are numbered from 1 in the order drawn. `facts` give each field's label by pupil, for the whole
    year.
    """
    lines = register(drawing, since=since)
    year = AcademicYear.of(since)
    names = list(lines)
    expected = np.zeros((1, SESSIONS), np.bool_)
    for day in (since + timedelta(days=n) for n in range(days)):
        if day.weekday() < 5:
            expected[0, year.positions(day, day)] = True
    everybody = len(names)
    roll = Roll(
        year=year,
        nation=nation,
        marks=np.stack(list(lines.values())),
        line=np.arange(everybody),
        first=np.full(everybody, year.positions(year.since, year.until)[0], np.int16),
        last=np.full(everybody, year.positions(year.since, year.until)[-1], np.int16),
        enrolment=np.arange(1, everybody + 1),
        person=np.arange(1, everybody + 1),
        born=np.full(everybody, np.datetime64("2015-01-01")),
        expected=expected,
        mask=np.zeros(everybody, np.intp),
        half_terms=(tuple(half_terms),),
        columns={name: _column(names, labels) for name, labels in (facts or {}).items()},
    )
    return replace(roll, **changes)


def _column(names: Sequence[str], labels: Mapping[str, Label]) -> Column:
    held = [label for label in dict.fromkeys(labels.values()) if label is not None]
    codes = [held.index(labels[name]) if labels.get(name) is not None else -1 for name in names]
    return Column.steady(held, np.array(codes))


def week(since: date = MONDAY) -> Period:
    """The seven days from a Monday."""
    return Period.between(since, since + timedelta(days=6))


def position(roll: Roll, day: date, half: int = 0) -> int:
    """Where a session stands in the roll's lines: the morning, or with `half` 1 the afternoon."""
    return int(roll.year.positions(day, day)[half])
