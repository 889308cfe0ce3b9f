"""What somebody fills in of well-being: a talk with a colleague."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from trellis.schools.forms import ActForm, day_field, long_field
from trellis.schools.models import Person, Post, School
from trellis.support.wellbeing.models import StaffCheck


class PutRightForm(ActForm):
    """What was wrong in a talk that was written down."""

    refused_at = "next_on"

    kind = forms.ChoiceField(
        label=gettext_lazy("What it was about"), choices=StaffCheck.Kind.choices, widget=forms.RadioSelect
    )
    words = long_field(gettext_lazy("What was said and agreed"), gettext_lazy("They read it as well."))
    next_on = day_field(gettext_lazy("The next one by"), required=False, today=False)


class OwnWordsForm(ActForm):
    """What a colleague says of it."""

    refused_at = "words"

    words = long_field(
        gettext_lazy("What you say of it"),
        gettext_lazy("It stands with it, and whoever reads it reads this too."),
        required=False,
    )


class StaffCheckForm(ActForm):
    """A talk with a colleague."""

    refused_at = "on"

    person = forms.ModelChoiceField(
        label=gettext_lazy("With whom"), queryset=Person.objects.none(), empty_label=gettext_lazy("Choose")
    )
    on = day_field(gettext_lazy("On which day"))
    kind = forms.ChoiceField(
        label=gettext_lazy("What it was about"), choices=StaffCheck.Kind.choices, widget=forms.RadioSelect
    )
    words = long_field(gettext_lazy("What was said and agreed"), gettext_lazy("They read it as well."))
    next_on = day_field(gettext_lazy("The next one by"), required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Post.objects.on(timezone.localdate()).filter(school=school).values("person")
        people = Person.objects.filter(pk__in=here, is_active=True).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
