"""What somebody fills in of events for families: one by itself, a series, its days, which classes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.leave_forms import time_field
from trellis.gatherings.forms import people_at
from trellis.gatherings.models import EVENTS, Kind, Series
from trellis.schools.forms import ActForm, SeveralField, classes_this_year, day_field, long_field
from trellis.schools.models import Person, School, SchoolClass

_KINDS = [(kind.value, kind.label) for kind in EVENTS]


def _kind(initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect, choices=_KINDS, initial=initial)


def _where() -> forms.CharField:
    return forms.CharField(
        label=_("Where"), max_length=120, help_text=_("As a letter says it: “in the hall”.")
    )


class EventForm(ActForm):
    """What it is, for whom, when and where, and what there is to see."""

    kind = _kind(Kind.EVENING)
    about = forms.CharField(
        label=_("What families read that it is"),
        max_length=200,
        required=False,
        help_text=_("Such as “Reading at home, for Year 1”."),
    )
    school_class = forms.ModelChoiceField(
        label=_("In which class"),
        queryset=SchoolClass.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    on = day_field(_("On which day"))
    at = time_field(_("From"))
    where = _where()
    until = time_field(_("Until"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes for each family"),
        min_value=5,
        max_value=120,
        required=False,
        help_text=_("For an evening with appointments. Leave it empty where everybody comes at once."),
    )
    hosts = SeveralField(
        label=_("Who holds it"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("With appointments, each has slots of their own."),
    )
    stalls = long_field(
        _("Who has a stall"), _("Services and others from outside, one on each line."), rows=3, required=False
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hosts"].queryset = people_at(school)  # type: ignore[attr-defined]
        self.fields["school_class"].queryset = classes_this_year(school)  # type: ignore[attr-defined]

    def clean_hosts(self) -> Sequence[Person]:
        return list(self.cleaned_data["hosts"])

    def clean_stalls(self) -> list[str]:
        return self.cleaned_data["stalls"].splitlines()


class SeriesForm(ActForm):
    """What a series is called, what it is, where and from when."""

    refused_at = "name"

    name = forms.CharField(
        label=_("What it is called"), max_length=120, help_text=_("Such as “Friday coffee morning”.")
    )
    kind = _kind(Kind.COFFEE)
    at = time_field(_("From"))
    where = _where()

    def __init__(self, *args: Any, series: Series | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if series is not None:
            self.initial = {name: getattr(series, name) for name in self.fields}


class DaysForm(ActForm):
    """On which days it is held, and the topic of each."""

    refused_at = "until"

    weekday = forms.TypedChoiceField(
        label=_("Each week on"), coerce=int, choices=[(number, WEEKDAYS[number]) for number in range(5)]
    )
    since = day_field(_("From"))
    until = day_field(_("Until"), today=False)
    topics = long_field(
        _("Topics"),
        _("One on each line, the first for the first day. Days beyond the last topic have none."),
        rows=6,
        required=False,
    )

    def clean_topics(self) -> list[str]:
        return self.cleaned_data["topics"].splitlines()


class InviteClassesForm(ActForm):
    """Which classes, or the whole school."""

    whole = forms.BooleanField(label=_("Every family of the school"), required=False)
    classes = SeveralField(
        label=_("Or the families of these classes"),
        queryset=SchoolClass.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classes"].queryset = classes_this_year(school)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.pop("whole", False) and not values.get("classes"):
            self.add_error("classes", _("Choose at least one class, or the whole school."))
        elif not values.get("classes"):
            values["classes"] = None
        return values
