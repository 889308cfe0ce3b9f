"""The forms of monitoring: a look to be made, and what it found."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from trellis.plans.models import Monitoring, Row
from trellis.plans.running_forms import RhythmFields
from trellis.schools.forms import ActForm, OwnerField, Owners, SeveralField, day_field
from trellis.schools.models import Person


class LookForm(RhythmFields, ActForm):
    """A look: of what kind, at what, whose, when, and the rows it is about."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Monitoring.Kind.choices)
    focus = forms.CharField(label=gettext_lazy("What is looked at"), max_length=300)
    area = forms.CharField(label=gettext_lazy("Subject or area"), max_length=80, required=False)
    owner = OwnerField()
    due_on = day_field(gettext_lazy("On"), required=False)
    rows = SeveralField(
        label=gettext_lazy("Rows of the plan it is about"),
        queryset=Row.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("kind", "focus", "area", "owner", "due_on", "every", "weekday", "rows")

    def __init__(
        self, *args: Any, owners: Owners, rows: Any, recurs: bool | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(owners)
        self.fields["rows"].queryset = rows
        self.fields["rows"].label_from_instance = lambda each: str(each).split("\n")[0][:90]
        if recurs is not None:
            del self.fields["every"], self.fields["weekday"]
        if recurs:
            del self.fields["due_on"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        recurrence = self.recurrence()
        values.pop("every", None), values.pop("weekday", None)
        return values | {"recurrence": recurrence}


class FindingForm(ActForm):
    """What was found."""

    on = day_field(gettext_lazy("Looked at on"))
    words = forms.CharField(
        label=gettext_lazy("What was found"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Of teaching or an area. Name no child here."),
    )
    strengths = forms.CharField(
        label=gettext_lazy("Strengths"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_steps = forms.CharField(
        label=gettext_lazy("Next steps"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    teacher = forms.ModelChoiceField(
        label=gettext_lazy("About one teacher"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("No: about teaching or an area"),
        help_text=gettext_lazy("Only they, whoever wrote it and the head then read it."),
    )
    no_child = forms.BooleanField(
        label=gettext_lazy("The names in it are no child’s"),
        required=False,
        help_text=gettext_lazy("Asked only where a word is also the name of a child on roll."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teacher"].queryset = people
