"""What somebody fills in of a ladder: its name, a step with its conditions, from when, and an answer."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.ladder.ladders import ACTS, AGAINS, Held, offered
from trellis.attendance.ladder.starters import STARTERS
from trellis.attendance.models import Ladder, LadderStep, StepAnswer
from trellis.rules.ladder import WHAT_IN_WORDS, Act, Again, Condition, How, Step, What, Window
from trellis.rules.thresholds import Operator
from trellis.schools.forms import ActForm, OwnerField, Owners, OwnersAtSchools, day_field, long_field
from trellis.schools.models import Grouping, School

MOST_CONDITIONS = 3

HOWS = {
    How.PERCENT: _("% of possible sessions"),
    How.SESSIONS: _("sessions"),
    How.DAYS: _("days"),
    How.WEEKS: _("weeks"),
    How.IN_A_ROW: _("school days in a row"),
}
WINDOWS = {
    Window.YEAR: _("this year so far"),
    Window.HALF_TERM: _("this half-term"),
    Window.WEEKS: _("in the last school weeks"),
    Window.STEP: _("since the step before fell due"),
}
SIDES = {
    Operator.BELOW: _("below"),
    Operator.AT_MOST: _("at or below"),
    Operator.AT_LEAST: _("at or above"),
    Operator.ABOVE: _("above"),
}


class LadderForm(ActForm):
    """A name, and what to begin with."""

    name = forms.CharField(label=_("What it is called"), max_length=80)
    like = forms.ChoiceField(label=_("Begin with"), required=False)

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Ladder.objects.at(place).order_by("-since", "pk")
        above = offered(place, timezone.localdate()) if isinstance(place, School) else []
        self.fields["like"].choices = [  # type: ignore[attr-defined]
            ("", _("Nothing: I write its steps")),
            *[(key, starter.words) for key, starter in STARTERS.items()],
            *[(str(one.pk), gettext("A copy of “%(ladder)s”") % {"ladder": one.name}) for one in own],
            *[(str(one.pk), _copy_from_above(one)) for one in above],
        ]


def _copy_from_above(ladder: Ladder) -> str:
    said = {"ladder": ladder.name, "whose": ladder.grouping}
    return gettext("A copy of “%(ladder)s”, of %(whose)s") % said


class StepForm(ActForm):
    """A step: what it is, when it falls due, how soon it is done, by whom, and what it takes."""

    name = forms.CharField(label=_("What the step is called"), max_length=80)
    act = forms.ChoiceField(label=_("What kind of step"))
    owner = OwnerField(required=False)
    within = forms.IntegerField(label=_("School days to do it"), min_value=0, max_value=60, initial=2)
    minutes = forms.IntegerField(
        label=_("Minutes it takes"),
        min_value=0,
        max_value=600,
        initial=10,
        help_text=_("For the rehearsal: staff time, each time."),
    )
    again = forms.ChoiceField(label=_("How often for one child"))
    after = forms.ChoiceField(label=_("Only after"), required=False)
    wait = forms.IntegerField(
        label=_("School days to wait after it"), min_value=0, max_value=200, initial=0, required=False
    )
    words = long_field(_("What is to be done"), required=False, rows=2)

    def __init__(self, *args: Any, ladder: Held, row: LadderStep | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = row.place if row else len(ladder.rows) + 1
        self.before = {str(one.pk): one for one in ladder.rows if one.place < own}
        self.fields["act"].choices = [(one.value, words) for one, words in ACTS.items()]  # type: ignore[attr-defined]
        self.fields["again"].choices = [(one.value, words) for one, words in AGAINS.items()]  # type: ignore[attr-defined]
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            ("", _("No other step: it stands by itself")),
            *[(key, one.name) for key, one in self.before.items()],
        ]
        self.fields["owner"].offer(_owners(ladder.ladder.place))  # type: ignore[attr-defined]
        for number in range(1, MOST_CONDITIONS + 1):
            self.fields |= _condition_fields(number)

    @property
    def conditions(self) -> list[Mapping[str, Any]]:
        """The fields of each condition, for the page to lay out in a line."""
        names = ("what", "operator", "figure", "how", "window", "weeks", "fewest")
        return [
            {"number": number, "fields": [self[f"{name}_{number}"] for name in names]}
            for number in range(1, MOST_CONDITIONS + 1)
        ]

    @property
    def plain(self) -> list[Any]:
        """The fields that are not of a condition."""
        return [self[name] for name in self.base_fields]

    def clean(self) -> dict[str, Any]:
        """One step as the rules read it, and what is kept beside."""
        cleaned = super().clean() or self.cleaned_data
        conditions = [self._condition(number, cleaned) for number in range(1, MOST_CONDITIONS + 1)]
        if self.errors:
            return cleaned
        after = self.before.get(cleaned["after"])
        step = Step(
            name=cleaned["name"],
            act=Act(cleaned["act"]),
            conditions=tuple(one for one in conditions if one),
            again=Again(cleaned["again"]),
            after=0 if after else None,
            wait=cleaned["wait"] or 0,
            within=cleaned["within"],
            minutes=cleaned["minutes"],
        )
        return {"step": step, "after": after, "words": cleaned["words"], "owner": cleaned["owner"]}

    def _condition(self, number: int, cleaned: Mapping[str, Any]) -> Condition | None:
        what, figure = cleaned.get(f"what_{number}"), cleaned.get(f"figure_{number}")
        if not what:
            if figure is not None:
                self.add_error(f"what_{number}", _("Say what is counted, or leave the figure out."))
            return None
        if figure is None:
            self.add_error(f"figure_{number}", _("Say the figure it is set against."))
            return None
        if not cleaned.keys() >= {f"{name}_{number}" for name in ("how", "operator", "window")}:
            return None  # each says itself what is wrong with it
        return Condition(
            What(what),
            How(cleaned[f"how_{number}"]),
            Operator(cleaned[f"operator_{number}"]),
            Fraction(figure),
            Window(cleaned[f"window_{number}"]),
            cleaned.get(f"weeks_{number}") or 0,
            cleaned.get(f"fewest_{number}") or 0,
        )


def _condition_fields(number: int) -> dict[str, forms.Field]:
    whats = [(one.value, gettext(words)) for one, words in WHAT_IN_WORDS.items()]
    return {
        f"what_{number}": forms.ChoiceField(
            label=_("Counts"), choices=[("", "–"), *whats], required=number == 1
        ),
        f"operator_{number}": forms.ChoiceField(
            label=_("Is"),
            choices=[(one.value, words) for one, words in SIDES.items()],
            initial=Operator.AT_LEAST,
        ),
        f"figure_{number}": forms.DecimalField(
            label=_("Figure"), min_value=Decimal(0), max_digits=5, decimal_places=2, required=number == 1
        ),
        f"how_{number}": forms.ChoiceField(
            label=_("In"), choices=[(one.value, words) for one, words in HOWS.items()], initial=How.SESSIONS
        ),
        f"window_{number}": forms.ChoiceField(
            label=_("Over"), choices=[(one.value, words) for one, words in WINDOWS.items()]
        ),
        f"weeks_{number}": forms.IntegerField(
            label=_("How many weeks"), min_value=1, max_value=40, required=False
        ),
        f"fewest_{number}": forms.IntegerField(
            label=_("Of how many sessions at least"), min_value=0, max_value=400, required=False
        ),
    }


def _owners(place: School | Grouping) -> Owners:
    """Whose a step may be: of several schools' ladder, everybody's with the role at each of them."""
    return Owners(place) if isinstance(place, School) else OwnersAtSchools()


def as_filled_in(row: LadderStep) -> dict[str, Any]:
    """What the form says of a step that stands."""
    names = ("name", "act", "within", "minutes", "again", "wait", "words")
    filled = {name: getattr(row, name) for name in names}
    filled |= {"after": str(row.after_id or ""), "owner": row.owner_key}
    for number, one in enumerate(row.conditions.all(), start=1):
        for name in ("what", "operator", "figure", "how", "window"):
            filled[f"{name}_{number}"] = getattr(one, name)
        filled |= {f"weeks_{number}": one.weeks or None, f"fewest_{number}": one.fewest or None}
        filled[f"figure_{number}"] = f"{one.figure.normalize():f}"
    return filled


class SinceForm(ActForm):
    """From which day; and of several schools' ladder, how it holds for them."""

    since = day_field(_("In force from"))
    holds = forms.ChoiceField(
        label=_("For its schools"), widget=forms.RadioSelect, choices=Ladder.Holds.choices
    )

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(place, School):
            del self.fields["holds"]
        else:
            self.fields["since"].label = _("From")


class UntilForm(ActForm):
    """Until which day."""

    until = day_field(_("Last day it is in force"))


class AnswerForm(ActForm):
    """What became of a step that fell due."""

    answer = forms.ChoiceField(
        label=_("What became of it"), widget=forms.RadioSelect, choices=StepAnswer.Answer.choices
    )
    on = day_field(_("On which day"), help_text=_("When it was done or decided."))
    reason = long_field(
        _("What was done, or why not"),
        required=False,
        rows=2,
        help_text=_("Needed where it is not appropriate."),
    )
    until = day_field(_("If later: ask again on"), required=False)
