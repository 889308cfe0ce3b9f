"""What somebody fills in of protection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.schools.forms import ActForm, day_field
from trellis.schools.models import Hold, Person, School
from trellis.support.forms import colleagues_at

_NO_NARRATIVE = _("As the system writes it, such as a number. What happened stands there and not here.")


class PointerForm(ActForm):
    """Where to look."""

    refused_at = "reference"

    system = forms.CharField(
        label=_("In which system"), max_length=60, help_text=_("The safeguarding log your school keeps.")
    )
    reference = forms.CharField(label=_("Its reference"), max_length=40, help_text=_NO_NARRATIVE)
    on = day_field(_("Written there on"))


class BeginRecordForm(PointerForm):
    """The same of a child of whom nothing is here yet, and whether letters home wait."""

    holds = forms.ChoiceField(
        label=_("Do letters home wait for you?"),
        choices=[
            ("", _("No")),
            (Hold.Kind.OTHER.value, _("Yes, and nobody else is told why")),
            (
                Hold.Kind.PROTECTION.value,
                _("Yes, and those who may see why a letter is held see that it is child protection"),
            ),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )


class OpenForm(ActForm):
    """Why a record is opened."""

    refused_at = "reason"

    reason = forms.CharField(
        label=_("Why do you need to open it?"),
        max_length=200,
        help_text=_("It is kept with your name and the time, for the safeguarding lead."),
    )


class NameForm(ActForm):
    """Who needs to know."""

    refused_at = "person"

    person = forms.ModelChoiceField(
        label=_("Who needs to know"), queryset=Person.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues_at(school)  # type: ignore[attr-defined]


class EndForm(ActForm):
    """That it was passed on, or ended."""

    refused_at = "received_on"

    passed_to = forms.CharField(
        label=_("Passed on to"),
        max_length=160,
        required=False,
        help_text=_("Whose safeguarding lead has it now. Empty: it ended."),
    )
    received_on = day_field(_("They said that it came, on"), required=False)
    release = forms.BooleanField(
        label=_("Letters home wait for you no longer"), required=False, initial=True
    )


class ReceivedForm(ActForm):
    """That it came."""

    refused_at = "received_on"

    received_on = day_field(_("They said that it came, on"))
