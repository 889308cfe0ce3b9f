"""What somebody fills in of an offer: levels to begin with, a level, a step, and that one was carried out."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.schools.forms import ActForm, OwnerField, Owners, day_field
from trellis.schools.models import Grouping, School
from trellis.support.models import Programme
from trellis.support.offer.counting import levels_of
from trellis.support.offer.models import OfferLevel, OfferStep
from trellis.support.offer.starters import STARTERS
from trellis.support.serving import Tier

_PLAIN = ("words", "evidence", "programme", "for_families", "how_to_get")


class BeginOfferForm(ActForm):
    """How the levels are called."""

    starter = forms.ChoiceField(
        label=_("How do you call the levels of your offer?"),
        choices=[(key, words) for key, (words, _levels) in STARTERS.items()],
        widget=forms.RadioSelect,
        help_text=_("Every name can be changed, and each level says which tier it is meant for."),
    )


class LevelForm(ActForm):
    """A level."""

    refused_at = "name"

    name = forms.CharField(label=_("Name"), max_length=80)
    tier = forms.ChoiceField(label=_("Meant for the tier"), choices=Tier.choices, widget=forms.RadioSelect)
    about = forms.CharField(label=_("What it is"), max_length=300, required=False)

    def __init__(self, *args: Any, level: OfferLevel, **kwargs: Any) -> None:
        names = ("name", "tier", "about")
        super().__init__(*args, initial={name: getattr(level, name) for name in names}, **kwargs)


class OfferStepForm(ActForm):
    """A step of a level."""

    refused_at = "how_to_get"

    level = forms.ModelChoiceField(
        label=_("At which level"), queryset=OfferLevel.objects.none(), empty_label=None
    )
    words = forms.CharField(label=_("What is done"), max_length=300)
    owner = OwnerField(label=_("Who does it"))
    evidence = forms.CharField(label=_("What shows that it is done"), max_length=200, required=False)
    programme = forms.ModelChoiceField(
        label=_("The programme its children have a case in"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    for_families = forms.CharField(
        label=_("As a family reads it"),
        max_length=300,
        required=False,
        help_text=_("In plain words, for the page that is printed. Empty: it is not on it."),
    )
    how_to_get = forms.CharField(label=_("How a family gets it"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        place: School | Grouping,
        level: OfferLevel,
        step: OfferStep | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        today = timezone.localdate()
        held = (
            Programme.objects.serving(place, today)
            if isinstance(place, School)
            else Programme.objects.at(place)
        )
        self.fields["programme"].queryset = held.in_use(today)  # type: ignore[attr-defined]
        levels = [one.pk for one in levels_of(place, today)]
        self.fields["level"].queryset = OfferLevel.objects.filter(pk__in=levels)  # type: ignore[attr-defined]
        self.fields["owner"].offer(Owners(place))  # type: ignore[attr-defined]
        self.initial = {"level": level}
        if step is not None:
            self.initial |= {name: getattr(step, name) for name in _PLAIN} | {"owner": step.owner_key}

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        values = {name: given.get(name) for name in _PLAIN}
        return {"level": given.get("level"), "owner": given.get("owner"), "values": values}


class CarriedOutForm(ActForm):
    """That a step was carried out."""

    refused_at = "on"

    on = day_field(_("On which day"))
    words = forms.CharField(label=_("What shows it"), max_length=300, required=False)
