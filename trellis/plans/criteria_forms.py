"""The forms of criteria and indicators: what words are bound to, and figures that arrive."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.evidence.models import Indicator
from trellis.imports.problems import said
from trellis.imports.problems import words as in_words
from trellis.measures.measure import registered
from trellis.plans.counts import COUNTS
from trellis.plans.models import Criterion
from trellis.plans.naming import GROUPS, group_in_words, measure_in_words
from trellis.plans.suggesting import USUAL_DEFINITION, Suggestion, needs_a_definition
from trellis.rules.academic_year import AcademicYear
from trellis.rules.criteria import OPERATORS, Operator, read_target
from trellis.rules.populations import POPULATION_LABELS, Population
from trellis.rules.words import ProblemWith
from trellis.schools.models import Characteristic, Grouping, GroupingMembership, School, SchoolClass

NEW_SHARE, NEW_NUMBER = "new:share", "new:number"
TOGETHER, AT_EACH = "together", "each"


class BindForm(forms.Form):
    """What a criterion is bound to."""

    what = forms.ChoiceField(label=gettext_lazy("What is read"))
    indicator_name = forms.CharField(
        label=gettext_lazy("What a new indicator is called"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only where you chose a new indicator: a figure that somebody records."),
    )
    whom = forms.ChoiceField(label=gettext_lazy("Of whom"))
    population = forms.ChoiceField(
        label=gettext_lazy("Which pupils"),
        help_text=gettext_lazy("National figures stand only beside pupils aged 5 to 15."),
    )
    period = forms.ChoiceField(label=gettext_lazy("Over which days"), choices=Criterion.Period.choices)
    operator = forms.ChoiceField(label=gettext_lazy("It should be"))
    comparator = forms.ChoiceField(label=gettext_lazy("Set against"), choices=Criterion.Comparator.choices)
    target = forms.CharField(
        label=gettext_lazy("The number"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Only where it is set against a number, such as 97% or 15."),
    )
    by_school = forms.ChoiceField(
        label=gettext_lazy("Read over"),
        choices=[
            (TOGETHER, gettext_lazy("All schools together")),
            (AT_EACH, gettext_lazy("Each school: how many of them meet it")),
        ],
    )
    schools = forms.IntegerField(
        label=gettext_lazy("At how many schools at least"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("Only where each school is read. Empty: at every one."),
    )
    due = forms.DateField(label=gettext_lazy("By when"), widget=forms.DateInput())
    definition = forms.CharField(
        label=gettext_lazy("What its words mean here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("So that everybody reads the same in words such as “significantly”."),
    )

    def __init__(self, *args: Any, place: School | Grouping, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        for name, choices in (
            ("what", _things(place)),
            ("whom", _groups(place)),
            ("population", [(held.value, _(POPULATION_LABELS[held])) for held in Population]),
            ("operator", [(held.value, _(says)) for held, says in OPERATORS.items()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        # What is there no more, or was never chosen, is chosen by a person and not by standing first.
        for name, says in (("what", _("Choose what is read")), ("whom", _("Choose of whom"))):
            chosen = self.initial.get(name, "" if name == "what" else ":")
            if chosen not in _values(self.fields[name].choices):  # type: ignore[attr-defined]
                self.fields[name].choices = [("", says), *self.fields[name].choices]  # type: ignore[attr-defined]
        if isinstance(place, School):
            del self.fields["by_school"], self.fields["schools"]
        if needs_a_definition(words):
            self.fields["definition"].initial = _(USUAL_DEFINITION)
            self.fields["definition"].required = True

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if values.get("by_school") == TOGETHER:
            values["schools"] = None
        against_number = values.get("comparator") == Criterion.Comparator.FIXED
        if not against_number:
            values["target"] = None
        elif {"what", "operator"} <= values.keys():
            self._read_target(values)
        if values.get("what", "").startswith("new:") and not values.get("indicator_name", "").strip():
            self.add_error("indicator_name", _("Write what the new indicator is called."))
        return values

    def _read_target(self, values: dict[str, Any]) -> None:
        of_share = self.is_share(values["what"])
        try:
            exact = read_target(values.get("target", ""), Operator(values["operator"]), of_share=of_share)
        except ProblemWith as wrong:
            self.add_error("target", said(in_words(wrong.says)))
        else:
            values["target"] = Decimal(exact.numerator) / Decimal(exact.denominator)

    def is_share(self, what: str) -> bool:
        """Whether what is read is from 0% to 100%."""
        kind, _colon, name = what.partition(":")
        if kind == "indicator":
            return Indicator.objects.at(self.place).filter(pk=name, unit=Indicator.Unit.SHARE).exists()
        return kind == "measure" or what == NEW_SHARE


def from_suggestion(found: Suggestion, words: str) -> dict[str, Any]:
    """A suggestion as the form shows it."""
    new = NEW_SHARE if found.of_share else NEW_NUMBER
    return {
        "what": f"measure:{found.measure}" if found.measure else new,
        "indicator_name": "" if found.measure else words[:200],
        "whom": ":",
        "population": found.population,
        "period": Criterion.Period.YEAR,
        "operator": found.operator.value,
        "comparator": found.comparator,
        "target": "" if found.target is None else f"{found.target:f}",
        "by_school": AT_EACH if found.by_school else TOGETHER,
        "schools": found.schools,
        "due": found.due,
    }


def from_criterion(held: Criterion) -> dict[str, Any]:
    """What a criterion is bound to, as the form shows it."""
    return {
        "what": held.reads,
        "whom": f"{held.group_field}:{held.group}",
        "population": held.population,
        "period": held.period,
        "operator": held.operator,
        "comparator": held.comparator,
        "target": "" if held.target is None else f"{held.target.normalize():f}",
        "by_school": AT_EACH if held.by_school else TOGETHER,
        "schools": held.schools,
        "due": held.due,
        "definition": held.definition,
    }


def _things(place: School | Grouping) -> list[Any]:
    measures = [(f"measure:{name}", measure_in_words(name)) for name in registered()]
    counts = [(f"count:{name}", _(held.says)) for name, held in COUNTS.items()]
    own = [(f"indicator:{held.pk}", held.name) for held in Indicator.objects.at(place)]
    new = [(NEW_SHARE, _("A new indicator, in per cent")), (NEW_NUMBER, _("A new indicator, a number"))]
    return [
        (_("From the registers"), measures),
        (_("Things done"), counts),
        (_("Indicators"), [*own, *new]),
    ]


def _values(choices: Any) -> set[Any]:
    """What may be chosen, also of choices that stand under a heading."""
    found: set[Any] = set()
    for value, says in choices:
        found |= {each for each, _says in says} if isinstance(says, list) else {value}
    return found


def _groups(place: School | Grouping) -> list[tuple[str, str]]:
    """The groups a place may ask of: everybody, characteristics, year groups, a school's own classes."""
    today = timezone.localdate()
    schools = [place] if isinstance(place, School) else School.objects.in_grouping(place, today)
    years = Characteristic.objects.filter(enrolment__school__in=schools, kind="year_group").order_by("value")
    classes = SchoolClass.objects.filter(year=AcademicYear.of(today).start)
    classes = classes.filter(school=place) if isinstance(place, School) else classes.none()
    return [
        *((f"{field}:{value}", str(says)) for (field, value), says in GROUPS.items()),
        *(
            (f"year_group:{value}", group_in_words("year_group", value))
            for value in years.values_list("value", flat=True).distinct()
        ),
        *(
            (f"class:{name}", group_in_words("class", name))
            for name in classes.order_by("name").values_list("name", flat=True)
        ),
    ]


class IndicatorForm(forms.ModelForm):
    """A figure that will arrive."""

    class Meta:
        model = Indicator
        fields = ("name", "unit", "rises", "method")


class ValueForm(forms.Form):
    """What an indicator was on a day: a value, or how many of how many."""

    on = forms.DateField(label=gettext_lazy("On"), widget=forms.DateInput())
    grouping = forms.ModelChoiceField(
        label=gettext_lazy("Of"),
        queryset=Grouping.objects.none(),
        required=False,
    )
    school = forms.ModelChoiceField(
        label=gettext_lazy("Or of one of the schools"),
        queryset=School.objects.none(),
        required=False,
        empty_label=gettext_lazy("No"),
    )
    value = forms.DecimalField(label=gettext_lazy("Value"), required=False, max_digits=12, decimal_places=4)
    part = forms.IntegerField(label=gettext_lazy("Or how many"), required=False, min_value=0)
    whole = forms.IntegerField(label=gettext_lazy("Of how many"), required=False, min_value=0)
    is_baseline = forms.BooleanField(label=gettext_lazy("This is the baseline"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Where it is from"),
        max_length=200,
        help_text=gettext_lazy("Such as the test, the survey or the paper it stands in."),
    )

    def __init__(self, *args: Any, place: School | Grouping, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        members = GroupingMembership.objects.on(today)
        self.fields["grouping"].empty_label = str(place)  # type: ignore[attr-defined]
        if isinstance(place, School):
            beside = Grouping.objects.filter(pk__in=members.filter(school=place).values("grouping"))
            del self.fields["school"]
        else:
            schools = School.objects.in_grouping(place, today)
            own, others = members.filter(school__in=schools), members.exclude(school__in=schools)
            phases = Grouping.objects.filter(kind=Grouping.Kind.PHASE, pk__in=own.values("grouping"))
            beside = phases.exclude(pk__in=others.values("grouping")).exclude(pk=place.pk)
            self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.fields["grouping"].queryset = beside  # type: ignore[attr-defined]
        if not indicator.of_share:
            del self.fields["part"], self.fields["whole"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("grouping") and values.get("school"):
            self.add_error("school", _("A value is of one or the other: choose one."))
        return values
