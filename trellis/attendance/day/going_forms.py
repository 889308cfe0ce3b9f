"""What is filled in when a child leaves, comes back, or is unwell."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.desk_forms import TimeOfDay, now_to_the_second
from trellis.attendance.day.illness import ASKED
from trellis.attendance.models import Medicine, Unwell
from trellis.messages.conversation_forms import adult_said
from trellis.registers.expecting import codes_told
from trellis.schools.forms import ActForm
from trellis.schools.models import FamilyLink, School

SOMEBODY_ELSE, ALONE = "somebody else", "alone"


class SignOutForm(ActForm):
    """With whom a child goes, why, and when they are expected back."""

    at = TimeOfDay(_("Leaves at"), initial=now_to_the_second)
    who = forms.ChoiceField(label=_("With whom"), widget=forms.RadioSelect)
    other = forms.CharField(
        label=_("Somebody else: their name, and who they are"), max_length=120, required=False
    )
    agreed_with = forms.CharField(
        label=_("Which parent or carer agreed"),
        max_length=120,
        required=False,
        help_text=_("Where somebody else comes, or the child goes alone."),
    )
    reason = forms.CharField(label=_("Why"), max_length=200)
    code = forms.ChoiceField(
        label=_("Code for a session missed"),
        help_text=_("A session that has begun keeps its mark."),
    )
    expected_back = forms.TimeField(
        label=_("Expected back at"),
        required=False,
        help_text=_("Left empty, they are not expected back today."),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "govuk-input--width-10"}),
    )
    asked = forms.BooleanField(label=_("I have asked them, and the child may go"), required=False)

    def __init__(
        self,
        *args: Any,
        school: School,
        links: Sequence[FamilyLink],
        asks_first: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.adults = {str(link.contact_id): link.contact for link in links}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *((str(link.contact_id), _who_collects(link)) for link in links),
            (SOMEBODY_ELSE, _("Somebody else")),
            (ALONE, _("By themselves")),
        ]
        self.fields["code"].choices = [("", _("Choose")), *code_choices(school)]  # type: ignore[attr-defined]
        if asks_first:
            label = _("I have asked %(who)s, and the child may go") % {"who": ", ".join(asks_first)}
            self.fields["asked"].label = label
        else:
            del self.fields["asked"]

    def clean(self) -> dict[str, Any]:
        """The words of the act."""
        cleaned = super().clean() or self.cleaned_data
        who, other = cleaned.pop("who", ""), cleaned.pop("other", "")
        alone = gettext("by themselves")
        return {
            **cleaned,
            "contact": self.adults.get(who),
            "went_with": alone if who == ALONE else other,
        }


def _who_collects(link: FamilyLink) -> str:
    said = {"who": adult_said(link)}
    if link.may_collect:
        return gettext("%(who)s: recorded as somebody who collects") % said
    return gettext("%(who)s: nothing recorded about collecting") % said


def code_choices(school: School) -> list[tuple[str, str]]:
    """The codes a session missed may be expected with."""
    held = codes_told(school, timezone.localdate())
    return [(one.code, f"{one.code} · {gettext(one.meaning)}") for one in held]


class BackForm(ActForm):
    """When a child came back."""

    at = TimeOfDay(_("Back at"), initial=now_to_the_second)


class UnwellForm(ActForm):
    """Since when a child is unwell, what was seen or said, and where they are looked after."""

    since = TimeOfDay(_("Since"), initial=now_to_the_second)
    symptoms = forms.CharField(
        label=_("What was seen or said"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    place = forms.CharField(
        label=_("Where they are looked after"), max_length=80, initial=_("School office"),
        help_text=_("The on-site list says it too."),
    )  # fmt: skip


class DecisionForm(ActForm):
    """What becomes of the child, and who decided it."""

    decision = forms.ChoiceField(
        label=_("What was decided"),
        widget=forms.RadioSelect,
        choices=[one for one in Unwell.Decision.choices if one[0] != Unwell.Decision.WAITS],
    )
    decided_by = forms.CharField(label=_("Who decided"), max_length=120)


class MedicineForm(ActForm):
    """What was given, how much, when, by whom, and who consented how."""

    given_at = TimeOfDay(_("Given at"), initial=now_to_the_second)
    medicine = forms.CharField(label=_("Medicine"), max_length=120)
    dose = forms.CharField(label=_("How much"), max_length=80)
    given_by = forms.CharField(label=_("Given by"), max_length=120)
    consent_by = forms.CharField(label=_("Which parent or carer consented"), max_length=120)
    consent = forms.ChoiceField(
        label=_("How they consented"), widget=forms.RadioSelect, choices=Medicine.Consent.choices
    )


class RingForm(ActForm):
    """Whom the school rang about the child, what for, and whether they were reached."""

    contact = forms.ChoiceField(label=_("Who was rung"), widget=forms.RadioSelect)
    asked = forms.ChoiceField(label=_("What for"), widget=forms.RadioSelect, choices=list(ASKED.items()))
    reached = forms.BooleanField(label=_("They were reached"), required=False, initial=True)
    words = forms.CharField(label=_("What they said"), max_length=300, required=False)

    def __init__(self, *args: Any, links: Sequence[FamilyLink], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adults = {str(link.contact_id): link.contact for link in links}
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            (str(link.contact_id), f"{adult_said(link)}, {link.contact.phone or '–'}") for link in links
        ]

    def clean(self) -> dict[str, Any]:
        """The adult themselves."""
        cleaned = super().clean() or self.cleaned_data
        if "contact" in cleaned:
            cleaned["contact"] = self.adults[cleaned["contact"]]
        return cleaned


class AsideForm(ActForm):
    """Why something kept by mistake is set aside."""

    why = forms.CharField(max_length=200)
