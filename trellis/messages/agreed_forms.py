"""What is filled in of an agreed day."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.messages.agreeing import half_termly
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HALF_TERM_NAMES
from trellis.schools.forms import ActForm, day_field


class AgreedDateForm(ActForm):
    """Which letters, in which half-term, by which day."""

    letters = forms.ChoiceField(label=_("Letters"))
    half_term = forms.ChoiceField(label=_("Half-term"))
    send_by = day_field(_("Sent by"), today=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letters"].choices = [
            (f"{subject}:{letter}", words) for (subject, letter), words in half_termly().items()
        ]
        self.fields["half_term"].choices = [(name, gettext(name)) for name in HALF_TERM_NAMES]

    def clean(self) -> dict[str, Any]:
        """The subject and letter apart, and the academic year the day is in."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["subject"], _colon, cleaned["letter"] = cleaned.pop("letters", "").partition(":")
        day = cleaned.get("send_by") or timezone.localdate()
        cleaned["year"] = AcademicYear.of(day).start
        return cleaned
