"""What somebody fills in of groups: the rota, a group, who leads and joins it, when it meets, who came."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.rules.ages import YEAR_GROUPS, year_group_order
from trellis.schools.forms import ActForm, SeveralField, day_field, long_field
from trellis.schools.models import Characteristic, Person, School
from trellis.schools.naming import Named
from trellis.support.forms import colleagues_at
from trellis.support.groups.models import GroupMark, SupportGroup
from trellis.support.groups.shown import year_groups_in_words
from trellis.support.models import Programme

FOCUSES = (
    _("Attendance and punctuality"),
    _("Behaviour"),
    _("Vulnerable children"),
    _("Nurture"),
    _("Coaching"),
    _("Learning"),
)
FEWEST, MOST = 6, 12


class RotaForm(ActForm):
    """Whose turn it is, one half-term after another."""

    refused_at = "turns"

    turns = long_field(
        _("Turns"),
        _("The year groups of one half-term on each line. After the last turn comes the first again."),
        rows=6,
    )


class GroupForm(forms.Form):
    """What a group is about, for whom and from when, how many places it has and adults it needs."""

    name = forms.CharField(label=_("What it is called"), max_length=80)
    focus = forms.CharField(label=_("What it is about"), max_length=60)
    programme = forms.ModelChoiceField(
        label=_("Programme it belongs to"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_(
            "Every child in it has a case in that programme, and whoever may see those cases sees the group."
        ),
    )
    year_groups = forms.MultipleChoiceField(
        label=_("For which year groups"), widget=forms.CheckboxSelectMultiple, required=False
    )
    leaders = SeveralField(
        label=_("Who leads it"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    since = day_field(_("First day"))
    until = day_field(_("Last day"), required=False)
    fewest_places = forms.IntegerField(
        label=_("Fewest places"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Left empty: what its programme says, and otherwise 6 to 12."),
    )
    most_places = forms.IntegerField(label=_("Most places"), min_value=1, max_value=60, required=False)
    adults = forms.IntegerField(
        label=_("Adults it needs"),
        min_value=1,
        max_value=9,
        required=False,
        help_text=_("Left empty: what its programme says, and otherwise one."),
    )

    def __init__(
        self, *args: Any, school: School, offered: Any, group: SupportGroup | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = offered  # type: ignore[attr-defined]
        self.fields["year_groups"].choices = _year_groups(school, group)  # type: ignore[attr-defined]
        if not self.fields["year_groups"].choices:  # type: ignore[attr-defined]
            del self.fields["year_groups"]
        words = ", ".join(f"“{one}”" for one in FOCUSES)
        self.fields["focus"].help_text = gettext("In your own words, such as %(words)s.") % {"words": words}
        if group is None:
            self.fields["leaders"].queryset = colleagues_at(school)  # type: ignore[attr-defined]
        else:
            del self.fields["leaders"]
            self.initial = {name: getattr(group, name) for name in self.fields}

    def said(self) -> dict[str, Any]:
        """Everything but who leads it, with what its programme says where nothing else was."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "leaders"}
        programme = values["programme"]
        has_places = programme is not None and programme.has_places
        fewest, most = (programme.fewest_places, programme.most_places) if has_places else (FEWEST, MOST)
        values["fewest_places"] = values["fewest_places"] or min(fewest, values["most_places"] or fewest)
        values["most_places"] = values["most_places"] or max(most, values["fewest_places"])
        values["adults"] = values["adults"] or (programme.adults if programme else 1)
        values["year_groups"] = sorted(values.get("year_groups", ()), key=year_group_order)
        return values


def _year_groups(school: School, group: SupportGroup | None) -> list[tuple[str, str]]:
    """The year groups there are at a school, and those a group is for already."""
    held = Characteristic.objects.filter(enrolment__school=school, kind=Characteristic.Kind.YEAR_GROUP)
    known = set(held.values_list("value", flat=True).distinct()) | set(group.year_groups if group else ())
    return [(one, year_groups_in_words([one])) for one in YEAR_GROUPS if one in known]


class LeaderForm(ActForm):
    """Who leads it from when."""

    person = forms.ModelChoiceField(
        label=_("A colleague"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Somebody from outside"),
    )
    name = forms.CharField(label=_("Or somebody from outside, by name"), max_length=160, required=False)
    since = day_field(_("From"))

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues_at(school)  # type: ignore[attr-defined]


class JoinGroupForm(ActForm):
    """From when children come into it, and why."""

    since = day_field(_("From"))
    why = forms.CharField(label=_("Why"), max_length=200, required=False)


class TimeForm(ActForm):
    """When and where it meets each week."""

    refused_at = "at"

    weekday = forms.TypedChoiceField(
        label=_("On which day of the week"),
        coerce=int,
        choices=[(number, WEEKDAYS[number]) for number in range(5)],
    )
    at = forms.TimeField(label=_("From"), widget=forms.TimeInput(format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=360, initial=40)
    where = forms.CharField(label=_("Where"), max_length=120)
    since = day_field(_("First on or after"))


class LastDayForm(ActForm):
    """The last day of something."""

    until = day_field(_("Last day"))


class GroupRegisterForm(forms.Form):
    """Of each child whether they came, with a note or none; and which adults were there."""

    adults = forms.MultipleChoiceField(
        label=_("Adults who were there"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *args: Any,
        children: Sequence[Named],
        adults: Iterable[str],
        marks: Mapping[int, tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._children = children
        self.fields["adults"].choices = [(name, name) for name in adults]  # type: ignore[attr-defined]
        for child in children:
            came, note = marks.get(child.pupil, ("", ""))
            self.fields[f"came-{child.pupil}"] = forms.ChoiceField(
                label=child.name,
                choices=GroupMark.Came.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=came,
            )
            self.fields[f"note-{child.pupil}"] = forms.CharField(
                label=gettext("Note on %(child)s") % {"child": child.name},
                max_length=200,
                required=False,
                initial=note,
            )

    def rows(self) -> list[tuple[Named, Any, Any]]:
        """Each child with their two fields."""
        return [(one, self[f"came-{one.pupil}"], self[f"note-{one.pupil}"]) for one in self._children]

    def said(self) -> dict[int, tuple[str, str]]:
        """Of whom something was said."""
        values = self.cleaned_data
        return {
            one.pupil: (came, values[f"note-{one.pupil}"])
            for one in self._children
            if (came := values[f"came-{one.pupil}"])
        }
