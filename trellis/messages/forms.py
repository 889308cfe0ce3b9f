"""The form in which a school writes its letters."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.messages.drafts import Subject
from trellis.messages.typesetting import unprintable
from trellis.messages.wording import ProblemWithWording, check_body, check_title


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

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        self._insist(title, lambda: check_title(title, fields=self.subject.field_names))
        return title

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        known = {"fields": self.subject.field_names, "conditions": self.subject.conditions}
        self._insist(body, lambda: check_body(body, **known))
        return body

    def _insist(self, text: str, checked: Callable[[], None]) -> None:
        """That words can be filled in and printed, or the field says why not."""
        try:
            checked()
        except ProblemWithWording as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        cannot = unprintable(text)
        if cannot:
            raise forms.ValidationError(
                _("The typeface of our letters cannot print %(letters)s.") % {"letters": " ".join(cannot)}
            )
