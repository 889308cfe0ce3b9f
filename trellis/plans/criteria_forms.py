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
    due = forms.DateField(label=gettext_lazy("By when"), widget=forms.DateInput())
    definition = forms.CharField(
        label=gettext_lazy("What its words mean here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("So that everybody reads the same in words such as “significantly”."),
    )

    def __init__(self, *args: Any, school: School, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        for name, choices in (
            ("what", _things(school)),
            ("whom", _groups(school)),
            ("population", [(held.value, _(POPULATION_LABELS[held])) for held in Population]),
            ("operator", [(held.value, _(says)) for held, says in OPERATORS.items()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if needs_a_definition(words):
            self.fields["definition"].initial = _(USUAL_DEFINITION)
            self.fields["definition"].required = True

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
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
            return Indicator.objects.filter(school=self.school, pk=name, unit=Indicator.Unit.SHARE).exists()
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
        "due": found.due,
    }


def from_criterion(held: Criterion) -> dict[str, Any]:
    """What a criterion is bound to, as the form shows it."""
    return {
        "what": held.of,
        "whom": f"{held.group_field}:{held.group}",
        "population": held.population,
        "period": held.period,
        "operator": held.operator,
        "comparator": held.comparator,
        "target": "" if held.target is None else f"{held.target.normalize():f}",
        "due": held.due,
        "definition": held.definition,
    }


def _things(school: School) -> list[Any]:
    measures = [(f"measure:{name}", measure_in_words(name)) for name in registered()]
    counts = [(f"count:{name}", _(held.says)) for name, held in COUNTS.items()]
    own = [(f"indicator:{held.pk}", held.name) for held in Indicator.objects.filter(school=school)]
    new = [(NEW_SHARE, _("A new indicator, in per cent")), (NEW_NUMBER, _("A new indicator, a number"))]
    return [
        (_("From the registers"), measures),
        (_("Things done"), counts),
        (_("Indicators"), [*own, *new]),
    ]


def _groups(school: School) -> list[tuple[str, str]]:
    """The groups a school may ask of: everybody, characteristics, its year groups, this year's classes."""
    years = Characteristic.objects.filter(enrolment__school=school, kind="year_group").order_by("value")
    classes = SchoolClass.objects.filter(school=school, year=AcademicYear.of(timezone.localdate()).start)
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
        empty_label=gettext_lazy("This school"),
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

    def __init__(self, *args: Any, school: School, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = GroupingMembership.objects.on(timezone.localdate()).filter(school=school)
        self.fields["grouping"].queryset = Grouping.objects.filter(  # type: ignore[attr-defined]
            pk__in=above.values("grouping")
        )
        if not indicator.of_share:
            del self.fields["part"], self.fields["whole"]
