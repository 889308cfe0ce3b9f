"""What changes levels of vulnerability: tables written, indicators noted, levels decided, terms kept."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.actions import freeze
from trellis.evidence.models import Reading
from trellis.rules.vulnerability import LEVELS, AtLevels
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Enrolment, Grouping, Person, Pupil, School, at_place
from trellis.support.actions import refuse
from trellis.support.finding.counts import OfTerm, as_they_stand
from trellis.support.finding.levels import Stands
from trellis.support.finding.models import (
    DecidedLevel,
    Level,
    LevelIndicator,
    NotedIndicator,
    TermCount,
    VulnerabilityTable,
)
from trellis.support.finding.starter import INDICATORS, MENUS

# --- the table ----------------------------------------------------------------------------------------------


@transaction.atomic
def begin_table(*, place: School | Grouping, by: By) -> VulnerabilityTable:
    """The table the product knows; it is the place's own from then on."""
    if VulnerabilityTable.objects.at(place).in_use().exists():
        raise refuse(gettext_noop("There is a table here already: change that one."))
    menus = {str(level): [str(one) for one in MENUS[level]] for level in LEVELS}
    table = keep(VulnerabilityTable(**at_place(place), menus=menus), by)
    for level in LEVELS:
        for number, sign in enumerate(INDICATORS[level]):
            one = LevelIndicator(
                table=table,
                level=level,
                place_in=number,
                words=str(sign.words),
                measure=sign.measure,
                operator=sign.operator,
                figure=sign.figure,
                weeks=sign.weeks,
                is_protected=sign.is_protected,
            )
            keep(one, by)
    return table


@transaction.atomic
def write_indicator(
    *,
    table: VulnerabilityTable,
    level: int,
    words: str,
    by: By,
    measure: str = "",
    operator: str = "",
    figure: Decimal | None = None,
    weeks: int | None = None,
    is_protected: bool = False,
    indicator: LevelIndicator | None = None,
) -> LevelIndicator:
    """Write an indicator, or write one anew. One that was noted of children stays what it was noted as: its
    words, its level, that a person notes it, and that it is only for some.
    """
    held = indicator or LevelIndicator(table=table, place_in=table.indicators.filter(level=level).count())
    if indicator and _is_another(indicator, words, level, measure, is_protected) and indicator.noted.exists():
        raise refuse(
            gettext_noop("It has been noted of children as it is: lay it aside, and write another one.")
        )
    if measure and (not operator or figure is None):
        raise refuse(gettext_noop("Say from which figure on it holds, and on which side."))
    held.level, held.words, held.is_protected = level, words.strip(), is_protected
    held.measure, held.operator = measure, operator if measure else ""
    held.figure, held.weeks = (figure, weeks) if measure else (None, None)
    return keep(held, by)


def _is_another(held: LevelIndicator, words: str, level: int, measure: str, is_protected: bool) -> bool:
    """Whether what was noted of children would say something else of them, or say it to more people."""
    is_shown = held.is_protected and not is_protected
    return (held.words, held.level) != (words.strip(), level) or bool(measure) or is_shown


@transaction.atomic
def lay_indicator_aside(*, indicator: LevelIndicator, by: By) -> LevelIndicator:
    """It suggests nothing from today on; what was noted stays."""
    indicator.until = timezone.localdate()
    return keep(indicator, by)


@transaction.atomic
def write_menu(*, table: VulnerabilityTable, level: int, lines: Sequence[str], by: By) -> VulnerabilityTable:
    """Write the support that fits a level."""
    table.menus = table.menus | {str(level): list(lines)}
    return keep(table, by)


@transaction.atomic
def lay_table_aside(*, table: VulnerabilityTable, by: By) -> VulnerabilityTable:
    """It is used no more: a school goes by the table of its grouping, where there is one."""
    table.until = timezone.localdate()
    return keep(table, by)


# --- a child ------------------------------------------------------------------------------------------------


def _insist_on_roll(pupil: Pupil, school: School, on: dt.date) -> None:
    if not Enrolment.objects.on(on).filter(pupil=pupil, school=school).exists():
        raise refuse(
            gettext_noop("%(pupil)s was not on roll here on %(day)s."), pupil=pupil, day=day_in_words(on)
        )


@transaction.atomic
def note_indicator(
    *, pupil: Pupil, school: School, indicator: LevelIndicator, since: dt.date, by: By
) -> NotedIndicator:
    """Note that an indicator holds of a child, from a day on."""
    _insist_on_roll(pupil, school, since)
    if since > timezone.localdate():
        raise refuse(gettext_noop("Note what holds today, not what may come."))
    open_one = NotedIndicator.objects.still_open().filter(pupil=pupil, school=school, indicator=indicator)
    if open_one.exists():
        raise refuse(gettext_noop("This is noted already."))
    row = NotedIndicator(pupil=pupil, school=school, indicator=indicator, since=since, by_name=name_of(by))
    return keep(row, by)


@transaction.atomic
def end_indicator(*, noted: NotedIndicator, by: By, until: dt.date | None = None) -> NotedIndicator:
    """It holds no more; one noted today goes, and its history stays."""
    until = until or timezone.localdate() - dt.timedelta(days=1)
    if until < noted.since:
        drop(noted, by)
        return noted
    noted.until, noted.ended_by_name = until, name_of(by)
    return keep(noted, by)


@transaction.atomic
def decide_level(
    *,
    stands: Stands,
    school: School,
    level: int,
    on: dt.date,
    reason: str,
    by: By,
    protected_reason: str = "",
) -> DecidedLevel:
    """Decide a child's level, as a named person and on a day: with a reason where it is not what everybody
    sees suggested, whatever few may see beside that, so that a missing reason tells nobody of it. Where it is
    not what those few see suggested, the reason may be one for them. What was decided before stays.
    """
    _insist_on_roll(stands.pupil, school, on)
    if on > timezone.localdate():
        raise refuse(gettext_noop("A level is decided today or was decided before."))
    if stands.decided and on < stands.decided.on:
        raise refuse(
            gettext_noop("The level was decided on %(day)s: this cannot be before it."),
            day=day_in_words(stands.decided.on),
        )
    reason, protected_reason = reason.strip(), protected_reason.strip()
    if level != stands.suggested_to_all and not reason:
        says = gettext_noop("%(suggested)s is suggested: say why you decide otherwise.")
        if stands.suggested != stands.suggested_to_all:
            says = gettext_noop(
                "Most see %(suggested)s suggested: say why you decide otherwise, in words for them all."
            )
        raise refuse(says, suggested=Level(stands.suggested_to_all).label)
    if level != stands.suggested and not reason and not protected_reason:
        raise refuse(
            gettext_noop("%(suggested)s is suggested to you: say why you decide otherwise."),
            suggested=Level(stands.suggested).label,
        )
    return DecidedLevel.objects.create(
        pupil=stands.pupil,
        school=school,
        on=on,
        level=level,
        reason=reason,
        protected_reason=protected_reason,
        signs=[sign.kept() for sign in stands.signs],
        by=by if isinstance(by, Person) else None,
        by_name=name_of(by),
    )


# --- a term -------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_term(*, school: School, term: OfTerm, by: By) -> TermCount:
    """Keep how a school's children stand, as this term's figures."""
    today = timezone.localdate()
    if term != OfTerm.of(today):
        raise refuse(
            gettext_noop("What stands today belongs to this term: %(term)s."), term=str(OfTerm.of(today))
        )
    counts = as_they_stand([school], today).get(school.pk)
    if counts is None:
        raise refuse(gettext_noop("No level has been decided here yet: decide first, or send numbers."))
    return _keep(school, term, counts, TermCount.How.COUNTED, by)


@transaction.atomic
def send_term(*, school: School, term: OfTerm, counts: AtLevels, by: By) -> TermCount:
    """Keep the figures of a term as a school sent them."""
    if term > OfTerm.of(timezone.localdate()):
        raise refuse(gettext_noop("That term has not begun."))
    return _keep(school, term, counts, TermCount.How.SENT, by)


def _keep(school: School, term: OfTerm, counts: AtLevels, how: str, by: By) -> TermCount:
    since, until = term.days_at(school)
    what: Mapping[str, Any] = {
        "level_1": _("Children at level 1"),
        "level_2": _("Children at level 2"),
        "level_3": _("Children at level 3"),
        "key_workers": _("Key workers"),
    }
    definition = (
        _("Children on roll by the level last decided for each, and who leads open cases of them.")
        if how == TermCount.How.COUNTED
        else _("As the school sent it.")
    )
    readings = freeze(
        readings=[
            Reading(
                school=school,
                of=f"count:vulnerability_{name}",
                words=f"{words}, {school.name}, {term}",
                definition=definition,
                part=getattr(counts, name) if name != "key_workers" or counts.tells_key_workers else None,
                since=since,
                until=until,
                as_at=timezone.now(),
            )
            for name, words in what.items()
        ],
        by=by,
    )
    return TermCount.objects.create(
        school=school,
        year=term.year,
        term=term.term,
        how=how,
        kept_at=timezone.now(),
        kept_by_name=name_of(by),
        **dict(zip(what, readings, strict=True)),
    )
