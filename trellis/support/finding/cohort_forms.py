"""What somebody fills in to look for children: each part filled in is one condition."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.learning.models import Scale
from trellis.registers.half_terms import half_term_at, half_terms_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import YEAR_GROUPS, year_group_label
from trellis.rules.calendar import HalfTerm
from trellis.rules.cohort import Joined
from trellis.rules.criteria import OPERATORS
from trellis.rules.scores import plain
from trellis.schools.access import may
from trellis.schools.counted import COUNTED
from trellis.schools.forms import ActForm, SeveralField
from trellis.schools.models import Characteristic, Person, School, SchoolClass
from trellis.schools.roles import Permission
from trellis.support.finding.cohorts import OVER, Asked
from trellis.support.finding.conditions import (
    KNOWN_OF,
    PATTERNS,
    TIMES,
    AtLevel,
    Condition,
    Happened,
    InProgramme,
    Known,
    OnRecord,
    Protected,
    Rate,
    Scored,
    Shows,
    Times,
)
from trellis.support.finding.models import Level
from trellis.support.models import Programme
from trellis.support.reading import FIGURES

MOST_RATES: Final = 2
_NARROW: Final = {"class": "govuk-input--width-4"}
_DAYS: Final = dict(
    zip(
        OVER,
        (
            gettext_lazy("The half-term, as far as it has come"),
            gettext_lazy("The half-term before it"),
            gettext_lazy("The last six weeks"),
            gettext_lazy("The school year so far"),
            gettext_lazy("Three school years"),
        ),
        strict=True,
    )
)
_SIDES: Final = [(one.value, gettext_lazy(words)) for one, words in OPERATORS.items()]


def half_terms_here(school: School, today: dt.date) -> list[HalfTerm]:
    """Those a list may be of: this school year's; where no calendar is known, this month alone."""
    year = AcademicYear.of(today)
    held = list(half_terms_of(school, year))
    if held:
        return held
    first = today.replace(day=1)
    return [HalfTerm(first, today, f"{today:%Y-%m}")]


def programmes_seen(school: School, person: Person, today: dt.date) -> Any:
    """The programmes all of whose cases here somebody sees."""
    roles = [post.role for post in person.posts_on(today)]
    serving = Programme.objects.serving(school, today)
    return serving.filter(scope__role__in=roles).distinct()


_HEADINGS: Final = (
    (gettext_lazy("The list"), ("name", "half_term", "over", "joined", "together")),
    (gettext_lazy("Only some of the children"), ("year_groups", "classes")),
    (gettext_lazy("What the register says"), ("rate_", "side_", "percent_", "times_")),
    (gettext_lazy("A pattern in the marks"), ("patterns",)),
)


def _heading(name: str) -> Any:
    """Under which heading a field stands."""
    found = (words for words, own in _HEADINGS if any(name.startswith(one) for one in own))
    return next(found, gettext_lazy("What else is known"))


class FindForm(forms.Form):
    """Children to look for; what is left empty is no condition."""

    name = forms.CharField(
        label=gettext_lazy("What the list is called"),
        help_text=gettext_lazy("Lists of one name are set beside each other, half-term by half-term."),
        max_length=120,
    )
    half_term = forms.ChoiceField(label=gettext_lazy("For the half-term"))
    over = forms.ChoiceField(label=gettext_lazy("Days that are read"), choices=list(_DAYS.items()))
    joined = forms.ChoiceField(
        label=gettext_lazy("A child is on it who meets"),
        choices=[
            (Joined.ALL.value, gettext_lazy("all conditions")),
            (Joined.ANY.value, gettext_lazy("any of them")),
        ],
        widget=forms.RadioSelect,
        initial=Joined.ALL.value,
    )

    def __init__(
        self, *args: Any, school: School, reader: Person, asked: Asked | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.reader, self.today = school, reader, timezone.localdate()
        self.half_terms = {one.name: one for one in half_terms_here(school, self.today)}
        now = half_term_at(school, self.today)
        self._choice("half_term", [(name, name) for name in self.half_terms])
        self.fields["half_term"].initial = now.name if now and now.name in self.half_terms else None
        self._whom()
        self._register()
        self._known()
        self._allowed()
        if asked is not None:
            self.initial = self.initial | dict(_filled(asked))

    # --- its parts ---

    def _choice(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _optional(self, name: str, label: Any, choices: Any) -> None:
        chosen = [("", _("Nothing")), *choices]
        self.fields[name] = forms.ChoiceField(label=label, choices=chosen, required=False)

    def _several(self, name: str, label: Any, choices: Any, help_text: Any = "") -> None:
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            help_text=help_text,
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def _number(self, name: str, label: Any) -> None:
        self.fields[name] = forms.IntegerField(
            label=label,
            min_value=1,
            max_value=9_999,
            required=False,
            widget=forms.NumberInput(attrs=_NARROW),
        )

    def _figure(self, name: str, label: Any, **between: int) -> None:
        self.fields[name] = forms.DecimalField(
            label=label,
            decimal_places=2,
            required=False,
            widget=forms.NumberInput(attrs=_NARROW | {"step": "any"}),
            **between,
        )

    def _whom(self) -> None:
        here = Characteristic.objects.on(self.today).filter(enrolment__school=self.school, kind="year_group")
        known = set(here.values_list("value", flat=True).distinct())
        groups = [(one, year_group_label(one)) for one in YEAR_GROUPS if one in known]
        self._several("year_groups", _("Only these year groups"), groups)
        classes = SchoolClass.objects.filter(school=self.school, year=AcademicYear.of(self.today).start)
        names = [(name, name) for name in classes.order_by("name").values_list("name", flat=True)]
        self._several("classes", _("Only these classes"), names)

    def _register(self) -> None:
        for number in range(MOST_RATES):
            which = {"n": number + 1}
            self._optional(f"rate_{number}", _("Figure %(n)d of the register") % which, FIGURES.items())
            self._optional(f"side_{number}", _("Figure %(n)d is") % which, _SIDES)
            self._figure(f"percent_{number}", _("Figure %(n)d: per cent") % which, min_value=0, max_value=100)
        for name, words in TIMES.items():
            self._number(f"times_{name}", _("%(what)s: at least") % {"what": words})
        self._several("patterns", _("Marks that show"), PATTERNS.items(), _("One of those ticked is enough."))

    def _known(self) -> None:
        held = [(name, words) for name, (_kind, _value, words) in KNOWN_OF.items()]
        self._several("known", _("Recorded of the child"), held, _("Each one ticked is a condition."))
        levels = [(level, label) for level, label in Level.choices if level]
        self._optional("level", _("Vulnerability, this level or higher"), levels)

    def _allowed(self) -> None:
        """What not everybody may know of, for those who may."""
        programmes = [(one.pk, one.name) for one in programmes_seen(self.school, self.reader, self.today)]
        if programmes:
            self._optional("case", _("With an open case in"), programmes)
            self._optional("no_case", _("Without one in"), programmes)
        self.scales: Mapping[int, Scale] = {}
        if may(self.reader, Permission.SEE_SCORES, self.school):
            self.scales = {one.pk: one for one in Scale.objects.for_school(self.school, self.today).open()}
        if self.scales:
            self._optional("scale", _("Latest score on"), [(pk, str(one)) for pk, one in self.scales.items()])
            self._optional("score_side", _("The score is"), _SIDES)
            self._figure("score", _("Score"))
        for name, one in COUNTED.items():
            if one.permission is None or may(self.reader, one.permission, self.school):
                self._number(f"count_{name}", _("%(what)s: at least") % {"what": one.words})
        if may(self.reader, Permission.SEE_HOLD_REASONS, self.school):
            self.fields["held"] = forms.BooleanField(
                label=_("Held back from letters or visits"), required=False
            )
        if may(self.reader, Permission.LEAD_ON_PROTECTION, self.school):
            self.fields["on_record"] = forms.BooleanField(
                label=_("A protected record is open"), required=False
            )
        if may(self.reader, Permission.SEE_FAMILIES, self.school):
            self.fields["together"] = forms.BooleanField(
                label=_("Children of one family meet the conditions together"),
                help_text=_("One child’s attendance and another’s behaviour, for example."),
                required=False,
            )

    @property
    def parts(self) -> list[tuple[Any, list[Any]]]:
        """The fields as the page groups them, each group with its heading."""
        groups: dict[Any, list[Any]] = {}
        for bound in self:
            groups.setdefault(_heading(bound.name), []).append(bound)
        return list(groups.items())

    # --- what was filled in ---

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        parts = [(f"rate_{n}", f"side_{n}", f"percent_{n}") for n in range(MOST_RATES)]
        for names in (*parts, ("scale", "score_side", "score")):
            given = [values.get(name) not in (None, "") for name in names]
            if any(given) and not all(given):
                self.add_error(names[0], _("Say what, the side and the figure, or none of them."))
        return values

    def chosen_half_term(self) -> HalfTerm:
        """The half-term of the list."""
        return self.half_terms[self.cleaned_data["half_term"]]

    def asked(self) -> Asked:
        """Everything as it is searched for and kept."""
        given = self.cleaned_data
        return Asked(
            conditions=tuple(self._conditions(given)),
            joined=Joined(given["joined"]),
            together=bool(given.get("together")),
            over=given["over"],
            year_groups=tuple(given["year_groups"]),
            classes=tuple(given["classes"]),
        )

    def _conditions(self, given: Mapping[str, Any]) -> Iterator[Condition]:
        yield from self._of_the_register(given)
        for name in COUNTED:
            if given.get(f"count_{name}"):
                yield Happened(name, given[f"count_{name}"])
        if given.get("scale"):
            yield Scored.of(self.scales[int(given["scale"])], given["score_side"], given["score"])
        yield from map(Known, given["known"])
        if given["level"]:
            yield AtLevel(int(given["level"]))
        yield from self._of_cases(given)
        if given.get("held"):
            yield Protected()
        if given.get("on_record"):
            yield OnRecord()

    def _of_the_register(self, given: Mapping[str, Any]) -> Iterator[Condition]:
        for n in range(MOST_RATES):
            if given[f"rate_{n}"]:
                yield Rate(given[f"rate_{n}"], given[f"side_{n}"], plain(given[f"percent_{n}"]))
        for name in TIMES:
            if given[f"times_{name}"]:
                yield Times(name, given[f"times_{name}"])
        if given["patterns"]:
            yield Shows(tuple(given["patterns"]))

    def _of_cases(self, given: Mapping[str, Any]) -> Iterator[Condition]:
        for field, is_in in (("case", True), ("no_case", False)):
            if given.get(field):
                yield InProgramme.of(Programme.objects.get(pk=given[field]), is_in=is_in)


def _filled(asked: Asked) -> Iterator[tuple[str, Any]]:
    """The form filled in as a list was asked for."""
    yield from (("joined", asked.joined.value), ("together", asked.together), ("over", asked.over))
    yield from (("year_groups", list(asked.year_groups)), ("classes", list(asked.classes)))
    yield "known", [one.name for one in asked.conditions if isinstance(one, Known)]
    rates = [one for one in asked.conditions if isinstance(one, Rate)]
    for number, one in enumerate(rates[:MOST_RATES]):
        yield from ((f"rate_{number}", one.measure), (f"side_{number}", one.operator))
        yield f"percent_{number}", one.figure
    for condition in asked.conditions:
        yield from _FILLS.get(type(condition), lambda _one: ())(condition)


_FILLS: Final[Mapping[type, Callable[[Any], Iterable[tuple[str, Any]]]]] = {
    Times: lambda one: [(f"times_{one.measure}", one.figure)],
    Shows: lambda one: [("patterns", list(one.patterns))],
    Happened: lambda one: [(f"count_{one.name}", one.figure)],
    Scored: lambda one: [("scale", one.scale), ("score_side", one.operator), ("score", one.figure)],
    AtLevel: lambda one: [("level", one.level)],
    InProgramme: lambda one: [("case" if one.is_in else "no_case", one.programme)],
    Protected: lambda _one: [("held", True)],
    OnRecord: lambda _one: [("on_record", True)],
}


class ChooseForm(ActForm):
    """Some children of a list, selected or not, with a reason."""

    children = SeveralField(queryset=None, required=False)
    is_selected = forms.TypedChoiceField(
        label=gettext_lazy("They are"),
        choices=[("yes", gettext_lazy("selected for support")), ("no", gettext_lazy("not selected"))],
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["children"].queryset = offered  # type: ignore[attr-defined]
