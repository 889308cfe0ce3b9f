"""What somebody fills in of an audit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.schools.forms import ActForm, OwnerField, Owners, day_field, long_field
from trellis.schools.models import Grouping, School
from trellis.support.auditing.models import AuditQuestion, Judgement


class JudgeForm(ActForm):
    """How a question stands."""

    refused_at = "evidence"

    judgement = forms.ChoiceField(
        label=_("How it stands"), choices=Judgement.choices, widget=forms.RadioSelect
    )
    evidence = long_field(
        _("What shows it"), _("Where one can look. Never a child’s name."), rows=3, required=False
    )

    def __init__(self, *args: Any, question: AuditQuestion, **kwargs: Any) -> None:
        given = {"judgement": question.judgement, "evidence": question.evidence}
        super().__init__(*args, initial=given, **kwargs)


class AskForm(ActForm):
    """A question of one's own."""

    refused_at = "words"

    part = forms.CharField(label=_("In which part"), max_length=120)
    words = forms.CharField(
        label=_("The question"), max_length=300, help_text=_("As a sentence that is true or not yet.")
    )


class FollowUpForm(ActForm):
    """What follows."""

    words = forms.CharField(label=_("What follows"), max_length=300)
    owner = OwnerField()
    due = day_field(_("By"), today=False)

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(Owners(place))  # type: ignore[attr-defined]


class FinishForm(ActForm):
    """That it is done."""

    refused_at = "on"

    on = day_field(_("Done on"))
    said = forms.CharField(label=_("What came of it"), max_length=300, required=False)


class FreezeForm(ActForm):
    """That it is judged."""

    judged_by = forms.CharField(label=_("Who judged"), max_length=300)
    words = long_field(_("In a few sentences"), rows=4)
