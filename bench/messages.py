"""Messages: five thousand letters in one batch, with a crash in the middle, and senders killed 200 times.

The letters are those of persistent absence, each with names, figures and weeks of its own, drawn up for five
thousand children in two thousand five hundred homes, kept, and rendered as one print run, in parts.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.timing import Row, row, seconds

LETTERS, KILLS = 5_000, 200
SINCE, UNTIL = dt.date(2024, 9, 2), dt.date(2024, 10, 25)


def rows() -> Iterator[Row]:
    """The figures of this module."""
    yield from _killed()
    with tempfile.TemporaryDirectory() as folder:
        _set_up(folder)
        school = _school(LETTERS)
        yield from _letters(school)


# --- killed -------------------------------------------------------------------------------------------------


def _killed() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.killed", "--kills", str(KILLS), "--items", "60"],
            env={**own, "TRELLIS_DATA": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found = json.loads(done.stdout)
    whole = [found[name] for name in ("outbox", "smtp", "notify")]
    items = sum(one["items"] for one in whole)
    uncertain = found["smtp"]["states"].get("uncertain", 0)
    note = f"{found['caught']} of {found['kills']} senders had a message in their hands"
    yield row(
        "messages sent twice",
        sum(one["twice"] for one in whole),
        "messages",
        limit=1,
        note=f"of {items:,}; {note}",
    )
    lost = sum(one["said_sent_and_was_not"] + one["taken_and_not_shown"] for one in whole)
    ended = sum(one["states"].get(state, 0) for one in whole for state in ("sent", "uncertain"))
    yield row("messages lost", lost + items - ended, "messages", limit=1, note=f"of {items:,}")
    yield row("messages shown as uncertain, all of them e-mails", uncertain, "messages")


# --- letters ------------------------------------------------------------------------------------------------


def _set_up(folder: str) -> None:
    os.environ["TRELLIS_DATA"] = folder
    from trellis.web.cli import set_up

    set_up()
    from trellis.web.migrating import migrate

    migrate()


def _school(children: int) -> Any:
    """A school of so many children, two in each home, each with a mother."""
    from trellis.messages.actions import offer_templates
    from trellis.messages.drafts import SUBJECTS
    from trellis.schools import actions
    from trellis.schools.models import Contact, Enrolment, FamilyLink, Household, Pupil

    school = actions.add_school(
        urn="100001", name="Oak Primary", phase="primary", nation="england", by="bench", since=SINCE
    )
    homes = Household.objects.bulk_create(
        Household(address=f"{n + 1} Mill Lane\nNorthmoor", postcode="NM2 7BB") for n in range(children // 2)
    )
    mothers = Contact.objects.bulk_create(
        Contact(household=home, name=f"Amara Reed{n}", language="en") for n, home in enumerate(homes)
    )
    born = dt.date(2016, 1, 1)
    pupils = Pupil.objects.bulk_create(
        Pupil(forename=f"Robin{n}", surname="Reed", date_of_birth=born) for n in range(children)
    )
    Enrolment.objects.bulk_create(Enrolment(pupil=pupil, school=school, since=SINCE) for pupil in pupils)
    FamilyLink.objects.bulk_create(
        FamilyLink(
            pupil=pupil,
            school=school,
            contact=mothers[n // 2],
            relationship="mother",
            has_care=True,
            since=SINCE,
        )
        for n, pupil in enumerate(pupils)
    )
    offer_templates(school=school, subject=SUBJECTS["attendance-bands"])
    return school


def _drafted(school: Any, run: int) -> Any:
    from trellis.messages.drafts import SUBJECTS
    from trellis.messages.drawing_up import About, draw_up
    from trellis.schools.models import Enrolment

    enrolments = Enrolment.objects.filter(school=school).select_related("pupil").order_by("pk")
    abouts = [
        About(
            each.pupil,
            each,
            f"{1 + n % 6}{'ABCDE'[n % 5]}",
            template="attendance-red",
            values=lambda n=n: _values(n, run),  # type: ignore[misc]
            weeks=lambda n=n: _weeks(n, run),  # type: ignore[misc]
            legal=True,
            band="Red",
        )
        for n, each in enumerate(enrolments)
    ]
    return draw_up(
        SUBJECTS["attendance-bands"],
        school,
        abouts,
        occasion=f"bench {run}",
        since=SINCE,
        until=UNTIL,
        counted={},
    )


def _missed(n: int, run: int) -> int:
    return 8 + (n * 7 + run) % 40


def _values(n: int, run: int) -> Mapping[str, str]:
    missed = _missed(n, run)
    return {
        "half-term": "Autumn 1, 2024/25",
        "since": "2 September 2024",
        "until": "25 October 2024",
        "possible": "76",
        "attended": str(76 - missed),
        "absent": str(missed),
        "authorised": str(missed // 2),
        "unauthorised": str(missed - missed // 2),
        "late": str(n % 9),
        "attendance": f"{100 * (76 - missed) / 76:.1f}%",
        "target": "96%",
        "band": "Red",
        "bands": "",
    }


def _weeks(n: int, run: int) -> Any:
    from trellis.messages.wording import Week

    missed = _missed(n, run)
    return [
        Week(
            f"{week + 2} September",
            "".join("M" if (week * 10 + s) * 7 % 76 < missed else "A" for s in range(10)),
        )
        for week in range(8)
    ]


def _letters(school: Any) -> Iterator[Row]:
    from trellis.messages.models import Batch
    from trellis.messages.printing import Paper, print_run

    def prepared(run: int) -> Batch:
        from trellis.messages.actions import prepare_batch

        return prepare_batch(
            school=school,
            subject="attendance-bands",
            occasion=f"bench {run}",
            since=SINCE,
            until=UNTIL,
            asked={"year": 2024, "half_term": "Autumn 1"},
            draft=_drafted(school, run),
            by="bench",
        )

    def prepared_and_rendered() -> None:
        paper = Paper.of(prepared(1))
        print_run(paper, paper.letters())

    yield row(
        f"{LETTERS:,} letters in one batch, prepared and rendered",
        seconds(prepared_and_rendered),
        "s",
        limit=15,
        note="drawn up, kept, and set as PDF/UA, a thousand to a file at most; once",
    )
    yield from _crashed(prepared(2))


def _crashed(batch: Any) -> Iterator[Row]:
    """The letters of a batch, each as a file, where the machine stops in the middle and starts again."""
    from django.utils import timezone

    from trellis.messages import outbox
    from trellis.messages.actions import print_batch

    now = timezone.now()
    batch.items.update(state="queued", approved_at=now)
    type(batch).objects.filter(pk=batch.pk).update(
        state="approved", approved_at=now, approved_by_name="bench"
    )
    written, write_once = 0, outbox.write_once

    def stops(path: Path, content: bytes) -> str:
        nonlocal written
        written += not path.name.startswith("print-run")
        if written == LETTERS // 2:
            raise MemoryError("the machine stopped")
        return write_once(path, content)

    outbox.write_once = stops  # type: ignore[assignment]
    try:
        print_batch(batch=batch)
    except MemoryError:
        outbox.write_once = write_once
    before = {path: path.stat().st_mtime_ns for path in outbox.root().rglob("*.pdf")}
    print_batch(batch=batch)
    files = [path for path in outbox.root().rglob("*.pdf") if not path.name.startswith("print-run")]
    again = sum(path.stat().st_mtime_ns != at for path, at in before.items())
    note = f"{len(before):,} files were there when it started again"
    yield row(
        "letters written after a crash in the middle", len(files), "files", limit=LETTERS, at_least=True
    )
    yield row("letters written twice", again + len(files) - LETTERS, "files", limit=1, note=note)
