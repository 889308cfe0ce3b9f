"""Levels of vulnerability on the page: who stands where, one child, the table, and a term’s counts."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import say
from trellis.rules.vulnerability import LEVELS, AtLevels
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.models import School
from trellis.schools.roles import Permission
from trellis.support.finding import actions
from trellis.support.finding.counts import OfTerm, counted, schools_of
from trellis.support.finding.forms import (
    DecideForm,
    IndicatorForm,
    MenuForm,
    NoteForm,
    SendForm,
    SendSeveralForm,
)
from trellis.support.finding.levels import WHICH, AtSchool, rule_in_words
from trellis.support.finding.models import (
    DecidedLevel,
    Level,
    LevelIndicator,
    NotedIndicator,
    VulnerabilityTable,
)
from trellis.support.finding.page import insist_throughout, may_keep, school_of, sees_protected, show
from trellis.support.page import A_PAGE, place_of, sent

_TERMS_BACK = 6


def _here(request: StaffRequest) -> AtSchool:
    return AtSchool(school_of(request), request.user, timezone.localdate(), sees_protected(request))


# --- children -----------------------------------------------------------------------------------------------


@staff_may("see support", logs="pupils")
@require_safe
def levels(request: StaffRequest, urn: str) -> HttpResponse:
    """Who stands at which level, who has no key worker, what is suggested and not decided."""
    here = _here(request)
    asked = request.GET.get("which", "decided")  # type: ignore[attr-defined]
    asked = asked if asked in WHICH else "decided"
    chosen = {which: here.which(which) for which in WHICH}
    page = Paginator(chosen[asked], A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    showing(request, len(page.object_list))  # type: ignore[arg-type]
    return show(
        request,
        "levels.html",
        which=asked,
        choices=[(name, words, len(chosen[name])) for name, words in WHICH.items()],
        page=page,
        rows=here.stand(page.object_list),
        table=here.table,
        has_protected=not here.sees_protected,
        may_keep=may_keep(request),
    )


def _child(request: StaffRequest) -> tuple[AtSchool, Any]:
    """The child of the address as it stands; nothing of a child who is not on roll today."""
    here = _here(request)
    assert request.pupil is not None
    if request.pupil.pk not in here.among.pupils:
        raise Http404
    return here, here.stand([request.pupil.pk])[0]


@staff_may("see support", logs="pupil")
@require_safe
def level(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """One child: what suggests which level, what was decided when, who works with them, what fits."""
    here = _here(request)
    assert request.pupil is not None
    stands, on_roll = here.stand([request.pupil.pk])[0], request.pupil.pk in here.among.pupils
    past = DecidedLevel.objects.filter(pupil=request.pupil, school=here.school)
    noted = NotedIndicator.objects.filter(pupil=request.pupil, school=here.school)
    ended = noted.filter(until__isnull=False).select_related("indicator")
    shown = stands.level or stands.suggested
    return show(
        request,
        "level.html",
        stands=stands,
        child=request.pupil,
        past=[(one, _signs_of(one, here)) for one in past],
        ended=[one for one in ended if here.may_know(one)],
        table=here.table,
        menu=here.table.menu(shown) if here.table and shown else [],
        menu_level=Level(shown).label,
        has_protected=not here.sees_protected,
        on_roll=on_roll,
        may_decide=on_roll and may(request.user, Permission.KEEP_CASES, here.school),
    )


def _signs_of(decided: DecidedLevel, here: AtSchool) -> list[dict[str, Any]]:
    """What suggested a level that day, as far as the reader may know it."""
    return [
        sign
        for sign in decided.signs
        if (here.sees_protected or not sign["is_protected"]) and here.may_read(sign["measure"])
    ]


@staff_may("keep cases", logs="pupil")
def note(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Note that an indicator holds of a child."""
    insist_throughout(request, Permission.KEEP_CASES)
    here, stands = _child(request)
    noted = {sign.indicator.pk for sign in stands.signs}
    offered = [one.pk for one in here.indicators if not one.reads_itself and one.pk not in noted]
    form = NoteForm(sent(request), offered=LevelIndicator.objects.filter(pk__in=offered))
    at = {"pupil": request.pupil, "school": here.school}
    if form.carries_out(actions.note_indicator, by=request.user, **at):
        return redirect("support:level", urn, pupil_id)
    says = _("It suggests a level and decides nothing. No indicator is a diagnosis.")
    return _form(request, _("Note an indicator"), form, child=request.pupil, says=says)


@staff_may("keep cases")
@require_POST
def end_note(request: StaffRequest, urn: str, pupil_id: int, noted_id: int) -> HttpResponse:
    """An indicator holds no more."""
    insist_throughout(request, Permission.KEEP_CASES)
    here = _here(request)
    held = NotedIndicator.objects.still_open().filter(pupil=request.pupil, school=here.school)
    noted = get_object_or_404(held.select_related("indicator"), pk=noted_id)
    if not here.may_know(noted):
        raise Http404
    actions.end_indicator(noted=noted, by=request.user)
    return redirect("support:level", urn, pupil_id)


@staff_may("keep cases", logs="pupil")
def decide(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Decide a child's level."""
    insist_throughout(request, Permission.KEEP_CASES)
    here, stands = _child(request)
    form = DecideForm(sent(request), initial={"level": stands.suggested}, sees_protected=here.sees_protected)
    if form.carries_out(actions.decide_level, stands=stands, school=here.school, by=request.user):
        return redirect("support:level", urn, pupil_id)
    says = _("Suggested today: %(level)s. Whoever decides is named beside it.") % {
        "level": stands.suggested_words
    }
    return _form(request, _("Decide the level"), form, child=request.pupil, says=says)


def _form(request: StaffRequest, title: Any, form: Any, **more: Any) -> HttpResponse:
    status = 400 if form.errors else 200
    return show(request, "form.html", status=status, title=title, form=form, **more)


# --- the table ----------------------------------------------------------------------------------------------


def _table(request: StaffRequest) -> VulnerabilityTable | None:
    place = place_of(request)
    if isinstance(place, School):
        return VulnerabilityTable.objects.of(place, timezone.localdate())
    return VulnerabilityTable.objects.at(place).in_use().first()


@staff_may("see support")
@require_safe
def level_table(request: StaffRequest, urn: Any) -> HttpResponse:
    """The three levels: what may show each, and the support that fits it."""
    held = _table(request)
    shown = []
    for level in LEVELS if held else ():
        assert held is not None
        own = held.indicators.filter(level=level, until=None)
        signs = [(one, rule_in_words(one)) for one in own]
        shown.append((Level(level).label, level, signs, held.menu(level)))
    own = held is not None and held.place == place_of(request)
    return show(request, "table.html", table=held, levels=shown, is_own=own, may_keep=may_keep(request))


@staff_may("keep programmes of support")
@require_POST
def begin_table(request: StaffRequest, urn: Any) -> HttpResponse:
    """Begin with the table the product knows."""
    try:
        actions.begin_table(place=place_of(request), by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("support:level_table", urn)


def _own_table(request: StaffRequest) -> VulnerabilityTable:
    return get_object_or_404(VulnerabilityTable.objects.at(place_of(request)).in_use())


@staff_may("keep programmes of support")
@require_POST
def lay_table_aside(request: StaffRequest, urn: Any) -> HttpResponse:
    """Go by it no more."""
    actions.lay_table_aside(table=_own_table(request), by=request.user)
    return redirect("support:level_table", urn)


@staff_may("keep programmes of support")
def write_indicator(request: StaffRequest, urn: Any, level_indicator_id: int | None = None) -> HttpResponse:
    """Write an indicator, or one anew."""
    table = _own_table(request)
    held = None
    if level_indicator_id is not None:
        held = get_object_or_404(table.indicators.filter(until=None), pk=level_indicator_id)
    form = IndicatorForm(sent(request), indicator=held)
    if form.carries_out(actions.write_indicator, table=table, indicator=held, by=request.user):
        return redirect("support:level_table", urn)
    title = _("Change an indicator") if held else _("Write an indicator")
    return _form(request, title, form, lays_aside=held)


@staff_may("keep programmes of support")
@require_POST
def lay_indicator_aside(request: StaffRequest, urn: Any, level_indicator_id: int) -> HttpResponse:
    """Look for it no more."""
    held = get_object_or_404(_own_table(request).indicators, pk=level_indicator_id)
    actions.lay_indicator_aside(indicator=held, by=request.user)
    return redirect("support:level_table", urn)


@staff_may("keep programmes of support")
def write_menu(request: StaffRequest, urn: Any, of_level: int) -> HttpResponse:
    """Write the support that fits a level."""
    table = _own_table(request)
    if of_level not in LEVELS:
        raise Http404
    form = MenuForm(sent(request), initial={"lines": "\n".join(table.menu(of_level))})
    if form.carries_out(actions.write_menu, table=table, level=of_level, by=request.user):
        return redirect("support:level_table", urn)
    return _form(request, Level(of_level).label, form)


# --- a term -------------------------------------------------------------------------------------------------


def _terms(today: dt.date) -> list[OfTerm]:
    """This term and those before it, the latest first."""
    found = [OfTerm.of(today)]
    while len(found) < _TERMS_BACK:
        found.append(found[-1].before)
    return found


def _term(request: StaffRequest, today: dt.date) -> OfTerm:
    asked = request.GET.get("term", "")  # type: ignore[attr-defined]
    return min(OfTerm.named(asked) or OfTerm.of(today), OfTerm.of(today))


@staff_may("see support")
@require_safe
def level_counts(request: StaffRequest, urn: Any) -> HttpResponse:
    """How many children at each level, and key workers: a school's terms, or a term of every school."""
    place, today = place_of(request), timezone.localdate()
    schools, term = schools_of(place, today), _term(request, today)
    own = [counted(schools, one, today) for one in _terms(today)] if isinstance(place, School) else []
    return show(
        request,
        "counts.html",
        counted=counted(schools, term, today),
        own=[one for one in own if one.told],
        term=term,
        terms=list(dict.fromkeys([*_terms(today), term])),
        this_term=OfTerm.of(today),
        may_keep=may_keep(request),
    )


@staff_may("keep programmes of support")
@require_POST
def keep_term(request: StaffRequest, urn: str) -> HttpResponse:
    """Keep this term's figures as they stand today."""
    try:
        term = OfTerm.of(timezone.localdate())
        actions.keep_term(school=school_of(request), term=term, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("support:level_counts", urn)


@staff_may("keep programmes of support")
def send_term(request: StaffRequest, urn: Any) -> HttpResponse:
    """Put in a term's figures as schools counted them themselves."""
    place, today = place_of(request), timezone.localdate()
    term = _term(request, today)
    if isinstance(place, School):
        form = SendForm(sent(request))

        def send(*, by: Any, **counts: int) -> Any:
            return actions.send_term(school=place, term=term, counts=AtLevels(**counts), by=by)

        done = form.carries_out(send, by=request.user)
    else:
        form = SendSeveralForm(sent(request), grouping=place, term=term, today=today)
        done = form.is_valid() and _send_several(request, term, form.cleaned_data["lines"])
    if done:
        response = redirect("support:level_counts", urn)
        response["Location"] += f"?term={term.name}"
        return response
    says = _("They stand in place of what was kept of this term; what was kept stays in the record.")
    return _form(request, _("Figures of %(term)s") % {"term": term}, form, says=says)


@transaction.atomic
def _send_several(request: StaffRequest, term: OfTerm, found: list[tuple[School, AtLevels]]) -> bool:
    for school, counts in found:
        actions.send_term(school=school, term=term, counts=counts, by=request.user)
    return True
