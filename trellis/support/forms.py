"""What somebody fills in of support: a programme, a case opened and worked on, a service, a referral."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.learning.models import Scale
from trellis.rules.casework import Consent
from trellis.rules.criteria import OPERATORS
from trellis.schools.actions import working_at
from trellis.schools.forms import ActForm, day_field, long_field
from trellis.schools.models import Grouping, Person, Post, School
from trellis.schools.roles import ROLES, Permission
from trellis.support.models import (
    ROLE_CHOICES,
    Agency,
    AgencyField,
    Case,
    CaseConsent,
    CaseContact,
    CaseStep,
    Programme,
    Referral,
    ReferralNews,
    Tier,
    key_of,
)
from trellis.support.reading import READ
from trellis.support.starters import STARTERS

MOST_FIGURES = 6
_WITH_SUPPORT = [
    (role.name, role.words) for role in ROLES.values() if Permission.SEE_SUPPORT in role.throughout
]


def lines_of(text: str) -> list[str]:
    """Each line that says something, once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def colleagues_at(school: School) -> Any:
    """Whoever may be in the team of a case at a school today: those who would be allowed to open it."""
    today = timezone.localdate()
    roles = [
        role.name
        for role in ROLES.values()
        if Permission.SEE_SUPPORT in role.permissions() - role.of_grouping
    ]
    working = Post.objects.on(today).filter(working_at(school, today), role__in=roles)
    return Person.objects.filter(pk__in=working.values("person")).order_by("name")


def _lines(label: Any, help_text: Any = "", rows: int = 5) -> forms.CharField:
    return long_field(label, help_text, rows=rows, required=False)


def _optional_number(label: Any, help_text: Any = "", most: int = 400) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=most, required=False)


def _optional_age(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=99, required=False)


# --- programmes ---------------------------------------------------------------------------------------------


class BeginForm(ActForm):
    """A programme to begin with."""

    starter = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starter"].choices = [(key, one.name) for key, one in STARTERS.items()]  # type: ignore[attr-defined]


class ProgrammeForm(forms.Form):
    """Everything a programme says of its cases."""

    refused_at = "name"

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=80)
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"), choices=Tier.choices, widget=forms.RadioSelect, initial=Tier.TARGETED
    )
    about = long_field(gettext_lazy("What it is for"), rows=3)
    led_by = forms.ChoiceField(
        label=gettext_lazy("Who leads it"),
        choices=[("", gettext_lazy("Not one role")), *ROLE_CHOICES],
        required=False,
    )
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("Who sees every case of it"),
        help_text=gettext_lazy(
            "At the schools where they have the role. Others see a case only while they are in its team."
        ),
        choices=_WITH_SUPPORT,
        widget=forms.CheckboxSelectMultiple,
    )
    review_weeks = forms.IntegerField(
        label=gettext_lazy("Weeks between reviews"), min_value=1, max_value=26, initial=6
    )
    lasts_weeks = _optional_number(gettext_lazy("Weeks it lasts at most"), gettext_lazy("Empty: no limit."))
    lasts_terms = _optional_number(
        gettext_lazy("Terms it lasts at most"),
        gettext_lazy("The one it begins in is the first. Empty: no limit, or the weeks above."),
        most=12,
    )
    read_weeks = forms.IntegerField(
        label=gettext_lazy("Weeks read before a case begins"), min_value=1, max_value=40, initial=6
    )
    exit_words = _lines(gettext_lazy("When a case ends, in words"), rows=2)
    reasons = _lines(gettext_lazy("Reasons one may find"), gettext_lazy("One on each line."))
    checklist = _lines(gettext_lazy("Checklist"), gettext_lazy("One on each line."))
    ratings = _lines(
        gettext_lazy("What is rated from 1 to 5"),
        gettext_lazy("One on each line, such as: how far the family takes part."),
    )
    fewest_places = _optional_number(gettext_lazy("Fewest places"), gettext_lazy("If it has places."))
    most_places = _optional_number(gettext_lazy("Most places"))
    pounds_a_child = forms.DecimalField(
        label=gettext_lazy("What was agreed for each child, in pounds"),
        help_text=gettext_lazy("Such as what a service charges for a place. Empty: not costed."),
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=2,
        required=False,
    )
    adults = forms.IntegerField(
        label=gettext_lazy("Adults a group of it needs"),
        min_value=1,
        max_value=9,
        required=False,
        help_text=gettext_lazy("Empty: one."),
    )
    talk_days = _optional_number(
        gettext_lazy("Days of illness that open a conversation about education"),
        gettext_lazy("In a school year: in England, fifteen. Empty: none."),
    )
    asks_consent = forms.BooleanField(label=gettext_lazy("It needs the family’s consent"), required=False)
    has_team = forms.BooleanField(label=gettext_lazy("It has a team with other agencies"), required=False)
    asks_tried = forms.BooleanField(
        label=gettext_lazy("It begins only once the page has shown what was tried"), required=False
    )
    evidence_on_doubt = forms.BooleanField(
        label=gettext_lazy("Medical evidence is asked for only on a recorded doubt"), required=False
    )

    def __init__(
        self, *args: Any, place: School | Grouping, programme: Programme | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        held = list(programme.figures.select_related("scale")) if programme else []
        named = Scale.objects.at(place)
        if isinstance(place, School):
            named = Scale.objects.for_school(place, timezone.localdate())
        scales = [*named.open(), *(one.scale for one in held if one.scale)]
        self.scales = {key_of(scale.pk): scale for scale in scales}
        for number in range(MOST_FIGURES):
            self._figure(number, held[number] if number < len(held) else None)
        if programme is not None:
            self.initial = {name: getattr(programme, name) for name in self._plain()}
            self.initial["scope"] = [one.role for one in programme.scope.all()]
            self.initial |= {
                name: "\n".join(getattr(programme, name)) for name in ("reasons", "checklist", "ratings")
            }

    def clean_adults(self) -> int:
        """One, where nothing is said."""
        return self.cleaned_data["adults"] or 1

    def _plain(self) -> list[str]:
        figures = {
            f"{part}_{number}" for number in range(MOST_FIGURES) for part in ("figure", "side", "target")
        }
        return [name for name in self.fields if name not in figures | {"scope"}]

    def _figure(self, number: int, held: Any) -> None:
        which = {"n": number + 1}
        self.fields[f"figure_{number}"] = forms.ChoiceField(
            label=_("Figure %(n)d that is read of the child") % which,
            choices=[("", _("None")), *READ.items(), *self.scales.items()],
            required=False,
            initial=held.key if held else "",
        )
        self.fields[f"side_{number}"] = forms.ChoiceField(
            label=_("Figure %(n)d is enough") % which,
            choices=[
                ("", _("Never by itself")),
                *((one.value, _(words)) for one, words in OPERATORS.items()),
            ],
            required=False,
            initial=held.operator if held else "",
        )
        self.fields[f"target_{number}"] = forms.DecimalField(
            label=_("Figure %(n)d: per cent, or the score") % which,
            decimal_places=2,
            max_digits=8,
            required=False,
            initial=held.target if held else None,
        )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        for number in range(MOST_FIGURES):
            side, target = values.get(f"side_{number}"), values.get(f"target_{number}")
            if bool(side) != (target is not None):
                self.add_error(f"target_{number}", _("Say both the side and the figure, or neither."))
        return values

    def said(self) -> dict[str, Any]:
        """Everything as the action takes it."""
        given = self.cleaned_data
        values = {name: given[name] for name in self._plain()}
        values |= {name: lines_of(given[name]) for name in ("reasons", "checklist", "ratings")}
        figures = [
            (
                self.scales.get(given[f"figure_{n}"], given[f"figure_{n}"]),
                given[f"side_{n}"],
                given[f"target_{n}"],
            )
            for n in range(MOST_FIGURES)
            if given[f"figure_{n}"]
        ]
        return {"values": values, "figures": figures, "scope": given["scope"]}


# --- a case -------------------------------------------------------------------------------------------------


class CaseForm(ActForm):
    """Why support begins for a child, in whose words, who leads it."""

    since = day_field(gettext_lazy("It begins on"))
    why = long_field(gettext_lazy("Why"), gettext_lazy("What was seen or said, without blame."))
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Reasons found"), widget=forms.CheckboxSelectMultiple, required=False
    )
    family_words = _lines(
        gettext_lazy("In the family’s own words"),
        gettext_lazy("What they say is so, what they wish, and what worries them."),
        rows=4,
    )
    strengths = _lines(gettext_lazy("What goes well"), rows=2)
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Who leads it"), queryset=Person.objects.none(), empty_label=gettext_lazy("Choose")
    )
    ends_on = day_field(gettext_lazy("It ends by"), required=False)
    why_nothing_tried = _lines(
        gettext_lazy("Nothing is on record that was tried before: why more is needed at once"), rows=2
    )

    def __init__(
        self, *args: Any, programme: Programme, school: School, tried: Iterable[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = colleagues_at(school)  # type: ignore[attr-defined]
        self.fields["reasons"].choices = [(one, one) for one in programme.reasons]  # type: ignore[attr-defined]
        if not programme.reasons:
            del self.fields["reasons"]
        if not programme.asks_tried or list(tried):
            del self.fields["why_nothing_tried"]


class WhyForm(ActForm):
    """The same, written anew."""

    why = long_field(gettext_lazy("Why"), gettext_lazy("What was seen or said, without blame."))
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Reasons found"), widget=forms.CheckboxSelectMultiple, required=False
    )
    family_words = _lines(gettext_lazy("In the family’s own words"), rows=4)
    strengths = _lines(gettext_lazy("What goes well"), rows=2)
    ends_on = day_field(gettext_lazy("It ends by"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        names = ("why", "family_words", "strengths", "ends_on", "reasons")
        super().__init__(*args, initial={name: getattr(case, name) for name in names}, **kwargs)
        offered = dict.fromkeys([*case.programme.reasons, *case.reasons])
        self.fields["reasons"].choices = [(one, one) for one in offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["reasons"]


class ConsentForm(ActForm):
    """What the family said."""

    said = forms.ChoiceField(
        label=gettext_lazy("What they said"),
        choices=CaseConsent._meta.get_field("said").choices,
        widget=forms.RadioSelect,
        initial=Consent.GIVEN.value,
    )
    who = forms.CharField(label=gettext_lazy("Who said it"), max_length=160)
    on = day_field(gettext_lazy("On which day"))
    words = _lines(
        gettext_lazy("How, and for what"),
        gettext_lazy("Such as: signed on paper, to talk with the family centre about mornings."),
        rows=3,
    )


class GoalForm(ActForm):
    """What is to become so."""

    words = forms.CharField(label=gettext_lazy("Goal"), max_length=300)
    due = day_field(gettext_lazy("By"), required=False)


class GoalSaidForm(ActForm):
    """How a goal stands."""

    met_on = day_field(gettext_lazy("Met on"), required=False, help_text=gettext_lazy("Empty: not yet."))
    said = forms.CharField(label=gettext_lazy("How it stands"), max_length=300, required=False)


class StepForm(ActForm):
    """What somebody agrees to do."""

    words = forms.CharField(label=gettext_lazy("Step"), max_length=300)
    whose = forms.ChoiceField(
        label=gettext_lazy("Whose it is"), choices=CaseStep.Whose.choices, widget=forms.RadioSelect
    )
    who = forms.CharField(label=gettext_lazy("Who, by name or part"), max_length=160, required=False)
    due = day_field(gettext_lazy("By"), required=False)


class StepSaidForm(ActForm):
    """What came of a step."""

    was_done = forms.TypedChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[("yes", gettext_lazy("It was done")), ("no", gettext_lazy("It was not done"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    on = day_field(gettext_lazy("On which day"))
    said = forms.CharField(label=gettext_lazy("In words"), max_length=300, required=False)


class ContactForm(ActForm):
    """What passed."""

    refused_at = "kind"

    kind = forms.ChoiceField(
        label=gettext_lazy("What it was"), choices=CaseContact.Kind.choices, widget=forms.RadioSelect
    )
    on = day_field(gettext_lazy("On which day"))
    with_whom = forms.CharField(label=gettext_lazy("With whom"), max_length=160, required=False)
    words = long_field(gettext_lazy("What was said"))
    minutes = _optional_number(gettext_lazy("Minutes it took"), most=600)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        health = {CaseContact.Kind.EDUCATION, CaseContact.Kind.DOUBT, CaseContact.Kind.EVIDENCE}
        about_health = case.programme.talk_days or case.programme.evidence_on_doubt
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (value, words)
            for value, words in CaseContact.Kind.choices
            if value != CaseContact.Kind.SUPERVISION and (about_health or value not in health)
        ]


class ReviewForm(ActForm):
    """A review as it was held."""

    refused_at = "on"

    on = day_field(gettext_lazy("Held on"))
    words = long_field(gettext_lazy("How it goes"))
    family_came = forms.BooleanField(label=gettext_lazy("The family took part"), required=False)
    family_words = _lines(gettext_lazy("In the family’s own words"), rows=3)
    decided = _lines(gettext_lazy("What was decided"), rows=3)
    next_on = day_field(
        gettext_lazy("Next review"),
        required=False,
        help_text=gettext_lazy("Empty: as often as the programme says."),
    )


class ChecklistForm(ActForm):
    """Which lines were seen to."""

    lines = forms.MultipleChoiceField(
        label=gettext_lazy("Seen to"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        seen = [one.words for one in case.checks.all()]
        super().__init__(*args, initial={"lines": seen}, **kwargs)
        self.fields["lines"].choices = [(one, one) for one in case.programme.checklist]  # type: ignore[attr-defined]


class RateCaseForm(ActForm):
    """How what is rated stands."""

    refused_at = "on"

    on = day_field(gettext_lazy("On which day"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rated = list(case.programme.ratings)
        steps = (_("1: not yet"), _("2: a little"), _("3: about half"), _("4: mostly"), _("5: by themselves"))
        for number, words in enumerate(self._rated):
            self.fields[f"rating_{number}"] = forms.TypedChoiceField(
                label=words,
                choices=list(enumerate(steps, start=1)),
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        ratings = {words: given.pop(f"rating_{number}", None) for number, words in enumerate(self._rated)}
        return given | {"ratings": ratings}


class OutOfTheWayForm(ActForm):
    """Which of the reasons found are out of the way."""

    refused_at = "on"

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Out of the way"), widget=forms.CheckboxSelectMultiple, required=False
    )
    on = day_field(gettext_lazy("Since"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        gone = [one.words for one in case.reasons_gone.all()]
        super().__init__(*args, initial={"reasons": gone}, **kwargs)
        self.fields["reasons"].choices = [(one, one) for one in case.reasons]  # type: ignore[attr-defined]


class MemberForm(ActForm):
    """Somebody who joins the team."""

    refused_at = "name"

    person = forms.ModelChoiceField(
        label=gettext_lazy("A colleague"),
        help_text=gettext_lazy("They see the case from now on."),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody from here"),
    )
    name = forms.CharField(label=gettext_lazy("Or somebody else, by name"), max_length=160, required=False)
    agency = forms.CharField(
        label=gettext_lazy("Of which agency, or in which part"), max_length=120, required=False
    )
    is_lead = forms.BooleanField(label=gettext_lazy("Leads it from now on"), required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues_at(school)  # type: ignore[attr-defined]


class TakeOverForm(ActForm):
    """Who leads a case that came with a child."""

    lead = forms.ModelChoiceField(
        label=gettext_lazy("Who leads it here"),
        queryset=Person.objects.none(),
        empty_label=gettext_lazy("Choose"),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = colleagues_at(school)  # type: ignore[attr-defined]


class CloseForm(ActForm):
    """What came of it."""

    refused_at = "on"

    on = day_field(gettext_lazy("Last day"))
    outcome = forms.ChoiceField(
        label=gettext_lazy("Why it ends"), choices=Case.Outcome.choices, widget=forms.RadioSelect
    )
    closing_words = long_field(
        gettext_lazy("What came of it"), gettext_lazy("What the child and the family say, too.")
    )
    what_next = _lines(gettext_lazy("What next"), rows=3)


# --- services and referrals ---------------------------------------------------------------------------------


class AgencyForm(forms.Form):
    """A service and what it asks to be told."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"), choices=Tier.choices, widget=forms.RadioSelect, initial=Tier.SPECIALIST
    )
    about = _lines(gettext_lazy("For whom, and how it is reached"), rows=3)
    ages_from = _optional_age(gettext_lazy("For children from, in years"))
    ages_until = _optional_age(gettext_lazy("To, in years"))
    where = forms.CharField(label=gettext_lazy("Where and when it is"), max_length=200, required=False)
    for_families = forms.CharField(
        label=gettext_lazy("As a family reads it"),
        help_text=gettext_lazy("In plain words, for the page that is printed. Empty: it is not on it."),
        max_length=300,
        required=False,
    )
    how_to_get = forms.CharField(label=gettext_lazy("How a family gets it"), max_length=200, required=False)
    filled = forms.MultipleChoiceField(
        label=gettext_lazy("Told by Trellis"),
        help_text=gettext_lazy("Filled in from the record; whoever refers reads it before it goes."),
        choices=AgencyField.Filled.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=list(AgencyField.Filled.values),
    )
    must = _lines(
        gettext_lazy("What it must be told"),
        gettext_lazy("One question on each line. Nothing at all: families go there themselves."),
        rows=6,
    )
    may = _lines(gettext_lazy("What it may be told"), gettext_lazy("One question on each line."), rows=3)
    received_by = forms.ChoiceField(
        label=gettext_lazy("Which role receives referrals in Trellis"),
        choices=[("", gettext_lazy("None: they go outside")), *_WITH_SUPPORT],
        required=False,
    )
    programme = forms.ModelChoiceField(
        label=gettext_lazy("What a referral that is taken up opens"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nothing in Trellis"),
    )
    answers_days = _optional_number(gettext_lazy("Days within which it says that a referral came"), most=90)
    asks_consent = forms.BooleanField(
        label=gettext_lazy("It needs the family’s consent"), required=False, initial=True
    )
    asks_tried = forms.BooleanField(
        label=gettext_lazy("It is referred to only once the page has shown what was tried"),
        required=False,
        initial=True,
    )

    def __init__(
        self, *args: Any, place: School | Grouping, agency: Agency | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.at(place)  # type: ignore[attr-defined]
        if agency is not None:
            self.initial = {name: getattr(agency, name) for name in self._plain()}
            fields = list(agency.fields.all())
            self.initial["filled"] = [one.filled for one in fields if one.filled]
            own = [one for one in fields if not one.filled]
            self.initial["must"] = "\n".join(one.words for one in own if one.required)
            self.initial["may"] = "\n".join(one.words for one in own if not one.required)

    def _plain(self) -> list[str]:
        return [name for name in self.fields if name not in {"filled", "must", "may"}]

    def said(self) -> dict[str, Any]:
        """Everything as the action takes it."""
        given = self.cleaned_data
        known = dict(AgencyField.Filled.choices)
        fields = [(str(known[one]), True, one) for one in given["filled"]]
        fields += [(line[:200], True, "") for line in lines_of(given["must"])]
        fields += [(line[:200], False, "") for line in lines_of(given["may"])]
        asked = {words: (words, required, filled) for words, required, filled in reversed(fields)}
        return {
            "values": {name: given[name] for name in self._plain()},
            "fields": [one for one in fields if asked[one[0]] == one],
        }


class ReferralForm(ActForm):
    """What a service is told."""

    def __init__(
        self,
        *args: Any,
        agency: Agency,
        tried: Iterable[Any],
        begun: dict[str, str],
        referral: Referral | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._asked = list(agency.fields.all())
        answers = referral.answers if referral else begun
        for number, one in enumerate(self._asked):
            says = "" if one.required else _("May be left open.")
            self.fields[f"answer_{number}"] = long_field(one.words, says, rows=3, required=False)
            self.fields[f"answer_{number}"].initial = answers.get(one.words, "")
        if agency.asks_consent:
            self.fields["consent_words"] = long_field(
                _("Who agreed, when and to what"), rows=2, required=False
            )
            self.fields["consent_words"].initial = referral.consent_words if referral else ""
        if agency.asks_tried and not list(tried):
            self.fields["why_nothing_tried"] = long_field(
                _("Nothing is on record that was tried before: why more is needed at once"),
                rows=2,
                required=False,
            )
            self.fields["why_nothing_tried"].initial = referral.why_nothing_tried if referral else ""

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        answers = {one.words: given.pop(f"answer_{number}", "") for number, one in enumerate(self._asked)}
        return given | {"answers": answers}


class SendForm(ActForm):
    """That it was sent."""

    on = day_field(gettext_lazy("Sent on"))


class HeardForm(ActForm):
    """What the service said."""

    refused_at = "kind"

    kind = forms.ChoiceField(
        label=gettext_lazy("What it said"), choices=ReferralNews.Kind.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it, if that was said"),
        choices=[("", gettext_lazy("Nothing yet")), *Referral.Outcome.choices],
        required=False,
    )
    on = day_field(gettext_lazy("On which day"))
    words = _lines(gettext_lazy("In words"), rows=3)


class TakeBackForm(ActForm):
    """Why a referral is taken back."""

    why = forms.CharField(label=gettext_lazy("Why it is taken back"), max_length=300)


class LayAsideForm(ActForm):
    """From when a programme is used no more."""

    until = day_field(gettext_lazy("Last day on which a case may be opened in it"))


class SupervisionForm(ActForm):
    """What was said of a case in supervision."""

    on = day_field(gettext_lazy("On which day"))
    words = long_field(gettext_lazy("What was decided"))
