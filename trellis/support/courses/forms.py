"""What somebody fills in of courses and extended services."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from trellis.schools.forms import ActForm, day_field
from trellis.support.courses.models import Course, CourseEnrolment, ExtendedServiceStatus, Sort


class CourseForm(forms.Form):
    """What a course is for, who holds it, when and where."""

    name = forms.CharField(label=_("What it is called"), max_length=120)
    sort = forms.ChoiceField(label=_("What it is for"), choices=Sort.choices, widget=forms.RadioSelect)
    tutor = forms.CharField(
        label=_("Who holds it"), max_length=160, help_text=_("A name, or the service that sends somebody.")
    )
    where = forms.CharField(label=_("Where"), max_length=120)
    weekday = forms.TypedChoiceField(
        label=_("On which day of the week"),
        coerce=int,
        choices=[(number, WEEKDAYS[number]) for number in range(7)],
    )
    at = forms.TimeField(label=_("From"), widget=forms.TimeInput(format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=90)
    since = day_field(_("First day"))
    until = day_field(_("Last day"), required=False)

    def __init__(self, *args: Any, course: Course | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if course is not None:
            self.initial = {name: getattr(course, name) for name in self.fields}


class EnrolForm(ActForm):
    """From when somebody takes part."""

    since = day_field(_("From"))


class EndForm(ActForm):
    """How it ended for somebody."""

    ended = forms.ChoiceField(
        label=_("How it ended"), choices=CourseEnrolment.Ended.choices, widget=forms.RadioSelect
    )
    on = day_field(_("On which day"))
    words = forms.CharField(
        label=_("In words"),
        max_length=300,
        required=False,
        help_text=_("Such as a certificate, or what they said of it."),
    )


class NeedForm(ActForm):
    """What would help, and how that is known."""

    sort = forms.ChoiceField(label=_("What would help"), choices=Sort.choices, widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("How it is known"),
        max_length=200,
        help_text=_("Such as “asked at the coffee morning”."),
    )


class ServiceForm(ActForm):
    """How the school stands to a part of the extended services."""

    status = forms.ChoiceField(
        label=_("How it stands"), choices=ExtendedServiceStatus.Status.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("By whom, and where"), max_length=200, required=False)
