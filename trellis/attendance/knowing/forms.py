"""What somebody fills in of a figure as another report printed it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.asked import years_with_registers
from trellis.attendance.knowing.printed_list import read_list
from trellis.attendance.knowing.reconciling import RECONCILED
from trellis.attendance.school_figures import NAMES
from trellis.evidence.models import PrintedFigure
from trellis.imports.problems import said, words
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HALF_TERM_NAMES
from trellis.rules.populations import POPULATION_LABELS, Population
from trellis.rules.words import ProblemWith
from trellis.schools.forms import ActForm, day_field
from trellis.schools.models import School


class PrintedFigureForm(ActForm):
    """What the other report says, of which days, and how it counts."""

    source = forms.CharField(
        label=gettext_lazy("Where it stands"),
        max_length=160,
        help_text=gettext_lazy("Such as: MIS, attendance summary; or the department’s monitoring report."),
    )
    measure = forms.ChoiceField(label=gettext_lazy("Which figure"))
    percent = forms.DecimalField(
        label=gettext_lazy("The percentage, as printed"),
        max_digits=6,
        decimal_places=3,
        required=False,
        help_text=gettext_lazy("Only where the report gives no numbers of sessions."),
    )
    part = forms.IntegerField(
        label=gettext_lazy("Sessions it counts (pupils, for persistent or severe absence)"),
        min_value=0,
        required=False,
    )
    whole = forms.IntegerField(label=gettext_lazy("Out of"), min_value=1, required=False)
    file = forms.FileField(
        label=gettext_lazy("Or its list of pupils"),
        required=False,
        help_text=gettext_lazy(
            "CSV or Excel (.xlsx): UPN or admission number, sessions counted (part) and possible sessions "
            "(whole). With it each cause names its pupils."
        ),
    )
    days = forms.ChoiceField(label=gettext_lazy("Beside our figure of"))
    since = day_field(gettext_lazy("First day it counts"), today=False)
    until = day_field(gettext_lazy("Last day it counts"), today=False)
    printed_on = day_field(gettext_lazy("The day it was printed"))
    population = forms.ChoiceField(label=gettext_lazy("Which pupils it counts"))
    leavers = forms.ChoiceField(label=gettext_lazy("Pupils who have left by its last day"))
    twice = forms.ChoiceField(label=gettext_lazy("The second record of a pupil recorded twice"))
    blanks = forms.ChoiceField(label=gettext_lazy("Missing marks"))
    lates = forms.ChoiceField(label=gettext_lazy("Lateness"))

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        counts_as = PrintedFigure.COUNTS_AS
        choices = {
            "measure": [(name, NAMES[name]) for name in RECONCILED],
            "days": list(_days(years_with_registers(school))),
            "population": [(one.value, _(POPULATION_LABELS[one])) for one in Population],
            "leavers": counts_as["others"],
            "twice": counts_as["others"],
            "blanks": counts_as["blanks"],
            "lates": counts_as["lates"],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["population"].initial = Population.ALL_ON_ROLL.value

    def clean(self) -> dict[str, Any]:
        """The figure as the act takes it: its list read, the days of ours told apart."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        year, half_term = cleaned.pop("days").split(" ", 1)
        file = cleaned.pop("file")
        try:
            listed = read_list(file, self.school) if file else ()
        except ProblemWith as wrong:
            self.add_error("file", said(words(wrong.says)))
            return cleaned
        return {**cleaned, "year": int(year), "half_term": half_term, "pupils": listed}


def _days(years: list[AcademicYear]) -> Any:
    for year in years:
        yield f"{year.start} ", year.label
        for name in HALF_TERM_NAMES:
            yield f"{year.start} {name}", f"{_(name)}, {year.label}"


def first_days(year: AcademicYear, today: dt.date) -> dict[str, dt.date]:
    """The days a report usually counts: from the first of September to today or the end of the year."""
    return {"since": dt.date(year.start, 9, 1), "until": min(today, year.until)}
