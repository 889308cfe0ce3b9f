"""What somebody fills in of a plan."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.registers.models import EVERY_SESSION, ExpectedAbsence
from trellis.registers.planning import Planned
from trellis.rules.codes import code_set
from trellis.rules.planned import KINDS, codes_for
from trellis.schools.forms import ActForm, day_field, ten_sessions
from trellis.schools.models import School


class PlanForm(ActForm):
    """What is planned, in which sessions, who agreed it, until when, and when it is reviewed."""

    kind = forms.ChoiceField(label=_("What is planned"), widget=forms.RadioSelect)
    code = forms.ChoiceField(label=_("Code the register is to suggest"))
    place = forms.CharField(
        label=_("Where, or what"),
        max_length=120,
        required=False,
        help_text=_("The provider who confirms each session; where a trip goes."),
    )
    since = day_field(_("From"))
    until = day_field(_("To"), required=False)
    sessions = forms.MultipleChoiceField(
        label=_("Sessions of the week"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked means all of them."),
    )
    agreed_by = forms.CharField(label=_("Agreed by (for the school)"), max_length=120)
    agreed_with = forms.CharField(label=_("Agreed with (a parent)"), max_length=120, required=False)
    review_on = day_field(_("To be reviewed on"), required=False)
    note = forms.CharField(label=_("For the teacher"), max_length=200, required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = code_set(school.nation, timezone.localdate())
        offered = {kind: codes_for(kind, codes) for kind in KINDS}
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, f"{gettext(KINDS[kind].words)} ({', '.join(one.code for one in held)})")
            for kind, held in offered.items()
            if held
        ]
        every = {one.code: one for held in offered.values() for one in held}
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.code} · {gettext(one.meaning)}") for one in every.values()
        ]
        self.fields["sessions"].choices = [(str(n), words) for n, words in enumerate(ten_sessions())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One plan."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        ticked = set(cleaned["sessions"])
        sessions = "".join("Y" if str(n) in ticked else "N" for n in range(10)) if ticked else EVERY_SESSION
        return {"planned": Planned(**{**cleaned, "sessions": sessions})}


def as_planned(expected: ExpectedAbsence) -> dict[str, Any]:
    """What the form says of a plan that stands."""
    names = ("code", "place", "since", "until", "agreed_by", "agreed_with", "review_on", "note")
    ticked = [str(n) for n, one in enumerate(expected.sessions) if one == "Y"]
    return {
        **{name: getattr(expected, name) for name in names},
        "kind": expected.planned,
        "sessions": [] if len(ticked) == len(EVERY_SESSION) else ticked,
    }
