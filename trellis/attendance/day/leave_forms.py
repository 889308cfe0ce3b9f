"""What somebody fills in of a request for leave: what was asked, the meeting, the decision."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.leave import Asked
from trellis.attendance.models import LeaveRequest
from trellis.messages.conversation_forms import adult_said
from trellis.messages.models import Conversation
from trellis.rules.codes import code_set
from trellis.rules.planned import codes_for
from trellis.schools.forms import ActForm, day_field, long_field
from trellis.schools.models import Contact, FamilyLink, Pupil


def time_field(label: Any, **also: Any) -> forms.TimeField:
    """A time of the day."""
    widget = forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-10"})
    widget.input_type = "time"
    return forms.TimeField(label=label, widget=widget, **also)


class LeaveForm(ActForm):
    """Who asked, how and when, which days, and why in their words."""

    also = forms.MultipleChoiceField(label=_("Also for"), widget=forms.CheckboxSelectMultiple, required=False)
    who = forms.ChoiceField(
        label=_("Who asks"),
        widget=forms.RadioSelect,
        help_text=_("A parent the child lives with, as this school was told."),
    )
    how = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect, choices=LeaveRequest.How.choices)
    day = day_field(_("Asked on"))
    since = day_field(_("Leave from"), today=False)
    until = day_field(_("Leave to"), today=False)
    reason = long_field(_("The reason in their words"), rows=3)

    def __init__(
        self, *args: Any, links: Sequence[FamilyLink], others: Sequence[Pupil] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        lived_with = [link for link in links if link.has_care]
        self.adults: dict[str, Contact] = {str(link.contact_id): link.contact for link in lived_with}
        self.others = {str(pupil.pk): pupil for pupil in others}
        self.fields["who"].choices = [(str(link.contact_id), adult_said(link)) for link in lived_with]  # type: ignore[attr-defined]
        self.fields["also"].choices = [(key, str(pupil)) for key, pupil in self.others.items()]  # type: ignore[attr-defined]
        if not others:
            del self.fields["also"]

    def clean(self) -> dict[str, Any]:
        """One request, and the other children it is for."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        names = ("how", "since", "until", "reason")
        asked = Asked(
            asked_by=self.adults[cleaned["who"]],
            asked_at=_moment_on(cleaned["day"]),
            **{name: cleaned[name] for name in names},
        )
        return {"asked": asked, "others": [self.others[key] for key in cleaned.get("also", ())]}


def _moment_on(day: dt.date) -> dt.datetime:
    """Now, or noon of an earlier or later day: a letter bears a day and no time."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


class MeetingForm(ActForm):
    """When and where the family is offered to meet."""

    on = day_field(_("Day"), today=False)
    at = time_field(_("Time"))
    place = forms.CharField(label=_("Place"), max_length=120)


class MetForm(ActForm):
    """That the family was met, and what was said."""

    kind = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        choices=[
            (one.value, one.label)
            for one in (Conversation.Kind.MEETING, Conversation.Kind.CALL, Conversation.Kind.VISIT)
        ],
        initial=Conversation.Kind.MEETING.value,
    )
    day = day_field(_("Day"))
    time = time_field(_("Time"))
    spoken_by = forms.CharField(label=_("Who spoke with them"), max_length=160)
    with_interpreter = forms.BooleanField(label=_("With an interpreter"), required=False)
    words = long_field(_("What was said"), _("What they hope for, what was explained, what was agreed."))

    def clean(self) -> dict[str, Any]:
        """One moment."""
        cleaned = super().clean() or self.cleaned_data
        day, time = cleaned.pop("day", None), cleaned.pop("time", None)
        if day and time:
            cleaned["at"] = timezone.make_aware(dt.datetime.combine(day, time))
        return cleaned


class WhyForm(ActForm):
    """Why, in a few words."""

    why = forms.CharField(label=_("Why"), max_length=200)


class DecisionForm(ActForm):
    """Which days are granted, with which code, and the reasons the family reads."""

    granted_since = day_field(
        _("Granted from"), required=False, help_text=_("Left empty with the next, no day is granted.")
    )
    granted_until = day_field(_("Granted to"), required=False)
    code = forms.ChoiceField(label=_("Code of the days granted"), required=False)
    why = long_field(_("Reasons"), _("In words the family reads in their letter."), rows=3)

    def __init__(self, *args: Any, request: LeaveRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = codes_for("leave", code_set(request.school.nation, request.since))
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            ("", _("None: no day is granted")),
            *((one.code, f"{one.code} · {gettext(one.meaning)}") for one in codes),
        ]
