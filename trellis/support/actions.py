"""What changes support: programmes written, cases opened, worked on, reviewed, handed on and closed; children
referred and what comes of it.

Whatever cannot be so is refused in a sentence; what was noted once is only added to.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.evidence.actions import freeze
from trellis.evidence.models import Reading
from trellis.learning.actions import name_scale
from trellis.learning.models import Scale
from trellis.rules.casework import Consent, overlap
from trellis.rules.populations import Population
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Grouping, Person, Pupil, School, at_place
from trellis.support.finding.counts import OfTerm
from trellis.support.models import (
    Agency,
    AgencyField,
    Case,
    CaseCheck,
    CaseConsent,
    CaseContact,
    CaseGoal,
    CaseMember,
    CaseRating,
    CaseReading,
    CaseReasonGone,
    CaseReview,
    CaseStep,
    Programme,
    ProgrammeFigure,
    ProgrammeScope,
    Referral,
    ReferralNews,
)
from trellis.support.reading import Figure, definition_of, far_back, is_known, read_days
from trellis.support.scored import Scored, scores_of
from trellis.support.starters import STARTERS, StarterScale
from trellis.support.tried import Tried, kept


class ProblemWithSupport(ProblemWith):
    """Something that cannot be done with a programme, a case or a referral as it stands."""

    subject = "support"


def refuse(template: str, **values: object) -> ProblemWithSupport:
    """Why something cannot be done."""
    return ProblemWithSupport(Sentence(template, **values), values)


# --- programmes ---------------------------------------------------------------------------------------------


@transaction.atomic
def write_programme(
    *,
    place: School | Grouping,
    values: Mapping[str, Any],
    figures: Sequence[tuple[str | Scale, str, Decimal | None]],
    scope: Sequence[str],
    by: By,
    programme: Programme | None = None,
) -> Programme:
    """Write a programme, or write one anew: its cases go on under what it says from now on.

    A figure is a measure or a scale, with the side and the target that are enough, or neither.
    """
    same = Programme.objects.at(place).filter(name__iexact=values["name"].strip(), until=None)
    if same.exclude(pk=programme.pk if programme else None).exists():
        raise refuse(
            gettext_noop("There is a programme called “%(name)s” already."), name=values["name"].strip()
        )
    fewest, most = values.get("fewest_places"), values.get("most_places")
    if (fewest is None) != (most is None) or (fewest and fewest > most):
        raise refuse(gettext_noop("Say both the fewest and the most places, the fewest first."))
    if not scope:
        raise refuse(gettext_noop("Name at least one role that sees its cases: a team may leave."))
    _insist_on_figures(figures)
    held = programme or Programme(**at_place(place))
    for name, value in values.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    keep(held, by)
    _read_by(held, figures, by)
    _seen_by(held, scope, by)
    return held


def _insist_on_figures(figures: Sequence[tuple[str | Scale, str, Decimal | None]]) -> None:
    read = [what for what, _operator, _target in figures]
    measures = [what for what in read if isinstance(what, str)]
    if len(read) != len(set(read)) or not all(map(is_known, measures)):
        raise refuse(gettext_noop("Each figure is read once."))
    for what, _operator, target in figures:
        if target is None:
            continue
        if isinstance(what, Scale):
            what.range.insist(target)
        elif not 0 <= target <= 100:
            raise refuse(
                gettext_noop("%(target)s is no share: it goes from 0 to 100 per cent."), target=target
            )


def _read_by(
    programme: Programme, figures: Sequence[tuple[str | Scale, str, Decimal | None]], by: By
) -> None:
    held = {one.key: one for one in programme.figures.all()}
    said = [
        ProgrammeFigure(programme=programme, scale=what)
        if isinstance(what, Scale)
        else ProgrammeFigure(programme=programme, measure=what)
        for what, _operator, _target in figures
    ]
    for key in held.keys() - {one.key for one in said}:
        drop(held[key], by)
    for number, (new, (_what, operator, target)) in enumerate(zip(said, figures, strict=True)):
        row = held.get(new.key, new)
        row.place_in, row.operator, row.target = number, operator, target
        keep(row, by)


def _seen_by(programme: Programme, scope: Sequence[str], by: By) -> None:
    held = {one.role: one for one in programme.scope.all()}
    for role in held.keys() - set(scope):
        drop(held[role], by)
    for role in dict.fromkeys(scope):
        if role not in held:
            keep(ProgrammeScope(programme=programme, role=role), by)


@transaction.atomic
def begin_with(*, place: School | Grouping, starter: str, by: By) -> Programme:
    """A programme like one of those the product knows; it is the place's own from then on."""
    like = STARTERS[starter]
    figures = [*like.figures, *((_scale(place, one, by), "", None) for one in like.scales)]
    return write_programme(place=place, values=like.values(), figures=figures, scope=like.scope, by=by)


def _scale(place: School | Grouping, like: StarterScale, by: By) -> Scale:
    """The place's own scale of that name, or one that serves it; named now where there is none."""
    held = Scale.objects.at(place)
    if isinstance(place, School):
        held = Scale.objects.for_school(place, timezone.localdate())
    values = like.values()
    there = held.open().filter(instrument=values["instrument"], name=values["name"]).first()
    return there or name_scale(place=place, by=by, **values)


@transaction.atomic
def lay_aside(*, programme: Programme, until: dt.date, by: By) -> Programme:
    """No case is opened in it after a day; those there are go on."""
    programme.until = until
    return keep(programme, by)


# --- a case opened ------------------------------------------------------------------------------------------


@transaction.atomic
def open_case(
    *,
    programme: Programme,
    pupil: Pupil,
    school: School,
    since: dt.date,
    why: str,
    by: By,
    lead: Person | None = None,
    lead_name: str = "",
    family_words: str = "",
    strengths: str = "",
    reasons: Sequence[str] = (),
    ends_on: dt.date | None = None,
    tried: Sequence[Tried] = (),
    why_nothing_tried: str = "",
) -> Case:
    """Begin support for a child: the figures of the weeks before are read and kept."""
    today = timezone.localdate()
    # One after the other for a child: two people who open the same support at once find each other.
    pupil = Pupil.objects.select_for_update().get(pk=pupil.pk)
    _insist_on_a_start(programme, pupil, school, since, today)
    _insist_on_no_other(programme, pupil, since, ends_on)
    if programme.asks_tried and not tried and not why_nothing_tried.strip():
        raise refuse(
            gettext_noop("Nothing is on record that was tried before: say why more is needed at once.")
        )
    if ends_on is None:
        ends_on = _ends_by(programme, school, since)
    if ends_on is not None and ends_on < since:
        raise refuse(gettext_noop("It cannot end before it begins."))
    case = Case(
        programme=programme,
        pupil=pupil,
        school=school,
        since=since,
        ends_on=ends_on,
        review_on=since + dt.timedelta(weeks=programme.review_weeks),
        why=why.strip(),
        family_words=family_words.strip(),
        strengths=strengths.strip(),
        reasons=list(reasons),
        tried=kept(tried) if programme.asks_tried else [],
        why_nothing_tried=why_nothing_tried.strip() if programme.asks_tried and not tried else "",
        opened_by_name=name_of(by),
    )
    keep(case, by)
    if lead is not None or lead_name.strip():
        name = lead.name if lead else lead_name.strip()
        keep(CaseMember(case=case, person=lead, name=name, is_lead=True, since=since), by)
    _freeze(case, CaseReading.At.ENTRY, _figures_before(case), by)
    return case


def _ends_by(programme: Programme, school: School, since: dt.date) -> dt.date | None:
    """The last day a case may run to: after so many weeks, or with the last of so many terms."""
    if programme.lasts_terms:
        term = OfTerm.of(since)
        for _more in range(programme.lasts_terms - 1):
            term = term.after
        return term.days_at(school)[1]
    return since + dt.timedelta(weeks=programme.lasts_weeks) if programme.lasts_weeks else None


def _insist_on_a_start(
    programme: Programme, pupil: Pupil, school: School, since: dt.date, today: dt.date
) -> None:
    if since > today:
        raise refuse(gettext_noop("A case begins today or began before: it is opened on the day it begins."))
    if programme.until is not None and programme.until < since:
        raise refuse(gettext_noop("“%(name)s” is not used any more."), name=programme.name)
    if not pupil.enrolments.on(since).filter(school=school).exists():
        says = gettext_noop("%(pupil)s was not on the roll of %(school)s on %(day)s.")
        raise refuse(says, pupil=pupil, school=school.name, day=day_in_words(since))


def _insist_on_no_other(programme: Programme, pupil: Pupil, since: dt.date, ends_on: dt.date | None) -> None:
    """A child is in a programme once at a time, and holds one place at a time in all that have places."""
    others = Case.objects.filter(pupil=pupil).exclude(outcome=Case.Outcome.MISTAKE)
    for other in others.select_related("programme"):
        alike = other.programme_id == programme.pk
        if (alike or (programme.has_places and other.programme.has_places)) and overlap(
            since, ends_on, other.since, other.closed_on
        ):
            if other.closed_on is None:
                says = gettext_noop("%(pupil)s is in “%(name)s” since %(day)s: close that first.")
                raise refuse(says, pupil=pupil, name=other.programme.name, day=day_in_words(other.since))
            says = gettext_noop("%(pupil)s was in “%(name)s” until %(day)s: begin after that day.")
            raise refuse(says, pupil=pupil, name=other.programme.name, day=day_in_words(other.closed_on))


def places_taken(programme: Programme, school: School, day: dt.date) -> int:
    """How many places of a programme children hold at a school on a day."""
    return Case.objects.open().at(school, day).filter(programme=programme).count()


def _freeze(
    case: Case, at: str, figures: Sequence[Figure | Scored], by: By, review: CaseReview | None = None
) -> list[CaseReading]:
    """Keep figures of a child as they were read. Their words name nobody: the case does."""
    readings = freeze(readings=[_reading(case, figure) for figure in figures], by=by)
    return CaseReading.objects.bulk_create(
        CaseReading(
            case=case,
            review=review,
            at=at,
            reading=reading,
            **(
                {
                    "scale": figure.scale,
                    "wave": figure.wave,
                    "measured_on": figure.on,
                    "measured_by": figure.by_name,
                }
                if isinstance(figure, Scored)
                else {"measure": figure.measure}
            ),
        )
        for figure, reading in zip(figures, readings, strict=True)
    )


def _reading(case: Case, figure: Figure | Scored) -> Reading:
    """A figure of a case as it is kept."""
    since, until = figure.since or case.since, figure.until
    words = _("%(what)s of one child, %(since)s to %(until)s") % {
        "what": figure.words,
        "since": date_format(since, "j F Y"),
        "until": date_format(until, "j F Y"),
    }
    kept = Reading(school=case.school, words=words, pupils=1, since=since, until=until, as_at=timezone.now())
    if isinstance(figure, Scored):
        kept.of, kept.value = figure.key, figure.score
        kept.definition = _("The latest score recorded by then.")
        return kept
    kept.of = f"measure:{figure.measure}"
    kept.definition = definition_of(figure.measure)
    kept.part = figure.part if figure.whole else None
    kept.whole = figure.whole or None
    kept.population = Population.ALL_ON_ROLL
    return kept


def _figures_before(case: Case) -> list[Figure | Scored]:
    """What its programme reads of a child of the weeks before the start; a score as far as its first day."""
    figures = list(case.programme.figures.select_related("scale"))
    days = read_days([case.pupil_id], far_back(case.since), case.since).of(case.pupil_id)
    scores = scores_of(case.pupil_id, figures)
    first, last = case.weeks_before
    return [
        scores.latest(one.scale, None, case.since) if one.scale else days.figure(one.measure, first, last)
        for one in figures
    ]


def _figures_since(case: Case, until: dt.date) -> list[Figure | Scored]:
    """What its programme reads of a child from the start to a day."""
    figures = list(case.programme.figures.select_related("scale"))
    days = read_days([case.pupil_id], case.since, max(until, case.since)).of(case.pupil_id)
    scores = scores_of(case.pupil_id, figures)
    return [
        scores.latest(one.scale, case.since, until)
        if one.scale
        else days.figure(one.measure, case.since, until)
        for one in figures
    ]


# --- a case worked on ---------------------------------------------------------------------------------------


def _open(case: Case) -> Case:
    """The case locked, to be worked on: it must be open."""
    held = Case.objects.select_for_update().get(pk=case.pk)
    if not held.is_open:
        raise refuse(gettext_noop("This case is closed: it is read and added to no more."))
    return held


def _agreed(case: Case) -> Case:
    """The same, where nothing is planned or shared without the family's consent."""
    held = _open(case)
    if held.programme.asks_consent and held.consent is not Consent.GIVEN:
        if held.consent is Consent.WITHDRAWN:
            raise refuse(
                gettext_noop(
                    "The family agrees no longer: nothing more is planned or shared. What was noted is kept; "
                    "close the case, or note that they agree again."
                )
            )
        raise refuse(gettext_noop("The family’s consent is not recorded yet: note it first."))
    return held


@transaction.atomic
def change_why(*, case: Case, values: Mapping[str, Any], by: By) -> Case:
    """Write anew why there is a case, the family's words, what goes well and the reasons found."""
    held = _open(case)
    for name in ("why", "family_words", "strengths"):
        setattr(held, name, values[name].strip())
    held.reasons = list(values.get("reasons", held.reasons))
    ends_on = values.get("ends_on")
    if ends_on is not None and ends_on < held.since:
        raise refuse(gettext_noop("It cannot end before it begins."))
    held.ends_on = ends_on
    return keep(held, by)


@transaction.atomic
def note_consent(*, case: Case, on: dt.date, said: str, who: str, by: By, words: str = "") -> CaseConsent:
    """Write down what the family said. A withdrawal ends nothing by itself: a person closes the case."""
    held = _open(case)
    _insist_past(held, on, not_before_start=False)
    if said == Consent.WITHDRAWN and held.consent is not Consent.GIVEN:
        raise refuse(gettext_noop("They had not agreed: write down that they do not agree."))
    return CaseConsent.objects.create(
        case=held, on=on, said=said, who=who.strip(), words=words.strip(), by_name=name_of(by)
    )


def _insist_past(case: Case, on: dt.date, *, not_before_start: bool = True) -> None:
    if on > timezone.localdate():
        raise refuse(gettext_noop("Write down what has been: this day is still to come."))
    if not_before_start and on < case.since:
        raise refuse(
            gettext_noop("The case began on %(day)s: this day is before it."), day=day_in_words(case.since)
        )


@transaction.atomic
def add_goal(*, case: Case, words: str, by: By, due: dt.date | None = None) -> CaseGoal:
    """Agree what is to become so."""
    held = _agreed(case)
    _insist_due(held, due)
    return keep(CaseGoal(case=held, words=words.strip(), due=due), by)


def _insist_due(case: Case, due: dt.date | None) -> None:
    if due is not None and due < case.since:
        raise refuse(
            gettext_noop("The case began on %(day)s: this day is before it."), day=day_in_words(case.since)
        )


@transaction.atomic
def say_of_goal(*, goal: CaseGoal, met_on: dt.date | None, by: By, said: str = "") -> CaseGoal:
    """Say that a goal is met, or how it stands."""
    held = _open(goal.case)
    if met_on is not None:
        _insist_past(held, met_on)
    goal.met_on, goal.said = met_on, said.strip()
    return keep(goal, by)


@transaction.atomic
def add_step(
    *, case: Case, words: str, whose: str, by: By, who: str = "", due: dt.date | None = None
) -> CaseStep:
    """Agree something that somebody is to do: the school as well as the family."""
    held = _agreed(case)
    _insist_due(held, due)
    return keep(CaseStep(case=held, words=words.strip(), whose=whose, who=who.strip(), due=due), by)


@transaction.atomic
def deal_with_step(*, step: CaseStep, on: dt.date, was_done: bool, by: By, said: str = "") -> CaseStep:
    """Say that a step was done, or that it was not and why."""
    held = _open(step.case)
    _insist_past(held, on)
    if not was_done and not said.strip():
        raise refuse(gettext_noop("Say why it was not done: that is worth knowing."))
    step.dealt_with_on, step.was_done, step.said = on, was_done, said.strip()
    return keep(step, by)


@transaction.atomic
def note_contact(
    *,
    case: Case,
    on: dt.date,
    kind: str,
    words: str,
    by: By,
    with_whom: str = "",
    minutes: int | None = None,
) -> CaseContact:
    """Write down what passed. Medical evidence is asked for only once a doubt was written down, with why."""
    held = _open(case)
    _insist_past(held, on)
    if kind == CaseContact.Kind.EVIDENCE and held.programme.evidence_on_doubt:
        doubted = held.contacts.filter(kind=CaseContact.Kind.DOUBT, on__lte=on).exists()
        if not doubted:
            raise refuse(
                gettext_noop(
                    "Medical evidence is asked for only where there is genuine and reasonable doubt: write "
                    "the doubt down first, and why. A conversation may do."
                )
            )
    return CaseContact.objects.create(
        case=held,
        on=on,
        kind=kind,
        words=words.strip(),
        with_whom=with_whom.strip(),
        minutes=minutes,
        by_name=name_of(by),
    )


@transaction.atomic
def hold_review(
    *,
    case: Case,
    on: dt.date,
    words: str,
    by: By,
    family_words: str = "",
    family_came: bool = False,
    decided: str = "",
    next_on: dt.date | None = None,
) -> CaseReview:
    """Write down a review as it was held: its figures are kept, and the next is due in good time."""
    held = _agreed(case)
    _insist_past(held, on)
    last = held.reviews.order_by("-on").first()
    if last is not None and on < last.on:
        raise refuse(
            gettext_noop("The last review was on %(day)s: this one cannot be before it."),
            day=day_in_words(last.on),
        )
    next_on = next_on or on + dt.timedelta(weeks=held.programme.review_weeks)
    if next_on <= on:
        raise refuse(gettext_noop("The next review comes after this one."))
    review = CaseReview.objects.create(
        case=held,
        on=on,
        due_on=held.review_on or on,
        words=words.strip(),
        family_words=family_words.strip(),
        family_came=family_came,
        decided=decided.strip(),
        by_name=name_of(by),
    )
    _freeze(held, CaseReading.At.REVIEW, _figures_since(held, on), by, review)
    held.review_on = next_on
    keep(held, by)
    return review


@transaction.atomic
def see_to(*, case: Case, lines: Sequence[str], by: By) -> None:
    """Say which lines of its programme's checklist have been seen to."""
    held = _open(case)
    wanted = {line for line in lines if line in held.programme.checklist}
    checks = {one.words: one for one in held.checks.all()}
    for words in checks.keys() - wanted:
        if words in held.programme.checklist:
            drop(checks[words], by)
    for words in held.programme.checklist:
        if words in wanted and words not in checks:
            keep(CaseCheck(case=held, words=words, on=timezone.localdate(), by_name=name_of(by)), by)


@transaction.atomic
def rate_case(*, case: Case, on: dt.date, ratings: Mapping[str, int | None], by: By) -> list[CaseRating]:
    """How what its programme rates stands on a day; what is left open is not rated."""
    held = _open(case)
    _insist_past(held, on)
    return CaseRating.objects.bulk_create(
        CaseRating(case=held, words=words, value=value, on=on, by_name=name_of(by))
        for words, value in ratings.items()
        if value is not None and words in held.programme.ratings
    )


@transaction.atomic
def out_of_the_way(*, case: Case, reasons: Sequence[str], on: dt.date, by: By) -> None:
    """Say which of the reasons found are out of the way; those that came back are not any more."""
    held = _open(case)
    _insist_past(held, on)
    gone = {one.words: one for one in held.reasons_gone.all()}
    for words in gone.keys() - set(reasons):
        drop(gone[words], by)
    for words in held.reasons:
        if words in reasons and words not in gone:
            keep(CaseReasonGone(case=held, words=words, on=on, by_name=name_of(by)), by)


# --- its team, and the child who moves ----------------------------------------------------------------------


@transaction.atomic
def join_case(
    *,
    case: Case,
    by: By,
    person: Person | None = None,
    name: str = "",
    agency: str = "",
    is_lead: bool = False,
    since: dt.date | None = None,
) -> CaseMember:
    """Put somebody in the team: a colleague sees the case from then on; somebody of an agency is named."""
    held = _agreed(case) if person is None else _open(case)
    name, since = (person.name if person else name.strip()), since or timezone.localdate()
    if not name:
        raise refuse(gettext_noop("Choose a colleague, or write the name of somebody else."))
    if since < held.since:
        raise refuse(
            gettext_noop("The case began on %(day)s: this day is before it."), day=day_in_words(held.since)
        )
    inside = held.team.still_open().filter(name=name).first()
    if is_lead:
        for before in held.team.still_open().filter(is_lead=True).exclude(name=name):
            before.is_lead = False
            keep(before, by)
    if inside is None:
        return keep(
            CaseMember(
                case=held, person=person, name=name, agency=agency.strip(), is_lead=is_lead, since=since
            ),
            by,
        )
    inside.person, inside.agency = person or inside.person, agency.strip() or inside.agency
    inside.is_lead = inside.is_lead or is_lead
    return keep(inside, by)


@transaction.atomic
def leave_case(*, member: CaseMember, by: By) -> CaseMember:
    """Somebody is in the team no more, and sees the case no more but by their role."""
    _open(member.case)
    member.until = max(member.since, timezone.localdate() - dt.timedelta(days=1))
    member.is_lead = False
    if member.until == member.since == timezone.localdate():
        drop(member, by)
        return member
    return keep(member, by)


@transaction.atomic
def take_over(*, case: Case, school: School, lead: Person, by: By) -> Case:
    """A school takes up the case of a child who came to it: its own people lead from now on."""
    held = _open(case)
    here = Case.objects.filter(pk=held.pk).at(school, timezone.localdate())
    if held.school_id == school.pk or not here.exists():
        raise refuse(gettext_noop("This case has not come from another school."))
    held.school = school
    keep(held, by)
    join_case(case=held, person=lead, is_lead=True, by=by)
    return held


# --- a case closed ------------------------------------------------------------------------------------------


@transaction.atomic
def close_case(
    *, case: Case, on: dt.date, outcome: str, closing_words: str, by: By, what_next: str = ""
) -> Case:
    """Close a case with what came of it: the figures since its start are read once more and kept."""
    held = _open(case)
    _insist_past(held, on)
    last = held.reviews.order_by("-on").first()
    if last is not None and on < last.on:
        raise refuse(
            gettext_noop("The last review was on %(day)s: it was open until then."), day=day_in_words(last.on)
        )
    _freeze(held, CaseReading.At.EXIT, _figures_since(held, on), by)
    held.closed_on, held.outcome, held.review_on = on, outcome, None
    held.closing_words, held.what_next = closing_words.strip(), what_next.strip()
    held.closed_by_name = name_of(by)
    return keep(held, by)


# --- services and referrals ---------------------------------------------------------------------------------


@transaction.atomic
def write_agency(
    *,
    place: School | Grouping,
    values: Mapping[str, Any],
    fields: Sequence[tuple[str, bool, str]],
    by: By,
    agency: Agency | None = None,
) -> Agency:
    """Write down a service and the format agreed with it: what it asks to be told, in order."""
    name = values["name"].strip()
    same = Agency.objects.at(place).filter(name__iexact=name, until=None)
    if same.exclude(pk=agency.pk if agency else None).exists():
        raise refuse(gettext_noop("There is a service called “%(name)s” already."), name=name)
    youngest, oldest = values.get("ages_from"), values.get("ages_until")
    if youngest is not None and oldest is not None and oldest < youngest:
        raise refuse(gettext_noop("Say the younger age first."))
    held = agency or Agency(**at_place(place))
    for key, value in values.items():
        setattr(held, key, value.strip() if isinstance(value, str) else value)
    keep(held, by)
    asked = {one.words: one for one in held.fields.all()}
    for words in asked.keys() - {words for words, _required, _filled in fields}:
        drop(asked[words], by)
    for number, (words, required, filled) in enumerate(fields):
        row = asked.get(words) or AgencyField(agency=held, words=words)
        row.place_in, row.required, row.filled = number, required, filled
        keep(row, by)
    return held


@transaction.atomic
def begin_referral(
    *, agency: Agency, pupil: Pupil, school: School, by: By, case: Case | None = None, **said: Any
) -> Referral:
    """Begin a referral to a service; it is written until it is sent."""
    waiting = Referral.objects.open().filter(pupil=pupil, agency=agency)
    if waiting.exists():
        says = gettext_noop("%(pupil)s has been referred to %(agency)s, and nothing has come of it yet.")
        raise refuse(says, pupil=pupil, agency=agency.name)
    referral = Referral(agency=agency, pupil=pupil, school=school, case=case, begun_on=timezone.localdate())
    return _say(referral, by, **said)


@transaction.atomic
def write_referral(*, referral: Referral, by: By, **said: Any) -> Referral:
    """Write a referral that was not sent yet."""
    return _say(_unsent(referral), by, **said)


def _say(
    referral: Referral,
    by: By,
    *,
    answers: Mapping[str, str],
    consent_words: str = "",
    why_nothing_tried: str = "",
) -> Referral:
    referral.answers = {words: answer.strip() for words, answer in answers.items() if answer.strip()}
    referral.consent_words = consent_words.strip()
    referral.why_nothing_tried = why_nothing_tried.strip()
    return keep(referral, by)


def _unsent(referral: Referral) -> Referral:
    held = Referral.objects.select_for_update().get(pk=referral.pk)
    if held.sent_on is not None or held.taken_back_on is not None:
        raise refuse(gettext_noop("This referral was sent or taken back: it is changed no more."))
    return held


def missing_of(referral: Referral, tried: Sequence[Tried]) -> list[str]:
    """What a referral still lacks to be complete at its first sending."""
    agency = referral.agency
    missing = [
        one.words for one in agency.fields.all() if one.required and not referral.answers.get(one.words)
    ]
    if agency.asks_consent and not referral.consent_words:
        missing.append(_("Who agreed, when and to what"))
    if agency.asks_tried and not tried and not referral.why_nothing_tried:
        missing.append(_("What was tried before; or why nothing was"))
    return missing


@transaction.atomic
def send_referral(*, referral: Referral, on: dt.date, tried: Sequence[Tried], by: By) -> Referral:
    """Say that it was sent: complete, with what was tried as it stood, or not at all."""
    held = _unsent(referral)
    missing = missing_of(held, tried)
    if missing:
        raise refuse(
            gettext_noop("It is not complete, and would come back. Still missing: %(missing)s."),
            missing="; ".join(missing),
        )
    case = held.case
    if case is not None and case.programme.asks_consent and case.consent is not Consent.GIVEN:
        raise refuse(gettext_noop("The family does not agree, or agrees no longer: nothing is shared."))
    if not held.begun_on <= on <= timezone.localdate():
        raise refuse(gettext_noop("It was sent between the day it was begun and today."))
    held.sent_on, held.sent_by_name = on, name_of(by)
    held.tried = kept(tried)
    return keep(held, by)


@transaction.atomic
def take_back(*, referral: Referral, why: str, by: By) -> Referral:
    """Take a referral back: it stays on record with why."""
    held = Referral.objects.select_for_update().get(pk=referral.pk)
    if held.outcome or held.taken_back_on:
        raise refuse(gettext_noop("Something came of this referral already."))
    held.taken_back_on, held.why_taken_back = timezone.localdate(), why.strip()
    return keep(held, by)


@transaction.atomic
def hear_of_referral(
    *, referral: Referral, on: dt.date, kind: str, by: By, words: str = "", outcome: str = ""
) -> ReferralNews:
    """Write down what the service said: that it came, how it goes, or what came of it."""
    held = Referral.objects.select_for_update().get(pk=referral.pk)
    if held.sent_on is None or held.taken_back_on is not None:
        raise refuse(gettext_noop("It was not sent, or was taken back."))
    if held.outcome:
        raise refuse(gettext_noop("What came of it is written down already."))
    if not held.sent_on <= on <= timezone.localdate():
        raise refuse(
            gettext_noop(
                "It was sent on %(day)s: whatever the service said was said between that day and today."
            ),
            day=day_in_words(held.sent_on),
        )
    if (kind == ReferralNews.Kind.OUTCOME) != bool(outcome):
        raise refuse(gettext_noop("Choose what came of it, or only how it goes."))
    if kind == ReferralNews.Kind.ACKNOWLEDGED and held.news.filter(kind=kind).exists():
        raise refuse(gettext_noop("That it came is written down already."))
    if outcome:
        held.outcome = outcome
        keep(held, by)
    return ReferralNews.objects.create(
        referral=held, on=on, kind=kind, words=words.strip(), by_name=name_of(by)
    )
