"""An authority's registers in a database: made, weighed, saved to, imported into, read as at a moment.

Run by bench/registers.py in a process of its own, where Django is ready for the database measured:
`python -m bench.registers_kept SQLite 1.8`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from bench.timing import TIMES, Row, at_the_95th, median_of_five, row, seconds
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.registers import ledger
from trellis.registers.importing import Brought, import_marks
from trellis.registers.models import Hand
from trellis.registers.moments import new_act
from trellis.registers.packing import Marks, pack, trail_of
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import Calendar, Kind, Span
from trellis.schools.models import (
    CalendarSpan,
    ClassMembership,
    Grouping,
    GroupingMembership,
    Person,
    Post,
    School,
    SchoolClass,
    SchoolURN,
)
from trellis.web.migrating import migrate

YEAR = AcademicYear(2024)
PUPILS = 1_000  # at each school
SCHOOLS = 100
TRUST = 8
CLASSES = 33
JOINED = dt.date(2023, 9, 1)
RECORDED = dt.datetime(2024, 8, 30, 12, 0, tzinfo=dt.UTC)
MID_YEAR = dt.datetime(2025, 2, 12, 12, 0, tzinfo=dt.UTC)
TERMS = [
    ("2024-09-03", "2024-12-20", "term", "Autumn"),
    ("2024-10-28", "2024-11-01", "break", ""),
    ("2025-01-06", "2025-04-04", "term", "Spring"),
    ("2025-02-17", "2025-02-21", "break", ""),
    ("2025-04-22", "2025-07-22", "term", "Summer"),
    ("2025-05-26", "2025-05-30", "break", ""),
]
BY = ("year_group", "sex", "fsm", "sen")


def measured(database: str, cold_limit: float) -> Iterator[Row]:
    """The figures of one database, which is made here."""
    migrate()
    _groupings()
    first = _Book.opened(1)
    first.take_live()
    yield _weight(database, first.marks)
    for number in range(2, TRUST + 1):
        _Book.opened(number).take_live()
    yield from _saves(database)
    yield from _import(database)
    yield from _as_at(database)
    for number in range(TRUST + 1, SCHOOLS + 1):
        _Book.opened(number).bring_in()
    _settle()
    yield _cold(database, cold_limit)


def _groupings() -> None:
    for kind, name in (("authority", "Northmoor"), ("trust", "Hedgerow Trust")):
        Grouping.objects.get_or_create(kind=kind, name=name)


def _settle() -> None:
    """Leave the database as a quiet night leaves it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _insert(table: str, columns: str, held: Iterable[Sequence[Any]]) -> None:
    """Rows straight into a table."""
    places = ", ".join(["%s"] * len(columns.split(", ")))
    named = ", ".join(f'"{column}"' for column in columns.split(", "))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({named}) VALUES ({places})', list(held))


def _recorded(table: str, columns: str, held: Sequence[Sequence[Any]]) -> None:
    """Rows and their history, as recorded before the year began."""
    _insert(table, columns, held)
    app, _, model = table.partition("_")
    moment = connection.ops.adapt_datetimefield_value(RECORDED)
    past = [(*one, moment, "+", None) for one in held]
    _insert(f"{app}_historical{model}", f"{columns}, history_date, history_type, history_change_reason", past)


# --- a school's book ---


class _Book:
    """One school: its pupils, what is known of them, and its year of marks."""

    def __init__(self, school: Any, first: int) -> None:
        self.school = school
        self.pupils = range(first, first + PUPILS)
        self.marks = 0

    @classmethod
    def opened(cls, number: int) -> _Book:
        """A school with a thousand pupils in their classes."""

        def record(model: Any, *held: Any) -> list[Any]:
            return bulk_create_with_history(list(held), model, default_date=RECORDED)

        [school] = record(School, School(name=f"School {number}", phase="primary", nation="england"))
        record(SchoolURN, SchoolURN(school=school, urn=str(100000 + number), since=JOINED))
        groupings = Grouping.objects.all() if number <= TRUST else Grouping.objects.filter(kind="authority")
        record(
            GroupingMembership,
            *(GroupingMembership(grouping=grouping, school=school, since=JOINED) for grouping in groupings),
        )
        record(
            CalendarSpan,
            *(
                CalendarSpan(school=school, since=since, until=until, kind=kind, name=name)
                for since, until, kind, name in TERMS
            ),
        )
        book = cls(school, 1 + (number - 1) * PUPILS)
        book._enrol()
        return book

    def _enrol(self) -> None:
        born = [dt.date(2014 + number % 7, 9, 1) + dt.timedelta(number * 3 % 360) for number in range(PUPILS)]
        _recorded(
            "schools_pupil",
            "id, forename, surname, preferred_name, date_of_birth, sex",
            [
                (key, f"Pupil {key}", "Bench", "", born[at].isoformat(), "FM"[at % 2])
                for at, key in enumerate(self.pupils)
            ],
        )
        _recorded(
            "schools_enrolment",
            "id, pupil_id, school_id, since, kind, admission_number, since_assumed, leaving_ground,"
            " destination",
            [
                (key, key, self.school.pk, JOINED.isoformat(), "main", "", False, "", "")
                for key in self.pupils
            ],
        )
        _recorded(
            "schools_characteristic",
            "id, enrolment_id, kind, value, since, until, assumed",
            [
                (100 * key + at, key, *fact, False)
                for key in self.pupils
                for at, fact in enumerate(_facts(key))
            ],
        )

    def take_live(self) -> None:
        """Every register of the year taken live: four acts in each."""

        lines = np.full((PUPILS, 756), ord("."), np.uint8)
        trails: list[list[int]] = [[] for _ in range(PUPILS)]
        entries: list[tuple[Any, ...]] = []
        hand = _hand()
        for position in _open_positions():
            for rows, now, at in _acts(position):
                number = len(entries) + 1
                lines[rows, position] = now
                for one in rows:
                    trails[one].append(number)
                packed = pack(
                    Marks(
                        rows,
                        np.full(len(rows), position),
                        np.full(len(rows), ord("."), np.uint8),
                        np.full(len(rows), now, np.uint8),
                    )
                )
                entries.append(
                    (self.school.pk << 32 | number, at, at << 20 | number, hand, 2024, 2, "", *packed)
                )
                self.marks += len(rows)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _insert(
            "registers_entry", "id, at, act, hand_id, year, kind, why, rows, positions, was, now", entries
        )
        self._keep(lines, [trail_of(trail) for trail in trails])
        self._open(len(entries), *entries[-1][1:3])

    def bring_in(self) -> None:
        """The year's marks without their ledger: figures as things stand do not read it."""
        chance = np.random.default_rng(self.school.pk)
        lines = np.full((PUPILS, 756), ord("."), np.uint8)
        positions = np.array(list(_open_positions()))
        codes = np.frombuffer(b"/" * 90 + b"IIIIILLMOU", np.uint8)[
            chance.integers(0, 100, (PUPILS, len(positions)))
        ]
        lines[:, positions] = codes
        trail = trail_of(range(1, 380 * 132, 132))
        self._keep(lines, [trail] * PUPILS)
        self._open(50160, 1_753_000_000_000, 0)

    def _open(self, number: int, at: int, latest_act: int) -> None:
        """The ledger's own row."""
        row = (self.school.pk, number, at, latest_act)
        _insert("registers_ledger", "school_id, number, at, latest_act", [row])

    def _keep(self, lines: np.ndarray, trails: Sequence[bytes]) -> None:
        _insert(
            "registers_line",
            "school_id, year, row, pupil_id, marks, entries",
            [
                (self.school.pk, 2024, row, key, lines[row].tobytes().decode(), trails[row])
                for row, key in enumerate(self.pupils)
            ],
        )


def _facts(key: int) -> list[tuple[str, str, str, str | None]]:
    """What is recorded of a pupil: year group for the year, and the rest since they joined; some change."""
    since, year = JOINED.isoformat(), (YEAR.since.isoformat(), YEAR.until.isoformat())
    meals = "true" if key % 4 == 0 else "false"
    facts: list[tuple[str, str, str, str | None]] = [
        ("year_group", "R123456"[key % 7], *year),
        ("sen", "NKE"[(key % 13 == 0) + (key % 29 == 0)], since, None),
        ("pupil_premium", meals, since, None),
        ("eal", "true" if key % 6 == 0 else "false", since, None),
    ]
    if key % 5:
        return [*facts, ("fsm", meals, since, None)]
    return [*facts, ("fsm", meals, since, "2025-01-09"), ("fsm", "true", "2025-01-10", None)]


def _open_positions() -> list[int]:
    spans = [
        Span(dt.date.fromisoformat(s), dt.date.fromisoformat(u), Kind(kind), name)
        for s, u, kind, name in TERMS
    ]
    return np.flatnonzero(Calendar(YEAR, spans, "england").open_mask()).tolist()[:380]


def _acts(position: int) -> Iterator[tuple[np.ndarray, int, int]]:
    """A session's acts, class after class: three taps each, and then all the others."""
    begun = dt.datetime.combine(YEAR.date_of(position), dt.time(13 if position % 2 else 8, 50), dt.UTC)
    moment = int(begun.timestamp() * 1000)
    present = ord("\\" if position % 2 else "/")
    for step in range(4):
        for school_class in range(CLASSES):
            rows = np.arange(school_class * PUPILS // CLASSES, (school_class + 1) * PUPILS // CLASSES)
            tapped = (position * 7 + np.arange(3) * 5) % len(rows)
            at = moment + (step * CLASSES + school_class) * 900
            if step < 3:
                yield rows[tapped[step : step + 1]], ord("ILN"[step]), at
            else:
                yield np.delete(rows, tapped), present, at


def _hand() -> int:
    return Hand.objects.get_or_create(person=None, name="Tess Teale", position="Class teacher")[0].pk


# --- what is measured ---


def _weight(database: str, marks: int) -> Row:
    """Bytes on the disk, line and ledger with their indexes, after the database has been tidied."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute(
                "SELECT SUM(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master"
                " WHERE tbl_name IN ('registers_line', 'registers_entry'))"
            )
        else:
            cursor.execute("VACUUM FULL registers_line")
            cursor.execute("VACUUM FULL registers_entry")
            cursor.execute(
                "SELECT pg_total_relation_size('registers_line') + pg_total_relation_size('registers_entry')"
            )
        bytes_held = int(cursor.fetchone()[0])
    note = f"{marks:,} marks of 1,000 pupils' year in {marks * 4 // 30:,} acts or so"
    return row(
        f"a mark taken live, line and ledger, {database}", bytes_held / marks, "bytes", limit=20, note=note
    )


def _saves(database: str) -> Iterator[Row]:
    """A register of thirty saved through its page, a day after another; and one tap of it."""
    settings.ALLOWED_HOSTS = ["*"]
    school = School.objects.get(name="School 1")
    school_class = SchoolClass.objects.create(school=school, year=2025, name="3B")
    pupils = range(1, 31)
    ClassMembership.objects.bulk_create(
        ClassMembership(enrolment_id=key, school_class=school_class, since=dt.date(2025, 9, 1))
        for key in pupils
    )
    teacher = Person.objects.create(email="tess@bench.example", name="Tess Teale")
    Post.objects.create(
        person=teacher, role="class_teacher", school=school, school_class=school_class, since=JOINED
    )
    days = [dt.date(2025, 9, 1) + dt.timedelta(n) for n in range(300)]
    days = [day for day in days if day.weekday() < 5][:200]
    others, taps = [], []
    was, client = timezone.now, Client()
    try:
        for day in days:
            moment = dt.datetime.combine(day, dt.time(8, 0), dt.UTC)
            timezone.now = lambda moment=moment: moment  # type: ignore[assignment]
            client.force_login(teacher)
            page = f"/schools/100001/registers/3B/{day}/am/"
            save = f"{page}save/"
            # A register is opened before it is saved; what is asked once a session is asked then.
            assert client.get(page).status_code == 200

            def send(
                marked: Iterable[int],
                code: str,
                url: str = save,
                client: Client = client,
                at: dt.datetime = moment,
            ) -> None:
                marks = [{"pupil": key, "code": code, "seen": ""} for key in marked]
                sent = {"act": str(new_act(at)), "marks": marks, "others": len(marks) > 1}
                answer = client.post(url, json.dumps(sent), content_type="application/json")
                assert answer.status_code == 200, answer.content

            taps.append(_timed(lambda: send([1], "N")))
            others.append(_timed(lambda: send(pupils[1:], "/")))
    finally:
        timezone.now = was
    note = f"through its page with its ledger, median {1000 * statistics.median(others):.1f} ms"
    yield row(
        f"a register of 30 saved, p95, {database}", 1000 * at_the_95th(others), "ms", limit=30, note=note
    )
    yield row(f"one tap saved, p95, {database}", 1000 * at_the_95th(taps), "ms", limit=30)


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _import(database: str) -> Iterator[Row]:
    """A school year of 152,000 marks: 400 pupils, 380 sessions; how long everybody else waits for it."""
    school = School.objects.get(name="School 2")
    pupils = np.array(range(1 + PUPILS, 401 + PUPILS))
    positions = np.array(_open_positions())
    days = np.datetime64(AcademicYear(2023).week0) + positions // 2 - 2
    columns = (
        np.repeat(pupils, len(positions)),
        np.tile(days, 400),
        np.tile((positions % 2).astype(np.uint8), 400),
    )
    taken: list[float] = []
    lock = ledger._lock

    def noted(school_id: int) -> tuple[int, int] | None:
        held = lock(school_id)
        taken.append(time.perf_counter())
        return held

    ledger._lock = noted
    held, whole = [], []
    try:
        for run in range(TIMES):
            chars = np.where(columns[2] == run % 2, ord("I"), ord("/")).astype(np.uint8)
            whole.append(
                seconds(
                    lambda chars=chars: import_marks(
                        school=school, marks=Brought(*columns, chars), by="bench"
                    )
                )
            )
            held.append(time.perf_counter() - taken[-1])
    finally:
        ledger._lock = lock
    note = f"the whole of it {statistics.median(whole):.2f} s, {len(columns[0]):,} marks"
    yield row(
        f"the write lock held by an import, {database}", statistics.median(held), "s", limit=0.2, note=note
    )


def _as_at(database: str) -> Iterator[Row]:
    """Everything as it was known at mid-year, a school's and a trust's."""

    def read(scope: Scope) -> None:
        held = rolls(scope, YEAR.since, YEAR.until, fields=BY, as_at=MID_YEAR)
        evaluate(held.rolls, ["absence"], [Period.of_year(YEAR)], BY)

    school = Scope(school=School.objects.get(name="School 1"))
    trust = Scope(grouping=Grouping.objects.get(kind="trust"))
    note = "enrolments and characteristics as known then too, figures included"
    yield row(
        f"as at mid-year, 1,000 pupils, {database}",
        1000 * median_of_five(lambda: read(school)),
        "ms",
        limit=300,
        note=note,
    )
    yield row(
        f"as at mid-year, 8,000 pupils, {database}",
        median_of_five(lambda: read(trust)),
        "s",
        limit=2,
        note=note,
    )


def _cold(database: str, limit: float) -> Row:
    """The pack from a process that has just been started, its start counted."""
    compiled = tempfile.mkdtemp()
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "bench.registers_cold"]

    def run() -> str:
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    try:
        run()  # once, so that Python has compiled what it imports, as an installation has
        took = median_of_five(run)
        note = run().strip()
    finally:
        shutil.rmtree(compiled)
    pupils = SCHOOLS * PUPILS
    return row(
        f"the same from a cold process, {pupils:,} pupils, {database}", took, "s", limit=limit, note=note
    )


def main() -> None:
    """Print the figures, one line of JSON each."""
    database, cold_limit = sys.argv[1:]
    for figure in measured(database, float(cold_limit)):
        print(json.dumps(figure), flush=True)
