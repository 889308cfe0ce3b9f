"""What somebody fills in of the directory: a family pointed somewhere, an agreement, a rating."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.rules.academic_year import AcademicYear
from trellis.schools.forms import ActForm, day_field
from trellis.schools.models import School
from trellis.support.directory.models import Agreement, Signpost
from trellis.support.finding.counts import OfTerm
from trellis.support.finding.models import Term
from trellis.support.models import Agency

_FIELDS = ("agency", "year", "level", "buys", "cost", "renew_by", "decided")


def services_at(school: School, *, held: Agreement | None = None) -> Any:
    """The services a school has and is served by today, and the one an agreement is with."""
    today = timezone.localdate()
    serving = Agency.objects.serving(school, today).in_use(today)
    if held is None:
        return serving
    return Agency.objects.filter(Q(pk__in=serving.values("pk")) | Q(pk=held.agency_id))


class SignpostForm(ActForm):
    """Where a family was pointed, and for what."""

    refused_at = "on"

    agency = forms.ModelChoiceField(
        label=_("Which service"), queryset=Agency.objects.none(), empty_label=_("Choose")
    )
    words = forms.CharField(
        label=_("For what"), max_length=300, help_text=_("As you would say it to the family.")
    )
    on = day_field(_("On which day"))

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = services_at(school)  # type: ignore[attr-defined]


class CameOfItForm(ActForm):
    """What came of it."""

    refused_at = "on"

    came_of_it = forms.ChoiceField(
        label=_("What came of it"), choices=Signpost.CameOfIt.choices, widget=forms.RadioSelect
    )
    on = day_field(_("Heard on"))
    words = forms.CharField(label=_("In words"), max_length=300, required=False)


class AgreementForm(ActForm):
    """What is agreed for a year."""

    refused_at = "agency"

    agency = forms.ModelChoiceField(
        label=_("Which service"), queryset=Agency.objects.none(), empty_label=_("Choose")
    )
    year = forms.TypedChoiceField(label=_("School year"), coerce=int)
    level = forms.CharField(
        label=_("How much of it"), max_length=80, help_text=_("Such as: level 2; six days a term.")
    )
    buys = forms.CharField(label=_("What that is"), max_length=300, required=False)
    cost = forms.DecimalField(label=_("Cost in pounds"), min_value=0, max_digits=9, decimal_places=2)
    renew_by = day_field(_("To be renewed or ended by"), required=False)
    decided = forms.CharField(
        label=_("What was decided"),
        max_length=200,
        required=False,
        help_text=_("Empty: it stands on Today from eight weeks before."),
    )

    def __init__(self, *args: Any, school: School, agreement: Agreement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = services_at(school, held=agreement)  # type: ignore[attr-defined]
        this = AcademicYear.of(timezone.localdate())
        years = [this.start + 1, this.start, this.start - 1]
        if agreement is not None:
            years = list(dict.fromkeys([*years, agreement.year]))
            self.initial = {name: getattr(agreement, name) for name in _FIELDS}
        self.fields["year"].choices = [(one, AcademicYear(one).label) for one in years]  # type: ignore[attr-defined]
        self.fields["year"].initial = this.start


class RateForm(ActForm):
    """How well it did in a term."""

    refused_at = "term"

    term = forms.ChoiceField(label=_("Term"), choices=Term.choices, widget=forms.RadioSelect)
    rating = forms.TypedChoiceField(
        label=_("How well it did"),
        choices=[
            (4, _("4: what we hoped for")),
            (3, _("3: mostly")),
            (2, _("2: partly")),
            (1, _("1: hardly")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].initial = OfTerm.of(timezone.localdate()).term.value
