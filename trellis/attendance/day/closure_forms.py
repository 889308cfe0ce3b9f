"""What somebody fills in to close a school or a part of it, and to open it again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.closures import Closing
from trellis.attendance.models import ClosedSession, Closure
from trellis.imports.problems import said, words
from trellis.rules.ages import YEAR_GROUPS, year_group_label
from trellis.rules.closures import REASONS, codes_for, suggested_code
from trellis.rules.codes import code_set
from trellis.schools.forms import ActForm, SeveralField, classes_this_year, day_field
from trellis.schools.models import Characteristic, School

WHOLE, PART = "whole", "part"


class ClosureForm(ActForm):
    """Whom, which days and sessions, why, with which code, and who decided."""

    whom = forms.ChoiceField(
        label=_("What is closed"),
        widget=forms.RadioSelect,
        choices=[(WHOLE, _("The whole school")), (PART, _("A part of it: year groups, classes, a site"))],
        initial=WHOLE,
    )
    year_groups = forms.MultipleChoiceField(
        label=_("Year groups"), widget=forms.CheckboxSelectMultiple, required=False
    )
    classes = SeveralField(
        label=_("Classes"), queryset=None, widget=forms.CheckboxSelectMultiple, required=False
    )
    place = forms.CharField(
        label=_("What families call it"),
        max_length=120,
        required=False,
        help_text=_("Such as: the infant building. Left empty, the classes are named, or the school."),
    )
    since = day_field(_("From"))
    until = day_field(_("To"))
    halves = forms.ChoiceField(
        label=_("Which sessions"), choices=Closure._meta.get_field("halves").choices, initial="day"
    )
    reason = forms.ChoiceField(label=_("Why"))
    words = forms.CharField(
        label=_("Why, in words families read"),
        max_length=200,
        help_text=_(
            "One sentence, such as: The boiler has failed. It stands in the message and the register."
        ),
    )
    code = forms.ChoiceField(
        label=_("Code"),
        required=False,
        help_text=_("Left empty, the reason suggests one, and you see it next."),
    )
    decided_by = forms.CharField(label=_("Who decided"), max_length=120)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        today = timezone.localdate()
        held = Characteristic.objects.on(today).filter(
            enrolment__school=school, kind=Characteristic.Kind.YEAR_GROUP
        )
        there = set(held.values_list("value", flat=True))
        self.fields["year_groups"].choices = [  # type: ignore[attr-defined]
            (one, said(words(year_group_label(one)))) for one in YEAR_GROUPS if one in there
        ]
        self.fields["classes"].queryset = classes_this_year(school)  # type: ignore[attr-defined]
        self._leave_out_what_there_is_not()
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((name, gettext(one.words)) for name, one in REASONS.items()),
        ]
        codes = code_set(school.nation, today)
        offered = {one.code: one for whole in (True, False) for one in codes_for(codes, whole=whole)}
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            ("", _("As the reason suggests")),
            *((one.code, f"{one.code} · {gettext(one.meaning)}") for one in offered.values()),
        ]

    def _leave_out_what_there_is_not(self) -> None:
        """No empty list of boxes; and where there is no part to choose, the whole school alone."""
        for name in ("year_groups", "classes"):
            if not list(self.fields[name].choices):  # type: ignore[attr-defined]
                del self.fields[name]
        self.has_parts = "year_groups" in self.fields or "classes" in self.fields
        if not self.has_parts:
            self.fields["whom"].choices = self.fields["whom"].choices[:1]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One closing."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        whole = cleaned.pop("whom") == WHOLE
        code = cleaned.pop("code") or suggested_code(
            cleaned["reason"], code_set(self.school.nation, cleaned["since"]), whole=whole
        )
        part = {name: [] if whole else list(cleaned.pop(name, [])) for name in ("year_groups", "classes")}
        names = ("place", "since", "until", "halves", "reason", "words", "decided_by")
        said_of_it = {name: cleaned[name] for name in names}
        return {"closing": Closing(**said_of_it, **part, whole=whole, code=code)}


class OpenAgainForm(ActForm):
    """Which sessions are open again, and why."""

    sessions = SeveralField(label=_("Which sessions"), queryset=None, widget=forms.CheckboxSelectMultiple)
    why = forms.CharField(label=_("Why"), max_length=200)

    def __init__(self, *args: Any, sessions: Any, words: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sessions"]
        field.queryset = sessions  # type: ignore[attr-defined]
        said_of_each = dict(zip([one.pk for one in sessions], words, strict=True))
        field.label_from_instance = lambda one: said_of_each[one.pk]  # type: ignore[attr-defined]


def session_in_words(one: ClosedSession) -> str:
    """A session as a list says it."""
    return f"{date_format(one.date, 'l j F')}, {str(one.get_session_display()).lower()}"
