"""A list as a sheet to take away: CSV or Excel, safe from formulas, with the rule that made it."""

from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from trellis.attendance.asked import Asked
from trellis.attendance.knowing.completeness import Completeness
from trellis.attendance.patterns import in_words, patterns_of
from trellis.attendance.pupil_lists import PupilList
from trellis.attendance.school_figures import label_in_words
from trellis.imports.writing import TYPES, Written, table_bytes
from trellis.rules.rounding import percent
from trellis.rules.tally import absent, attended, authorised, late, possible, unauthorised
from trellis.schools.naming import named


def sheet(found: PupilList, asked: Asked, ending: str, complete: Completeness) -> HttpResponse:
    """The whole list, all its pages, as a file that says what of the school's registers is not complete."""
    headings = [
        *(_("UPN"), _("Admission number"), _("Surname"), _("Forename"), _("Year group"), _("Class")),
        *(_("Possible"), _("Attended"), _("Absent"), _("Authorised"), _("Unauthorised"), _("Late")),
        *(_("Missing marks"), _("Attendance %"), _("What the marks show"), _("Days"), _("Rule")),
        _("Not complete"),
    ]
    name = f"{found.where.replace(':', '-')}-{asked.urn}-{asked.today.isoformat()}"
    return table_file(name, ending, headings, _rows(found, asked, complete))


def table_file(
    name: str, ending: str, headings: Sequence[str], rows: Iterable[Sequence[Written]]
) -> HttpResponse:
    """A table that the browser keeps as a file of this name and form."""
    return HttpResponse(
        table_bytes(ending, headings, rows),
        content_type=TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )


def _rows(found: PupilList, asked: Asked, complete: Completeness) -> Iterator[list[Written]]:
    listed = found.listed()
    who = named(found.enrolments, asked.today)
    shown = patterns_of(found.roll, asked, [one.place for one in listed]) if found.roll else []
    for one, patterns in zip(listed, shown, strict=True):
        person, tally = who[one.enrolment], one.tally
        yield [
            *(person.upn, person.admission_number, person.surname, person.forename),
            *(label_in_words("year_group", one.label.get("year_group")), person.class_name),
            *(int(possible(tally)), int(attended(tally)), int(absent(tally))),
            *(int(authorised(tally)), int(unauthorised(tally)), int(late(tally)), int(tally.missing)),
            percent(int(attended(tally)), int(possible(tally))),
            *(in_words(patterns), asked.words, found.rule, complete.sentence),
        ]
