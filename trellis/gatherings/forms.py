"""The forms of gatherings: arranging one, what was said there, promises, standing items, link governors."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.gatherings.models import MEETINGS, Gathering, Kind, LinkRole
from trellis.rules.academic_year import AcademicYear
from trellis.schools.actions import working_at
from trellis.schools.forms import ActForm, FoldedChoices, SeveralField, long_field
from trellis.schools.models import Grouping, Person, Post, School
from trellis.schools.roles import Governor

NO_CHILD = gettext_lazy("Governors may read this: name no child.")
YEAR_BEGINS = 9
_CAME = [
    ("", gettext_lazy("Not said")),
    ("yes", gettext_lazy("Came")),
    ("no", gettext_lazy("Sent apologies")),
]


def _long(label: Any, help_text: Any = "", *, rows: int = 4) -> forms.CharField:
    return long_field(label, help_text, rows=rows, required=False)


def people_at(place: School | Grouping) -> Any:
    """Whoever has a post at a place today, by name."""
    today = timezone.localdate()
    working = Post.objects.on(today).filter(working_at(place, today)).values("person")
    return Person.objects.filter(pk__in=working).order_by("name")


def people_by_place(grouping: Grouping) -> list[tuple[str, list[tuple[int, str]]]]:
    """Whoever has a post in a grouping today: its own, then those of several of its schools, then of each.

    Everybody once, so that a tick taken away is not left standing somewhere else.
    """
    today = timezone.localdate()
    posts = Post.objects.on(today).filter(working_at(grouping, today))
    names: dict[int, str] = {}
    where: dict[int, set[str | None]] = {}
    for person, name, school in posts.values_list("person", "person__name", "school__name"):
        names[person] = name
        where.setdefault(person, set()).add(school)
    groups: dict[str, list[tuple[int, str]]] = {}
    several = _("At several schools")
    for person, name in sorted(names.items(), key=lambda one: one[1]):
        at = (
            grouping.name
            if None in where[person]
            else several
            if len(where[person]) > 1
            else min(where[person])
        )
        groups.setdefault(at, []).append((person, name))
    first = [at for at in (grouping.name, several) if at in groups]
    return [(at, groups[at]) for at in [*first, *sorted(set(groups) - set(first))]]


def governors_of(place: School | Grouping) -> Any:
    """The governors of a place today, by name."""
    today = timezone.localdate()
    posts = Post.objects.on(today).filter(working_at(place, today), role=Governor.name)
    return Person.objects.filter(pk__in=posts.values("person")).order_by("name")


class GatheringForm(forms.Form):
    """What a gathering is, when and where, and who is invited."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[(kind.value, kind.label) for kind in MEETINGS],
        widget=forms.RadioSelect,
        initial=Kind.GOVERNORS,
    )
    about = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as “Phonics in Year 1”. Leave it empty for an ordinary meeting."),
    )
    on = forms.DateField(label=gettext_lazy("On which day"), widget=forms.DateInput())
    at = forms.TimeField(
        label=gettext_lazy("At what time"), required=False, widget=forms.TimeInput(format="%H:%M")
    )
    where = forms.CharField(label=gettext_lazy("Where"), max_length=120, required=False)
    role = forms.ModelChoiceField(
        label=gettext_lazy("Of a visit: for which area"),
        queryset=LinkRole.objects.none(),
        required=False,
        empty_label=gettext_lazy("None in particular"),
    )
    people = SeveralField(
        label=gettext_lazy("Who is invited"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "trellis-side-by-side"}),
    )
    others = _long(gettext_lazy("Who else is invited"), gettext_lazy("One name on each line."), rows=2)

    def __init__(
        self, *args: Any, place: School | Grouping, gathering: Gathering | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people_at(place)  # type: ignore[attr-defined]
        if isinstance(place, Grouping):
            self.fields["people"].widget = FoldedChoices()
            self.fields["people"].choices = people_by_place(place)  # type: ignore[attr-defined]
        self.fields["role"].queryset = LinkRole.objects.at(place).select_related("person")  # type: ignore[attr-defined]
        if gathering is not None:
            invited = list(gathering.invitations.all())
            self.fields["called_off"] = forms.BooleanField(label=_("It is called off"), required=False)
            self.initial = {
                name: getattr(gathering, name)
                for name in ("kind", "about", "on", "at", "where", "role", "called_off")
            } | {
                "people": [each.person_id for each in invited if each.person_id],
                "others": "\n".join(each.name for each in invited if not each.person_id),
            }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("role") and values.get("kind") != Kind.VISIT:
            self.add_error("role", _("Only a visit is made for a governor’s own area."))
        return values

    def invited(self) -> dict[str, Any]:
        """Who is invited."""
        return {"people": self.cleaned_data["people"], "others": self.cleaned_data["others"].splitlines()}

    def values(self) -> dict[str, Any]:
        """Everything else that was said."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"people", "others"}}


class MinutesForm(forms.Form):
    """Who came, what was said of each item, further items, and what was said besides."""

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._invited, self._items = list(gathering.invitations.all()), list(gathering.items.all())
        said = {None: "", True: "yes", False: "no"}
        for each in self._invited:
            self.fields[f"came-{each.pk}"] = forms.ChoiceField(
                label=each.name, choices=_CAME, required=False, initial=said[each.came]
            )
        for item in self._items:
            self.fields[f"item-{item.pk}"] = _long(item.words, rows=3)
            self.fields[f"item-{item.pk}"].initial = item.minutes
        self.fields["more"] = _long(
            _("Further items"), _("One on each line: they are added at the end of the agenda."), rows=2
        )
        self.fields["minutes"] = _long(_("What was said besides"), NO_CHILD)
        self.fields["minutes"].initial = gathering.minutes

    def said(self) -> dict[str, Any]:
        """Everything as the action takes it."""
        values, came = self.cleaned_data, {"yes": True, "no": False}
        return {
            "came": {each.pk: came.get(values[f"came-{each.pk}"]) for each in self._invited},
            "items": {item.pk: values[f"item-{item.pk}"] for item in self._items},
            "more": values["more"].splitlines(),
            "minutes": values["minutes"],
        }


class NoteForm(forms.Form):
    """What a governor saw, in their own words."""

    words = _long(
        gettext_lazy("What you saw and heard"), gettext_lazy("In your own words. Name no child."), rows=8
    )


class PromiseForm(ActForm):
    """What was promised at a gathering."""

    refused_at = "due"

    words = forms.CharField(label=gettext_lazy("What was promised"), max_length=300, help_text=NO_CHILD)
    who = forms.CharField(
        label=gettext_lazy("By whom"),
        max_length=160,
        help_text=gettext_lazy("A name or an office, as the minutes have it."),
    )
    person = forms.ModelChoiceField(
        label=gettext_lazy("On whose Today it stands"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody’s"),
    )
    due = forms.DateField(label=gettext_lazy("By when"), widget=forms.DateInput())

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_at(place)  # type: ignore[attr-defined]


class OutcomeForm(ActForm):
    """What became of a promise."""

    refused_at = "outcome"

    was_kept = forms.TypedChoiceField(
        label=gettext_lazy("Was it kept?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label=gettext_lazy("What came of it"), max_length=300, required=False, help_text=NO_CHILD
    )


class StandingForm(forms.Form):
    """What stands on every agenda, kind by kind."""

    def __init__(self, *args: Any, standing: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in MEETINGS:
            self.fields[kind.value] = _long(str(kind.label), _("One item on each line."), rows=3)
            self.fields[kind.value].initial = "\n".join(standing.get(kind.value, []))

    def said(self) -> Iterator[tuple[str, list[str]]]:
        """The lines of each kind."""
        for kind in MEETINGS:
            yield kind.value, self.cleaned_data[kind.value].splitlines()

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        for kind in MEETINGS:
            if any(len(line) > 200 for line in values.get(kind.value, "").splitlines()):
                self.add_error(kind.value, _("An item is 200 letters long at most."))
        return values


class LinkForm(ActForm):
    """A governor, the area they are asked to know, and the months they visit in."""

    refused_at = "area"

    person = forms.ModelChoiceField(
        label=gettext_lazy("Governor"), queryset=Person.objects.none(), empty_label=None
    )
    area = forms.CharField(
        label=gettext_lazy("Subject or area"),
        max_length=120,
        help_text=gettext_lazy("Such as “Attendance”, “Reading” or “Equality and diversity”."),
    )
    year = forms.TypedChoiceField(label=gettext_lazy("School year"), coerce=int)
    months = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Months to visit in"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = AcademicYear.of(timezone.localdate()).start
        self.fields["person"].queryset = governors_of(place)  # type: ignore[attr-defined]
        self.fields["year"].choices = [(start, AcademicYear(start).label) for start in (this, this + 1)]  # type: ignore[attr-defined]
        self.fields["months"].choices = [(month, MONTHS[month]) for month in months_in_order()]  # type: ignore[attr-defined]


def months_in_order() -> list[int]:
    """The months of a school year as they come: September to July."""
    return [*range(YEAR_BEGINS, 13), *range(1, 8)]
