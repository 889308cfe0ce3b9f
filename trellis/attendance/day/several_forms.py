"""What somebody fills in to close several schools."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.closures import Closing
from trellis.attendance.models import Closure
from trellis.rules.closures import REASONS
from trellis.schools.forms import ActForm, SeveralField, day_field
from trellis.schools.models import Grouping, School


class SeveralForm(ActForm):
    """Which schools, which days and sessions, why, and who decided."""

    schools = SeveralField(label=_("Which schools"), queryset=None, widget=forms.CheckboxSelectMultiple)
    since = day_field(_("From"))
    until = day_field(_("To"))
    halves = forms.ChoiceField(
        label=_("Which sessions"), choices=Closure._meta.get_field("halves").choices, initial="day"
    )
    reason = forms.ChoiceField(label=_("Why"))
    words = forms.CharField(
        label=_("Why, in words families read"),
        max_length=200,
        help_text=_("One sentence that is true of each of them, such as: The roads are under ice."),
    )
    decided_by = forms.CharField(label=_("Who decided"), max_length=120)

    def __init__(self, *args: Any, grouping: Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = School.objects.in_grouping(grouping, timezone.localdate())  # type: ignore[attr-defined]
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((name, gettext(one.words)) for name, one in REASONS.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """The schools, and one closing for them; the code is each school's."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        names = ("since", "until", "halves", "reason", "words", "decided_by")
        closing = Closing(code="", **{name: cleaned[name] for name in names})
        return {"schools": cleaned["schools"], "closing": closing}
