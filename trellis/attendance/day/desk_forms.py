"""What the late desk fills in: at the office with the child chosen, and on the screen by the door by name
alone.
"""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.arriving import codes_at_the_desk
from trellis.schools.forms import ActForm
from trellis.schools.models import School


class TimeOfDay(forms.TimeField):
    """A time of today, to the second, as a moment."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        widget = forms.TimeInput(
            format="%H:%M:%S", attrs={"type": "time", "step": "1", "class": "govuk-input--width-10"}
        )
        super().__init__(label=label, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        time = super().clean(value)
        return None if time is None else timezone.make_aware(dt.datetime.combine(timezone.localdate(), time))


def now_to_the_second() -> dt.time:
    return timezone.localtime().time().replace(microsecond=0)


class LateForm(ActForm):
    """When the child came, who brought them and why; the code by the times, or another that fits."""

    at = TimeOfDay(_("Came at"), initial=now_to_the_second)
    brought_by = forms.CharField(label=_("Who brought them"), max_length=120, required=False)
    reason = forms.CharField(label=_("Why, in their words"), max_length=200, required=False)
    code = forms.ChoiceField(
        label=_("Code"),
        required=False,
        help_text=_("L or U by the register’s times, unless another reason fits."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("By the times")), *code_choices(school)]  # type: ignore[attr-defined]


def code_choices(school: School) -> list[tuple[str, str]]:
    """The codes of the desk, with what each means."""
    held = codes_at_the_desk(school, timezone.localdate())
    return [(one.code, f"{one.code} · {gettext(one.meaning)}") for one in held]


class ScreenForm(ActForm):
    """What is typed at the door. The time is the screen’s own."""

    name = forms.CharField(
        label=_("Your first name and surname"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    brought_by = forms.CharField(
        label=_("Who came with you?"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why are you late?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DeskLinkForm(ActForm):
    """Where a screen stands and until when its link works."""

    place = forms.CharField(label=_("Where it stands"), max_length=80, help_text=_("Such as the front door."))
    until = forms.DateField(
        label=_("Last day"), help_text=_("The link stops working after it, in a year at the latest.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        # The school year ends with July: a link that outlives it is one nobody looks after.
        self.fields["until"].initial = dt.date(today.year + (today.month > 7), 7, 31)
