"""The forms of the attendance day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.attendance.letter_set import TEMPLATES, channels_of
from trellis.messages.models import Channel
from trellis.schools.forms import day_field

WAYS = [
    ("letter", _("By letter")),
    ("text,email,letter", _("By text; else by e-mail; else by letter")),
    ("email,text,letter", _("By e-mail; else by text; else by letter")),
    ("email,letter", _("By e-mail; else by letter")),
    ("text,email", _("By text; else by e-mail: whoever has neither is listed")),
    ("text", _("By text alone: whoever has no mobile number is listed")),
    ("email", _("By e-mail alone: whoever has no address is listed")),
]
"""How families are reached: channels in order of preference, as a form says them."""


class WayField(forms.TypedChoiceField):
    """How each family is reached; the channels, the one that is preferred first."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"widget": forms.RadioSelect, "choices": WAYS, "coerce": lambda value: value.split(",")}
        super().__init__(label=_("How each family is reached"), **kwargs)


class HalfTermForm(forms.Form):
    """Which half-term the letters are about."""

    half_term = forms.ChoiceField(label=_("Half-term"), widget=forms.RadioSelect)
    ways = WayField(initial="letter")

    def __init__(self, *args: Any, half_terms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["half_term"].choices = half_terms  # type: ignore[attr-defined]


def usual_ways(template: str) -> str:
    """How a letter goes unless somebody says otherwise: one that has no paper goes by text."""
    return "text,email" if template in TEMPLATES and Channel.LETTER not in channels_of(template) else "letter"


class ChosenLetterForm(forms.Form):
    """Which letter of the set, how it goes, and when to meet where it is about a meeting."""

    template = forms.ChoiceField(label=_("Letter"), widget=forms.RadioSelect, choices=list(TEMPLATES.items()))
    ways = WayField(initial="letter")
    date = day_field(
        _("Day of the meeting"),
        required=False,
        help_text=_("Only where the letter is about one."),
    )
    time = forms.TimeField(
        label=_("Time of the meeting"), required=False, widget=forms.TimeInput(format="%H:%M")
    )
    place = forms.CharField(label=_("Place of the meeting"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].widget.input_type = "time"  # type: ignore[attr-defined]
        self.fields["time"].widget.attrs["class"] = "govuk-input--width-10"
