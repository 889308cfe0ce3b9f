"""The forms of a plan that is run: what is taken up of a row, a step, how it stands, and a note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.imports.problems import said, words
from trellis.plans.models import Row, Step
from trellis.plans.proposing import Proposed
from trellis.plans.steps import Standing, milestone_words
from trellis.rhythm.routine import usual_recurrence
from trellis.rules.recurrence import LAST, WEEKDAYS, Monthly, listed
from trellis.rules.words import MONTHS, Sentence
from trellis.schools.forms import ActForm, OwnerField, Owners, day_field
from trellis.schools.models import Person

_EVERY = (
    ("", gettext_lazy("Once, by its day")),
    ("daily", gettext_lazy("Every school day")),
    ("weekly", gettext_lazy("Every week")),
    ("monthly", gettext_lazy("Every month")),
    ("half_termly", gettext_lazy("Every half-term")),
    ("termly", gettext_lazy("Every term")),
    ("yearly", gettext_lazy("Every year, in the month it is to be done by")),
)
MOST_AT_ONCE = 20
_NUMBERS = frozenset(str(number) for number in range(1, 13))
_MONTH_NUMBERS = RegexValidator(r"^(1[0-2]|[1-9])(,(1[0-2]|[1-9]))*$")


class RhythmFields(forms.Form):
    """How often a step comes back, where it does."""

    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=_EVERY, required=False)
    weekday = forms.ChoiceField(label=gettext_lazy("On (if weekly)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekday"].choices = [(str(n), _(WEEKDAYS[n])) for n in range(5)]  # type: ignore[attr-defined]

    def recurrence(self) -> Any:
        """What they come to; nothing where it is done once. What is yearly, or in some months, is due on the
        last school day of each.
        """
        values = self.cleaned_data
        every = values.get("every")
        if every == "yearly":
            return Monthly(LAST, None, (values["finish"].month,))
        if every == "months":
            return Monthly(LAST, None, tuple(int(month) for month in values["months"].split(",")))
        return usual_recurrence(every, int(values.get("weekday") or 4)) if every else None

    def _insist_on_a_month(self) -> None:
        """A year has no last school day of its own: it takes a date by which something is done."""
        if self.cleaned_data.get("every") == "yearly" and not self.cleaned_data.get("finish"):
            self.add_error("finish", _("Say by when, so that it is known in which month."))


class TakeUpForm(RhythmFields):
    """One step as it was read, to be put right and taken up."""

    keep = forms.BooleanField(label=gettext_lazy("Take this up"), required=False)
    row = forms.ModelChoiceField(queryset=Row.objects.none(), widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=Step.Kind.choices, widget=forms.HiddenInput)
    said = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    months = forms.CharField(required=False, validators=[_MONTH_NUMBERS], widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("What is to be done or reached"), widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = OwnerField()
    start = day_field(gettext_lazy("From"), required=False)
    finish = day_field(gettext_lazy("By"), required=False)
    field_order = ("keep", "words", "owner", "start", "finish", "every", "weekday")

    def __init__(self, *args: Any, owners: Owners, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(owners)  # type: ignore[attr-defined]
        self.fields["row"].queryset = rows  # type: ignore[attr-defined]
        if self["kind"].value() == Step.Kind.MILESTONE:
            del self.fields["every"], self.fields["weekday"]
        elif months := self["months"].value():
            self._offer_months(str(months))
        who = self["said"].value() or ""
        self.strand = who if self["months"].value() else ""
        if who and not self.strand:
            self.fields["owner"].help_text = _("The plan says “%(said)s”.") % {"said": who}

    def _offer_months(self, numbers: str) -> None:
        """What stands in months of a calendar is done in them; a day of the week says nothing there."""
        named = [Sentence(MONTHS[int(one) - 1]) for one in numbers.split(",") if one in _NUMBERS]
        if named:
            choice = _("Every year, in %(months)s") % {"months": said(words(listed(named)))}
            self.fields["every"].choices = [("months", choice), *_EVERY[1:-1]]  # type: ignore[attr-defined]
            del self.fields["weekday"], self.fields["start"], self.fields["finish"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("start") and values.get("finish") and values["finish"] < values["start"]:
            self.add_error("finish", _("The last day cannot come before the first."))
        self._insist_on_a_month()
        return values

    def as_step(self) -> dict[str, Any]:
        """The step as it is taken up."""
        names = ("row", "kind", "said", "words", "owner", "start", "finish")
        return {name: self.cleaned_data.get(name) for name in names} | {"recurrence": self.recurrence()}


class TakeUps(forms.BaseFormSet):
    """The steps of several rows, of which some are taken up."""

    def kept(self) -> list[dict[str, Any]]:
        return [form.as_step() for form in self.forms if form.cleaned_data.get("keep")]


TakeUpForms = forms.formset_factory(
    TakeUpForm, formset=TakeUps, extra=0, max_num=MOST_AT_ONCE, absolute_max=MOST_AT_ONCE
)


def initial_of(row: Row, one: Proposed) -> dict[str, Any]:
    """What the form shows first of a proposal."""
    return {
        "keep": True,
        "row": row.pk,
        "kind": one.kind,
        "said": one.said,
        "words": one.words,
        "owner": one.owner,
        "start": one.start,
        "finish": one.finish,
        "every": one.every,
        "weekday": str(one.weekday),
        "months": ",".join(str(month) for month in one.months),
    }


class StepForm(ActForm):
    """A step: what, whose, from and by when."""

    words = forms.CharField(
        label=gettext_lazy("What is to be done or reached"), widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = OwnerField()
    start = day_field(gettext_lazy("From"), required=False)
    finish = day_field(gettext_lazy("By"), required=False)

    def __init__(self, *args: Any, owners: Owners, standing: Standing, **kwargs: Any) -> None:
        step = standing.step
        known = {"words": step.words, "start": step.start, "finish": step.finish}
        super().__init__(*args, initial=known | {"owner": standing.owner_key}, **kwargs)
        self.fields["owner"].offer(owners)
        if step.said:
            self.fields["owner"].help_text = _("The plan says “%(said)s”.") % {"said": step.said}


class NewStepForm(RhythmFields, ActForm):
    """A step somebody adds to a row."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Step.Kind.choices)
    words = forms.CharField(
        label=gettext_lazy("What is to be done or reached"), widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = OwnerField()
    start = day_field(gettext_lazy("From"), required=False)
    finish = day_field(gettext_lazy("By"), required=False)
    field_order = ("kind", "words", "owner", "start", "finish", "every", "weekday")

    def __init__(self, *args: Any, owners: Owners, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(owners)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        self._insist_on_a_month()
        recurrence = self.recurrence() if values.get("every") != "yearly" or values.get("finish") else None
        values.pop("every", None), values.pop("weekday", None)
        return values | {"recurrence": recurrence}


class StateForm(ActForm):
    """How a step stands."""

    state = forms.ChoiceField(label=gettext_lazy("How it stands"), widget=forms.RadioSelect)
    because = forms.CharField(
        label=gettext_lazy("Because"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Where it is dropped: why."),
    )
    on = day_field(gettext_lazy("Since"))

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        known = {"state": step.state, "because": step.because}
        super().__init__(*args, initial=known, **kwargs)
        is_milestone = step.kind == Step.Kind.MILESTONE
        choices: Sequence[Any] = list(milestone_words().items()) if is_milestone else Step.State.choices
        self.fields["state"].choices = choices


class NoteForm(ActForm):
    """A sentence of how a row goes."""

    words = forms.CharField(
        label=gettext_lazy("How it goes"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody who sees the plan reads it: name no child here."),
    )
    on = day_field(gettext_lazy("On"))
    no_child = forms.BooleanField(
        label=gettext_lazy("The names in it are no child’s"),
        required=False,
        help_text=gettext_lazy("Asked only where a word is also the name of a child on roll."),
    )


class HandOnForm(ActForm):
    """Everything of the plans that somebody owns by name becomes somebody else's."""

    leaver = forms.ModelChoiceField(label=gettext_lazy("Whose steps"), queryset=Person.objects.none())
    owner = OwnerField(label=gettext_lazy("Whose they become"))

    def __init__(self, *args: Any, owners: Owners, leavers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(owners)
        self.fields["leaver"].queryset = leavers
