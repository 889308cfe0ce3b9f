"""The forms in which a school writes its messages, and keeps who asked for none."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.messages.actions import check_subject, check_words
from trellis.messages.channels import (
    Asked,
    ProblemWithChannels,
    Transport,
    account_at,
    held_at,
    insist,
    smtp_is_set_up,
)
from trellis.messages.drafts import Subject
from trellis.messages.languages import problem_in_words
from trellis.messages.models import Channel
from trellis.messages.reminding import LATEST
from trellis.messages.typesetting import unprintable
from trellis.messages.wording import ProblemWithWording
from trellis.schools.declared import GOES_BY
from trellis.schools.models import Contact, Grouping, School

SUBJECT_HELP = {
    Channel.LETTER: _("The heading a family reads first."),
    Channel.EMAIL: _("What stands in the list of e-mails before it is opened: name no figure."),
    Channel.TEXT: _("What the text is about, for the log. It is not sent."),
}
WORDS = {Channel.LETTER: _("The letter"), Channel.EMAIL: _("The e-mail"), Channel.TEXT: _("The text")}
WORDS_HELP = {
    Channel.LETTER: _("Plain words. An empty line begins a new paragraph."),
    Channel.EMAIL: _("Plain words. An empty line begins a new paragraph."),
    Channel.TEXT: _("Plain sentences. Anybody who picks up the telephone may read them."),
}
ROWS = {Channel.LETTER: 26, Channel.EMAIL: 16, Channel.TEXT: 6}


class WordingForm(forms.Form):
    """A message's subject and words."""

    title = forms.CharField(label=_("Subject"), max_length=160)
    body = forms.CharField(strip=True, widget=forms.Textarea(attrs={"spellcheck": "true"}))

    def __init__(self, *args: Any, subject: Subject, channel: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.channel = subject, Channel(channel)
        title, body = self.fields["title"], self.fields["body"]
        title.help_text = SUBJECT_HELP[self.channel]
        body.label, body.help_text = WORDS[self.channel], WORDS_HELP[self.channel]
        body.widget.attrs["rows"] = ROWS[self.channel]
        for field in self.fields.values():
            field.widget.attrs["lang"] = language

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        self._insist(title, lambda: check_subject(self.subject, self.channel, title))
        return title

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        self._insist(body, lambda: check_words(self.subject, self.channel, body))
        return body

    def _insist(self, text: str, checked: Callable[[], None]) -> None:
        """That words can be filled in and sent, or the field says why not."""
        try:
            checked()
        except ProblemWithWording as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        cannot = unprintable(text) if self.channel == Channel.LETTER else ""
        if cannot:
            raise forms.ValidationError(
                _("The typeface of our letters cannot print %(letters)s.") % {"letters": " ".join(cannot)}
            )


class GoByForm(forms.Form):
    """How the texts and e-mails of a school or grouping leave."""

    texts = forms.ChoiceField(label=_("Texts go by"), widget=forms.RadioSelect)
    emails = forms.ChoiceField(label=_("E-mails go by"), widget=forms.RadioSelect)
    key = forms.CharField(
        label=_("Key of your service at GOV.UK Notify"),
        required=False,
        max_length=300,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Leave it empty to keep the one that is kept."),
    )
    text_template = forms.CharField(
        label=_("Number of the template for texts"),
        required=False,
        max_length=36,
        help_text=_("At GOV.UK Notify the template says ((message)) and nothing else."),
    )
    email_template = forms.CharField(
        label=_("Number of the template for e-mails"),
        required=False,
        max_length=36,
        help_text=_("Its subject is ((subject)), its message ((message))."),
    )
    confirmed = forms.BooleanField(
        label=_("From now on approved texts or e-mails leave this machine"),
        required=False,
        help_text=_("Tick this when a text or an e-mail is to go by anything but files."),
    )

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        held = held_at(place)
        account = account_at(place)
        initial = {
            "texts": held["texts_go_by"],
            "emails": held["emails_go_by"],
            "text_template": account.text_template if account else "",
            "email_template": account.email_template if account else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.place = place
        emails = [name for name in GOES_BY if name != Transport.SMTP or smtp_is_set_up()]
        self.fields["texts"].choices = [(name, GOES_BY[name]) for name in ("outbox", "notify")]  # type: ignore[attr-defined]
        self.fields["emails"].choices = [(name, GOES_BY[name]) for name in emails]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        leaves = {said["texts"], said["emails"]} != {Transport.OUTBOX}
        if leaves and not said["confirmed"]:
            self.add_error("confirmed", _("Tick this to say that you know they leave this machine."))
        try:
            insist(self.place, self.asked())
        except ProblemWithChannels as wrong:
            self.add_error("key" if "key" in str(wrong) else None, problem_in_words(wrong))
        return said

    def asked(self) -> Asked:
        """What somebody decided."""
        said = self.cleaned_data
        names = ("texts", "emails", "key", "text_template", "email_template")
        return Asked(**{name: said[name].strip() for name in names})


class OptOutForm(forms.Form):
    """That somebody asked for no texts or no e-mail, or for them again."""

    contact = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label=_("What"),
        widget=forms.RadioSelect,
        choices=[(Channel.TEXT, _("Texts")), (Channel.EMAIL, _("E-mails"))],
    )
    again = forms.TypedChoiceField(
        label=_("What they asked"),
        widget=forms.RadioSelect,
        choices=[("", _("Not to be written to in this way")), ("again", _("To be written to again"))],
        required=False,
    )
    how = forms.CharField(
        label=_("How they said so"),
        max_length=200,
        required=False,
        help_text=_("Such as: on the telephone, 4 November."),
    )

    def __init__(self, *args: Any, contacts: Iterable[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = [(contact.pk, contact.name) for contact in contacts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("again") and not said.get("how"):
            self.add_error("how", _("Say how they told the school."))
        return said


class ReminderForm(forms.Form):
    """Whether somebody wants to be reminded of what is theirs to do, and from what time."""

    wanted = forms.ChoiceField(
        label=_("Remind me"),
        widget=forms.RadioSelect,
        choices=[("yes", _("On school mornings")), ("no", _("Never: I look myself"))],
    )
    at = forms.TimeField(
        label=_("From what time"),
        initial=dt.time(7, 30),
        widget=forms.TimeInput(format="%H:%M"),
        help_text=_("Before noon, such as 07:30. In the school’s quiet hours it waits until they end."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("wanted") == "yes" and "at" in said:
            if said["at"] is None:
                self.add_error("at", _("Say from what time."))
            elif said["at"] >= LATEST:
                self.add_error("at", _("A reminder is for the morning: choose a time before noon."))
        return said

    def chosen(self) -> dt.time | None:
        """The time; none where somebody wants no reminders."""
        return self.cleaned_data["at"] if self.cleaned_data["wanted"] == "yes" else None
