"""What somebody fills in of a reply that came some other way, and the file a texting tool gives."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.messages.models import Channel
from trellis.schools.forms import ActForm, day_field

ANSWERED_BY = [(Channel.TEXT, _("A text")), (Channel.EMAIL, _("An e-mail"))]
LARGEST_FILE = 5_000_000


class ReplyForm(ActForm):
    """One reply, written down or pasted."""

    channel = forms.ChoiceField(
        label=_("What came"), choices=ANSWERED_BY, widget=forms.RadioSelect, initial=Channel.TEXT
    )
    sender = forms.CharField(label=_("From which number or address"), max_length=254)
    day = day_field(_("Day"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M"), help_text=_("As 09:15."))
    words = forms.CharField(label=_("What it says"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].initial = timezone.localtime().time().replace(second=0, microsecond=0)
        self.fields["time"].widget.input_type = "time"
        self.fields["time"].widget.attrs["class"] = "govuk-input--width-10"

    def clean(self) -> dict[str, Any]:
        """One moment, which has been."""
        cleaned = super().clean() or self.cleaned_data
        day, time = cleaned.pop("day", None), cleaned.pop("time", None)
        if day and time:
            at = timezone.make_aware(dt.datetime.combine(day, time))
            if at > timezone.now():
                raise forms.ValidationError(_("A reply is kept once it has come: choose a past time."))
            cleaned["received_at"] = at
        return cleaned


class ReplyFileForm(forms.Form):
    """A file of replies."""

    channel = forms.ChoiceField(
        label=_("What came"), choices=ANSWERED_BY, widget=forms.RadioSelect, initial=Channel.TEXT
    )
    file = forms.FileField(
        label=_("File"), help_text=_("CSV whose first row names from, received_at and words.")
    )
    by_file = forms.CharField(widget=forms.HiddenInput, initial="yes", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="file_%s", **kwargs)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("This file is too large for a list of replies: is it the right one?")
            )
        return file
