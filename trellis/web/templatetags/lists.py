"""The rows of the lists of pupils and of the steps due, a string for each (docs/adr/0083).

{% pupil_rows rows may_write sees_steps last_week %}   who, why, what changed, what was done
{% step_rows rows may_answer %}                        for whom, which step, why, until when, what was done
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.schools.markup import conditional_escape, format_html, format_html_join
from trellis.web.templatetags.components import strip

register = template.Library()

Day = dt.date | dt.datetime

_CHOOSE = (
    '<td class="govuk-table__cell trellis-choose"><input class="trellis-tick" type="checkbox" name="pupil"'
    ' value="{}" aria-label="{}"></td>'
)
_PUPIL = (
    '<tr class="govuk-table__row">{}<th scope="row" class="govuk-table__header">'
    '<a class="govuk-link" href="{}">{} {}</a>{}</th>'
    '<td class="govuk-table__cell" data-label="{}">{}</td>'
    '<td class="govuk-table__cell" data-label="{}">{}</td>'
    '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">'
    '{} <span class="trellis-of">{}</span>{}</td>'
    '<td class="govuk-table__cell trellis-says" data-label="{}">{}{}{}</td>'
    '<td class="govuk-table__cell trellis-optional" data-label="{}">{}</td>'
    '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">{}</td>{}</tr>'
)
_LAST_STEP = '<a class="govuk-link" href="{}">{}</a>, {} <span class="trellis-of">{}</span>'
_CELL = '<td class="govuk-table__cell" data-label="{}">{}</td>'
_HINT = ' <span class="govuk-hint">{}</span>'


@register.simple_tag
def pupil_rows(
    rows: Iterable[tuple[Any, ...]], may_write: bool, sees_steps: bool, last_week: dt.date
) -> SafeString:
    """A row for each pupil on a list: the figure, the half-term, what changed, what the marks show, and to
    whoever may know of it, the last step.
    """
    headings = (_("Class"), _("This half-term"), _("Attendance"), _("What changed"))
    headings += (_("What the marks show"), _("Late"))
    in_class, in_half_term, in_attendance, in_changed, in_patterns, in_late = _once(headings)
    step_words, none = _once((_("Last step"), _("none")))
    choose = _("Choose %(child)s")
    new = format_html(" <strong>{}</strong>", _("New since %(day)s") % {"day": date_format(last_week, "j F")})
    said = _days("j M Y")

    def last_step(step: Any, timeline: str) -> str | SafeString:
        if not sees_steps:
            return ""
        words = format_html(_LAST_STEP, timeline, step.words, said(step.at), step.by) if step else none
        return format_html(_CELL, step_words, words)

    def one(row: Any, who: Any, step: Any, family: Any, page: str, timeline: str) -> SafeString:
        return format_html(
            _PUPIL,
            format_html(_CHOOSE, who.pupil, choose % {"child": who.name}) if may_write else "",
            *(page, who.forename, who.surname, _with(family)),
            *(in_class, row.class_name or who.class_name),
            *(in_half_term, strip(row.strip, about=who.name) if row.strip else ""),
            *(in_attendance, row.value, row.of, _missing(row.missing)),
            *(in_changed, row.change, new if row.is_new else ""),
            format_html(_HINT, row.from_here) if row.from_here else "",
            *(in_patterns, row.patterns),
            *(in_late, row.late, last_step(step, timeline)),
        )

    return format_html_join("", "{}\n  ", ((one(*row),) for row in rows))


def _with(family: Iterable[tuple[str, Any]]) -> str | SafeString:
    """Who else of a family is at the school, each with where their page is."""
    others = format_html_join(", ", '<a class="govuk-link" href="{}">{}</a>', family)
    return format_html(_HINT, format_html("{} {}", _("with"), others)) if others else ""


def _missing(count: int) -> str | SafeString:
    if not count:
        return ""
    words = ngettext("%(count)s missing", "%(count)s missing", count) % {"count": count}
    return format_html(' <span class="trellis-of">{}</span>', words)


_STEP = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
    '<a class="govuk-link" href="{}">{}</a> <span class="trellis-of">{}</span>{}</th>\n'
    '<td class="govuk-table__cell" data-label="{}">{}{}</td>\n'
    '<td class="govuk-table__cell" data-label="{}">{}<br><span class="trellis-optional">{}{}</span></td>\n'
    '<td class="govuk-table__cell" data-label="{}">{}{}</td>\n'
    '<td class="govuk-table__cell" data-label="{}">{}{}</td>\n'
    "{}</tr>"
)
_TAG = '<strong class="govuk-tag govuk-tag--{}">{}</strong>'
_BELOW = '<br><span class="trellis-optional">{}</span>'
_DONE = '<a class="govuk-link" href="{}">{}</a>, {}'
_ANSWER = (
    '<td class="govuk-table__cell"><a class="govuk-link" href="{}">{}'
    '<span class="govuk-visually-hidden"> {}, {}</span></a></td>'
)


@register.simple_tag
def step_rows(rows: Iterable[tuple[Any, ...]], may_answer: bool) -> SafeString:
    """A row for each step that is due: for whom, why, until when, whose it is, and what was done already."""
    in_step, in_why, in_by, in_done = _once((_("Step"), _("Why"), _("By"), _("Done already")))
    answer, nothing = _once((_("Answer"), _("nothing")))
    fell_due = _("fell due %(day)s")
    on_hold = format_html("<br>{}", format_html(_TAG, "yellow", _("On hold: nobody writes home")))
    late = format_html(" {}", format_html(_TAG, "red", _("late")))
    short, said = _days("j M"), _days("j M Y")

    def answers(row: Any) -> SafeString:
        each = (
            (one.get_answer_display(), Truncator(one.reason).chars(60), one.by_name, short(one.on))
            for one in row.answers
        )
        return format_html_join("", " · {}: {} ({}, {})", each)

    def helped(before: Any) -> str | SafeString:
        last = before.last_help
        if not last:
            return ""
        template = ngettext(
            "help: %(words)s, %(day)s",
            "help %(times)s times, last %(words)s, %(day)s",
            len(before.helped),
        )
        told = {"times": len(before.helped), "words": last.words, "day": said(last.on)}
        return format_html(_BELOW, template % told)

    def one(row: Any, done: Any, before: Any, page: str, timeline: str, answer_page: str) -> SafeString:
        child, step = row.child, row.step
        owner = step.owner_words
        last = format_html(_DONE, timeline, done.words, said(done.at)) if done else nothing
        return format_html(
            _STEP,
            *(page, child.name, child.class_name, on_hold if row.on_hold else ""),
            *(in_step, step.name, format_html(_BELOW, owner) if owner else ""),
            *(in_why, capfirst(row.why), fell_due % {"day": short(row.due_on)}, answers(row)),
            *(in_by, short(row.do_by) if row.do_by else "", late if row.is_late else ""),
            *(in_done, last, helped(before)),
            format_html(_ANSWER, answer_page, answer, step.name, child.name) if may_answer else "",
        )

    return format_html_join("", "{}", ((one(*row),) for row in rows))


def _once(words: Iterable[str]) -> list[SafeString]:
    """What every row says, made fit for a page once."""
    return [conditional_escape(one) for one in words]


def _days(form: str) -> Callable[[Day], str]:
    """How days are said; each is put into words once, however many rows say it."""

    @cache
    def say(day: Day) -> str:
        return date_format(timezone.localtime(day) if isinstance(day, dt.datetime) else day, form)

    return say
