"""The forms of a plan's end: what is carried on, where to, and what came of each row."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.plans.carrying import Carry
from trellis.plans.forms import year_choices
from trellis.plans.models import Plan, Row
from trellis.schools.forms import ActForm, SeveralField


class CarryForm(ActForm):
    """The rows that are carried on, and the plan they are carried into."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Into which plan"),
        queryset=Plan.objects.none(),
        required=False,
        empty_label=gettext_lazy("A new plan, written as this one is"),
    )
    name = forms.CharField(label=gettext_lazy("What the new plan is called"), max_length=200, required=False)
    since_year = forms.TypedChoiceField(label=gettext_lazy("First school year"), coerce=int)
    until_year = forms.TypedChoiceField(label=gettext_lazy("Last school year"), coerce=int)
    rows = SeveralField(
        label=gettext_lazy("Rows to carry on"),
        queryset=Row.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one row to carry on.")},
    )

    def __init__(self, *args: Any, plan: Plan, found: Sequence[Carry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Plan.objects.at(plan.place).exclude(pk=plan.pk).exclude(state=Plan.State.CLOSED)
        self.fields["into"].queryset = others
        for name in ("since_year", "until_year"):
            self.fields[name].choices = year_choices()
            self.fields[name].initial = plan.until_year + 1
        self.fields["rows"].queryset = Row.objects.filter(pk__in=[one.row.pk for one in found])
        self.fields["rows"].initial = [one.row.pk for one in found if one.proposed]
        told = {one.row.pk: one for one in found}
        self.fields["rows"].label_from_instance = lambda row: _told(told[row.pk])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not values.get("into") and not values.get("name", "").strip():
            self.add_error("name", _("Write what the new plan is called, or choose one that is here."))
        return values


def _told(one: Carry) -> str:
    """A row as its choice says it: its first words, why it is proposed, what belongs to a year gone by."""
    first = str(one.row).split("\n")[0]
    first = first if len(first) <= 110 else f"{first[:109]}…"
    return " · ".join([first, one.why, *one.flags])


class CloseForm(forms.Form):
    """What came of the plan, and of each row."""

    words = forms.CharField(
        label=gettext_lazy("What came of the plan as a whole"), widget=forms.Textarea(attrs={"rows": 4})
    )
    without = forms.BooleanField(
        label=gettext_lazy("Close it though some rows do not say what came of them"), required=False
    )
    no_child = forms.BooleanField(
        label=gettext_lazy("The names in it are no child’s"),
        required=False,
        help_text=gettext_lazy("Asked only where a word is also the name of a child on roll."),
    )

    def __init__(self, *args: Any, rows: Sequence[tuple[Row, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = [row for row, _known in rows]
        for row, known in rows:
            first = str(row).split("\n")[0]
            self.fields[f"row-{row.pk}"] = forms.CharField(
                label=first if len(first) <= 140 else f"{first[:139]}…",
                required=False,
                help_text=known,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.order_fields(["words", *(f"row-{row.pk}" for row in self._rows), "without", "no_child"])

    def evaluations(self) -> dict[Row, str]:
        """What was written of each row."""
        return {row: self.cleaned_data[f"row-{row.pk}"] for row in self._rows}


class OpenAgainForm(ActForm):
    """Why a closed plan is opened again."""

    because = forms.CharField(label=gettext_lazy("Because"), max_length=100)
