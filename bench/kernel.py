"""Counting an authority: 100,000 pupils' year from lines in memory, beside DuckDB and pandas on a tall table.

The same marks three times over: as lines, and as a Parquet file with a row for every mark (pupil, date,
session, code), which is how most systems keep them. All three give the nine measures by year group, sex, FSM,
SEND and half-term, and persistent and severe absence over the year as well; every numerator and denominator
is compared. Trellis counts missing marks besides, and people apart from enrolments, which the others are not
asked for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from bench.timing import Row, median_of_five, row
from trellis.measures.characteristics import Column
from trellis.measures.counting import sheets_of
from trellis.measures.engine import threads
from trellis.measures.evaluate import Ask, evaluate_together
from trellis.measures.kernel import count
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.codes import Category, code_set
from trellis.rules.populations import Population
from trellis.rules.words import Nation

PUPILS = 100_000
CORES = 2
SQL = Path(__file__).parent / "sql"

YEAR = AcademicYear(2024)
# 190 days, as schools keep them.
HALF_TERMS = tuple(
    HalfTerm(since, until, name)
    for since, until, name in (
        (date(2024, 9, 3), date(2024, 10, 25), "Autumn 1"),
        (date(2024, 11, 4), date(2024, 12, 20), "Autumn 2"),
        (date(2025, 1, 6), date(2025, 2, 14), "Spring 1"),
        (date(2025, 2, 24), date(2025, 4, 4), "Spring 2"),
        (date(2025, 4, 22), date(2025, 5, 23), "Summer 1"),
        (date(2025, 6, 2), date(2025, 7, 22), "Summer 2"),
    )
)
HELD = code_set(Nation.ENGLAND, date(2024, 9, 3))

BY = ("year_group", "sex", "fsm", "sen")
LABELS: dict[str, tuple[Any, ...]] = {
    "year_group": ("R", *map(str, range(1, 12))),
    "sex": ("F", "M"),
    "fsm": (False, True),
    "sen": ("N", "K", "E"),
}
SHARES = {"fsm": (0.75, 0.25), "sen": (0.8, 0.15, 0.05)}

OF_SESSIONS = (
    "attendance",
    "absence",
    "authorised_absence",
    "unauthorised_absence",
    "late",
    "late_before_close",
    "late_after_close",
)
OF_ENROLMENTS = ("persistent_absence", "severe_absence")

# (measure, half-term or None for the year, year group, sex, fsm, sen): numerator and denominator.
Figures = dict[tuple[Any, ...], tuple[int, int]]


# --- the registers ---


@dataclass(frozen=True)
class Registers:
    """An authority's year: its roll, and the label of every pupil for every characteristic, by number."""

    roll: Roll
    labels: dict[str, np.ndarray]

    @property
    def marks(self) -> int:
        """How many marks there are."""
        return int((self.roll.marks != ord(".")).sum())


def drawn(pupils: int = PUPILS, seed: int = 1) -> Registers:
    """Registers of so many pupils, absent about as often as children are; same seed, same marks."""
    chance = np.random.default_rng(seed)
    open_positions = np.array(
        [
            position
            for half in HALF_TERMS
            for position in YEAR.positions(half.since, half.until)
            if position % 14 < 10
        ]
    )[: 2 * 190]
    marks = _marks(chance, pupils, open_positions)
    labels = {
        name: chance.choice(len(held), pupils, p=SHARES.get(name)).astype(np.int32)
        for name, held in LABELS.items()
    }
    expected = np.zeros((1, SESSIONS), np.bool_)
    expected[0, open_positions] = True
    roll = Roll(
        year=YEAR,
        nation=Nation.ENGLAND,
        marks=marks,
        line=np.arange(pupils),
        first=np.full(pupils, YEAR.positions(YEAR.since, YEAR.until)[0], np.int16),
        last=np.full(pupils, YEAR.positions(YEAR.since, YEAR.until)[-1], np.int16),
        enrolment=np.arange(pupils),
        person=np.arange(pupils),
        born=np.full(pupils, np.datetime64("2014-01-01")),
        expected=expected,
        mask=np.zeros(pupils, np.intp),
        half_terms=(HALF_TERMS,),
        columns={
            name: Column.steady(LABELS[name], codes, ranked=name in SHARES) for name, codes in labels.items()
        },
    )
    return Registers(roll, labels)


def _marks(chance: np.random.Generator, pupils: int, open_positions: np.ndarray) -> np.ndarray:
    """Lines drawn a family of pupils at a time: those of one family are absent about equally often."""
    marks = np.full((pupils, SESSIONS), ord("."), np.uint8)
    absences = np.array([ord(char) for char in "IIIIIIIIMMMCCRTSEGGGOOOOONU"], np.uint8)
    present = np.array([ord(char) for char in "/" * 470 + "L" * 12 + "BVPWKDX" + "."], np.uint8)
    families = np.array_split(np.arange(pupils), 64)
    for number, family in enumerate(families):
        # From hardly ever to most of the time; about a fifth of all children miss a tenth or more.
        among = number / 63
        share = 0.015 + 0.06 * among**2 + 0.6 * among**14
        drawn = chance.random((len(family), len(open_positions)), np.float32)
        codes = present[(drawn * 1e6).astype(np.int32) % len(present)]
        codes[:, 1::2][codes[:, 1::2] == ord("/")] = ord("\\")
        absent = drawn < share
        codes[absent] = absences[chance.integers(0, len(absences), int(absent.sum()))]
        lines = np.full((len(family), SESSIONS), ord("."), np.uint8)
        lines[:, open_positions] = codes
        marks[family] = lines
    return marks[chance.permutation(pupils)]


def write_tall(registers: Registers, folder: Path) -> tuple[Path, Path]:
    """The same marks as a tall table, and the pupils, as Parquet: text dictionaries, sorted by pupil."""
    marks = registers.roll.marks
    marked = marks != ord(".")
    pupil, position = np.nonzero(marked)
    week0 = np.datetime64(YEAR.week0)
    table = pa.table(
        {
            "pupil": pa.array(pupil.astype(np.int32)),
            "date": pa.array((week0 + position // 2).astype("datetime64[D]")),
            "session": _text((position % 2).astype(np.int8), ["AM", "PM"]),
            "code": _text(marks[marked].astype(np.int8), [chr(byte) for byte in range(128)]),
        }
    )
    parquet.write_table(table, folder / "marks.parquet", row_group_size=1_000_000)
    people = {
        name: _text(codes.astype(np.int8), list(LABELS[name]))
        for name, codes in registers.labels.items()
        if name != "fsm"
    }
    people["fsm"] = pa.array(registers.labels["fsm"] == 1)
    numbers = pa.array(np.arange(len(registers.roll), dtype=np.int32))
    parquet.write_table(pa.table({"pupil": numbers, **people}), folder / "pupils.parquet")
    return folder / "marks.parquet", folder / "pupils.parquet"


def _text(codes: np.ndarray, words: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words))


# --- three ways to count them ---


def by_trellis(registers: Registers, measures: tuple[str, ...] = OF_SESSIONS + OF_ENROLMENTS) -> list[Any]:
    """The pack from lines in memory, the making of their roll paid for each time."""
    year = [Period.of_year(YEAR)]
    return evaluate_together(
        [replace(registers.roll)],
        [Ask(measures, year, (*BY, "half_term")), Ask(OF_ENROLMENTS, year, BY)],
        engine=threads(CORES),
    )


def figures_of_trellis(answers: list[Any]) -> Figures:
    """Trellis's answers, to be compared."""
    return {
        (held.measure, held.group.get("half_term"), *(held.group[name] for name in BY)): (
            held.numerator,
            held.denominator,
        )
        for answer in answers
        for held in answer.rows
    }


# Five counts of ten bits: a year has 756 sessions at most.
_FIELDS = ("attended", "authorised", "unauthorised", "late_before_close", "late_after_close")


def weights() -> list[int]:
    """What a mark adds to the packed sum, by the number of its character from 1."""
    found = []
    for byte in range(1, 128):
        category = HELD.category(chr(byte)) if byte != ord(".") else None
        counted = {
            "attended": category is not None and category.attended,
            "authorised": category is Category.AUTHORISED,
            "unauthorised": category is Category.UNAUTHORISED,
            "late_before_close": chr(byte) == "L",
            "late_after_close": chr(byte) == "U",
        }
        found.append(sum(counted[name] << (10 * place) for place, name in enumerate(_FIELDS)))
    return found


class Duck:
    """DuckDB on the tall table in the page cache, on as many threads as Trellis."""

    def __init__(self, marks: Path, pupils: Path) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads = {CORES}")
        self.known = {
            "marks": str(marks),
            "pupils": str(pupils),
            "weights": weights(),
            "year_ends": YEAR.until,
            **{half.name.lower().replace(" ", "_"): half.since for half in HALF_TERMS},
        }

    def run(self, name: str) -> list[tuple[Any, ...]]:
        """Every statement of one of bench/sql."""
        rows: list[tuple[Any, ...]] = []
        for statement in self.connection.extract_statements((SQL / f"{name}.sql").read_text()):
            wanted = {name: self.known[name] for name in statement.named_parameters}
            rows = self.connection.execute(statement, wanted).fetchall()
        return rows


def figures_of_sql(rows: list[tuple[Any, ...]]) -> Figures:
    """The answers of SQL, to be compared."""
    found: Figures = {}
    for year_group, sex, fsm, sen, number, *counts in rows:
        group = (HALF_TERMS[number - 1].name if number else None, year_group, sex, fsm, sen)
        found |= _figures(group, *counts)
    return found


def _figures(group: tuple[Any, ...], *counts: int) -> Figures:
    attended, authorised, unauthorised, before, after, possible, measured, persistent, severe = map(
        int, counts
    )
    of_sessions = (
        attended,
        authorised + unauthorised,
        authorised,
        unauthorised,
        before + after,
        before,
        after,
    )
    figures: Figures = {
        ("persistent_absence", *group): (persistent, measured),
        ("severe_absence", *group): (severe, measured),
    }
    if group[0] is not None:
        figures |= {
            (name, *group): (held, possible) for name, held in zip(OF_SESSIONS, of_sessions, strict=True)
        }
    return figures


def by_pandas(marks: Path, pupils: Path) -> pd.DataFrame:
    """The pack as a careful user of pandas would write it: one packed sum there too, text as categories."""
    table = pd.read_parquet(marks, columns=["pupil", "date", "code"])
    by_char = dict(zip(map(chr, range(1, 128)), weights(), strict=True))
    table["counts"] = table["code"].astype("category").map(by_char).astype("int64")
    starts = [pd.Timestamp(half.since) for half in HALF_TERMS]
    dates = pd.to_datetime(table["date"])
    table["half_term"] = np.searchsorted(np.array(starts[1:], "datetime64[ns]"), dates, side="right") + 1
    packed = table.groupby(["pupil", "half_term"], as_index=False)["counts"].sum()
    whole = packed.groupby("pupil", as_index=False)["counts"].sum().assign(half_term=0)
    spent = pd.concat([packed, whole])
    for place, name in enumerate(_FIELDS):
        spent[name] = np.right_shift(spent["counts"].to_numpy(), 10 * place) & 1023
    absent = spent["authorised"] + spent["unauthorised"]
    spent["possible"] = spent["attended"] + absent
    spent["measured"] = spent["possible"] > 0
    spent["persistent"] = spent["measured"] & (10 * absent >= spent["possible"])
    spent["severe"] = spent["measured"] & (2 * absent >= spent["possible"])
    people = pd.read_parquet(pupils)
    columns = [*_FIELDS, "possible", "measured", "persistent", "severe"]
    grouped = spent.merge(people, on="pupil").groupby([*BY, "half_term"], observed=True)
    return grouped[columns].sum().reset_index()


def figures_of_pandas(found: pd.DataFrame) -> Figures:
    """The answers of pandas, to be compared."""
    return figures_of_sql([tuple(held) for held in found.itertuples(index=False)])


# --- the figures ---


def rows(pupils: int = PUPILS) -> Iterator[Row]:
    """The figures of this module."""
    registers = drawn(pupils)
    measures = OF_SESSIONS + OF_ENROLMENTS
    ours = median_of_five(lambda: by_trellis(registers))
    number = f"{pupils:,} pupils, {registers.marks / 1e6:.1f} million marks, {CORES} threads"
    yield row("the measures of an authority's year, from lines in memory", ours, "s", limit=0.6, note=number)
    yield from _parts(registers, ours)
    with_reasons = measures + tuple(f"reason:{code.code}" for code in HELD.codes)
    yield row(
        "the same with every reason by itself",
        median_of_five(lambda: by_trellis(registers, with_reasons)),
        "s",
        limit=0.6,
        note=f"{len(with_reasons)} measures",
    )
    figures = figures_of_trellis(by_trellis(registers))
    with tempfile.TemporaryDirectory(prefix="trellis-bench-") as folder:
        marks, people = write_tall(registers, Path(folder))
        yield from _beside_duckdb(Duck(marks, people), figures, ours)
        yield from _beside_pandas(lambda: by_pandas(marks, people), figures, ours)


def _parts(registers: Registers, ours: float) -> Iterator[Row]:
    """Where the time goes, and how it stands to the least there could be."""
    roll = registers.roll
    words = np.frombuffer(roll.marks.tobytes(), np.uint64)
    reading = median_of_five(lambda: np.bitwise_xor.reduce(words))
    (sheet,) = sheets_of(
        roll, roll.windows(Population.ALL_ON_ROLL), [Period.of_year(YEAR)], ("half_term",), ""
    )
    assert sheet.reading is not None
    sweeps = sheet.reading.sweeps
    engine = threads(CORES)
    counting = median_of_five(
        lambda: engine(lambda share: count(sheet.rows.part(share), sweeps), sheet.shares())
    )
    size = f"{roll.marks.nbytes / 1e6:.0f} MB"
    yield row("of which looking marks up and adding the packed words", counting, "s")
    yield row("reading the bytes of the lines once", reading, "s", note=f"{size}, one thread")
    yield row("the measures as a multiple of reading the bytes once", ours / reading, "times")


def _beside_duckdb(duck: Duck, figures: Figures, ours: float) -> Iterator[Row]:
    times = {}
    for name in ("grouped", "filtered", "joined"):
        same = figures_of_sql(duck.run(name)) == figures
        times[name] = median_of_five(lambda name=name: duck.run(name))
        yield row(
            f"DuckDB, bench/sql/{name}.sql", times[name], "s", note="Parquet in the page cache, 2 threads"
        )
        yield _identical(f"figures of {name}.sql that are ours", same, figures)
    best = min(times, key=times.__getitem__)
    note = f"against {best}.sql, the fastest of {len(times)}"
    yield row("times faster than DuckDB", times[best] / ours, "times", limit=3, at_least=True, note=note)


def _beside_pandas(run: Callable[[], Any], figures: Figures, ours: float) -> Iterator[Row]:
    same = figures_of_pandas(run()) == figures
    theirs = median_of_five(run)
    yield row("pandas", theirs, "s", note="reading the Parquet file included")
    yield _identical("figures of pandas that are ours", same, figures)
    yield row("times faster than pandas", theirs / ours, "times", limit=25, at_least=True)


def _identical(name: str, same: bool, figures: Figures) -> Row:
    """How many figures are the same to the last session: all of them, or the comparison failed."""
    return row(name, len(figures) * same, "figures", limit=len(figures), at_least=True)
