"""A school-year of marks brought by command, as a school brings it: 400 pupils, 190 days, 152,000 marks.

Each run is a process of its own on a fresh copy of the database, from the shell's point of view: starting
Python, reading, checking, writing, answering. While it runs somebody else tries to write every two
milliseconds, as a teacher taking a register does: the longest time they were kept waiting is the time the
write lock was held.
"""

import csv
import datetime as dt
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import xlsxwriter

from bench.timing import TIMES, Row, row

PUPILS, DAYS = 400, 190
MARKS = PUPILS * DAYS * 2
YEARS_OF_A_MILLION = 7
URN = "123456"
FIRST = dt.date(2018, 9, 3)


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory(prefix="trellis-imports-") as folder:
        school = _School(Path(folder))
        files = {"CSV": school.marks(".csv", 1), "XLSX": school.marks(".xlsx", 1)}
        for kind, limit in (("CSV", 3.0), ("XLSX", 4.0)):
            runs = [school.bring(files[kind]) for _ in range(TIMES)]
            yield row(
                f"import {MARKS:,} marks by command, {kind}",
                statistics.median(run.seconds for run in runs),
                "s",
                limit=limit,
                note=f"{statistics.median(run.cpu for run in runs):.1f} s of processor",
            )
            memory = statistics.median(run.megabytes for run in runs)
            yield row(f"memory of that import, {kind}", memory, "MB", limit=300)
            locked = statistics.median(run.locked for run in runs)
            yield row(f"write lock held by that import, {kind}", locked, "s", limit=0.2)
        again = school.bring(files["CSV"], school.after(files["CSV"]))
        yield row("the same file again, which changes nothing", again.seconds, "s")
        million = school.bring(school.marks(".csv", YEARS_OF_A_MILLION))
        note = f"{million.seconds:.1f} s, {YEARS_OF_A_MILLION} years"
        yield row("memory of an import of a million rows, CSV", million.megabytes, "MB", limit=300, note=note)


@dataclass(frozen=True)
class Run:
    """One import: how long it took, what it needed, and how long others waited to write."""

    seconds: float
    cpu: float
    megabytes: float
    locked: float


class _School:
    """A school with 400 pupils on roll since 2018 and no marks, in a folder that is copied for each run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = folder / "empty"
        self._trellis(self._empty, "school", "add", "--urn", URN, "--name", "Bench", *_PRIMARY)
        listed = folder / "pupils.csv"
        with listed.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["pupil_id", "forename", "surname", "date_of_birth", "start_date", "year_group"])
            born = dt.date(2012, 1, 1)
            writer.writerows(
                [f"P{n:04d}", f"Forename{n}", f"Surname{n}", born + dt.timedelta(days=n), FIRST, "6"]
                for n in range(PUPILS)
            )
        self._trellis(self._empty, "import", "pupils", listed, "--school", URN, "--on", "2024-09-10")

    def marks(self, ending: str, years: int) -> Path:
        """A file of marks, one to a row; absent about as often as children are."""
        path = self._folder / f"marks-{years}{ending}"
        chance = np.random.default_rng(1)
        absent = np.array(list("IIIIIIMMCOOOGNULLV"))
        days = [day for year in range(years) for day in _school_days(2024 - year)]
        drawn = chance.random((PUPILS, len(days) * 2))
        codes = absent[chance.integers(0, len(absent), drawn.shape)]
        codes[:, 0::2][drawn[:, 0::2] > _ABSENT] = "/"
        codes[:, 1::2][drawn[:, 1::2] > _ABSENT] = "\\"
        with _Sheet(path) as sheet:
            for pupil in range(PUPILS):
                for at, day in enumerate(days):
                    for half, session in enumerate(("AM", "PM")):
                        sheet.write(f"P{pupil:04d}", day, session, str(codes[pupil, 2 * at + half]))
        return path

    def after(self, marks: Path) -> Path:
        """The school once a file has been imported."""
        data = self._folder / "after"
        shutil.copytree(self._empty, data)
        self._trellis(data, "import", "marks", marks, "--school", URN)
        return data

    def bring(self, marks: Path, data: Path | None = None) -> Run:
        """Import a file into a copy of the school."""
        copy = self._folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(data or self._empty, copy)
        with _Waiting(copy / "trellis.sqlite3") as waiting:
            began = time.perf_counter()
            process = subprocess.Popen(
                _command("import", "marks", marks, "--school", URN, "--json"),
                env=os.environ | {"TRELLIS_DATA": str(copy)},
                stdout=subprocess.PIPE,
                text=True,
            )
            assert process.stdout is not None
            answer = json.loads(process.stdout.read())
            _pid, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
        if status or answer["problems"]:
            raise RuntimeError(f"The import of {marks.name} did not go through: {answer['problems'][:3]}")
        return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, waiting.longest)

    def _trellis(self, data: Path, *words: object) -> None:
        subprocess.run(
            _command(*words),
            env=os.environ | {"TRELLIS_DATA": str(data)},
            check=True,
            stdout=subprocess.DEVNULL,
        )


_PRIMARY = ("--phase", "primary", "--nation", "england", "--since", "2010-09-01")
_ABSENT = 0.07


def _command(*words: object) -> list[str]:
    return [sys.executable, "-m", "trellis.web.cli", *map(str, words)]


def _school_days(year: int) -> list[dt.date]:
    """The first 190 weekdays from September: no calendar is stated, so each may be a school day."""
    first = dt.date(year, 9, 2)
    days = (first + dt.timedelta(days=day) for day in range(330))
    return [day for day in days if day.weekday() < 5][:DAYS]


class _Sheet:
    """A CSV file or a workbook being written, a row at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._row = 0

    def __enter__(self) -> Self:
        headings = ("pupil_id", "date", "session", "code")
        if self._path.suffix == ".csv":
            self._file = self._path.open("w", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(headings)
        else:
            self._book = xlsxwriter.Workbook(self._path, {"constant_memory": True})
            self._sheet = self._book.add_worksheet()
            self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
            self._sheet.write_row(0, 0, headings)
        return self

    def write(self, pupil: str, day: dt.date, session: str, code: str) -> None:
        if self._path.suffix == ".csv":
            self._writer.writerow([pupil, day.isoformat(), session, code])
            return
        self._row += 1
        self._sheet.write_string(self._row, 0, pupil)
        self._sheet.write_datetime(self._row, 1, dt.datetime.combine(day, dt.time()), self._day)
        self._sheet.write_string(self._row, 2, session)
        self._sheet.write_string(self._row, 3, code)

    def __exit__(self, *raised: object) -> None:
        if self._path.suffix == ".csv":
            self._file.close()
        else:
            self._book.close()


class _Waiting:
    """Somebody who tries to write every two milliseconds, and the longest they had to wait."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._try, daemon=True)
        self.longest = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _try(self) -> None:
        connection = sqlite3.connect(self._database, timeout=0, isolation_level=None)
        since = None
        while not self._over.wait(0.002):
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                since = since or time.perf_counter()
            else:
                if since is not None:
                    self.longest = max(self.longest, time.perf_counter() - since)
                since = None
        connection.close()
