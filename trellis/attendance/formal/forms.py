"""What somebody fills in of a formal step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.attendance.formal.models import Notice
from trellis.rules.formal import FOLLOWS, Answer
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
