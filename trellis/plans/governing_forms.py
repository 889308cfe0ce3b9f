"""The forms of what stands before governors: answers, promises, stories, the figures that lead, the paper."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.gatherings import forms as gatherings
from trellis.gatherings.models import Gathering
from trellis.plans.governing import FIVE
from trellis.plans.models import Criterion, Paper, Plan, Review, Row, Story
from trellis.schools.forms import ActForm, SeveralField, long_field

NO_CHILD = gettext_lazy("Governors read this: name no child.")


class AnswerForm(ActForm):
    """An answer to one question, begun from what the figures say."""

    refused_at = "words"

    words = long_field(gettext_lazy("Answer"), NO_CHILD, rows=6)


class PromiseForm(gatherings.PromiseForm):
    """What was promised of a plan at a governors' meeting."""

    made_on = forms.DateField(label=gettext_lazy("At the meeting on"), widget=forms.DateInput())

    field_order = ("words", "who", "person", "made_on", "due")


class LookedAtForm(forms.Form):
    """A visit or meeting, and the rows of a plan it looked at."""

    gathering = forms.ModelChoiceField(
        label=gettext_lazy("Which visit or meeting"), queryset=Gathering.objects.none(), empty_label=None
    )
    rows = SeveralField(
        label=gettext_lazy("Which rows of the plan it looked at"),
        queryset=Row.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, gatherings: Any, rows: list[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["gathering"]
        chosen.queryset = gatherings  # type: ignore[attr-defined]
        chosen.label_from_instance = lambda each: f"{each}, {date_format(each.on, 'j F Y')}"  # type: ignore[attr-defined]
        field = self.fields["rows"]
        field.queryset = Row.objects.filter(pk__in=[row.pk for row in rows])  # type: ignore[attr-defined]
        field.label_from_instance = _row_in_short  # type: ignore[attr-defined]


def _row_in_short(row: Row) -> str:
    return Truncator(str(row).split("\n")[0]).chars(90)


class StoryForm(ActForm):
    """Good practice, or "you said, we did"."""

    refused_at = "said"

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=Story.Kind.choices, widget=forms.RadioSelect
    )
    said = long_field(
        gettext_lazy("What people said"),
        gettext_lazy("Only for “you said, we did”: in their words, without a name."),
        rows=2,
        required=False,
    )
    words = long_field(gettext_lazy("What was done"), NO_CHILD)
    on = forms.DateField(label=gettext_lazy("When"), widget=forms.DateInput())
    rows = SeveralField(
        label=gettext_lazy("Which rows of the plan it belongs to"),
        queryset=Row.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, rows: list[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rows"]
        field.queryset = Row.objects.filter(pk__in=[row.pk for row in rows])  # type: ignore[attr-defined]
        field.label_from_instance = _row_in_short  # type: ignore[attr-defined]


class LeadForm(ActForm):
    """The figures that governors see first."""

    refused_at = "criteria"

    criteria = SeveralField(
        label=gettext_lazy("The figures governors see first"),
        help_text=gettext_lazy("Five at most. Choose none and the first of each kind are shown."),
        queryset=Criterion.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Criterion.objects.of(plan)
        self.fields["criteria"].queryset = held  # type: ignore[attr-defined]
        self.fields["criteria"].initial = [one.pk for one in held if one.leads][:FIVE]


class PaperForm(forms.Form):
    """A paper for a meeting: which review it reports, and what is written around the figures."""

    review = forms.ModelChoiceField(
        label=gettext_lazy("The review it reports"), queryset=Review.objects.none(), empty_label=None
    )
    meeting_on = forms.DateField(label=gettext_lazy("For the meeting on"), widget=forms.DateInput())
    opening = long_field(gettext_lazy("How we stand, in a few sentences"), NO_CHILD, required=False)
    worries = long_field(
        gettext_lazy("Where we are behind, and what we do about it"), NO_CHILD, rows=5, required=False
    )
    asks = long_field(gettext_lazy("What we ask of governors"), rows=3, required=False)

    def __init__(self, *args: Any, plan: Plan, paper: Paper | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["review"]
        field.queryset = plan.reviews.order_by("-on", "-pk")  # type: ignore[attr-defined]
        field.label_from_instance = lambda review: (
            _("%(day)s, %(by)s")
            % {  # type: ignore[attr-defined]
                "day": date_format(review.on, "j F Y"),
                "by": review.reviewed_by,
            }
        )
        if paper is not None:
            names = ("review", "meeting_on", "opening", "worries", "asks")
            self.initial = {name: getattr(paper, name) for name in names}
