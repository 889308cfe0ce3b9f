"""A grouping's figures as a sheet to take away: CSV or Excel, a row for each school, nothing rounded."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _

from trellis.attendance.school_figures import HEADLINES, NAMES
from trellis.attendance.sheets import table_file
from trellis.imports.writing import Written
from trellis.web.grouping_figures import AskedOfGrouping, GroupingFigures, SchoolLine, points_moved


def sheet(asked: AskedOfGrouping, shown: GroupingFigures, ending: str) -> HttpResponse:
    """The schools of a page as a file, in the page's order."""
    name = f"schools-{asked.year.label.replace('/', '-')}-{asked.today.isoformat()}"
    rows = (list(_row(asked, line)) for line in shown.schools)
    return table_file(name, ending, list(_headings(shown)), rows)


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
