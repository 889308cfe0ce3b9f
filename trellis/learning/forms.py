"""The forms of scores: naming a scale, choosing a class and a wave, and the scores of a class."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.imports.problems import said, words
from trellis.learning.models import Scale, Score
from trellis.rules.scores import ProblemWithScore, plain
from trellis.schools.forms import ActForm, day_field, long_field
from trellis.schools.models import Pupil, SchoolClass


class ScaleForm(ActForm):
    """What is measured, from where to where, and which way is wanted."""

    instrument = forms.CharField(
        label=gettext_lazy("Instrument"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "Such as “Boxall profile”, where it has several strands. Else leave it empty."
        ),
    )
    name = forms.CharField(label=gettext_lazy("What is measured"), max_length=120)
    unit = forms.CharField(
        label=gettext_lazy("Counted in"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Such as “words a minute” or “months”."),
    )
    least = forms.DecimalField(label=gettext_lazy("Lowest score"), max_digits=8, decimal_places=2)
    most = forms.DecimalField(label=gettext_lazy("Highest score"), max_digits=8, decimal_places=2)
    places = forms.TypedChoiceField(
        label=gettext_lazy("Decimal places"), coerce=int, choices=[(0, "0"), (1, "1"), (2, "2")], initial=0
    )
    wanted = forms.ChoiceField(
        label=gettext_lazy("Which way"),
        choices=Scale.Wanted.choices,
        widget=forms.RadioSelect,
        initial=Scale.Wanted.HIGHER,
    )
    about = forms.CharField(
        label=gettext_lazy("How it is measured, and by whom"), max_length=300, required=False
    )
    grouped = long_field(
        gettext_lazy("Groups by score"),
        gettext_lazy(
            "If it has any: from which score on, and what the group is called, one on each line, the lowest "
            "first. Such as “0 An adult talks with them”, “20 We keep an eye”, “30 All is well”."
        ),
        rows=4,
        required=False,
    )
    is_closed = forms.BooleanField(
        label=gettext_lazy("It is no longer used"),
        required=False,
        help_text=gettext_lazy("Its scores stay; none is added."),
    )


class ChooseForm(forms.Form):
    """Whose scores are recorded: the class, the wave and the day."""

    school_class = forms.ModelChoiceField(
        label=gettext_lazy("Class"), queryset=SchoolClass.objects.none(), empty_label=gettext_lazy("Choose")
    )
    wave = forms.CharField(
        label=gettext_lazy("Wave"), max_length=40, help_text=gettext_lazy("Such as “Autumn 2026”.")
    )
    on = day_field(gettext_lazy("Measured on"))

    def __init__(self, *args: Any, classes: Any, waves: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = classes  # type: ignore[attr-defined]
        if waves:
            latest = _("Such as “%(wave)s”, the latest.") % {"wave": waves[-1]}
            self.fields["wave"].help_text = latest


class ScoresForm(forms.Form):
    """The scores of a class on one scale in one wave: a field for each child, empty where there is none."""

    def __init__(
        self, *args: Any, scale: Scale, pupils: Sequence[Pupil], held: Sequence[Score], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._scale, self._pupils = scale, list(pupils)
        stands = {score.pupil_id: plain(score.value) for score in held}
        for pupil in self._pupils:
            self.fields[self._name(pupil)] = forms.CharField(
                label=str(pupil),
                required=False,
                max_length=12,
                initial=stands.get(pupil.pk, ""),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"}),
            )

    def clean(self) -> dict[str, Any]:
        """Every score that cannot be is said at its child."""
        cleaned: dict[str, Any] = super().clean() or {}
        for pupil in self._pupils:
            text = cleaned.get(self._name(pupil), "").strip()
            try:
                cleaned[self._name(pupil)] = self._scale.range.read(text) if text else None
            except ProblemWithScore as problem:
                self.add_error(self._name(pupil), said(words(problem.says)))
        return cleaned

    def values(self) -> dict[Pupil, Decimal | None]:
        """Each child's score, or that there is none."""
        return {pupil: self.cleaned_data[self._name(pupil)] for pupil in self._pupils}

    @staticmethod
    def _name(pupil: Pupil) -> str:
        return f"pupil-{pupil.pk}"
