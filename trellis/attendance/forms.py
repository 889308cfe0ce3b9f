"""The forms of the attendance day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class HalfTermForm(forms.Form):
    """Which half-term the letters are about."""

    half_term = forms.ChoiceField(label=_("Half-term"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, half_terms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["half_term"].choices = half_terms  # type: ignore[attr-defined]
