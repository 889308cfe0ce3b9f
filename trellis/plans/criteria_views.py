"""Criteria on the page: which words are bound and how they stand, binding them, what reviews reported, what a
plan leaves uncovered, and the figures that arrive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.evidence import actions as evidence
from trellis.evidence.models import Indicator
from trellis.imports.problems import said
from trellis.imports.problems import words as in_words
from trellis.plans import binding
from trellis.plans.coverage import coverage_of
from trellis.plans.criteria import Words, wording_of
from trellis.plans.criteria_forms import (
    AT_EACH,
    BindForm,
    IndicatorForm,
    ValueForm,
    from_criterion,
    from_suggestion,
)
from trellis.plans.fields import SAYS, Field
from trellis.plans.here import may_see_figures, page, place_of, plan_here, sent, while_open
from trellis.plans.live import Live, live
from trellis.plans.models import Criterion, Link, Plan, Review
from trellis.plans.naming import figure_in_words, figure_of, whole_sentence
from trellis.plans.paper import parts_of
from trellis.plans.reading.dates import Years
from trellis.plans.reading.rows import plainly
from trellis.plans.reporting import definition_of, ledger_of
from trellis.plans.standing import standing, standings, then
from trellis.plans.suggesting import Suggestion, needs_a_definition, suggestions
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.counts import grouped
from trellis.schools.settings import setting_at

# --- the criteria of a plan ---


@staff_may("see plans")
@require_safe
def criteria(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Everything that may read itself: what is bound, how it stands, and what its words suggest."""
    held = plan_here(request, plan_id)
    wording = wording_of(held, parts_of(held))
    bound = standings(held, wording) if may_see_figures(request) else []
    taken = {(c.row_id, c.field, plainly(c.words)) for c in Criterion.objects.of(held)}
    target = setting_at(place_of(request), "attendance_target")
    unbound = [
        (words, _(SAYS[Field(words.field)]), _suggested(held, words, target))
        for words in wording.every
        if words.key not in taken
    ]
    return page(
        request,
        "criteria.html",
        plan=held,
        bound=bound,
        suggested=[each for each in unbound if each[2]],
        unbound=[each for each in unbound if not each[2]],
    )


@dataclass(frozen=True)
class _Suggested:
    """One suggestion as the page offers it; `key` names it to the form, where it can be confirmed unread."""

    says: str
    unsure: list[str]
    key: str


def _suggested(plan: Plan, words: Words, target: Any) -> list[_Suggested]:
    asks = needs_a_definition(words.words)
    return [
        _Suggested(
            says=_as_sentence(found, words),
            unsure=[said(in_words(each)) for each in found.unsure],
            key="" if asks else f"{words.row.pk}.{words.field}.{words.at}.{number}",
        )
        for number, found in enumerate(_suggestions(plan, words, target))
    ]


@staff_may("change plans")
@while_open
@require_POST
def confirm(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Bind everything that was ticked as its words suggest it."""
    held = plan_here(request, plan_id)
    target = setting_at(place_of(request), "attendance_target")
    wording = wording_of(held, parts_of(held))
    taken = {(c.row_id, c.field, plainly(c.words)) for c in Criterion.objects.of(held)}
    ticked = set(request.POST.getlist("ticked"))  # type: ignore[attr-defined]
    count = 0
    for words in wording.every:
        if words.key not in taken:
            suggested = _suggested(held, words, target)
            for offered, found in zip(suggested, _suggestions(held, words, target), strict=True):
                if offered.key and offered.key in ticked:
                    binding.confirm(words=words, suggestion=found, by=request.user)
                    count += 1
    messages.info(  # type: ignore[arg-type]
        request,
        ngettext("%(count)s criterion reads itself now.", "%(count)s criteria read themselves now.", count)
        % {"count": count}
        if count
        else _("Nothing was ticked."),
    )
    return redirect("plans:criteria", urn, plan_id)


def _suggestions(plan: Plan, words: Words, target: Any) -> list[Suggestion]:
    return suggestions(
        words.words,
        due=AcademicYear(plan.until_year).until,
        years=Years(plan.since_year, plan.until_year + 1),
        school_target=None if target is None else Decimal(target),
        of_schools=plan.grouping_id is not None,
    )


def _as_sentence(found: Suggestion, words: Words) -> str:
    """What would be bound, in the words it would be bound by."""
    like = Criterion(
        words=words.words,
        measure=found.measure,
        indicator=None
        if found.measure
        else Indicator(name=_("A new indicator"), unit="share" if found.of_share else "number"),
        population=found.population,
        period=Criterion.Period.YEAR,
        comparator=found.comparator,
        operator=found.operator,
        target=found.target,
        by_school=found.by_school,
        schools=found.schools,
        due=found.due,
    )
    return whole_sentence(like)


@staff_may("change plans")
@while_open
def bind(request: StaffRequest, urn: str, plan_id: int, row_id: int) -> HttpResponse:
    """Bind words of a row: what they suggest is filled in, and a person confirms or changes it."""
    held = plan_here(request, plan_id)
    asked = request.GET  # type: ignore[attr-defined]
    at = asked.get("at", "")
    wording = wording_of(held, parts_of(held))
    words = wording.find(row_id, asked.get("field", ""), number_of(at) or 0)
    if words is None:
        return redirect("plans:criteria", urn, plan_id)
    target = setting_at(place_of(request), "attendance_target")
    found = _suggestions(held, words, target)
    number = asked.get("suggestion", "")
    chosen = found[min(number_of(number) or 0, len(found) - 1)] if found else None
    plain = {
        "due": AcademicYear(held.until_year).until,
        "comparator": Criterion.Comparator.FIXED,
        "operator": "at_least",
    }
    initial = from_suggestion(chosen, words.words) if chosen else plain
    return _bound(request, held, words, initial, unsure=chosen.unsure if chosen else ())


@staff_may("change plans")
@while_open
def change(request: StaffRequest, urn: str, plan_id: int, criterion_id: int) -> HttpResponse:
    """Change what words are bound to. Where the plan says something else by now, its new words are taken."""
    held = plan_here(request, plan_id)
    criterion = get_object_or_404(Criterion.objects.of(held), pk=criterion_id)
    words = Words(criterion.row, criterion.field, 0, criterion.words, 0)
    return _bound(request, held, words, from_criterion(criterion), criterion=criterion)


def _bound(
    request: StaffRequest,
    plan: Plan,
    words: Words,
    initial: Mapping[str, Any],
    *,
    unsure: Any = (),
    criterion: Criterion | None = None,
) -> HttpResponse:
    form = BindForm(sent(request), initial=dict(initial), place=place_of(request), words=words.words)
    if form.is_valid():
        try:
            with transaction.atomic():
                kept = binding.bind(
                    row=words.row,
                    field=words.field,
                    words=words.words,
                    criterion=criterion,
                    by=request.user,
                    **_said(request, form.cleaned_data),
                )
        except ProblemWith as wrong:
            form.add_error(None, said(in_words(wrong.says)))
        else:
            return redirect("plans:criterion", request.resolver_match.kwargs["urn"], plan.pk, kept.pk)  # type: ignore[attr-defined]
    return page(
        request,
        "bind.html",
        status=400 if form.errors else 200,
        plan=plan,
        form=form,
        words=words.words,
        unsure=[said(in_words(each)) for each in unsure],
        criterion=criterion,
    )


def _said(request: StaffRequest, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says, as the action takes it."""
    kind, _colon, name = values["what"].partition(":")
    indicator = None
    if kind == "new":
        indicator = evidence.make_indicator(
            place=place_of(request),
            name=values["indicator_name"].strip(),
            unit=name,
            rises=values["operator"] in ("at_least", "above"),
            by=request.user,
        )
    elif kind == "indicator":
        indicator = get_object_or_404(Indicator.objects.at(place_of(request)), pk=name)
    field, _colon, group = values["whom"].partition(":")
    measured = kind == "measure"
    return {
        "measure": name if measured else "",
        "indicator": indicator,
        "count": name if kind == "count" else "",
        "group_field": field if measured else "",
        "group": group if measured else "",
        **{
            key: values[key]
            for key in ("population", "period", "comparator", "operator", "due", "definition")
        },
        "by_school": values.get("by_school", "") == AT_EACH,
        "schools": values.get("schools"),
        "target": values["target"],
    }


@staff_may("see figures")
@require_safe
def criterion(request: StaffRequest, urn: str, plan_id: int, criterion_id: int) -> HttpResponse:
    """One criterion: how it stands, the numbers of its picture, how it was counted, what was reported."""
    held = plan_here(request, plan_id)
    one = get_object_or_404(Criterion.objects.of(held), pk=criterion_id)
    [found] = live(held, [one], timezone.localdate())
    wording = wording_of(held, parts_of(held))
    keys = {words.key for words in [*wording.in_rows, *wording.listed]}
    reported = one.reported.select_related("reading", "review")
    return page(
        request,
        "criterion.html",
        plan=held,
        criterion=one,
        standing=standing(found, changed=(one.row_id, one.field, plainly(one.words)) not in keys),
        sentence=whole_sentence(one),
        numbers=[] if one.by_school else _numbers(found),
        counted=_counted(found),
        reported=[(each, *then(each)) for each in reported],
    )


def _numbers(found: Live) -> list[tuple[str, str, str]]:
    """The points of the picture, as a table says them."""
    one = found.criterion
    return [
        (
            point.label,
            *figure_of(one, point.part, point.whole, point.value),
        )
        for point in found.points
        if point.value is not None
    ]


def _counted(found: Live) -> list[tuple[str, str]]:
    """How its figure was counted, as terms and what is said."""
    one, now, row = found.criterion, found.now, found.row
    lines = [(_("What it counts"), definition_of(one, found))]
    if now is not None:
        days = {"since": date_format(now.since, "j F Y"), "until": date_format(now.until, "j F Y")}
        lines.append((_("Days"), _("%(since)s to %(until)s") % days))
    if row is not None:
        lines += [
            (
                _("Figure"),
                _("%(part)s of %(whole)s")
                % {
                    "part": grouped(row.numerator or 0),
                    "whole": grouped(row.denominator or 0),
                },
            ),
            (
                _("Pupils"),
                ngettext("%(count)s pupil", "%(count)s pupils", row.pupils or 0) % {"count": row.pupils or 0},
            ),
            (
                _("Marks missing"),
                _("%(count)s, never counted as present") % {"count": grouped(row.missing_marks or 0)},
            ),
        ]
    if found.against:
        lines.append((_("Set against"), found.against))
    if found.held is not None:
        moment, number = (
            date_format(timezone.localtime(found.held.as_at), "j F Y, H:i"),
            ledger_of(found.held),
        )
        entry = _("%(moment)s, ledger entry %(number)s") % {"moment": moment, "number": number}
        lines.append((_("Known at"), moment if number is None else entry))
    return lines


@staff_may("change plans")
@while_open
@require_POST
def unbind(request: StaffRequest, urn: str, plan_id: int, criterion_id: int) -> HttpResponse:
    """Let the words stand alone again."""
    held = get_object_or_404(Criterion.objects.of(plan_here(request, plan_id)), pk=criterion_id)
    binding.unbind(criterion=held, by=request.user)
    messages.info(request, _("The words are bound to nothing now; what was reported stays."))  # type: ignore[arg-type]
    return redirect("plans:criteria", urn, plan_id)


# --- what was reported, what is uncovered ---


@staff_may("see figures")
@require_safe
def reported(request: StaffRequest, urn: str, plan_id: int, review_id: int) -> HttpResponse:
    """What a review reported, as it was told then, beside the same figures today."""
    held = plan_here(request, plan_id)
    review = get_object_or_404(Review, plan=held, pk=review_id)
    told = list(review.reported.select_related("reading", "criterion"))
    criteria = [one for one in Criterion.objects.of(held) if one.pk in {each.criterion_id for each in told}]
    today = {one.criterion.pk: standing(one) for one in live(held, criteria, timezone.localdate())}
    same_days = {one.criterion.pk: standing(one) for one in live(held, criteria, review.on)}
    return page(
        request,
        "reported.html",
        plan=held,
        review=review,
        told=[
            (each, *then(each), same_days.get(each.criterion_id), today.get(each.criterion_id))
            for each in told
        ],
    )


@staff_may("see plans")
@require_safe
def coverage(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """What of the plan nobody has seen to yet."""
    held = plan_here(request, plan_id)
    wording = wording_of(held, parts_of(held))
    found = coverage_of(wording, Criterion.objects.of(held), Link.objects.filter(row__part__plan=held))
    groups = [
        (
            "unanswered",
            _("Criteria with no action"),
            [(words.row, words.words, "") for words in found.without_action],
        ),
        ("unmeasured", _("Actions with no criterion"), _rows(found.without_criterion)),
        ("owner", _("Rows without an owner"), _rows(found.without_owner)),
        ("when", _("Rows without a date"), _rows(found.without_date)),
        ("resource", _("Rows without a cost"), _rows(found.without_cost)),
        ("unbound", _("Rows with no criterion bound to a figure"), _rows(found.without_measure)),
        (
            "vague",
            _("Words that everybody may read otherwise"),
            [(words.row, words.words, ", ".join(vague)) for words, vague in found.vague],
        ),
    ]
    return page(
        request,
        "coverage.html",
        plan=held,
        groups=groups,
        nothing=[heading for anchor, heading, rows in groups if not rows and anchor not in found.no_column],
        count=found.count,
        no_column=[_(SAYS[Field(name)]) for name in found.no_column],
    )


def _rows(rows: list[Any]) -> list[tuple[Any, str, str]]:
    return [(row, str(row).split("\n")[0], "") for row in rows]


# --- figures that arrive ---


@staff_may("see figures")
@require_safe
def indicators(request: StaffRequest, urn: str) -> HttpResponse:
    """The figures somebody records for this place."""
    held = Indicator.objects.at(place_of(request)).prefetch_related("values")
    listed = []
    for each in held:
        own = [value for value in each.values.all() if value.is_of_the_place]
        listed.append((each, _value(each, own[-1]) if own else ("", ""), own[-1] if own else None))
    return page(request, "indicators.html", listed=listed)


def _value(indicator: Indicator, value: Any) -> tuple[str, str]:
    return figure_in_words(value.part, value.whole, value.exact, of_share=indicator.of_share)


@staff_may("change plans")
def new_indicator(request: StaffRequest, urn: str) -> HttpResponse:
    """Name a figure that will arrive."""
    form = IndicatorForm(sent(request), initial={"rises": True})
    if form.is_valid():
        try:
            made = evidence.make_indicator(place=place_of(request), by=request.user, **form.cleaned_data)
        except ProblemWith as wrong:
            form.add_error("name", said(in_words(wrong.says)))
        else:
            return redirect("plans:indicator", urn, made.pk)
    return page(request, "new_indicator.html", status=400 if form.errors else 200, form=form)


@staff_may("see figures")
@require_safe
def indicator(request: StaffRequest, urn: str, indicator_id: int) -> HttpResponse:
    """One indicator: every value, of whom, and where it is from."""
    held = get_object_or_404(Indicator.objects.at(place_of(request)), pk=indicator_id)
    return _indicator(request, held, _value_form(request, held))


@staff_may("change plans")
@require_POST
def record(request: StaffRequest, urn: str, indicator_id: int) -> HttpResponse:
    """Write down what an indicator was on a day."""
    held = get_object_or_404(Indicator.objects.at(place_of(request)), pk=indicator_id)
    form = _value_form(request, held)
    if not form.is_valid():
        return _indicator(request, held, form, status=400)
    try:
        evidence.record_value(indicator=held, by=request.user, **form.cleaned_data)
    except ProblemWith as wrong:
        form.add_error(None, said(in_words(wrong.says)))
        return _indicator(request, held, form, status=400)
    return redirect("plans:indicator", urn, indicator_id)


def _value_form(request: StaffRequest, held: Indicator) -> ValueForm:
    return ValueForm(
        sent(request), initial={"on": timezone.localdate()}, place=place_of(request), indicator=held
    )


def _indicator(request: StaffRequest, held: Indicator, form: ValueForm, status: int = 200) -> HttpResponse:
    values = [(each, *_value(held, each)) for each in held.values.select_related("grouping", "school")]
    return page(request, "indicator.html", status=status, indicator=held, values=values, form=form)
