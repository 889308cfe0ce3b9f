"""The forms of incidents: recording one, putting it right, who had a part in it, following it up, taking it
back, and a place’s own words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.conduct.models import Choice, Incident, Involvement
from trellis.schools.forms import ActForm, SeveralField, day_field, long_field
from trellis.schools.models import Pupil, SchoolClass

_LONGEST = 80


class WhatForm(ActForm):
    """What is said of an incident: when, of what sort, where, how grave, what happened, what was done."""

    type = forms.ChoiceField(label=gettext_lazy("What sort"))
    place = forms.ChoiceField(label=gettext_lazy("Where"))
    when = forms.ChoiceField(label=gettext_lazy("When"), choices=Incident.When.choices)
    severity = forms.TypedChoiceField(
        label=gettext_lazy("How grave"),
        choices=Incident.Severity.choices,
        coerce=int,
        widget=forms.RadioSelect,
        initial=Incident.Severity.LOW,
    )
    words = long_field(
        gettext_lazy("What happened"),
        gettext_lazy("What you saw and heard, in a sentence or two. The family may read it."),
        rows=3,
    )
    action = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    on = day_field(gettext_lazy("Day"))

    def __init__(self, *args: Any, offered: Mapping[str, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].max_length = 1000  # type: ignore[attr-defined]
        for kind, nothing in (("type", _("Choose")), ("place", _("Choose")), ("action", _("Nothing yet"))):
            held = list(offered[kind])
            now = self.initial.get(kind)
            if now and now not in held:
                held.append(now)
            self.fields[kind].choices = [("", nothing), *((one, one) for one in held)]  # type: ignore[attr-defined]


class RecordForm(WhatForm):
    """A new incident: the children first, because it is about them."""

    children = SeveralField(
        label=gettext_lazy("Who took part"),
        queryset=Pupil.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Whoever was hurt, saw it, or is in another class can be added once it is kept."
        ),
        error_messages={"required": gettext_lazy("Tick the child it is about.")},
    )
    field_order = ("children", "type", "place", "when", "severity", "words", "action", "on")

    def __init__(self, *args: Any, pupils: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["children"].queryset = pupils  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Everything as the action takes it."""
        values = dict(self.cleaned_data)
        children = values.pop("children")
        return {"parts": dict.fromkeys(children, Involvement.Part.TOOK_PART), **values}


class ClassForm(forms.Form):
    """Of which class."""

    school_class = forms.ModelChoiceField(
        label=gettext_lazy("Class"), queryset=SchoolClass.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, classes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = classes  # type: ignore[attr-defined]


class PartForm(ActForm):
    """A child, and the part they had."""

    refused_at = "pupil"

    pupil = forms.ModelChoiceField(
        label=gettext_lazy("Child"), queryset=Pupil.objects.none(), empty_label=gettext_lazy("Choose")
    )
    part = forms.ChoiceField(
        label=gettext_lazy("Part in it"),
        choices=Involvement.Part.choices,
        widget=forms.RadioSelect,
        initial=Involvement.Part.HURT,
    )

    def __init__(self, *args: Any, pupils: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pupil"].queryset = pupils  # type: ignore[attr-defined]


class FollowUpForm(ActForm):
    """How it was followed up."""

    refused_at = "on"

    words = long_field(gettext_lazy("How it was followed up"), rows=3)
    on = day_field(gettext_lazy("On"))


class TakeBackForm(ActForm):
    """Why it is taken back."""

    refused_at = "why"

    why = forms.CharField(
        label=gettext_lazy("Why it is taken back"),
        max_length=300,
        help_text=gettext_lazy("It stays readable with this reason, and counts no longer."),
    )


class WordsForm(forms.Form):
    """The words a school chooses from, kind by kind."""

    def __init__(self, *args: Any, held: Mapping[str, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Choice.Kind:
            self.fields[kind.value] = long_field(
                kind.label,
                _("One on each line, in the order they are offered. Incidents recorded before keep theirs."),
                rows=8,
            )
            self.fields[kind.value].initial = "\n".join(held[kind.value])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        for kind in Choice.Kind:
            if any(len(line.strip()) > _LONGEST for line in values.get(kind.value, "").splitlines()):
                self.add_error(kind.value, _("A line is 80 letters long at most."))
        return values

    def said(self) -> Iterator[tuple[str, list[str]]]:
        """The lines of each kind."""
        for kind in Choice.Kind:
            yield kind.value, self.cleaned_data[kind.value].splitlines()


def pupils_of(ids: Iterable[int]) -> Any:
    """Some children, as a form offers them."""
    return Pupil.objects.filter(pk__in=list(ids), merged_into=None)
