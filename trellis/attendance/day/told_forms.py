"""What the office fills in when a family tells of an absence."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.messages.conversation_forms import adult_said
from trellis.registers.expecting import HALVES, Telling, codes_told
from trellis.registers.models import ExpectedAbsence
from trellis.rules.codes import code_set
from trellis.rules.reasons import suggested_code
from trellis.schools.forms import ActForm, day_field
from trellis.schools.models import Contact, FamilyLink, Pupil, School

SOMEBODY_ELSE = "somebody else"


class ToldForm(ActForm):
    """Who told us, how, why, from which day, when the child is back, and the code a person chooses."""

    also = forms.MultipleChoiceField(
        label=_("Also absent"), widget=forms.CheckboxSelectMultiple, required=False
    )
    who = forms.ChoiceField(label=_("Who told us"), widget=forms.RadioSelect)
    other = forms.CharField(
        label=_("Somebody else: their name, and who they are"), max_length=120, required=False
    )
    how = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect, choices=ExpectedAbsence.How.choices)
    reason = forms.CharField(
        label=_("The reason in their words"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    since = day_field(_("Absent from"))
    back = day_field(
        _("Expected back on"),
        required=False,
        help_text=_("Left empty, it holds for the one day, and the child is asked after on the next."),
    )
    sessions = forms.ChoiceField(label=_("When"), choices=list(HALVES.items()))
    code = forms.ChoiceField(
        label=_("Code"),
        required=False,
        help_text=_("Left empty, the reason suggests one, and you choose."),
    )
    note = forms.CharField(
        label=_("For the teacher"),
        max_length=200,
        required=False,
        help_text=_("Shown on the register: “back at 11”. The reason is not."),
    )
    day = day_field(_("Told on"))
    time = forms.TimeField(label=_("Told at"), widget=forms.TimeInput(format="%H:%M"))

    def __init__(
        self,
        *args: Any,
        school: School,
        links: Sequence[FamilyLink],
        others: Sequence[Pupil] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.adults: dict[str, Contact] = {str(link.contact_id): link.contact for link in links}
        self.others = {str(pupil.pk): pupil for pupil in others}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *((str(link.contact_id), adult_said(link)) for link in links),
            (SOMEBODY_ELSE, _("Somebody else")),
        ]
        self.fields["also"].choices = [(key, str(pupil)) for key, pupil in self.others.items()]  # type: ignore[attr-defined]
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose, or let the reason suggest one")),
            *((code.code, f"{code.code} · {gettext(code.meaning)}") for code in codes_told(school, _today())),
        ]
        if self.initial.get("how") != ExpectedAbsence.How.LINK:
            self.fields["how"].choices = [  # type: ignore[attr-defined]
                one for one in ExpectedAbsence.How.choices if one[0] != ExpectedAbsence.How.LINK
            ]
        now = timezone.localtime().time().replace(second=0, microsecond=0)
        self.fields["time"].initial = now
        self.fields["time"].widget.input_type = "time"
        self.fields["time"].widget.attrs["class"] = "govuk-input--width-10"
        if not links:
            self.fields["who"].initial = SOMEBODY_ELSE
        if not others:
            del self.fields["also"]

    def clean(self) -> dict[str, Any]:
        """One telling, and the other children it is about."""
        cleaned = super().clean() or self.cleaned_data
        others = [self.others[key] for key in cleaned.get("also", ())]
        contact = self.adults.get(cleaned.get("who", ""))
        told_by = contact.name if contact else cleaned.get("other", "").strip()
        if cleaned.get("who") == SOMEBODY_ELSE and not told_by:
            self.add_error("other", _("Say who told us: their name, and who they are."))
        if not cleaned.get("code") and cleaned.get("reason"):
            self._suggest(cleaned["reason"], cleaned.get("since") or _today())
        if self.errors:
            return cleaned
        telling = Telling(
            how=cleaned["how"],
            told_at=timezone.make_aware(dt.datetime.combine(cleaned["day"], cleaned["time"])),
            told_by=told_by,
            contact=contact,
            **{name: cleaned[name] for name in ("reason", "code", "since", "back", "sessions", "note")},
        )
        return {"telling": telling, **({"others": others} if "also" in self.fields else {})}

    def _suggest(self, reason: str, day: dt.date) -> None:
        """Nobody has chosen a code yet: the reason's stands in the list, and a person presses again."""
        codes = code_set(self.school.nation, day)
        code = suggested_code(reason, codes)
        if not code:
            self.add_error("code", _("The reason suggests no code: choose one."))
            return
        meaning = gettext(codes.by_code[code].meaning)
        said = {"code": code, "meaning": meaning}
        self.add_error(
            "code", _("The reason suggests %(code)s, %(meaning)s: keep it or choose another.") % said
        )
        self.data = self.data.copy()
        self.data[self.add_prefix("code")] = code


def _today() -> dt.date:
    return timezone.localdate()


def as_filled_in(expected: ExpectedAbsence) -> dict[str, Any]:
    """What the form says of an absence that was taken in."""
    told_at = timezone.localtime(expected.told_at)
    names = ("how", "reason", "since", "sessions", "code", "note")
    return {
        "back": expected.back_on,
        **{name: getattr(expected, name) for name in names},
        "who": str(expected.contact_id) if expected.contact_id else SOMEBODY_ELSE,
        "other": "" if expected.contact_id else expected.told_by,
        "day": told_at.date(),
        "time": told_at.time().replace(second=0, microsecond=0),
    }
