"""What a person fills in: a duty in plain words, who owns it, what was done, and a routine as it stands."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.imports.problems import said, words
from trellis.rhythm.events import EVENTS
from trellis.rhythm.models import Arrangement
from trellis.rhythm.places import PLACES
from trellis.rhythm.routine import USUAL_RULE, Proposal, read_routine, usual_recurrence
from trellis.rules.captions import Caption
from trellis.rules.recurrence import (
    HOLIDAY_RULES,
    MOST_SCHOOL_DAYS_AFTER,
    WEEKDAYS,
    AfterEvent,
    Daily,
    HalfTermly,
    HolidayRule,
    Monthly,
    Once,
    ProblemWithRecurrence,
    Recurrence,
    Termly,
    Weekly,
    Yearly,
)
from trellis.rules.words import MONTHS, ProblemWith
from trellis.schools.asked_for import numbers_of
from trellis.schools.forms import ActForm, OwnerField, Owners, day_field
from trellis.schools.models import Grouping, Person, School, Team

HOW_OFTEN = {
    "daily": _("Every school day"),
    "weekly": _("Every week"),
    "monthly": _("Every month, or in some months"),
    "half_termly": _("Every half-term"),
    "termly": _("Every term"),
    "yearly": _("Every year, on a date"),
    "once": _("Once"),
    "event": _("When something happens"),
}
_COLUMNS = {
    "daily": HOW_OFTEN["daily"],
    "weekly": HOW_OFTEN["weekly"],
    "monthly": _("Every month"),
    "half_termly": HOW_OFTEN["half_termly"],
    "termly": HOW_OFTEN["termly"],
}

_NTH_OF_MONTH = {
    "1": _("the first"),
    "2": _("the second"),
    "3": _("the third"),
    "4": _("the fourth"),
    "5": _("the fifth"),
    "-1": _("the last"),
}
_IN_SCHOOL_YEAR = (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)


def _weekdays(number: int = 7) -> list[tuple[str, str]]:
    return [(str(n), gettext(WEEKDAYS[n])) for n in range(number)]


def _months() -> list[tuple[str, str]]:
    return [(str(month), gettext(MONTHS[month - 1])) for month in _IN_SCHOOL_YEAR]


# --- Whose it is --------------------------------------------------------------------------------------------


class HandOnForm(ActForm):
    """Whose a duty becomes, from when."""

    owner = OwnerField()
    since = day_field(_("From"))

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(Owners(place))


class HandOnAllForm(HandOnForm):
    """Everything one person owns by name, handed on in one act."""

    leaver = forms.ModelChoiceField(label=_("Whose duties"), queryset=Person.objects.none())
    field_order = ("leaver", "owner", "since")

    def __init__(self, *args: Any, place: School | Grouping, leavers: Any, **kwargs: Any) -> None:
        super().__init__(*args, place=place, **kwargs)
        self.fields["leaver"].queryset = leavers
        self.fields["owner"].label = _("Whose they become")


# --- A duty -------------------------------------------------------------------------------------------------


class DutyForm(ActForm):
    """A duty in plain words; which fields say how often depends on how often."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = OwnerField()
    at = forms.TimeField(
        label=_("At what time"), required=False, widget=forms.TimeInput(format="%H:%M"), help_text=_("09:15")
    )
    place = forms.ChoiceField(
        label=_("Where it is done"),
        required=False,
        help_text=_("The page that Today opens for it."),
    )
    strand = forms.CharField(
        label=_("Strand"),
        max_length=80,
        required=False,
        help_text=_("Its row on the wall calendar: “Assessment”, “Inclusion”."),
    )
    holiday_rule = forms.ChoiceField(
        label=_("Where its day is no school day"), initial=HolidayRule.NEXT_SCHOOL_DAY
    )
    slots = forms.CharField(
        label=_("Take turns"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line, such as year groups: the first has the first turn, then the next."),
    )
    since = day_field(_("From"))

    def __init__(self, *args: Any, every: str, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.every = every
        self.fields["owner"].offer(Owners(place))
        self.fields["place"].choices = [
            ("", _("No page")),
            *((one.name, one.words) for one in PLACES.values()),
        ]
        self.fields["holiday_rule"].choices = [(str(rule), gettext(w)) for rule, w in HOLIDAY_RULES.items()]
        how_often = _FIELDS[every]()
        self.fields |= how_often
        if every == "daily":
            del self.fields["holiday_rule"]
        if every in {"daily", "yearly", "once", "event"}:
            del self.fields["slots"]
        self.order_fields(
            ["title", *how_often, "holiday_rule", "at", "owner", "place", "strand", "slots", "since"]
        )

    def clean(self) -> dict[str, Any]:
        """The fields that say how often become one recurrence."""
        cleaned = super().clean() or self.cleaned_data
        said_how = {name: cleaned.pop(name, None) for name in _FIELDS[self.every]()}
        if "slots" in cleaned:
            cleaned["slots"] = cleaned["slots"].splitlines()
        if not self.errors:
            try:
                cleaned["recurrence"] = _recurrence(self.every, said_how)
            except ProblemWithRecurrence as problem:
                self.add_error(next(iter(said_how), None), said(words(problem.says)))
        return cleaned


def initial_of(arrangement: Arrangement) -> dict[str, Any]:
    """What a form shows of a duty as it stands."""
    kept: dict[str, Any] = {**arrangement.recurrence}
    if "weekday" in kept and kept["every"] in {"half_termly", "termly"}:
        weekday = kept.pop("weekday")
        kept["counted"] = ("day" if not kept["weeks"] else "week") if weekday is None else str(weekday)
    elif kept.get("weekday", 0) is None:
        kept["weekday"] = ""
    return {
        "title": arrangement.title,
        "owner": arrangement.owner_key,
        "at": arrangement.at,
        "place": arrangement.place,
        "strand": arrangement.strand,
        "holiday_rule": arrangement.holiday_rule,
        "slots": "\n".join(arrangement.rota.get("slots", ())),
        **{name: kept[name] for name in kept if name != "every"},
    }


def _weekly_fields() -> dict[str, forms.Field]:
    return {
        "weekdays": forms.MultipleChoiceField(
            label=_("On"), choices=_weekdays(), widget=forms.CheckboxSelectMultiple
        )
    }


def _monthly_fields() -> dict[str, forms.Field]:
    days = [("", _("school day")), *_weekdays()]
    return {
        "nth": forms.ChoiceField(label=_("Which"), choices=list(_NTH_OF_MONTH.items())),
        "weekday": forms.ChoiceField(label=_("Which day"), choices=days, required=False),
        "months": forms.MultipleChoiceField(
            label=_("In"),
            choices=_months(),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("Every month, if none is chosen."),
        ),
    }


def _part_fields() -> dict[str, forms.Field]:
    ordered = [(str(n), gettext("number %(n)s") % {"n": n}) for n in range(6, 21)]
    before = [(str(-n - 1), gettext("%(n)s before the last") % {"n": n}) for n in range(1, 21)]
    first, last = list(_NTH_OF_MONTH.items())[:-1], [("-1", _NTH_OF_MONTH["-1"])]
    days = [(str(n), gettext("%(day)s of the school week") % {"day": gettext(WEEKDAYS[n])}) for n in range(5)]
    return {
        "nth": forms.ChoiceField(label=_("Which"), choices=[*first, *last, *before, *ordered]),
        "counted": forms.ChoiceField(
            label=_("Counted in"),
            choices=[("day", _("school days")), ("week", _("school weeks: its first day")), *days],
        ),
    }


def _yearly_fields() -> dict[str, forms.Field]:
    return {
        "day": forms.IntegerField(label=_("Day"), min_value=1, max_value=31),
        "month": forms.ChoiceField(label=_("Month"), choices=_months()),
    }


def _once_fields() -> dict[str, forms.Field]:
    return {"date": day_field(_("On"), today=False)}


def _event_fields() -> dict[str, forms.Field]:
    return {
        "event": forms.ChoiceField(
            label=_("When"), choices=[(one.name, one.words) for one in EVENTS.values()]
        ),
        "school_days": forms.IntegerField(
            label=_("School days after"),
            min_value=0,
            max_value=MOST_SCHOOL_DAYS_AFTER,
            initial=0,
            help_text=_("0 is the same day."),
        ),
    }


_FIELDS = {
    "daily": dict,
    "weekly": _weekly_fields,
    "monthly": _monthly_fields,
    "half_termly": _part_fields,
    "termly": _part_fields,
    "yearly": _yearly_fields,
    "once": _once_fields,
    "event": _event_fields,
}


def _recurrence(every: str, how: dict[str, Any]) -> Recurrence:
    if every in {"half_termly", "termly"}:
        counted = how["counted"]
        kind = HalfTermly if every == "half_termly" else Termly
        weekday = int(counted) if counted.isdecimal() else None
        return kind(int(how["nth"]), weeks=counted != "day", weekday=weekday)
    if every == "monthly":
        weekday = int(how["weekday"]) if how["weekday"] else None
        return Monthly(int(how["nth"]), weekday, tuple(map(int, how["months"])))
    if every == "weekly":
        return Weekly(tuple(map(int, how["weekdays"])))
    if every == "yearly":
        return Yearly(int(how["month"]), how["day"])
    if every == "once":
        return Once(how["date"])
    return AfterEvent(how["event"], how["school_days"]) if every == "event" else Daily()


class TurnForm(ActForm):
    """Whose turn one occasion is."""

    slot = forms.ChoiceField(label=_("Whose turn"), required=False)

    def __init__(self, *args: Any, slots: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [("", _("As the list has it")), *((slot, slot) for slot in slots)]


# --- What was done ------------------------------------------------------------------------------------------


class DoneForm(ActForm):
    """That it was done, with what shows it."""

    evidence = forms.CharField(
        label=_("What was done"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence is enough: “12 families called, 9 reached.” Name no child here."),
    )
    link = forms.CharField(
        label=_("Where it can be seen"),
        required=False,
        help_text=_("The address of a page, if there is one."),
    )


class HandledForm(ActForm):
    """That it was not done and need not be."""

    because = forms.CharField(
        label=_("Handled, because"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("“The whole school was on a visit.” Name no child here."),
    )


# --- A routine as it stands ---------------------------------------------------------------------------------


class RoutineForm(forms.Form):
    """The routine in one box."""

    text = forms.CharField(
        label=_("The routine"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Paste the table with its headings (Daily, Weekly, Monthly, Half termly), or type each heading "
            "on a line of its own and what is done below it. A calendar is pasted with a row for each strand "
            "and a column for each month, or with the captions your wall calendar has."
        ),
    )

    def __init__(self, *args: Any, captions: Sequence[Caption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.captions = captions

    def clean(self) -> dict[str, Any]:
        """Read it, or say why it cannot be."""
        cleaned = super().clean() or self.cleaned_data
        if "text" in cleaned:
            try:
                cleaned["proposals"] = read_routine(cleaned["text"], self.captions)
            except ProblemWith as problem:
                self.add_error("text", said(words(problem.says)))
        return cleaned


class ProposalForm(forms.Form):
    """One duty of a routine, as it will be entered."""

    keep = forms.BooleanField(label=_("Enter this duty"), required=False)
    as_written = forms.CharField(widget=forms.HiddenInput, max_length=5000)
    title = forms.CharField(
        label=_("What is to be done"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    every = forms.ChoiceField(label=_("How often"), choices=list(_COLUMNS.items()))
    weekday = forms.ChoiceField(label=_("On (if weekly)"))
    at = forms.TimeField(label=_("At"), required=False, widget=forms.TimeInput(format="%H:%M"))
    owner = OwnerField()
    place = forms.ChoiceField(label=_("Where"), required=False)
    strand = forms.CharField(label=_("Strand"), max_length=80, required=False)
    months = forms.RegexField(r"[0-9,]*", widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, owners: Owners, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekday"].choices = _weekdays(5)
        self.fields["owner"].offer(owners)
        self.fields["place"].choices = [
            ("", _("No page")),
            *((one.name, one.words) for one in PLACES.values()),
        ]

    @property
    def months_words(self) -> str:
        """The months a calendar has it in."""
        chosen = _months_in(self["months"].value())
        return ", ".join(gettext(MONTHS[month - 1]) for month in chosen)

    def as_arranged(self) -> dict[str, Any]:
        """The duty as an act takes it."""
        given = self.cleaned_data
        months = _months_in(given["months"])
        return {
            "title": given["title"],
            "recurrence": usual_recurrence(given["every"], int(given["weekday"]), months),
            "strand": given["strand"],
            "holiday_rule": USUAL_RULE,
            "at": given["at"],
            "owner": given["owner"],
            "place": given["place"],
            "as_written": given["as_written"],
        }


def _months_in(written: str | None) -> list[int]:
    """Months as a hidden field carries them, in the order of a school year."""
    return [number for number in numbers_of((written or "").split(",")) if 1 <= number <= len(MONTHS)]


MOST_PROPOSALS = 200

Proposals = forms.formset_factory(ProposalForm, extra=0, max_num=MOST_PROPOSALS, absolute_max=MOST_PROPOSALS)


def meant_by(owners: Owners, proposal: Proposal) -> str:
    """Which choice a line of a routine speaks of: a team by its name or initials, else a role."""
    for key, owner in owners.known.items():
        if isinstance(owner, Team) and proposal.names(owner.name):
            return key
    key = f"role:{proposal.role}"
    return key if key in owners.known else ""


def proposed(proposals: list[Proposal], owners: Owners, known: frozenset[str]) -> list[dict[str, Any]]:
    """What the form shows first of each proposal; one that is here already is not entered again."""
    return [
        {
            "keep": one.as_written not in known,
            "as_written": one.as_written,
            "title": one.title,
            "every": one.every,
            "weekday": str(one.weekday),
            "at": one.at,
            "owner": meant_by(owners, one),
            "place": one.place,
            "strand": one.strand,
            "months": ",".join(map(str, one.months)),
        }
        for one in proposals
    ]
