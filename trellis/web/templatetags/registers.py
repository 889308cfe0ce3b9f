"""The rows of a class's register, a string for each pupil: a template in every row takes longer than reading
the class (docs/adr/0083).

{% places sheet conflicts=conflicts options=options taps=taps may_amend=may_amend urn=urn %}
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.registers.expecting import day_back
from trellis.registers.ledger import Said
from trellis.registers.models import ExpectedAbsence
from trellis.registers.strips import Strip
from trellis.registers.taking import Place, Sheet
from trellis.schools.addressing import each_address
from trellis.schools.markup import conditional_escape, format_html, format_html_join
from trellis.web.templatetags.components import strip

register = template.Library()

# What is the same for all with one mark is written once: here each one's number, initials, name and what is
# said of the mark will stand.
_PUPIL, _INITIALS, _NAME, _SAYS = "\0", "\1", "\2", "\3"
_PLACES: Final = re.compile(f"([{_PUPIL}{_INITIALS}{_NAME}{_SAYS}])")

# Whose row a word belongs to, for somebody who does not see the row.
_WHOSE = '<span class="govuk-visually-hidden">: {}</span>'
_HIDDEN, _OPEN, _SHOWN = mark_safe(" hidden"), mark_safe(" open"), ""

_ROW = (
    '<li class="trellis-place" id="{pupil}" data-pupil="{pupil}" data-seen="{code}" data-name="{name}"'
    "{expects}>"
    '<input type="hidden" name="seen-{pupil}" value="{code}">{as_seen}'
    '<span class="trellis-place__photo" aria-hidden="true">{initials}</span>'
    '<div class="trellis-place__who"><span class="trellis-place__name">{name}</span> {week}{expected}'
    '<span class="trellis-place__says" data-says>{says}</span></div>{marks}'
    '<div class="trellis-place__conflict" data-conflict role="alert"{hidden}>{conflict}</div></li>'
)
_MARKS = (
    '<div class="trellis-place__marks" role="group" aria-label="{name}">{taps}'
    '<span class="trellis-place__other" data-other{other}>{code}</span></div>'
    '<details class="trellis-place__more"{open}><summary>{more}' + _WHOSE.format("{name}") + "</summary>"
    '<div class="trellis-place__fields">'
    '<label>{code_words} <select class="govuk-select" name="code-{pupil}" data-field="code">'
    '<option value="">{chosen}</option>{options}</select></label>'
    '<label>{minutes_words} <input class="govuk-input govuk-input--width-3" inputmode="numeric"'
    ' name="minutes-{pupil}" data-field="minutes" value="{minutes}"></label>'
    '<label>{nature_words} <input class="govuk-input" name="nature-{pupil}" data-field="nature"'
    ' maxlength="120" value="{nature}"></label>'
    '<label>{note_words} <input class="govuk-input" name="comment-{pupil}" data-field="comment"'
    ' maxlength="500" value="{comment}"></label>'
    '<button type="submit" name="more" value="{pupil}" class="govuk-button govuk-button--secondary">{save}'
    + _WHOSE.format("{name}")
    + "</button>{history}</div></details>"
)
_TAP = (
    '<button type="submit" name="mark" value="{}:{}" data-code="{}" class="trellis-tap {}" aria-pressed="{}">'
    '<span class="trellis-tap__code" aria-hidden="true">{}</span>{}</button>'
)


@register.simple_tag
def places(
    sheet: Sheet,
    *,
    conflicts: Mapping[int, Mapping[str, str]],
    options: SafeString,
    taps: Iterable[tuple[str, str, str]],
    may_amend: bool,
    urn: str,
) -> SafeString:
    """A row for each pupil: the name and the week so far, what is expected, the taps, more behind them."""
    history_of = each_address("registers:mark", urn, sheet.school_class, sheet.date, sheet.session)
    row = _Rows(sheet, conflicts, options, list(taps), history_of if may_amend else None)
    return format_html_join("\n", "{}", ((row.of(one),) for one in sheet.places))


@dataclass
class _Rows:
    """What the rows of one page have in common; its words are said once, in the reader's language."""

    sheet: Sheet
    conflicts: Mapping[int, Mapping[str, str]]
    options: SafeString
    taps: list[tuple[str, str, str]]
    history_of: Callable[[Any], str] | None

    def __post_init__(self) -> None:
        self.about = _("this week")
        self.choose, self.history = _("Choose"), _("History")
        self.words = {
            "more": _("More"),
            "code_words": _("Code"),
            "minutes_words": _("Minutes late"),
            "nature_words": _("Activity or cause (B, K, Y7)"),
            "note_words": _("Note"),
            "save": _("Save"),
            "options": self.options,
        }
        self.tapped = {code for code, _style, _words in self.taps}
        self.is_ours, self.is_closed = self.sheet.is_ours, self.sheet.is_closed
        self.zone = timezone.get_current_timezone()
        self.weeks: dict[Strip, SafeString] = {}
        self.written: dict[tuple[str, Said, Strip], list[str]] = {}

    def of(self, one: Place) -> SafeString:
        """One pupil's row."""
        each = {
            _PUPIL: str(one.pupil.pk),
            _INITIALS: conditional_escape(one.initials),
            _NAME: conditional_escape(one.name),
            _SAYS: conditional_escape(self._says(one)),
        }
        return SafeString("".join([each.get(part, part) for part in self._parts(one)]))

    def _parts(self, one: Place) -> list[str]:
        """The row of everybody with one mark, one thing said of it and one week so far, parted there."""
        conflict = self.conflicts.get(one.pupil.pk)
        if one.expected or conflict:
            return _PLACES.split(self._written(one, conflict))
        key = one.code, one.said, one.week
        parts = self.written.get(key)
        if parts is None:
            parts = self.written[key] = _PLACES.split(self._written(one))
        return parts

    def _written(self, one: Place, conflict: Mapping[str, str] | None = None) -> SafeString:
        """A row, but for whose it is, and when and by whom it was marked."""
        first = one.expected[0] if one.expected else None
        confirms = one.as_expected.code if one.as_expected else ""
        is_open = self.is_ours and not (self.is_closed and one.code)
        return format_html(
            _ROW,
            pupil=_PUPIL,
            code=one.code,
            name=_NAME,
            expects=format_html(' data-expects="{}" data-nature="{}"', confirms, first.nature)
            if first
            else "",
            as_seen=format_html('<input type="hidden" name="expected-{}" value="{}">', _PUPIL, first.nature)
            if first
            else "",
            initials=_INITIALS,
            week=self._week(one.week),
            expected=format_html_join("", "{}", ((self._expected(one, each),) for each in one.expected)),
            says=_SAYS,
            marks=self._marks(one.code, one.said) if is_open else self._closed(one),
            hidden=_SHOWN if conflict else _HIDDEN,
            conflict=_conflict(conflict) if conflict else "",
        )

    def _week(self, week: Strip) -> SafeString:
        """The week so far, which is the same for many."""
        if week not in self.weeks:
            self.weeks[week] = strip(week, about=self.about)
        return self.weeks[week]

    def _marks(self, code: str, said: Said) -> SafeString:
        """The taps, and behind them every other code with what is said of it."""
        taps = (
            (_PUPIL, tap, tap, style, "true" if code == tap else "false", tap, words)
            for tap, style, words in self.taps
        )
        return format_html(
            _MARKS,
            pupil=_PUPIL,
            name=_NAME,
            taps=format_html_join("", _TAP, taps),
            other=_HIDDEN if not code or code in self.tapped else _SHOWN,
            code=code,
            open=_OPEN if code in {"L", "U"} else "",
            chosen=code or self.choose,
            minutes="" if said.minutes_late is None else said.minutes_late,
            nature=said.nature,
            comment=said.comment,
            history=self._link(self.history) if code else "",
            **self.words,
        )

    def _closed(self, one: Place) -> SafeString:
        """What stands, where it is only read, and what may still be said of it."""
        arrived: str | SafeString = ""
        if self.is_ours and one.code == "N":
            words = format_html("{}" + _WHOSE, _("Arrived late"), _NAME)
            arrived = format_html(_TAP, _PUPIL, "U", "U", "trellis-tap--2", "false", "U", words)
        return format_html(
            '<div class="trellis-place__marks"><span class="trellis-place__other">{}</span>{}{}</div>',
            one.code or "–",
            arrived,
            self._link(_("Amend")) if self.is_ours else "",
        )

    def _link(self, words: str) -> str | SafeString:
        """The way to a mark's history, for those who may amend it."""
        if self.history_of is None:
            return ""
        return format_html(
            '<a class="govuk-link" href="{}">{}' + _WHOSE + "</a>", self.history_of(_PUPIL), words, _NAME
        )

    def _says(self, one: Place) -> str:
        """What is said of the mark that stands, by whom and when."""
        if one.last is None:
            return ""
        late = one.said.minutes_late
        minutes = "" if late is None else ngettext("%(n)s minute", "%(n)s minutes", late) % {"n": late}
        at = f"{timezone.localtime(one.last.at, self.zone):%H:%M}"
        parts = (minutes, one.said.nature, one.said.comment, f"{one.last.by}, {at}")
        return " · ".join(part for part in parts if part)

    def _expected(self, one: Place, each: ExpectedAbsence) -> SafeString:
        """What was planned or told of a pupil for this session, and by whom."""
        said = _("Expected %(code)s") % {"code": each.code}
        said += "".join(f": {part}" for part in (each.note, each.place) if part)
        said += f" ({each.told_by})" if each.told_by else ""
        if back := day_back(each, self.sheet.school_days):
            said += ", " + _("back %(day)s") % {"day": date_format(back, "D j F")}
        confirms: str | SafeString = ""
        if each.is_confirmed_elsewhere and not one.code and self.is_ours:
            confirms = format_html(
                ' <button type="submit" name="mark" value="{}:{}" class="trellis-link-button"'
                " data-confirms>{}" + _WHOSE + "</button>",
                _PUPIL,
                each.code,
                _("%(place)s says they are there") % {"place": each.place},
                _NAME,
            )
        return format_html('<span class="trellis-place__expected">{}{}</span>', said, confirms)


def _conflict(conflict: Mapping[str, str]) -> SafeString:
    """Both marks in one sentence, and a button to keep to one's own."""
    return format_html(
        '<span>{}</span> <button type="submit" name="mark" value="{}:{}"'
        ' class="govuk-button govuk-button--secondary">{}</button>',
        conflict["says"],
        _PUPIL,
        conflict["meant"],
        _("Use %(code)s") % {"code": conflict["meant"]},
    )
