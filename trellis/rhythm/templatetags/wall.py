"""The rows of the wall calendar as one string: a term has hundreds of entries, and a template for each takes
longer than finding out when they fall (docs/adr/0083).

{% wall_rows wall.rows duty_url at_school=True %}    each strand with its entries, column by column
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.rhythm.wall import Entry, When
from trellis.schools.markup import format_html, format_html_join

register = template.Library()

_ENTRY = (
    '<div class="trellis-wall__entry trellis-owner--{}"><a href="{}{}/">{}</a>{}'
    '<span class="trellis-wall__of">{} · {}</span></div>'
)


@register.simple_tag
def wall_rows(
    rows: Iterable[tuple[str, Sequence[Sequence[Entry]]]], duty_url: str, *, at_school: bool
) -> SafeString:
    """What is due, when, what has become of it and whose it is; of a grouping's, at how many schools it is
    done.
    """
    done, handled, nobodys = _("done"), _("handled"), _("nobody’s")

    @cache
    def day(when: dt.date) -> str:
        return date_format(when, "j M")

    def became(when: When) -> str:
        if not at_school:
            return ": " + _("%(done)s of %(all)s done") % {"done": when.done, "all": len(when.due)}
        held = when.due[0].done
        return "" if held is None else f" {handled if held.was_handled else done}"

    def falls(when: When) -> str:
        days = day(when.since) if when.since == when.until else f"{day(when.since)}–{day(when.until)}"
        return days + became(when)

    def whose(entry: Entry) -> str:
        if not (entry.whose and entry.without):
            return entry.whose or nobodys
        template = ngettext(
            "%(whose)s; nobody’s at %(n)d school", "%(whose)s; nobody’s at %(n)d schools", entry.without
        )
        return template % {"whose": entry.whose, "n": entry.without}

    def written(entry: Entry) -> SafeString:
        return format_html(
            _ENTRY,
            entry.colour,
            duty_url,
            entry.arrangement.duty_id,
            entry.arrangement.title,
            format_html(" <span>{}</span>", entry.turns) if entry.turns else "",
            ", ".join(map(falls, entry.when)),
            whose(entry),
        )

    def cells(row: Sequence[Sequence[Entry]]) -> SafeString:
        entries = (format_html_join("", "{}", ((written(entry),) for entry in cell)) for cell in row)
        return format_html_join("", "<td>{}</td>", ((held,) for held in entries))

    return format_html_join(
        "\n", '<tr><th scope="row">{}</th>{}</tr>', ((strand or "–", cells(row)) for strand, row in rows)
    )
