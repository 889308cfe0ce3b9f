"""An authority's morning on one database: its schools, and who asks for what and when.

Run by bench/morning.py in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.timing import Row, row

CLASSES, PUPILS = 12, 360  # of each school, in classes of thirty
RATE, BURST_RATE = 70, 350  # taps a second
ASKERS = 64  # requests under way at once, at most
PATIENCE = 5  # seconds after a stretch in which what is late is still sent
NEARLY = 0.95  # of a rate asked for, done: chance has its part in how many come in a minute
PAGES = "rrrrrrttcp"  # of ten pages
TOKEN = "b" * 32
SINCE = dt.date(2024, 9, 3)
TERMS = (
    ("Autumn", SINCE, dt.date(2024, 12, 20)),
    ("Spring", dt.date(2025, 1, 6), dt.date(2025, 4, 4)),
    ("Summer", dt.date(2025, 4, 22), dt.date(2025, 7, 22)),
)


@dataclass(frozen=True)
class Request:
    """One thing somebody asks for, so many seconds after the stretch began."""

    due: float
    cookie: str
    path: str
    body: str = ""
    mark: tuple[int, str] | None = None  # the pupil and the code of a tap


@dataclass
class Asked:
    """What came of a stretch."""

    taps: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)  # acknowledged
    refused: list[str] = field(default_factory=list)
    unsent: int = 0
    took: float = 0.0


def main() -> None:
    """Print a row of the benchmark for each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database", help="as the rows call it")
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60, help="of each stretch")
    args = parser.parse_args()
    begin()
    schools = make_schools(args.schools)
    load, marks = Load(schools), {}
    say(_processor(args.database, load))
    for one, asked in _stretches(args.database, load, schools[-1], args.seconds):
        marks |= asked.marks
        say(one)
    for one in kept(args.database, marks, "while it was asked"):
        say(one)


def begin() -> None:
    """Set Trellis up in this process, on a database of today's shape, at an hour of the morning."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "trellis.web.settings",
        "TRELLIS_BENCH_BEGAN": str(time.time()),
    }
    import bench.served  # noqa: F401 - it sets Django up, and the clock
    from trellis.web.migrating import migrate

    migrate()


def say(one: Row) -> None:
    print(json.dumps(one), flush=True)


def _processor(database: str, load: Load) -> Row:
    """What one tap costs the processor, alone: how many of them a second a machine is good for."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()

    def save(one: Request) -> None:
        client.cookies.load(one.cookie)
        answer = client.post(one.path, acted(one).body, content_type="application/json")
        assert answer.status_code == 200

    taps = [load.tap(0.0) for _tap in range(120)]
    for one in taps[:20]:
        save(one)
    began = time.process_time()
    for one in taps[20:]:
        save(one)
    each = (time.process_time() - began) / len(taps[20:])
    note = f"{RATE} a second keep {RATE * each:.1f} busy, {BURST_RATE} a second {BURST_RATE * each:.1f}"
    return row(f"one tap on {database}, processor time", 1000 * each, "ms", note=note)


def _stretches(database: str, load: Load, importing: School, seconds: float) -> Iterator[tuple[Row, Asked]]:
    from django.db import connections

    connections.close_all()
    with served() as port:
        for name, rate, long, limit, beside in (
            ("the morning", RATE, seconds, 150, nullcontext()),
            ("the morning during an import", RATE, seconds, 300, imports_running(importing)),
            ("the worst minute", BURST_RATE, seconds, 150, nullcontext()),
        ):
            with beside:
                asked = ask(port, load.stretch(rate, long))
            for wrong in sorted(set(asked.refused))[:3]:
                print(f"refused: {wrong}", file=sys.stderr)
            note = (
                f"{rate} taps a second asked for, {len(asked.taps) / asked.took:.0f} done; "
                f"p50 {_p(asked.taps, 50):.0f} ms; pages p50 {_p(asked.pages, 50):.0f}, "
                f"p99 {_p(asked.pages, 99):.0f} ms; {asked.unsent} not sent, {len(asked.refused)} refused"
            )
            taken = _p(asked.taps, 99)
            yield row(f"{name} on {database}, taps, p99", taken, "ms", limit=limit, note=note), asked
        carried = len(asked.taps) / asked.took
        reached = BURST_RATE * NEARLY
        name = f"taps a second carried in the worst minute on {database}"
        yield (
            row(name, carried, "a second", limit=reached, at_least=True, note="the load is made beside it"),
            Asked(),
        )


def kept(database: str, marks: dict[int, str], how: str) -> Iterator[Row]:
    """Whether every acknowledged mark is there and every line is what the ledger makes of it."""
    from trellis.registers.models import Entry

    missing, differences = looked_for(marks)
    note = f"{len(marks):,} marks acknowledged {how}"
    yield row(f"acknowledged marks missing on {database}", missing, "marks", limit=1, note=note)
    imports = Entry.objects.filter(kind=Entry.Kind.IMPORT).count()
    note = f"{imports:,} imports {how}"
    yield row(f"differences by `check registers` on {database}", differences, "", limit=1, note=note)


def _p(times: Sequence[float], share: int) -> float:
    return 1000 * statistics.quantiles(times, n=100, method="inclusive")[share - 1] if len(times) > 1 else 0


# --- the schools --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class School:
    """One school: who asks there, and its classes with their pupils."""

    urn: str
    cookie: str
    classes: Sequence[tuple[str, Sequence[int]]]


def make_schools(number: int) -> list[School]:
    """So many schools, and one more into which files are imported."""
    from django.db import connection, transaction

    from trellis.schools.models import Grouping

    with transaction.atomic():
        authority = Grouping.objects.create(kind="authority", name="Northmoor")
        schools = [_school(one, authority) for one in range(1, number + 2)]
    if connection.vendor == "postgresql":
        # As PostgreSQL does by itself within a minute, of tables that have been filled.
        filled = "SELECT string_agg(relid::regclass::text, ', ') FROM pg_stat_user_tables"
        with connection.cursor() as cursor:
            cursor.execute(f"{filled} WHERE pg_relation_size(relid) > 0")
            cursor.execute(f"ANALYZE {cursor.fetchone()[0]}")
    return schools


def _school(number: int, authority: Any) -> School:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from trellis.schools.models import (
        CalendarSpan,
        ClassMembership,
        Enrolment,
        GroupingMembership,
        Person,
        Post,
        Pupil,
        SchoolClass,
        SchoolURN,
    )
    from trellis.schools.models import School as Kept
    from trellis.web.sessions import SessionStore

    school = Kept.objects.create(name=f"School {number}", phase="primary", nation="england")
    urn = str(100_000 + number)
    SchoolURN.objects.create(school=school, urn=urn, since=SINCE)
    GroupingMembership.objects.create(grouping=authority, school=school, since=SINCE)
    CalendarSpan.objects.bulk_create(
        CalendarSpan(school=school, since=since, until=until, kind="term", name=name)
        for name, since, until in TERMS
    )
    pupils = Pupil.objects.bulk_create(
        Pupil(
            forename=f"Robin{n}", surname=f"Reed{number}", date_of_birth=dt.date(2015, 9, 1), sex="FM"[n % 2]
        )
        for n in range(PUPILS)
    )
    enrolled = Enrolment.objects.bulk_create(
        Enrolment(pupil=pupil, school=school, since=SINCE, admission_number=f"P{n:04}")
        for n, pupil in enumerate(pupils)
    )
    classes = SchoolClass.objects.bulk_create(
        SchoolClass(school=school, year=2024, name=f"{at + 1}A") for at in range(CLASSES)
    )
    ClassMembership.objects.bulk_create(
        ClassMembership(enrolment=one, school_class=classes[n % CLASSES], since=SINCE)
        for n, one in enumerate(enrolled)
    )
    person = Person.objects.create(email=f"lead@{urn}.example", name="Anil Attar", password="!")
    Post.objects.create(person=person, school=school, role="attendance_lead", since=SINCE)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "trellis.web.sign_in.ByPassword"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    held = [(one.name, [pupil.pk for pupil in pupils[at::CLASSES]]) for at, one in enumerate(classes)]
    return School(urn, f"sessionid={session.session_key}; csrftoken={TOKEN}", held)


# --- the load -----------------------------------------------------------------------------------------------


class Load:
    """Who asks for what: each pupil is tapped once, school by school in turn, in an order of chance."""

    def __init__(self, schools: Sequence[School]) -> None:
        self.chance = random.Random(1)
        self.schools = schools[:-1]
        self.left = [
            (school, name, pupil)
            for school in self.schools
            for name, pupils in school.classes
            for pupil in pupils
        ]
        self.chance.shuffle(self.left)

    def stretch(self, rate: float, seconds: float) -> list[Request]:
        """So many taps a second, and a page for every nine."""
        asked, at = [], 0.0
        while at < seconds and self.left:
            if self.chance.random() < 0.1:
                asked.append(self._page(at))
            else:
                asked.append(self.tap(at))
            at += self.chance.expovariate(rate / 0.9)
        return asked

    def tap(self, due: float) -> Request:
        """One mark of one pupil."""
        school, name, pupil = self.left.pop()
        code = self.chance.choice("///////NIL")
        path = f"/schools/{school.urn}/registers/{name}/2024-09-10/am/save/"
        said = {"act": "", "marks": [{"pupil": pupil, "code": code, "seen": ""}]}
        return Request(due, school.cookie, path, json.dumps(said), (pupil, code))

    def _page(self, due: float) -> Request:
        school = self.chance.choice(self.schools)
        name, pupils = self.chance.choice(school.classes)
        path = {
            "r": f"/schools/{school.urn}/registers/{name}/2024-09-10/am/",
            "t": f"/schools/{school.urn}/",
            "c": f"/schools/{school.urn}/absence/",
            "p": f"/schools/{school.urn}/pupils/{self.chance.choice(pupils)}/",
        }[self.chance.choice(PAGES)]
        return Request(due, school.cookie, path)


@contextmanager
def served() -> Iterator[int]:
    """Trellis on a port of this machine, as `trellis serve` serves it."""
    port = free_port()
    serving = [sys.executable, "-m", *how_it_is_served(port)]
    with subprocess.Popen(serving) as running:
        try:
            wait_until_it_answers(port)
            yield port
        finally:
            running.terminate()


def how_it_is_served(port: int) -> list[str]:
    """What `trellis serve` asks of gunicorn, but for the hour of the day."""
    from trellis.web.commands.running import gunicorn, processes

    return gunicorn("bench.served:application", host="127.0.0.1", port=port, workers=processes())


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_it_answers(port: int) -> None:
    """Ask until somebody answers."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/account/login/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("Trellis did not begin to answer.")


def ask(port: int, requests: Sequence[Request]) -> Asked:
    """Send each request at its moment, whatever became of those before it."""
    asked, lock, waiting = Asked(), threading.Lock(), iter(requests)
    began = time.monotonic()
    last = requests[-1].due + PATIENCE

    def go_on() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                one = next(waiting, None)
            if one is None:
                return
            if time.monotonic() - began > last:
                with lock:
                    asked.unsent += 1
                continue
            time.sleep(max(0.0, began + one.due - time.monotonic()))
            answered = send(connection, acted(one))
            took = time.monotonic() - began - one.due
            with lock:
                _note(asked, one, answered, took)

    askers = [threading.Thread(target=go_on) for _asker in range(ASKERS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    asked.took = time.monotonic() - began
    return asked


def send(connection: http.client.HTTPConnection, one: Request) -> str:
    """What came back: nothing where it is as it should be."""
    headers = {"Cookie": one.cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}
    try:
        connection.request("POST" if one.mark else "GET", one.path, one.body or None, headers)
        response = connection.getresponse()
        said = response.read()
    except (OSError, http.client.HTTPException) as wrong:
        connection.close()
        return type(wrong).__name__
    if response.status != 200:
        return f"{response.status} {said[:200]!r}"
    if one.mark and str(one.mark[0]) not in json.loads(said)["stands"]:
        return f"not saved: {said[:200]!r}"
    return ""


def acted(one: Request) -> Request:
    """The same at this moment: a tap has the number of its own act, by which a page that sends it again is
    known.
    """
    from django.utils import timezone

    from trellis.registers.moments import new_act

    return replace(one, body=one.body.replace('"act": ""', f'"act": "{new_act(timezone.now())}"'))


def _note(asked: Asked, one: Request, wrong: str, took: float) -> None:
    if wrong:
        asked.refused.append(wrong)
    elif one.mark:
        asked.taps.append(took)
        asked.marks[one.mark[0]] = one.mark[1]
    else:
        asked.pages.append(took)


# --- imports ------------------------------------------------------------------------------------------------


def import_files(folder: Path) -> list[Path]:
    """Two files of the same sessions that say different things, so that each changes what the other said."""
    days = [SINCE + dt.timedelta(days=n) for n in range(7)]
    days = [day for day in days if day.weekday() < 5 and day < dt.date(2024, 9, 10)]
    paths = []
    for name, code in (("one", "I"), ("other", "M")):
        path = folder / f"{name}.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["pupil_id", "date", "session", "code"])
            for pupil in range(PUPILS):
                for at, day in enumerate(days):
                    for session in ("AM", "PM"):
                        here = "/" if session == "AM" else "\\"
                        writer.writerow([f"P{pupil:04}", day, session, code if (pupil + at) % 2 else here])
        paths.append(path)
    return paths


def import_for_ever(school: School) -> None:
    """Import one file after the other, in this process, by the command a school uses."""
    from trellis.web.cli import main as trellis

    files = import_files(Path(os.environ["TRELLIS_DATA"]))
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - for as long as the process lives
    while True:
        for path in files:
            trellis(["import", "marks", str(path), "--school", school.urn])


@contextmanager
def imports_running(school: School) -> Iterator[None]:
    """One import after another beside everything else."""
    running = forked(lambda: import_for_ever(school))
    try:
        yield
    finally:
        os.kill(running, signal.SIGKILL)
        os.waitpid(running, 0)


def forked(act: Any) -> int:
    """Something done in a process of its own, until it is killed."""
    child = os.fork()
    if child:
        return child
    try:
        act()
    finally:
        os._exit(1)


def looked_for(marks: dict[int, str]) -> tuple[int, int]:
    """How many of the acknowledged marks do not stand in a line, and how many lines the ledger disproves."""
    from trellis.registers.history import code_shown
    from trellis.registers.models import Line
    from trellis.registers.rebuilding import differences
    from trellis.rules.academic_year import AcademicYear
    from trellis.rules.words import Session
    from trellis.schools.models import School as Kept

    at = AcademicYear(2024).position(dt.date(2024, 9, 10), Session.AM)
    stands = {pupil: code_shown(line[at]) for pupil, line in Line.objects.values_list("pupil", "marks")}
    missing = sum(stands.get(pupil) != code for pupil, code in marks.items())
    return missing, sum(len(differences(school)) for school in Kept.objects.all())


if __name__ == "__main__":
    main()
