"""From file to page: today's marks, dropped in the watched folder, until somebody's page shows them.

A school of a thousand pupils. `trellis worker` runs beside as it does in life; a file with this morning's
mark of every pupil is dropped, and the attendance lead's page of today is asked for until it says so.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from bench.pages import NOW, PUPILS, asking, fill, set_up
from bench.timing import Row, median_of_five, row

_MARKED = re.compile(r"([\d,]+) of ([\d,]+) marked")
_PATIENCE = 60.0


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        fill(1)
        _number_the_pupils()
        dropped = Path(folder) / "incoming" / "100001"
        dropped.mkdir(parents=True)
        command = [sys.executable, "-m", "trellis.web.cli", "worker"]
        with subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL) as worker:
            try:
                ask, absent = asking("attendance_lead", "/"), count(10)

                def arrive() -> None:
                    away = next(absent)
                    _drop(dropped, away)
                    _wait_for(ask, PUPILS - away)

                arrive()  # once, until the worker has started
                took = median_of_five(arrive)
            finally:
                worker.terminate()
    note = (
        f"{PUPILS:,} marks in the watched folder; it is looked at every two seconds, and once more to be sure"
    )
    yield row("from file to page", took, "s", limit=20, note=note)


def _number_the_pupils() -> None:
    """Give everybody the admission number that the school's own system knows them by."""
    from django.db.models import CharField, F
    from django.db.models.functions import Cast

    from trellis.schools.models import Enrolment

    Enrolment.objects.update(admission_number=Cast(F("pk"), CharField()))


def _drop(folder: Path, away: int) -> None:
    """A file of this morning's marks, so many of them of children who are ill."""
    from trellis.schools.models import Enrolment

    numbers = Enrolment.objects.order_by("pk").values_list("admission_number", flat=True)
    lines = ["pupil_id,date,session,code"]
    lines += [f"{pupil},{NOW.date()},AM,{'I' if at < away else '/'}" for at, pupil in enumerate(numbers)]
    (folder / "marks.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _wait_for(ask: Callable[[], Any], attended: int) -> None:
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        found = _MARKED.search(ask().content.decode())
        if found and int(found[1].replace(",", "")) == attended:
            return
        time.sleep(0.05)
    raise RuntimeError(f"The marks had not come to the page after {_PATIENCE:.0f} s.")
