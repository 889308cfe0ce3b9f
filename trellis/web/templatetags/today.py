"""The long lists of Today, a string for each row: a template in every row takes longer than all the counting
behind it (docs/adr/0083).

{% yours_rows yours csrf_token request.path %}    what one person has to do
{% class_rows classes %}                          each class in this session, with where it leads
"""

from collections.abc import Iterable

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.schools.markup import format_html, format_html_join
from trellis.web.templatetags.components import strip
from trellis.web.today import ClassNow
from trellis.web.yours import Yours

register = template.Library()

_ROW = (
    '<li class="trellis-yours__row{}"><span class="trellis-yours__at">{}</span>'
    '<span><a class="govuk-link" href="{}">{}</a>{}</span>{}</li>'
)
_FORM = (
    '<form class="trellis-yours__acts" method="post" action="{}{}/">{}'
    '<input type="hidden" name="occasion" value="{}">{}'
    '<button class="govuk-button govuk-button--secondary trellis-small" type="submit">{}'
    '<span class="govuk-visually-hidden"> {}</span></button></form>'
)
_MORE = '<a class="govuk-link" href="{}&amp;next={}">{}<span class="govuk-visually-hidden"> {}</span></a>'


@register.simple_tag
def yours_rows(rows: Iterable[Yours], token: str, path: str) -> SafeString:
    """A line for each thing to do: when, what and where, how it stands, and what can be done about it."""
    sent = format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="next" value="{}">',
        token,
        path,
    )
    done, say_more, take_back = _("Done"), _("Say more"), _("Take back")

    def acts(row: Yours) -> str | SafeString:
        if not row.page:
            return ""
        if row.done:
            return format_html(_FORM, row.page, "undo", sent, row.occasion, "", take_back, row.words)
        more = format_html(_MORE, row.say_more, path, say_more, row.words)
        return format_html(_FORM, row.page, "tick", sent, row.occasion, more, done, row.words)

    def stands(row: Yours) -> str | SafeString:
        style = "trellis-yours__late" if row.is_late else "trellis-of"
        return format_html(' <span class="{}">{}</span>', style, row.says) if row.says else ""

    return format_html_join(
        "\n",
        _ROW,
        (
            (
                " trellis-yours__row--done" if row.done else "",
                row.time,
                row.url,
                row.words,
                stands(row),
                acts(row),
            )
            for row in rows
        ),
    )


@register.simple_tag
def class_rows(classes: Iterable[tuple[ClassNow, str]]) -> SafeString:
    """A row for each class: its register, how many are in, and a cell for each pupil."""
    names = _("Register"), _("In school"), _("Pupils")
    return format_html_join("\n", "{}", ((_class_row(one, page, names),) for one, page in classes))


def _class_row(one: ClassNow, page: str, names: tuple[str, str, str]) -> SafeString:
    in_register, in_school, in_pupils = names
    inside = format_html('{} <span class="trellis-of">{}</span>', one.rate, one.of_marked)
    return format_html(
        '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
        '<a class="govuk-link" href="{}">{}</a></th>'
        '<td class="govuk-table__cell" data-label="{}">{}</td>'
        '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">{}</td>'
        '<td class="govuk-table__cell" data-label="{}">{}</td></tr>',
        page,
        one.name,
        in_register,
        _register_of(one),
        in_school,
        inside if one.possible else "–",
        in_pupils,
        strip(one.strip, about=one.name) if one.strip else "",
    )


def _register_of(one: ClassNow) -> str | SafeString:
    """How far the register of a class has come; when it was taken and by whom."""
    if not one.is_due:
        return _("nobody due")
    if one.is_taken:
        if one.taken_at is None:
            return _("taken")
        at = date_format(timezone.localtime(one.taken_at), "TIME_FORMAT")
        return format_html('{} <span class="trellis-of">{}, {}</span>', _("taken"), at, one.taken_by)
    if one.marked:
        return _("%(marked)s of %(of)s marked") % {"marked": one.marked, "of": one.of}
    return format_html("<strong>{}</strong>", _("not taken"))
