"""400 letters to one PDF/UA, every one with names and figures of its own; and what is read back of it.

The five runs differ in every name and figure: Typst remembers what it has set before, and a school does not
print the same letters twice.
"""

import datetime as dt
import statistics
from collections.abc import Iterator
from importlib.resources import files
from itertools import count

from bench.timing import Row, median_of_five, row, seconds
from tests.messages.reading_back import ReadBack, read_back
from trellis.messages.typesetting import Sheet, set_pdf
from trellis.messages.wording import Merge, Week, fill, parts_of

LETTERS = 400
TITLE = "Attendance letters"
AT = dt.datetime(2024, 11, 4, 9, 0, tzinfo=dt.UTC)
LETTERHEAD = ("Oak Lane, Northmoor, NM1 1AA", "01632 960100 · office@oak.example")


def rows() -> Iterator[Row]:
    """The figures of this module."""
    run = count()

    def letters() -> list[Sheet]:
        return sheets(next(run), LETTERS)

    def one_letter() -> list[Sheet]:
        return sheets(next(run), 1)

    def set_run(run_of_sheets: list[Sheet]) -> bytes:
        return set_pdf(run_of_sheets, title=TITLE, at=AT)

    set_run(one_letter())  # the typeface is read once in the life of a process
    yield row(
        "400 letters to one PDF/UA",
        median_of_five(set_run, before=letters),
        "s",
        limit=1.0,
        note="each with figures in a table, a picture of the weeks, points and legal wording",
    )
    alone = statistics.median(seconds(set_run, before=one_letter) for _letter in range(50))
    yield row("one letter as a file of its own", 1000 * alone, "ms", note="median of fifty")
    pdf = set_run(letters())
    held = read_back(pdf)
    yield row("a letter in the print run", len(pdf) / LETTERS / 1000, "kB")
    yield row(
        "letters whose tags, titles, language and reading order read back",
        held.tags.count("H1") if as_promised(held) else 0,
        "letters",
        limit=LETTERS,
        at_least=True,
        note=f"{len(held.tags)} tags on {len(held.texts)} pages",
    )


def as_promised(held: ReadBack) -> bool:
    """Whether a reader is told title and language, and meets every letter in order, picture included."""
    return (
        (held.title, held.language, held.accessible) == (TITLE, "en", "1")
        and held.marked
        and held.shows_title
        and held.in_reading_order()
        and len(held.alternatives) == len(held.bookmarks) == LETTERS
    )


def sheets(run: int, letters: int) -> list[Sheet]:
    """So many letters, in each of which every name and figure is its own."""
    wording = files("trellis.attendance") / "wordings" / "attendance-red.en.txt"
    title, _line, body = wording.read_text(encoding="utf-8").partition("\n")
    made = []
    for n in range(letters):
        name = f"Robin{run}x{n}"
        missed = 8 + (n * 7 + run) % 40
        weeks = [
            Week(
                f"{w + 2} September",
                "".join("M" if (w * 10 + s) * 7 % 76 < missed else "A" for s in range(10)),
            )
            for w in range(8)
        ]
        values = {
            "addressee": f"Amara Reed{run}x{n}",
            "forename": name,
            "half-term": "Autumn 1, 2024/25",
            "since": "3 September 2024",
            "until": "25 October 2024",
            "possible": "76",
            "attended": str(76 - missed),
            "absent": str(missed),
            "authorised": str(missed // 2),
            "unauthorised": str(missed - missed // 2),
            "late": str(n % 9),
            "attendance": f"{100 * (76 - missed) / 76:.1f}%",
            "target": "96%",
            "contact": "Anil Attar, attendance lead, 01632 960100",
            "signatory": "Helen Hart, headteacher",
        }
        merge = Merge(values=values, weeks=weeks, legal=True)
        made.append(
            Sheet(
                language="en",
                school="Oak Primary",
                letterhead=LETTERHEAD,
                address=[values["addressee"], f"{n + 1} Mill Lane", "Northmoor", "NM2 7BB"],
                date="4 November 2024",
                reference=f"L{run:02}{n:04}",
                title=fill(title, values),
                parts=parts_of(body, merge),
            )
        )
    return made


def _sessions(week: int, missed: int) -> str:
    return "".join("M" if (week * 10 + session) * 7 % 76 < missed else "A" for session in range(10))
