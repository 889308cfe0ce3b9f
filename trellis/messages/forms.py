"""The forms in which a school writes its messages, and keeps who asked for none."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.messages.actions import check_subject, check_words
from trellis.messages.drafts import Subject
from trellis.messages.models import Channel
from trellis.messages.typesetting import unprintable
from trellis.messages.wording import ProblemWithWording
from trellis.schools.models import Contact

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
