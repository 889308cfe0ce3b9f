"""What somebody fills in of a formal step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.attendance.formal.models import AttendanceContract, Considered, ImproveNotice, Notice
from trellis.rules.formal import FOLLOWS, PARTS, Answer
from trellis.schools.forms import ActForm, day_field, long_field


class ProposeForm(ActForm):
    """Why the authority is asked to consider a notice."""

    why = long_field(
        _("Why it is proposed"),
        _("What was offered and what came of it, in your own words: the authority and a court may read it."),
    )


class ElsewhereForm(ActForm):
    """A notice that another authority issued."""

    issued_on = day_field(_("Issued on"), today=False)
    elsewhere = forms.CharField(label=_("Which authority issued it, and who told you"), max_length=200)


class AnswerForm(ActForm):
    """What the authority answered."""

    answer = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect)
    on = day_field(_("On"))
    words = forms.CharField(
        label=_("What was said, and by whom"),
        max_length=500,
        required=False,
        help_text=_("Needed where it is not issued or is withdrawn: why."),
    )

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            (one.value, Notice.State(one.value).label) for one in FOLLOWS[Answer(notice.state)]
        ]


class ContractForm(ActForm):
    """What each side does, to which day, and when it is looked at."""

    offered_on = day_field(_("Offered on"))
    until = day_field(_("To"), today=False)
    review_on = day_field(_("Looked at on"), required=False)
    parent_does = long_field(_("What the parent does"), _("As you agreed it together, in their words."))
    school_does = long_field(
        _("What the school and others do"), _("The help on offer. A contract without any is no contract.")
    )


class ContractAnswerForm(ActForm):
    """What the parent said."""

    answer = forms.ChoiceField(
        label=_("What they said"), choices=AttendanceContract.Answer.choices, widget=forms.RadioSelect
    )
    on = day_field(_("On"))
    words = forms.CharField(label=_("In their words"), max_length=500, required=False)


class ReviewForm(ActForm):
    """How it goes."""

    on = day_field(_("Looked at on"))
    words = long_field(_("How it goes, as both see it"), rows=3)
    review_on = day_field(_("Looked at next on"), required=False)


class EndForm(ActForm):
    """That it ended, and how it went."""

    on = day_field(_("Ended on"))
    words = forms.CharField(label=_("How it went"), max_length=500)


_PARTS_IN_WORDS = {
    "record": (_("The record of attendance"), _("Filled in from the register: correct what is not so.")),
    "given": (_("The help given so far"), _("Filled in from what is recorded.")),
    "offered": (_("The help on offer now"), _("Who offers it, when, and how to take it up.")),
    "improvement": (_("What improvement looks like"), _("So that the parent can tell it has come.")),
    "earlier": (
        _("What would end it early"),
        _("What would be so plain that the weeks are not waited for, either way."),
    ),
}


class ImproveForm(ActForm):
    """A notice to improve. It is kept with parts missing, and printed once it has them all."""

    since = day_field(_("From"))
    until = day_field(_("To"), today=False, help_text=_("Three to six weeks."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (words, says) in _PARTS_IN_WORDS.items():
            self.fields[name] = long_field(words, says, rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        """Its parts together."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["said"] = {name: cleaned.pop(name, "") for name in PARTS}
        return cleaned


class OutcomeForm(ActForm):
    """How a notice to improve ended."""

    outcome = forms.ChoiceField(
        label=_("How it ended"), choices=ImproveNotice.Outcome.choices, widget=forms.RadioSelect
    )
    on = day_field(_("On"))
    words = forms.CharField(label=_("In words"), max_length=500, required=False)


class ConsiderForm(ActForm):
    """That a step was considered."""

    what = forms.ChoiceField(label=_("What was considered"), choices=Considered.What.choices)
    on = day_field(_("On"))
    appropriate = forms.ChoiceField(
        label=_("Was it found right?"),
        choices=[("yes", _("Yes: it is asked for or offered")), ("no", _("No: it is not used"))],
        widget=forms.RadioSelect,
    )
    why = long_field(_("Why, or why not"), rows=3)

    def clean_appropriate(self) -> bool:
        """Yes or no."""
        return bool(self.cleaned_data["appropriate"] == "yes")


class PackForm(ActForm):
    """The days a pack of evidence is about."""

    since = day_field(_("From"), today=False)
    until = day_field(_("To"))
