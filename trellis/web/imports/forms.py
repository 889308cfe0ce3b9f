"""The forms of imports: which file, which day it describes, what its headings mean."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.imports.columns import LEAVE_OUT, Field
from trellis.plans.models import Plan
from trellis.rules.academic_year import AcademicYear
from trellis.rules.census import CensusTerm

_YEARS = 6


class Files(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, as a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) and data else [data or None]
        return [super(FilesField, self).clean(one, initial) for one in given]


class BringForm(forms.Form):
    """A file, and nothing else to say about it: marks, a calendar."""

    files = FilesField(label=gettext_lazy("File"), help_text=gettext_lazy("CSV or Excel (.xlsx)"))

    def options(self) -> dict[str, str]:
        """What was said about the file."""
        return {}


class BringPupilsForm(BringForm):
    """A list of pupils, and the day it describes."""

    on = forms.DateField(
        label=gettext_lazy("The day the list describes"),
        help_text=gettext_lazy("Usually the day it was exported. Changes hold from this day."),
        widget=forms.DateInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def options(self) -> dict[str, str]:
        return {"on": self.cleaned_data["on"].isoformat()}


class BringSummariesForm(BringForm):
    """Counts by code, and the term they cover."""

    year = forms.ChoiceField(label=gettext_lazy("Academic year"))
    term = forms.ChoiceField(label=gettext_lazy("Term of the census"))
    field_order = ("year", "term", "files")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].widget = Files()
        self.fields["files"].help_text = _(
            "A termly extract, or the two census tables together: pupils, and their sessions by reason."
        )
        this_year = AcademicYear.of(timezone.localdate())
        years = [AcademicYear(this_year.start - back).label for back in range(_YEARS)]
        self.fields["year"].choices = [(label, label) for label in years]  # type: ignore[attr-defined]
        self.fields["term"].choices = [  # type: ignore[attr-defined]
            (CensusTerm.AUTUMN, _("Autumn")),
            (CensusTerm.SPRING, _("Spring")),
            (CensusTerm.SUMMER_1, _("Summer, first half")),
            (CensusTerm.SUMMER_2, _("Summer, second half")),
            ("summer", _("Summer, whole")),
        ]

    def options(self) -> dict[str, str]:
        return {"year": self.cleaned_data["year"], "term": self.cleaned_data["term"]}


class BringPlanForm(BringForm):
    """An improvement plan, and what it is where its words do not tell."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind of plan"), required=False)
    field_order = ("files", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _("Word (.docx), Excel (.xlsx) or text with tabs between the cells")
        self.fields["kind"].choices = [("", _("As its words say")), *Plan.Kind.choices]  # type: ignore[attr-defined]

    def options(self) -> dict[str, str]:
        return {"kind": self.cleaned_data["kind"]}


class BringScoresForm(BringForm):
    """Scores, and the wave and day of every row that does not say its own."""

    wave = forms.CharField(
        label=gettext_lazy("Wave"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Such as “Autumn 2026”. Leave it empty where every row says its own."),
    )
    on = forms.DateField(
        label=gettext_lazy("Measured on"),
        help_text=gettext_lazy("For rows that say no day of their own."),
        widget=forms.DateInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        self.fields["files"].help_text = _(
            "CSV or Excel (.xlsx): UPN, and a column for each scale, headed by its name."
        )

    def options(self) -> dict[str, str]:
        return {"wave": self.cleaned_data["wave"], "on": self.cleaned_data["on"].isoformat()}


FORMS = {
    "pupils": BringPupilsForm,
    "summaries": BringSummariesForm,
    "scores": BringScoresForm,
    "plan": BringPlanForm,
}


class PasteForm(forms.Form):
    """Today's marks, pasted from another system's screen or sheet."""

    date = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput())
    session = forms.ChoiceField(
        label=gettext_lazy("Session"),
        choices=[("AM", gettext_lazy("Morning")), ("PM", gettext_lazy("Afternoon"))],
        help_text=gettext_lazy("Where the columns are headed AM and PM, both are read."),
    )
    first = forms.ChoiceField(
        label=gettext_lazy("The first row"),
        choices=[
            ("headings", gettext_lazy("names the columns")),
            ("upn", gettext_lazy("is a pupil: UPN, then code")),
            ("pupil_id", gettext_lazy("is a pupil: admission number, then code")),
        ],
    )
    text = forms.CharField(
        label=gettext_lazy("Marks"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        strip=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.localtime()
        self.fields["date"].initial = now.date()
        self.fields["session"].initial = "AM" if now.hour < _NOON else "PM"

    def clean_text(self) -> str:
        """What was pasted: empty lines alone are nothing."""
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text

    def table(self) -> str:
        """What was pasted as a table with headings, in which a column for a session says which day."""
        first, *rows = self.cleaned_data["text"].strip("\n\r").splitlines()
        mark = next((mark for mark in "\t;|," if mark in first), "\t")
        if self.cleaned_data["first"] != "headings":
            return "\n".join([f"{self.cleaned_data['first']}{mark}code", first, *rows, ""])
        day: dt.date = self.cleaned_data["date"]
        headed = [
            f"{day.isoformat()} {cell.strip().upper()}" if cell.strip().upper() in ("AM", "PM") else cell
            for cell in first.split(mark)
        ]
        return "\n".join([mark.join(headed), *rows, ""])

    def options(self) -> dict[str, str]:
        """Every row without a day or session of its own has these."""
        return {"date": self.cleaned_data["date"].isoformat(), "session": self.cleaned_data["session"]}


_NOON = 12


class HeadingsForm(forms.Form):
    """What each heading of a file means."""

    def __init__(
        self,
        *args: Any,
        headings: Sequence[str],
        read_as: Mapping[str, str],
        samples: Mapping[str, Sequence[str]],
        fields: Sequence[Field],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._headings = list(headings)
        choices = [(LEAVE_OUT, _("Leave out")), *((one.name, _(one.says)) for one in fields)]
        for number, heading in enumerate(self._headings):
            self.fields[f"heading-{number}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=read_as.get(heading, LEAVE_OUT),
                help_text=", ".join(samples.get(heading, ())),
            )

    def meanings(self) -> dict[str, str]:
        """What a person said of each heading."""
        return {
            heading: self.cleaned_data[f"heading-{number}"] for number, heading in enumerate(self._headings)
        }


class ExportForm(forms.Form):
    """Marks to write out: which days, which layout, which form of file."""

    since = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput())
    until = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput())
    layout = forms.ChoiceField(
        label=gettext_lazy("Layout"),
        widget=forms.RadioSelect,
        choices=[
            ("long", gettext_lazy("One mark to a row, with minutes late and comments")),
            ("grid", gettext_lazy("A pupil to a row, a column for each session")),
            ("week", gettext_lazy("A week to a row")),
        ],
        initial="long",
    )
    ending = forms.ChoiceField(
        label=gettext_lazy("File"),
        widget=forms.RadioSelect,
        choices=[("xlsx", gettext_lazy("Excel")), ("csv", gettext_lazy("CSV"))],
        initial="xlsx",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["since"].initial = AcademicYear.of(today).since
        self.fields["until"].initial = today
