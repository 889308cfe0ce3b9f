"""What somebody fills in of visits: a round, what was heard of it, what came of a visit, a safety note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.leave_forms import time_field
from trellis.attendance.visits.models import VisitOutcome, VisitRound
from trellis.gatherings.forms import people_at
from trellis.schools.forms import ActForm, day_field, long_field
from trellis.schools.models import Person, School


class RoundForm(ActForm):
    """Who goes when, and who watches for them."""

    on = day_field(_("On which day"))
    leaves_at = time_field(_("Leaves at"))
    expected_back = time_field(_("Expected back by"))
    first = forms.ModelChoiceField(
        label=_("Who goes"), queryset=Person.objects.none(), empty_label=_("Choose")
    )
    second = forms.ModelChoiceField(
        label=_("Who goes with them"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody: one goes alone"),
    )
    alone_why = forms.CharField(
        label=_("If one goes alone: why, and who agreed"), max_length=200, required=False
    )
    watched_by = forms.ModelChoiceField(
        label=_("Who watches for them at the school"),
        queryset=Person.objects.none(),
        empty_label=_("Choose"),
        help_text=_("They are told when the two are not back in time."),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second", "watched_by"):
            self.fields[name].queryset = people_at(school)  # type: ignore[attr-defined]


class ChooseRoundForm(ActForm):
    """On which round of today or later the children chosen are put."""

    round_ = forms.ModelChoiceField(
        label=_("On which round"),
        queryset=VisitRound.objects.none(),
        widget=forms.RadioSelect,
        required=False,
        empty_label=_("A new one"),
    )

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round_"].queryset = rounds  # type: ignore[attr-defined]


class CheckInForm(ActForm):
    """What was heard of people who are out."""

    words = forms.CharField(label=_("What you heard or did"), max_length=300)
    expected_back = time_field(_("If they said another time: expected back by"), required=False)


class OutcomeForm(ActForm):
    """What came of a visit, and what is to be done next."""

    refused_at = None

    outcome = forms.ChoiceField(
        label=_("What came of it"), widget=forms.RadioSelect, choices=VisitOutcome.Outcome.choices
    )
    words = long_field(_("What was said and seen"), rows=3, required=False)
    next_words = forms.CharField(label=_("Next step"), max_length=300, required=False)
    next_due = day_field(_("By when"), required=False)
    next_for = forms.ModelChoiceField(
        label=_("On whose Today it stands"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Mine"),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_for"].queryset = people_at(school)  # type: ignore[attr-defined]


class SafetyNoteForm(ActForm):
    """What to know before going to a home."""

    words = long_field(
        _("What to know before going there"),
        rows=3,
        required=False,
        help_text=_(
            "Facts whoever goes needs, such as a dog, or a person who must not be met. "
            "Read by those who keep such notes and by whoever goes. Leave it empty to end it."
        ),
    )
