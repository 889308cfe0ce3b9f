"""What a family fills in on the page its link opens."""

from typing import Any

from django import forms
from django.utils import timezone

from trellis.attendance.day.answer_words import Speech
from trellis.attendance.day.links import Opened, first_name
from trellis.schools.forms import ActForm


def _day() -> forms.DateInput:
    """A day as a browser's own field is handed it, whatever the language of the page."""
    return forms.DateInput(format="%Y-%m-%d")


class PerhapsADay(forms.DateField):
    """A day or nothing; the words beside it say so in the language of the page."""

    def validate(self, value: Any) -> None:
        """Nothing is an answer too."""


class AnswerForm(ActForm):
    """Who, why, from which day, and when they are back; no more is asked than the school must know."""

    who = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    since = forms.DateField(initial=timezone.localdate, widget=_day())
    back = PerhapsADay(widget=_day())

    use_required_attribute = False

    def __init__(self, *args: Any, opened: Opened, says: Speech, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.says = says
        self.children = {str(one.pk): one for one in opened.children}
        self.fields["who"].choices = [(key, first_name(one)) for key, one in self.children.items()]  # type: ignore[attr-defined]
        if opened.asks_about:
            self.fields["who"].initial = list(self.children)
        for name, field in self.fields.items():
            field.label = says[name]
        self.fields["back"].help_text = says["back_help"]
        if len(self.children) == 1:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        """The words of the act, with the children themselves."""
        cleaned = super().clean() or self.cleaned_data
        keys = cleaned.pop("who", self.children)
        return {**cleaned, "children": [self.children[key] for key in keys]}

    def add_error(self, field: str | None, error: Any) -> None:
        """A refusal in the language of the page."""
        super().add_error(field, self.says.of(error) if isinstance(error, str) else error)


class ThoughtHereForm(ActForm):
    """One press: the family thought these children were at school."""

    who = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, opened: Opened, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = {str(one.pk): one for one in opened.children}
        self.fields["who"].choices = [(key, key) for key in self.children]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Those sent; where there is none, all it asks about: it is safer to look for one too many."""
        cleaned = super().clean() or self.cleaned_data
        keys = cleaned.pop("who", ()) or self.children
        return {"children": [self.children[key] for key in keys]}
