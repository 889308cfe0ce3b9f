"""What somebody fills in of a clinic: when, who holds it, whom it invites, who came, what was agreed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.leave_forms import time_field
from trellis.attendance.forms import WayField
from trellis.gatherings.forms import people_at
from trellis.gatherings.models import Gathering, Kind, Slot
from trellis.schools.forms import ActForm, SeveralField, day_field, long_field
from trellis.schools.models import Person, School


class ClinicForm(ActForm):
    """What it is, when and where, who holds it and how long each family has."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in (Kind.CLINIC, Kind.COFFEE, Kind.EVENING)],
        initial=Kind.CLINIC,
    )
    about = forms.CharField(
        label=_("What families read that it is"),
        max_length=200,
        required=False,
        help_text=_("Such as “Coffee morning about reading”. A clinic needs none."),
    )
    on = day_field(_("On which day"))
    at = time_field(_("From"))
    until = time_field(_("Until"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes for each family"),
        min_value=5,
        max_value=120,
        required=False,
        help_text=_("Leave it empty where everybody comes at once."),
    )
    hosts = SeveralField(
        label=_("Who holds it"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Each has slots of their own."),
    )
    where = forms.CharField(
        label=_("Where"), max_length=120, help_text=_("As a letter says it: “in the family room”.")
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hosts"].queryset = people_at(school)  # type: ignore[attr-defined]

    def clean_hosts(self) -> Sequence[Person]:
        return list(self.cleaned_data["hosts"])


class InviteForm(ActForm):
    """To which of those to come, and what it is about."""

    gathering = forms.ModelChoiceField(
        label=_("To which"), queryset=Gathering.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    why = forms.CharField(
        label=_("What it is about"),
        max_length=200,
        required=False,
        help_text=_(
            "For whoever holds it, not for the letter. Left empty, the steps that ask for it are named."
        ),
    )

    def __init__(self, *args: Any, to_come: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gathering"]
        field.queryset = to_come  # type: ignore[attr-defined]
        field.label_from_instance = in_words  # type: ignore[attr-defined]


def in_words(gathering: Gathering) -> str:
    """What it is and when."""
    return f"{gathering}, {date_format(gathering.on, 'l j F Y')}"


class WaysForm(ActForm):
    """How each family is told."""

    channels = WayField(initial="letter")


class CameForm(ActForm):
    """Whether they came, and what was said."""

    came = forms.TypedChoiceField(
        label=_("Did they come?"),
        choices=[("yes", _("Came")), ("no", _("Did not come"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    notes = long_field(_("What was said"), rows=3, required=False)


class MoveForm(ActForm):
    """They rang to change it."""

    refused_at = "slot"

    words = forms.CharField(label=_("What they said"), max_length=300, required=False)
    slot = forms.ModelChoiceField(
        label=_("The time they have now"),
        queryset=Slot.objects.none(),
        required=False,
        empty_label=_("None: they cannot come that day"),
    )

    def __init__(self, *args: Any, free: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = free  # type: ignore[attr-defined]


class AgreeForm(ActForm):
    """What was agreed, by whom and by when."""

    refused_at = "due"

    words = forms.CharField(label=_("What was agreed"), max_length=300)
    who = forms.CharField(
        label=_("By whom"), max_length=160, help_text=_("A name, or “the family”: whoever said they would.")
    )
    person = forms.ModelChoiceField(
        label=_("On whose Today it stands"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody’s"),
    )
    due = day_field(_("By when"), today=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_at(school)  # type: ignore[attr-defined]


class CallOffForm(ActForm):
    """It is called off."""

    sure = forms.BooleanField(label=_("It is called off, and the families are told"), required=True)

    def clean(self) -> dict[str, Any]:
        super().clean()
        return {}


def nothing_chosen() -> str:
    """Why nobody is invited."""
    return gettext("Tick the children whose families are to be invited.")
