"""What was written of how rows go, as a page shows it beside the row and paper prints it in its column."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.plans.fields import Field
from trellis.plans.models import Note, Plan
from trellis.plans.reading.plan import ReadPart


def notes_of(plan: Plan) -> dict[int, list[Note]]:
    """The notes of each row that has any, the earliest first."""
    found: dict[int, list[Note]] = {}
    for note in Note.objects.filter(row__part__plan=plan):
        found.setdefault(note.row_id, []).append(note)
    return found


def printed(note: Note) -> str:
    """A note as it stands on paper, after what was printed."""
    return _("%(day)s, %(who)s: %(words)s") % {
        "day": date_format(note.on, "j F Y"),
        "who": note.by_name,
        "words": note.words.replace("\r", ""),
    }


def with_notes(parts: Sequence[ReadPart], notes: Mapping[int, Sequence[Note]]) -> list[ReadPart]:
    """The same plan with its notes in the column for progress, where its layout has one."""
    return [_with_notes(part, notes) if Field.RESULT in part.fields else part for part in parts]


def _with_notes(part: ReadPart, notes: Mapping[int, Sequence[Note]]) -> ReadPart:
    at = part.fields.index(Field.RESULT)
    rows = []
    for row in part.rows:
        written = [printed(note) for note in notes.get(row.line, ())]
        cells = [*row.cells]
        cells[at] = "\n".join(filter(None, [cells[at], *written]))
        rows.append(replace(row, cells=cells))
    return replace(part, rows=rows)
