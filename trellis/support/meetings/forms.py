"""The forms of meetings about cases: a body, a child on the agenda, a decision and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.gatherings.forms import people_at
from trellis.rules.recurrence import HalfTermly, Monthly, Recurrence, Weekly, read_kept
from trellis.schools.forms import ActForm, SeveralField, day_field, long_field
from trellis.schools.models import Person, School
from trellis.support.meetings.actions import lines_of
from trellis.support.meetings.models import WHOSE, MeetingBody
from trellis.support.meetings.sources import SOURCES
from trellis.support.models import Programme

_STARTER = gettext_lazy("Safeguarding\nWhat was decided last time\nNew children")
_EVERY = [
    ("weekly", gettext_lazy("Every school week")),
    *(
        (f"monthly{nth}", words)
        for nth, words in (
            (1, gettext_lazy("Every month, in its first week")),
            (2, gettext_lazy("Every month, in its second week")),
            (3, gettext_lazy("Every month, in its third week")),
            (-1, gettext_lazy("Every month, at its end")),
        )
    ),
    ("half_termly", gettext_lazy("Every half-term, in its second school week")),
]
_DAYS = [
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
]


class BodyForm(ActForm):
    """What a body is called, when it meets, who is in it and chairs it, what stands on every agenda."""

    refused_at = "name"

    kind = forms.ChoiceField(label=gettext_lazy("What sort"), choices=MeetingBody.Kind.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    every = forms.ChoiceField(label=gettext_lazy("How often it meets"), choices=_EVERY)
    weekday = forms.TypedChoiceField(label=gettext_lazy("On which day"), choices=_DAYS, coerce=int)
    at = forms.TimeField(
        label=gettext_lazy("At what time"), required=False, widget=forms.TimeInput(format="%H:%M")
    )
    where = forms.CharField(label=gettext_lazy("Where"), max_length=120, required=False)
    chair = forms.ModelChoiceField(label=gettext_lazy("Who chairs it"), queryset=Person.objects.none())
    members = SeveralField(
        label=gettext_lazy("Who else is in it"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    standing = long_field(
        gettext_lazy("What stands on every agenda"),
        gettext_lazy("One item on each line."),
        required=False,
    )
    still_weeks = forms.IntegerField(
        label=gettext_lazy("A case is on the agenda after so many weeks in which nothing happened"),
        min_value=1,
        max_value=40,
        initial=4,
    )
    programmes = SeveralField(
        label=gettext_lazy("Only cases of"),
        queryset=Programme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: those of every programme."),
    )
    also = forms.MultipleChoiceField(
        label=gettext_lazy("Also on its agenda"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "As far as everybody who sees support may know it: an indicator kept for few, or a list that "
            "tells more, puts nobody here."
        ),
    )

    def __init__(
        self, *args: Any, school: School, day: Any, body: MeetingBody | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = people_at(school)
        self.fields["chair"].queryset = self.fields["members"].queryset = people  # type: ignore[attr-defined]
        self.fields["programmes"].queryset = Programme.objects.serving(school, day).in_use(day)  # type: ignore[attr-defined]
        self.fields["also"].choices = [  # type: ignore[attr-defined]
            (one.name, one.asked_for) for one in SOURCES.values() if one.asked_for
        ]
        self.fields["standing"].initial = _STARTER
        if body is not None:
            self.fields["is_laid_aside"] = forms.BooleanField(label=_("It meets no more"), required=False)
            names = ("kind", "name", "at", "where", "still_weeks", "also", "is_laid_aside")
            inside = list(body.members.filter(until=None))
            self.initial = {name: getattr(body, name) for name in names} | {
                "standing": "\n".join(body.standing),
                "programmes": list(body.programmes.values_list("pk", flat=True)),
                "chair": next((one.person_id for one in inside if one.chairs), None),
                "members": [one.person_id for one in inside if not one.chairs],
                **_how(read_kept(body.recurrence)),
            }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "every" in values and "weekday" in values:
            values["recurrence"] = _recurrence(values.pop("every"), values.pop("weekday"))
        values["standing"] = lines_of(values.get("standing", ""))
        return values


def _recurrence(every: str, weekday: int) -> Recurrence:
    if every == "weekly":
        return Weekly((weekday,))
    if every == "half_termly":
        return HalfTermly(2, weeks=True, weekday=weekday)
    return Monthly(int(every.removeprefix("monthly")), weekday)


def _how(recurrence: Recurrence) -> dict[str, Any]:
    """The same as the form asks for it."""
    if isinstance(recurrence, Weekly):
        return {"every": "weekly", "weekday": recurrence.weekdays[0]}
    if isinstance(recurrence, Monthly):
        return {"every": f"monthly{recurrence.nth}", "weekday": recurrence.weekday}
    return {"every": "half_termly", "weekday": getattr(recurrence, "weekday", 0)}


class OpenForm(ActForm):
    """The day it meets."""

    refused_at = "on"

    on = forms.DateField(label=gettext_lazy("It meets on"), widget=forms.DateInput())


class SaidForm(ActForm):
    """What was said of a child."""

    said = long_field(
        gettext_lazy("What was said"),
        gettext_lazy("What the next reader needs to know; the family may read it."),
        required=False,
    )


class DecisionForm(ActForm):
    """What was decided, who does it and by when."""

    refused_at = "words"

    words = forms.CharField(label=gettext_lazy("What was decided"), max_length=300)
    whose = forms.ChoiceField(
        label=gettext_lazy("Whose it is"), choices=WHOSE, widget=forms.RadioSelect, initial="school"
    )
    person = forms.ModelChoiceField(
        label=gettext_lazy("Who does it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Somebody else"),
        help_text=gettext_lazy("It stands on their Today until it is done."),
    )
    who = forms.CharField(label=gettext_lazy("Who else, by name or part"), max_length=160, required=False)
    due = forms.DateField(label=gettext_lazy("By when"), widget=forms.DateInput())

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_at(school)  # type: ignore[attr-defined]


class LeaveForm(ActForm):
    """Why a child is left for another time."""

    refused_at = "because"

    because = forms.CharField(label=gettext_lazy("Why it is left for another time"), max_length=200)


class CameForm(ActForm):
    """What came of a decision."""

    refused_at = "on"

    was_done = forms.TypedChoiceField(
        label=gettext_lazy("Was it done?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    on = day_field(gettext_lazy("On"))
    said = forms.CharField(label=gettext_lazy("What came of it"), max_length=300, required=False)


class AddForm(forms.Form):
    """A child to be talked about whom nothing put on the agenda."""

    name = forms.CharField(label=gettext_lazy("Name of the child"), max_length=80)


class EvaluationForm(ActForm):
    """How a body judges a half-term."""

    refused_at = "words"

    words = long_field(gettext_lazy("What helped, what did not, and what changes"))
