"""A grouping's figures as a sheet to take away: CSV or Excel, a row for each school, nothing rounded."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import gettext as _

from trellis.attendance.school_figures import HEADLINES, NAMES
from trellis.imports.writing import Written, write_table
from trellis.web.grouping_figures import AskedOfGrouping, GroupingFigures, SchoolLine, points_moved

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheet(asked: AskedOfGrouping, shown: GroupingFigures, ending: str) -> HttpResponse:
    """The schools of a page as a file, in the page's order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"schools.{ending}"
        write_table(path, list(_headings(shown)), (list(_row(asked, line)) for line in shown.schools))
        body = path.read_bytes()
    name = f"schools-{asked.year.label.replace('/', '-')}-{asked.today.isoformat()}.{ending}"
    return HttpResponse(
        body, content_type=TYPES[ending], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _headings(shown: GroupingFigures) -> Iterator[str]:
    yield from (_("School"), _("URN"), _("Phase"), _("Days"), _("On roll"))
    for name in HEADLINES:
        words = str(NAMES[name])
        yield from (
            words,
            _("%(measure)s, out of") % {"measure": words},
            _("%(measure)s, %%") % {"measure": words},
        )
        yield _("%(measure)s, points against %(what)s") % {"measure": words, "what": shown.against}
    yield from (_("Missing marks"), _("Register of record"))


def _row(asked: AskedOfGrouping, line: SchoolLine) -> Iterator[Written]:
    school = line.school
    yield from (school.name, line.urn, str(school.get_phase_display()), asked.words, line.enrolments)
    for name in HEADLINES:
        row = line.now.get(name)
        yield from (row.numerator, row.denominator, row.percent) if row else (None, None, None)
        moved = points_moved(row, line.before.get(name))
        yield moved
    yield from (line.missing, str(school.get_register_of_record_display()))
