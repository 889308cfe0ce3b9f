"""The forms of celebrating."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.models import Exemption
from trellis.rules.celebrating import Covers
from trellis.schools.forms import ActForm, day_field
from trellis.schools.models import Enrolment


class AnnounceForm(ActForm):
    """What the winning class is given."""

    reward = forms.CharField(
        label=_("Reward"),
        max_length=120,
        required=False,
        help_text=_("Such as Biscuits at Break. It stands in the paragraph and on the screen."),
    )


class HallLinkForm(ActForm):
    """Where a screen hangs and until when its link works."""

    place = forms.CharField(label=_("Where it hangs"), max_length=80, help_text=_("Such as the hall."))
    until = forms.DateField(
        label=_("Last day"), help_text=_("The link stops working after it, in a year at the latest.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        # The school year ends with July: a link that outlives it is one nobody looks after.
        self.fields["until"].initial = dt.date(today.year + (today.month > 7), 7, 31)


class ExemptionForm(ActForm):
    """Absence that shall not stand against a child when attendance is celebrated."""

    kind = forms.ChoiceField(label=_("Why"), choices=Exemption.Kind.choices, widget=forms.RadioSelect)
    covers = forms.ChoiceField(
        label=_("Which absence"),
        choices=Exemption.COVERS,
        widget=forms.RadioSelect,
        initial=Covers.WITH_LEAVE.value,
    )
    since = day_field(_("First day"), help_text=_("It may lie in the past."))
    until = day_field(_("Last day"), required=False, help_text=_("Leave empty where it goes on."))
    reason = forms.CharField(
        label=_("What those who may know should know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NominationForm(ActForm):
    """A child of a class, and what for."""

    enrolment = forms.ModelChoiceField(label=_("Child"), queryset=Enrolment.objects.none())
    reason = forms.CharField(
        label=_("What for"),
        max_length=200,
        help_text=_("Colleagues read it; the child tells the family."),
    )

    def __init__(self, *args: Any, children: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrolment"].queryset = children
        self.fields["enrolment"].label_from_instance = lambda one: one.pupil.known_as


class TicketsForm(ActForm):
    """For which half-term, and what is to be won."""

    days = forms.ChoiceField(label=_("Half-term"))
    prize = forms.CharField(label=_("Prize"), max_length=120, help_text=_("Such as a hamper."))

    def __init__(self, *args: Any, half_terms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = half_terms


class AgainForm(ActForm):
    """Why a prize is drawn again."""

    reason = forms.CharField(
        label=_("Why it is drawn again"), max_length=200, help_text=_("It is kept with the record.")
    )


class FullDayForm(ActForm):
    """A day named in advance."""

    day = day_field(_("Day"), today=False)
    words = forms.CharField(
        label=_("What happens that day"),
        max_length=160,
        required=False,
        help_text=_("It stands in the text to families, such as: There will be music in the hall."),
    )
