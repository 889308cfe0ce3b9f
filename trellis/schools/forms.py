"""What a person fills in. A form's fields are the words of the act it carries out."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.imports.problems import said, words
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import YEAR_GROUPS, year_group_label
from trellis.rules.words import ProblemWith
from trellis.schools.actions import working_at
from trellis.schools.asked_for import number_of
from trellis.schools.models import (
    SEN_IN_WORDS,
    YES_OR_NO_IN_WORDS,
    AttendancePattern,
    Characteristic,
    Enrolment,
    FamilyLink,
    Grouping,
    Hold,
    Person,
    Post,
    School,
    SchoolClass,
    Sex,
    Team,
)
from trellis.schools.owning import Owner
from trellis.schools.roles import ROLES
from trellis.schools.settings import Held, declared


class ActForm(forms.Form):
    """A form that carries out an act; where that is refused the form says why, at the field it is about."""

    outcome: Any = None
    refused_at: str | None = None  # the field a refusal is about; none: the form as a whole

    def carries_out(self, act: Callable[..., Any], **also: Any) -> bool:
        """Do it with what was filled in and what the page knows besides."""
        if not self.is_valid():
            return False
        try:
            self.outcome = act(**self.cleaned_data, **also)
        except ProblemWith as problem:
            self.add_error(self.refused_at, said(words(problem.says)))
            return False
        return True


def day_field(
    label: Any, *, required: bool = True, help_text: Any = "", today: bool = True
) -> forms.DateField:
    """A day, today unless another is chosen."""
    initial = timezone.localdate if required and today else None
    return forms.DateField(label=label, required=required, initial=initial, help_text=help_text)


def long_field(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    """Words that may run over several lines."""
    area = forms.Textarea(attrs={"rows": rows, "spellcheck": "true"})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=area)


class SeveralField(forms.ModelMultipleChoiceField):
    """Several of the rows a page offers. A number longer than the database keeps one is none of them."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if number_of(str(one)) is None:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": one}
                )
        return super().clean(value)


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Tick boxes in groups that fold; the first is open, and any that holds a tick."""

    template_name = "django/forms/widgets/folded.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Each group with its boxes, and whether it is open."""
        context = super().get_context(name, value, attrs)
        context["widget"]["folds"] = [
            (group, options, number == 0 or any(one["selected"] for one in options))
            for group, options, number in context["widget"]["optgroups"]
        ]
        return context


# --- Whose it is --------------------------------------------------------------------------------------------


class OwnerField(forms.ChoiceField):
    """A role, a team or a person of a place; or nobody yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Whose it is"), "required": False} | kwargs)

    def offer(self, owners: "Owners") -> None:
        """The choices of one place."""
        self.owners = owners
        nobody = _("Choose") if self.required else _("Nobody yet")
        self.choices = [("", nobody), *owners.choices]

    def clean(self, value: Any) -> Owner:
        return self.owners.known.get(super().clean(value))


class Owners:
    """Who may own something at a place: read once for however many fields ask."""

    def __init__(self, place: School | Grouping) -> None:
        today = timezone.localdate()
        at_school = isinstance(place, School)
        held = [role for role in ROLES.values() if (role.at_school if at_school else True)]
        teams = Team.objects.serving(place, today) if at_school else place.teams.all()
        working = Post.objects.on(today).filter(working_at(place, today)).values("person")
        people = Person.objects.filter(pk__in=working).order_by("name")
        groups: list[tuple[Any, list[tuple[str, Any]]]] = [
            (_("Everybody with the role"), [(f"role:{role.name}", role.words) for role in held]),
            (_("A team"), [(f"team:{team.pk}", team.name) for team in teams]),
            (_("One person"), [(f"person:{one.pk}", one.name) for one in people]),
        ]
        self.choices = [(words, rows) for words, rows in groups if rows]
        self.known: dict[str, Person | Team | str] = {
            **{f"role:{role.name}": role.name for role in held},
            **{f"team:{team.pk}": team for team in teams},
            **{f"person:{one.pk}": one for one in people},
        }


class OwnersAtSchools(Owners):
    """Who may own something at each of several schools: everybody with a role there."""

    def __init__(self) -> None:
        held = [role for role in ROLES.values() if role.at_school]
        self.choices = [(_("Everybody with the role"), [(f"role:{role.name}", role.words) for role in held])]
        self.known = {f"role:{role.name}": role.name for role in held}


# --- People -------------------------------------------------------------------------------------------------


class PostForm(ActForm):
    """Somebody and the role they are given."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("They sign in with it."))
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As colleagues and the register say it.")
    )
    role = forms.ChoiceField(label=_("Role"))
    school_class = forms.ModelChoiceField(
        label=_("Class"), queryset=SchoolClass.objects.none(), required=False, help_text=_("For teachers.")
    )
    title = forms.CharField(
        label=_("Position"),
        max_length=80,
        required=False,
        help_text=_("As it stands beside their name when they amend a mark. The role, if empty."),
    )
    since = day_field(_("First day"))
    until = day_field(_("Last day"), required=False)

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_school = isinstance(place, School)
        held = [role for role in ROLES.values() if (role.at_school if at_school else role.at_grouping)]
        self.fields["role"].choices = [(role.name, role.words) for role in held]
        if at_school:
            self.fields["school_class"].queryset = classes_this_year(place)
        else:
            del self.fields["school_class"]


class EndForm(ActForm):
    """A last day."""

    until = day_field(_("Last day"))


class TeamForm(ActForm):
    """What a team is called."""

    name = forms.CharField(
        label=_("Name of the team"), max_length=80, help_text=_("As people say it: “Inclusion team”.")
    )


class JoinTeamForm(ActForm):
    """Who joins a team, from when."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())
    since = day_field(_("From"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class CoverForm(ActForm):
    """A class to be covered, by whom and when."""

    school_class = forms.ModelChoiceField(label=_("Class"), queryset=SchoolClass.objects.none())
    email = forms.EmailField(label=_("E-mail address of the supply teacher"))
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("If they are new here.")
    )
    day = day_field(_("Day"))
    until = day_field(_("Last day, if more than one"), required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = classes_this_year(school)


def classes_this_year(school: School, on: dt.date | None = None) -> Any:
    """The classes of the academic year that a day (today unless said) belongs to."""
    year = AcademicYear.of(on or timezone.localdate())
    return SchoolClass.objects.filter(school=school, year=year.start)


# --- Settings -----------------------------------------------------------------------------------------------


class SettingForm(ActForm):
    """One setting, and those that are only right together with it, from a day."""

    since = day_field(_("From"))

    def __init__(self, *args: Any, held: dict[str, Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in held.items():
            self.fields[name] = self._field(one)
        self.order_fields([*held, "since"])
        self.names = list(held)

    def _field(self, held: Held) -> forms.Field:
        kind = held.declared.kind
        asked = {"label": held.declared.words, "help_text": held.declared.says, "required": False}
        asked["initial"] = kind.written(held.value)
        if kind.choices:
            return forms.ChoiceField(choices=list(kind.choices.items()), widget=forms.RadioSelect, **asked)
        lines = forms.Textarea(attrs={"rows": 5}) if isinstance(held.declared.default, list) else None
        return forms.CharField(widget=lines, **asked)

    def clean(self) -> dict[str, Any]:
        """Each value is read as its setting reads it, and its sentence stands beside its field."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.names:
            try:
                declared(name).kind.read(cleaned.get(name, ""))
            except ProblemWith as problem:
                self.add_error(name, said(words(problem.says)))
        return cleaned

    def carries_out(self, act: Callable[..., Any], **also: Any) -> bool:
        if not self.is_valid():
            return False
        values = {name: self.cleaned_data.pop(name) for name in self.names}
        return super().carries_out(act, values=values, **also)


# --- Pupils -------------------------------------------------------------------------------------------------


class PupilForm(ActForm):
    """A pupil's names, birthday and UPN, and their place in the school."""

    forename = forms.CharField(label=_("Forename"), max_length=80)
    surname = forms.CharField(label=_("Surname"), max_length=80)
    preferred_name = forms.CharField(label=_("Preferred name"), max_length=80, required=False)
    date_of_birth = day_field(_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False)


class RejoinForm(ActForm):
    """A pupil who comes back."""

    since = day_field(_("Starting day"))
    year_group = forms.ChoiceField(label=_("Year group"), required=False)
    school_class = forms.ModelChoiceField(
        label=_("Class"), queryset=SchoolClass.objects.none(), required=False
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year_group"].choices = _year_groups()
        self.fields["school_class"].queryset = classes_this_year(school)


class JoinForm(RejoinForm, PupilForm):
    """A pupil who joins."""

    upn = forms.CharField(label=_("UPN"), max_length=40, required=False)
    admission_number = forms.CharField(label=_("Admission number"), max_length=40, required=False)
    field_order = (*PupilForm.base_fields, "upn", "admission_number", *RejoinForm.base_fields)


class LeaveForm(ActForm):
    """A pupil who leaves: the last day, and the ground a name may be deleted on."""

    until = day_field(_("Last day"))
    ground = forms.ChoiceField(
        label=_("Ground for taking the name off the roll"),
        choices=[("", _("Not recorded")), *Enrolment.LeavingGround.choices],
        required=False,
    )
    destination = forms.CharField(label=_("Next school or address, if known"), max_length=200, required=False)


class ClassForm(ActForm):
    """The class a pupil moves to."""

    school_class = forms.ModelChoiceField(label=_("Class"), queryset=SchoolClass.objects.none())
    since = day_field(_("From"))

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = classes_this_year(school)


class CharacteristicForm(ActForm):
    """One recorded fact, from a day."""

    value = forms.ChoiceField(label=_("Value"), widget=forms.RadioSelect)
    since = day_field(_("From"))
    until = day_field(_("To, if it has ended"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = _VALUES.get(kind)
        label = Characteristic.Kind(kind).label
        if kept is None:
            self.fields["value"] = forms.CharField(label=label, max_length=60)
        else:
            self.fields["value"].choices, self.fields["value"].label = kept(), label
        if kind == "year_group":
            self.fields["value"].widget = forms.Select(choices=kept())


class PatternForm(ActForm):
    """Which sessions of the week a pupil is due at."""

    kind = forms.ChoiceField(
        label=_("Why not all of them"), choices=AttendancePattern.Kind.choices, widget=forms.RadioSelect
    )
    due = forms.MultipleChoiceField(
        label=_("Due at"), widget=forms.CheckboxSelectMultiple, required=False, choices=[]
    )
    since = day_field(_("From"))
    until = day_field(_("To"), required=False, help_text=_("A part-time timetable must end."))
    agreed_by = forms.CharField(label=_("Agreed by (for the school)"), max_length=120, required=False)
    agreed_with = forms.CharField(
        label=_("Agreed with (a parent the pupil normally lives with)"), max_length=120, required=False
    )
    review_on = day_field(_("To be reviewed on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].choices = [(str(n), label) for n, label in enumerate(ten_sessions())]

    def clean(self) -> dict[str, Any]:
        """Ten letters, Monday morning first."""
        cleaned = super().clean() or self.cleaned_data
        due = set(cleaned.pop("due", ()))
        cleaned["sessions"] = "".join("Y" if str(n) in due else "N" for n in range(10))
        return cleaned


def ten_sessions() -> list[str]:
    """The sessions of a week, as a page says them."""
    days = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"))
    halves = (_("%(day)s morning"), _("%(day)s afternoon"))
    return [half % {"day": day} for day in days for half in halves]


def _year_groups() -> list[tuple[str, Any]]:
    return [
        ("", _("Not recorded")),
        *((group, said(words(year_group_label(group)))) for group in YEAR_GROUPS),
    ]


def _yes_or_no() -> list[tuple[str, Any]]:
    return list(YES_OR_NO_IN_WORDS.items())


def _sen() -> list[tuple[str, Any]]:
    return [(value, SEN_IN_WORDS[value]) for value in "NKE"]


_VALUES: dict[str, Callable[[], list[tuple[str, Any]]]] = {
    "year_group": lambda: _year_groups()[1:],
    "sen": _sen,
    **dict.fromkeys(("fsm", "pupil_premium", "eal", "looked_after", "young_carer", "name_shown"), _yes_or_no),
}
# --- Families and holds -------------------------------------------------------------------------------------


class ContactForm(ActForm):
    """Somebody who may be reached, and how they stand to the pupil."""

    name = forms.CharField(label=_("Name"), max_length=120)
    relationship = forms.ChoiceField(label=_("Relationship"), choices=FamilyLink.Relationship.choices)
    parental_responsibility = forms.BooleanField(label=_("Has parental responsibility"), required=False)
    has_care = forms.BooleanField(label=_("The pupil lives with them"), required=False)
    may_contact = forms.BooleanField(label=_("May be contacted"), required=False, initial=True)
    may_collect = forms.NullBooleanField(
        label=_("May collect the pupil"),
        widget=forms.Select(choices=[("unknown", _("Not recorded")), ("true", _("Yes")), ("false", _("No"))]),
        help_text=_("Read where a child is signed out. Whoever is recorded as “no” is not handed the child."),
    )
    priority = forms.IntegerField(label=_("Call order"), min_value=1, max_value=20, initial=1)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    address = forms.CharField(label=_("Address"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    language = forms.CharField(
        label=_("Language"), max_length=10, required=False, help_text=_("A language tag: en, cy, pl.")
    )
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    needs_read_out = forms.BooleanField(
        label=_("Letters are read out to them"),
        required=False,
        help_text=_(
            "A letter alone does not reach them: each batch lists them, so that somebody rings or meets them."
        ),
    )
    do_not_contact_until = day_field(
        _("Do not contact until"),
        required=False,
        help_text=_("An order or request that ends: nobody writes or calls up to and including this day."),
    )
    order = forms.CharField(
        label=_("Court order"),
        max_length=200,
        required=False,
        help_text=_("Shown only to those who may see why a letter is held."),
    )

    def __init__(self, *args: Any, may_see_orders: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_see_orders:
            del self.fields["order"]


class HoldForm(ActForm):
    """Stop writing to a family: what everybody may read, and what only some may."""

    kind = forms.ChoiceField(label=_("Why"), choices=Hold.Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("In words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Shown only to those who may see why a letter is held."),
    )
    held_by = forms.CharField(
        label=_("Held by"),
        max_length=80,
        initial=_("the safeguarding lead"),
        help_text=_("Everybody reads: held by …"),
    )
    since = day_field(_("From"))
    until = day_field(_("To, if it is known"), required=False)


class LegalHoldForm(ActForm):
    """Why nothing of a pupil may be destroyed."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class ErasureForm(ActForm):
    """Why a record is erased."""

    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("It stands in the certificate: name nobody here.")
    )


class AccessLogForm(forms.Form):
    """Which readings to show."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none(), required=False)
    since = day_field(_("From"), required=False)
    until = day_field(_("To"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
