"""What a family fills in on the page its link opens."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.links import Opened, first_name
from trellis.schools.forms import ActForm
from trellis.schools.models import Enrolment


class AnswerForm(ActForm):
    """Who, why, from which day, and when they are back; no more is asked than the school must know."""

    who = forms.MultipleChoiceField(label=_("Who is not in school?"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Why? In your own words"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    since = forms.DateField(label=_("First day away"), initial=timezone.localdate)
    back = forms.DateField(
        label=_("Back in school on"),
        required=False,
        help_text=_("Leave it empty if it is only for one day, or if you do not know yet."),
    )

    def __init__(self, *args: Any, opened: Opened, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = {str(one.pk): one for one in opened.children}
        self.fields["who"].choices = [(key, first_name(one)) for key, one in self.children.items()]  # type: ignore[attr-defined]
        if opened.asks_about:
            self.fields["who"].initial = list(self.children)
        if len(self.children) == 1:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        """The words of the act, with the children themselves."""
        cleaned = super().clean() or self.cleaned_data
        chosen = self._chosen(cleaned.pop("who", self.children))
        return {**cleaned, "children": chosen}

    def _chosen(self, keys: Any) -> Sequence[Enrolment]:
        return [self.children[key] for key in keys]


class ThoughtHereForm(ActForm):
    """One press: the family thought these children were at school."""

    who = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, opened: Opened, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = {str(one.pk): one for one in opened.children}
        self.fields["who"].choices = [(key, key) for key in self.children]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Those ticked; where nobody is, all it asks about: it is safer to look for one too many."""
        cleaned = super().clean() or self.cleaned_data
        keys = cleaned.pop("who", ()) or self.children
        return {"children": [self.children[key] for key in keys]}
