"""The forms of plans: plain fields for cells, headings, the document, and layouts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.plans.fields import SAYS
from trellis.plans.layouts import Form
from trellis.plans.models import Link, Part, Plan, Row
from trellis.plans.serving import first_line, priorities_for
from trellis.rules.academic_year import AcademicYear

_BACK, _AHEAD = 20, 4
COLUMNS = 10


def year_choices() -> list[tuple[int, str]]:
    """School years a plan may be for, the latest first."""
    start = AcademicYear.of(timezone.localdate()).start
    return [(year, AcademicYear(year).label) for year in range(start + _AHEAD, start - _BACK, -1)]


def field_choices() -> list[tuple[str, str]]:
    """What a column may say."""
    return [
        ("", _("Nothing Trellis knows: kept as it is printed")),
        *((str(name), _(says)) for name, says in SAYS.items()),
    ]


class BeginForm(forms.Form):
    """A new plan: what it is called, its layout, its years, and what it is part of."""

    name = forms.CharField(label=gettext_lazy("What the plan is called"), max_length=200)
    layout = forms.ChoiceField(label=gettext_lazy("Layout"))
    since_year = forms.TypedChoiceField(label=gettext_lazy("First school year"), coerce=int)
    until_year = forms.TypedChoiceField(label=gettext_lazy("Last school year"), coerce=int)
    within = forms.ModelChoiceField(
        label=gettext_lazy("Part of another plan"),
        queryset=Plan.objects.none(),
        required=False,
        empty_label=gettext_lazy("No, it stands alone"),
    )

    def __init__(self, *args: Any, layouts: Sequence[Form], plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["layout"].choices = [(form.key, _(form.name)) for form in layouts]  # type: ignore[attr-defined]
        this_year = AcademicYear.of(timezone.localdate()).start
        for name in ("since_year", "until_year"):
            self.fields[name].choices = year_choices()  # type: ignore[attr-defined]
            self.fields[name].initial = this_year
        self.fields["within"].queryset = plans  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return _in_order(self)


def _in_order(form: Any) -> dict[str, Any]:
    values: dict[str, Any] = form.cleaned_data
    if values.get("since_year", 0) > values.get("until_year", 9999):
        form.add_error("until_year", _("The last school year cannot come before the first."))
    return values


class DocumentForm(forms.ModelForm):
    """The document control of a plan."""

    class Meta:
        model = Plan
        fields = (
            "name",
            "kind",
            "state",
            "since_year",
            "until_year",
            "within",
            "manager",
            "written_on",
            "signed_by",
            "signed_on",
            "next_review",
            "circulation",
            "summary",
            "orientation",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since_year", "until_year"):
            initial = self.fields[name].initial
            label = self.fields[name].label
            self.fields[name] = forms.TypedChoiceField(
                label=label, coerce=int, choices=year_choices(), initial=initial
            )
        open_states = [choice for choice in Plan.State.choices if choice[0] != Plan.State.CLOSED]
        self.fields["state"].choices = open_states
        for name in ("written_on", "signed_on", "next_review"):
            self.fields[name].widget = forms.DateInput()
        plans = Plan.objects.at(self.instance.place).exclude(pk=self.instance.pk)
        self.fields["within"].queryset = plans
        self.fields["within"].empty_label = _("No, it stands alone")
        self.fields["summary"].help_text = _("What somebody reads who reads one page.")
        self.fields["circulation"].help_text = _("Who is given the plan.")
        for name in ("summary", "circulation"):
            self.fields[name].widget.attrs["rows"] = 4

    def clean(self) -> dict[str, Any]:
        super().clean()
        return _in_order(self)


class ReviewForm(forms.Form):
    """One time the plan was looked over."""

    on = forms.DateField(label=gettext_lazy("Reviewed on"), widget=forms.DateInput())
    reviewed_by = forms.CharField(label=gettext_lazy("By whom"), max_length=160)
    words = forms.CharField(
        label=gettext_lazy("What was said"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RowForm(forms.Form):
    """The cells of one row, as they are printed: a paragraph to a line."""

    def __init__(self, *args: Any, row: Row, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, (caption, cell) in enumerate(zip(row.part.captions, row.cells, strict=True)):
            lines = cell.count("\n") + len(cell) // 60 + 1
            self.fields[f"cell-{at}"] = forms.CharField(
                label=caption or _("Column %(number)s") % {"number": at + 1},
                required=False,
                initial=cell,
                widget=forms.Textarea(attrs={"rows": max(2, min(lines, 14)), "spellcheck": "true"}),
            )

    def cells(self) -> list[str]:
        """What each cell says now."""
        return [self.cleaned_data[name] for name in self.fields]


class PartForm(forms.Form):
    """A heading or text: its words, and what it is."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    label = forms.CharField(
        label=gettext_lazy("Label"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where label and words stand side by side, such as “Objective 6:”."),
    )
    words = forms.CharField(
        label=gettext_lazy("Words"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in Part.Kind.choices if choice[0] != Part.Kind.TABLE]
        if part.in_table:
            kinds = [
                choice
                for choice in kinds
                if choice[0] not in (Part.Kind.TITLE, Part.Kind.TEXT, Part.Kind.COVER)
            ]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.initial = {"kind": part.kind, "label": part.label, "words": part.words}
        if not part.label:
            del self.fields["label"]


class ColumnsForm(forms.Form):
    """What the columns of a table are called, and what each says."""

    def __init__(self, *args: Any, captions: Sequence[str], fields: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._count = len(captions)
        for at, (caption, name) in enumerate(zip(captions, fields, strict=True)):
            number = at + 1
            self.fields[f"caption-{at}"] = forms.CharField(
                label=_("Caption of column %(number)s") % {"number": number},
                initial=caption,
                required=False,
                max_length=200,
            )
            self.fields[f"field-{at}"] = forms.ChoiceField(
                label=_("What column %(number)s says") % {"number": number},
                choices=field_choices(),
                initial=name,
                required=False,
            )

    def captions(self) -> list[str]:
        return [self.cleaned_data[f"caption-{at}"] for at in range(self._count)]

    def says(self) -> list[str]:
        return [self.cleaned_data[f"field-{at}"] for at in range(self._count)]


class LinkForm(forms.Form):
    """What a row leads to."""

    kind = forms.ChoiceField(label=gettext_lazy("What it leads to"), choices=Link.Kind.choices)
    to = forms.ModelChoiceField(
        label=gettext_lazy("Row of this plan"),
        queryset=Row.objects.none(),
        required=False,
        empty_label=gettext_lazy("None: another plan"),
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority of another plan"),
        required=False,
        help_text=gettext_lazy("Of the trust, the authority or the partnership, or another plan of ours."),
    )
    words = forms.CharField(
        label=gettext_lazy("Or in words"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A priority of a plan that is not here, such as a national one."),
    )

    def __init__(self, *args: Any, row: Row, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Row.objects.of(row.part.plan).exclude(pk=row.pk).select_related("part")
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = first_line  # type: ignore[attr-defined]
        offered = priorities_for(row.part.plan)
        if offered:
            self.fields["priority"].choices = [("", _("None")), *offered.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["priority"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        said = [values.get("to"), values.get("priority"), values.get("words", "").strip()]
        if sum(bool(each) for each in said) != 1:
            raise forms.ValidationError(
                _("Choose a row of this plan, or a priority of another plan, or write it: one of these.")
            )
        return values

    def leads_to(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        values = {name: self.cleaned_data[name] for name in ("kind", "to", "words")}
        what, _colon, key = self.cleaned_data.get("priority", "").partition(":")
        if what == "heading":
            values["heading"] = Part.objects.select_related("plan").get(pk=key)
        elif what == "row":
            values["to"] = Row.objects.select_related("part__plan").get(pk=key)
        return values


class LayoutForm(ColumnsForm):
    """A layout of the school's own: up to ten columns, the empty ones left out."""

    name = forms.CharField(label=gettext_lazy("What the layout is called"), max_length=120)
    orientation = forms.ChoiceField(
        label=gettext_lazy("Paper"),
        choices=[("landscape", gettext_lazy("Landscape")), ("portrait", gettext_lazy("Portrait"))],
    )

    def __init__(
        self, *args: Any, captions: Sequence[str] = (), fields: Sequence[str] = (), **kwargs: Any
    ) -> None:
        spare = COLUMNS - len(captions)
        super().__init__(
            *args, captions=[*captions, *[""] * spare], fields=[*fields, *[""] * spare], **kwargs
        )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not any(values.get(f"caption-{at}") for at in range(COLUMNS)):
            raise forms.ValidationError(_("A layout needs at least one column with a caption."))
        return values

    def columns(self) -> tuple[list[str], list[str]]:
        """Captions and fields of the columns that have a caption."""
        kept = [
            (caption, says)
            for caption, says in zip(self.captions(), self.says(), strict=True)
            if caption.strip()
        ]
        return [caption for caption, _says in kept], [says for _caption, says in kept]
