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
    ("text", _("By text alone: whoever has no mobile number is listed")),
    ("email", _("By e-mail alone: whoever has no address is listed")),
]
"""Channels in order of preference, as a form says them."""


class HalfTermForm(forms.Form):
    """Which half-term the letters are about."""

    half_term = forms.ChoiceField(label=_("Half-term"), widget=forms.RadioSelect)
    ways = forms.ChoiceField(
        label=_("How each family is reached"), widget=forms.RadioSelect, choices=WAYS, initial="letter"
    )

    def __init__(self, *args: Any, half_terms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["half_term"].choices = half_terms  # type: ignore[attr-defined]


GOES_BY = {
    "letter": (_("By letter"), [Channel.LETTER]),
    "email": (_("By e-mail, and by letter where there is no address"), [Channel.EMAIL, Channel.LETTER]),
    "text": (_("By text, by e-mail where there is no number"), [Channel.TEXT, Channel.EMAIL]),
    "email only": (_("By e-mail only"), [Channel.EMAIL]),
    "text only": (_("By text only"), [Channel.TEXT]),
}
"""How a letter of the set goes, each the channels in order of preference."""


def goes_by_first(template: str) -> str:
    """How a letter goes unless somebody says otherwise: one that has no paper goes by text."""
    return "text" if template in TEMPLATES and Channel.LETTER not in channels_of(template) else "letter"


class ChosenLetterForm(forms.Form):
    """Which letter of the set, how it goes, and when to meet where it is about a meeting."""

    template = forms.ChoiceField(label=_("Letter"), widget=forms.RadioSelect, choices=list(TEMPLATES.items()))
    goes_by = forms.ChoiceField(
        label=_("How it goes"),
        widget=forms.RadioSelect,
        choices=[(name, words) for name, (words, _channels) in GOES_BY.items()],
        initial="letter",
    )
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

    def clean_goes_by(self) -> list[str]:
        return list(GOES_BY[self.cleaned_data["goes_by"]][1])
