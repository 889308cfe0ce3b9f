"""The form in which a school writes its letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.messages.drafts import Subject
from trellis.messages.typesetting import unprintable
from trellis.messages.wording import ProblemWithWording, check


class WordingForm(forms.Form):
    """A letter's subject and words."""

    title = forms.CharField(
        label=_("Subject of the letter"), max_length=160, help_text=_("The heading a family reads first.")
    )
    body = forms.CharField(
        label=_("The letter"),
        strip=True,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "true"}),
        help_text=_("Plain words. An empty line begins a new paragraph."),
    )

    def __init__(self, *args: Any, subject: Subject, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        for field in self.fields.values():
            field.widget.attrs["lang"] = language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"title", "body"} - cleaned.keys():
            return cleaned
        try:
            check(
                cleaned["title"],
                cleaned["body"],
                fields=self.subject.field_names,
                conditions=self.subject.conditions,
            )
        except ProblemWithWording as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        cannot = unprintable(cleaned["title"] + cleaned["body"])
        if cannot:
            raise forms.ValidationError(
                _("The typeface of our letters cannot print %(letters)s.") % {"letters": " ".join(cannot)}
            )
        return cleaned
