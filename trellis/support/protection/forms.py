"""What somebody fills in of protection."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.rules.pointing import LONGEST
from trellis.schools.forms import ActForm, day_field
from trellis.schools.models import Hold, Person, School
from trellis.schools.roles import ROLES
from trellis.support.forms import colleagues_at
from trellis.support.protection.models import ToRead

_NO_NARRATIVE = _(
    "As the system writes it, such as SG-0417, without words or spaces. What happened stands there alone."
)


class PointerForm(ActForm):
    """Where to look."""

    refused_at = "reference"

    system = forms.ChoiceField(
        label=_("In which system"), help_text=_("Those your school names in its settings, under Safety.")
    )
    reference = forms.CharField(label=_("Its reference"), max_length=LONGEST, help_text=_NO_NARRATIVE)
    on = day_field(_("Written there on"))

    def __init__(self, *args: Any, systems: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].choices = [(one, one) for one in systems]  # type: ignore[attr-defined]


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
        help_text=_(
            "It is kept with your name and the time, for the safeguarding lead. Leave the child’s name out."
        ),
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
    release = forms.BooleanField(label=_("Letters home wait for you no longer"), required=False, initial=True)


class ReceivedForm(ActForm):
    """That it came."""

    refused_at = "received_on"

    received_on = day_field(_("They said that it came, on"))


# --- what every colleague must have read --------------------------------------------------------------------


class ToReadForm(ActForm):
    """What is to be read, by whom and by when."""

    refused_at = "due_on"

    kind = forms.ChoiceField(label=_("What it is"), choices=ToRead.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("What it is called"), max_length=160)
    version = forms.CharField(
        label=_("Version"), max_length=60, required=False, help_text=_("Such as: September 2024.")
    )
    about = forms.CharField(
        label=_("What of it"), max_length=200, required=False, help_text=_("Empty: all of it.")
    )
    link = forms.URLField(
        label=_("Where it is"), max_length=500, required=False, assume_scheme="https", help_text=_("A link.")
    )
    roles = forms.MultipleChoiceField(
        label=_("Who must"),
        choices=[(role.name, role.words) for role in ROLES.values() if role.at_school],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Nobody ticked: everybody who works at the school, and its governors."),
    )
    given_on = day_field(_("Given out on"))
    due_on = day_field(
        _("By"), today=False, help_text=_("Whoever begins later has a fortnight from their first day.")
    )

    def __init__(self, *args: Any, replaces: ToRead | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if replaces is not None:
            names = ("kind", "name", "about", "link", "roles")
            self.initial = {name: getattr(replaces, name) for name in names}

    def clean(self) -> dict[str, Any]:
        return {"values": self.cleaned_data}


class ConfirmForForm(ActForm):
    """That a colleague read it, or was there, as it was signed on paper or heard from the course."""

    refused_at = "on"

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none(), empty_label=_("Choose"))
    on = day_field(_("On which day"))
    said = forms.CharField(
        label=_("How that is known"),
        max_length=200,
        help_text=_("Such as: signed the list; certificate seen; passed, 18 of 20."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = Person.objects.filter(pk__in=[one.pk for one in people])
        self.fields["person"].queryset = left.order_by("name")  # type: ignore[attr-defined]
