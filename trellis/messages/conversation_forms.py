"""What somebody fills in of a conversation with a family."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.messages.models import Conversation
from trellis.schools.forms import ActForm, day_field
from trellis.schools.models import FamilyLink, Pupil

YES, NO = "yes", "no"
NOTED = [one for one in Conversation.Kind.choices if one[0] != Conversation.Kind.ANSWER]
"""What somebody notes; an answer by a link notes itself."""


class ConversationForm(ActForm):
    """A call, visit, meeting or talk: when, with whom, about whom, and what was said."""

    kind = forms.ChoiceField(label=_("How"), choices=NOTED, widget=forms.RadioSelect)
    day = day_field(_("Day"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M"), help_text=_("As 09:15."))
    contacts = forms.MultipleChoiceField(
        label=_("With whom"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Those you spoke with, or tried to reach."),
    )
    also = forms.MultipleChoiceField(
        label=_("Also about"), widget=forms.CheckboxSelectMultiple, required=False
    )
    reached = forms.ChoiceField(
        label=_("Was somebody spoken with?"),
        choices=[(YES, _("Yes")), (NO, _("No: nobody answered, or a message was left"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What was said"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Plainly and kindly: the family may ask to read it. Leave out what belongs to another family, "
            "and tell the safeguarding lead what worries you."
        ),
    )
    spoken_by = forms.CharField(label=_("Who spoke with them"), max_length=160)
    with_interpreter = forms.BooleanField(label=_("With an interpreter"), required=False)
    follows = forms.CharField(label=_("What follows"), max_length=300, required=False)
    follow_by = day_field(_("By when"), required=False)

    def __init__(self, *args: Any, links: list[FamilyLink], others: list[Pupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adults = {str(link.contact_id): link.contact for link in links}
        self.others = {str(pupil.pk): pupil for pupil in others}
        self.fields["contacts"].choices = [(str(link.contact_id), adult_said(link)) for link in links]
        self.fields["also"].choices = [(key, str(pupil)) for key, pupil in self.others.items()]
        self.fields["time"].widget.input_type = "time"
        self.fields["time"].widget.attrs["class"] = "govuk-input--width-10"
        if not links:
            del self.fields["contacts"]
        if not others:
            del self.fields["also"]

    def clean(self) -> dict[str, Any]:
        """The words of the act: one moment, the adults and the children themselves."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["contacts"] = [self.adults[key] for key in cleaned.get("contacts", ())]
        cleaned["pupils"] = [self.others[key] for key in cleaned.pop("also", ())]
        if "reached" in cleaned:
            cleaned["reached"] = cleaned["reached"] == YES
        day, time = cleaned.pop("day", None), cleaned.pop("time", None)
        if day and time:
            cleaned["at"] = timezone.make_aware(dt.datetime.combine(day, time))
        return cleaned


class OwnTalkForm(ConversationForm):
    """What a class teacher notes of a talk they had themselves, with an adult who may be spoken with."""

    def __init__(self, *args: Any, links: list[FamilyLink], **kwargs: Any) -> None:
        super().__init__(*args, links=links, others=[], **kwargs)
        self.fields["kind"].choices = [one for one in NOTED if one[0] != Conversation.Kind.VISIT]
        self.fields["reached"].choices = [(YES, _("Yes")), (NO, _("No: they could not be spoken with"))]
        for left_to_the_office in ("spoken_by", "follow_by"):
            del self.fields[left_to_the_office]


def adult_said(link: FamilyLink) -> str:
    """An adult as the form names them; whoever must not be contacted may still have rung."""
    said = f"{link.contact.name}, {link.get_relationship_display()}"
    if link.may_be_reached_on(timezone.localdate()):
        return said
    return gettext("%(who)s (do not contact)") % {"who": said}


class LaterNoteForm(ActForm):
    """What is added to a conversation."""

    words = forms.CharField(label=_("What is added"), widget=forms.Textarea(attrs={"rows": 3}))
    followed = forms.BooleanField(label=_("What was to follow is done"), required=False)

    def __init__(self, *args: Any, conversation: Conversation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not conversation.follows or conversation.followed_at is not None:
            del self.fields["followed"]


class SetAsideForm(ActForm):
    """Why a note was a mistake."""

    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("For example: noted about the wrong child.")
    )
