"""What somebody fills in about levels: an indicator, what is noted and decided, a term's figures."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.rules.criteria import OPERATORS
from trellis.rules.vulnerability import LEVELS, AtLevels
from trellis.schools.asked_for import numbers_of
from trellis.schools.forms import ActForm, day_field, long_field
from trellis.schools.models import Grouping, School
from trellis.support.finding.counts import OfTerm, schools_of
from trellis.support.finding.levels import readable
from trellis.support.finding.models import Level, LevelIndicator
from trellis.support.forms import lines_of

_OF_THREE = [(level, Level(level).label) for level in LEVELS]
MOST_COUNTED = 10_000


def _whole(label: Any, **said: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_COUNTED, **said)


class IndicatorForm(ActForm):
    """One indicator: noted by a person, or read by itself."""

    refused_at = "words"

    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"), choices=_OF_THREE, coerce=int, widget=forms.RadioSelect
    )
    words = forms.CharField(label=gettext_lazy("Indicator"), max_length=200)
    measure = forms.ChoiceField(
        label=gettext_lazy("Read by itself from"),
        required=False,
        help_text=gettext_lazy("A count that a room keeps is read as a number, an attendance in per cent."),
    )
    operator = forms.ChoiceField(
        label=gettext_lazy("It holds"),
        choices=[
            ("", gettext_lazy("Choose")),
            *((one.value, gettext_lazy(says)) for one, says in OPERATORS.items()),
        ],
        required=False,
    )
    figure = forms.DecimalField(
        label=gettext_lazy("Figure"), min_value=0, max_value=1000, decimal_places=2, required=False
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("Over so many weeks"),
        help_text=gettext_lazy("Up to today. Empty: the school year so far."),
        min_value=1,
        max_value=52,
        required=False,
    )
    is_protected = forms.BooleanField(
        label=gettext_lazy("Only those who may see why a child is protected see and note it"), required=False
    )

    def __init__(self, *args: Any, indicator: LevelIndicator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", _("Nothing: a person notes it")), *readable()]  # type: ignore[attr-defined]
        if indicator is not None:
            self.initial = {name: getattr(indicator, name) for name in self.fields}


class MenuForm(ActForm):
    """The support that fits a level."""

    lines = long_field(
        gettext_lazy("Support that fits"), gettext_lazy("One on each line."), rows=14, required=False
    )

    def clean_lines(self) -> list[str]:
        return lines_of(self.cleaned_data["lines"])


class NoteForm(ActForm):
    """Note an indicator of a child."""

    indicator = forms.ModelChoiceField(
        label=gettext_lazy("Indicator"),
        queryset=LevelIndicator.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    since = day_field(gettext_lazy("It holds since"))

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["indicator"]
        field.queryset = offered
        field.label_from_instance = lambda one: f"{one.get_level_display()}: {one.words}"


class DecideForm(ActForm):
    """A child's level, decided by whoever is signed in."""

    refused_at = "reason"

    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"), choices=Level.choices, coerce=int, widget=forms.RadioSelect
    )
    on = day_field(gettext_lazy("Decided on"))
    reason = long_field(
        gettext_lazy("Why"),
        gettext_lazy(
            "Needed where it is not what everybody sees suggested. Everybody who sees the level reads it, so "
            "say nothing of protection here."
        ),
        rows=3,
        required=False,
    )
    protected_reason = long_field(
        gettext_lazy("Why, for those who may see why a child is protected"),
        gettext_lazy("Nobody else reads it, and nobody else learns that it is there."),
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, sees_protected: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_protected:
            del self.fields["protected_reason"]


class SendForm(ActForm):
    """A term's figures of one school, as it counted them itself."""

    level_1 = _whole(gettext_lazy("Children at level 1"))
    level_2 = _whole(gettext_lazy("Children at level 2"))
    level_3 = _whole(gettext_lazy("Children at level 3"))
    key_workers = _whole(gettext_lazy("Key workers"))


class SendSeveralForm(forms.Form):
    """A term's figures of several schools, a school on each line."""

    lines = forms.CharField(
        label=gettext_lazy("Figures"),
        help_text=gettext_lazy(
            "A school on each line: URN, children at level 1, 2 and 3, key workers. Cells copied from a "
            "spreadsheet can be put in as they are."
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, *args: Any, grouping: Grouping, term: OfTerm, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools: dict[str, School] = {one.urn: one for one in schools_of(grouping, today)}

    def clean_lines(self) -> list[tuple[School, AtLevels]]:
        """Every line read, or each that cannot be with its number."""
        found: dict[str, tuple[School, AtLevels]] = {}
        wrong = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            cells = re.split(r"[\t,;]\s*", line.strip())
            if not any(cells):
                continue
            said = {"line": number, "urn": cells[0]}
            counts = [one for one in numbers_of(cells[1:]) if one <= MOST_COUNTED]
            if cells[0] not in self.schools:
                wrong.append(_("Line %(line)d: no school here has the URN “%(urn)s”.") % said)
            elif cells[0] in found:
                wrong.append(_("Line %(line)d: the school %(urn)s stands twice.") % said)
            elif len(cells) != 5 or len(counts) != 4:
                wrong.append(_("Line %(line)d: four whole numbers follow the URN %(urn)s.") % said)
            else:
                found[cells[0]] = self.schools[cells[0]], AtLevels(*counts)
        if wrong:
            raise forms.ValidationError(wrong)
        return list(found.values())
