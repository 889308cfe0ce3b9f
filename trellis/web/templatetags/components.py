"""The components every page is made of. Templates need not load them: they are always there.

{% breadcrumbs "Oak Primary" school_url "Class 7B" %}
{% figure "94.9%" of="391 of 412" url=rows_url change="0.7 below last Tuesday" %}
{% names here %}                       pairs of (name, what stands beside it), as items of a list
{% counted answers %}                  pairs of (term, what is said)
{% tabs items label=_("School") %}     triples of (words, url, here)
{% pagination page %}                  a page of a Paginator, 50 rows
{% chart chart "absence" says %}       a Vega-Lite chart as a dict; the table stands beside it
{% beginning %}                        what a new school does first; nothing where all of it is done
{% addresses "plans:row" urn 7 as rows %}   where each row of a list leads: {{ row.pk|address_in:rows }}
{{ written_at|ago:now }}               how old the last marks are: "16 minutes ago", "just now"
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.formats import date_format, localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.registers.strips import KEY, Cell, Mark, Strip
from trellis.schools.access import opens
from trellis.schools.addressing import each_address
from trellis.schools.markup import format_html, format_html_join
from trellis.web.assets import asset_url
from trellis.web.beginning import beginnings
from trellis.web.charts import in_our_look

register = template.Library()

register.simple_tag(asset_url, name="asset")

# Looked up once above the rows of a list, and not in each of them.
register.simple_tag(each_address, name="addresses")


@register.filter
def address_in(number: int, addresses: Callable[[int], str]) -> str:
    """Where one row of a list leads."""
    return addresses(number)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """What a mapping holds under a key that is no plain name, such as aria-invalid."""
    return mapping.get(key) if mapping else None


@register.filter
def ago(moment: datetime, now: datetime) -> str:
    """How long ago something came in. Less than a minute is no number of minutes."""
    if now - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(age)s ago") % {"age": timesince(moment, now)}


@register.filter
def provider_link(provider: Any, url: str) -> dict[str, str]:
    """A sign-in provider as its button needs it: what to call it and where it leads."""
    return {"name": provider.name, "href": url}


@register.inclusion_tag("components/beginning.html", takes_context=True)
def beginning(context: template.Context) -> dict[str, Any]:
    """What a new school begins with, on a page that has nothing to show for want of it."""
    request = context["request"]
    found = beginnings(request.school, request.user)
    return {"beginnings": found, "may_any": any(one.url for one in found)}


_CRUMB = '<li class="govuk-breadcrumbs__list-item">{}</li>\n    '
_CRUMB_HERE = '<li class="govuk-breadcrumbs__list-item" aria-current="page">{}</li>'
_CRUMBS = """<nav class="govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile" aria-label="{}">
  <ol class="govuk-breadcrumbs__list">
    {}{}
  </ol>
</nav>
"""


@register.simple_tag(takes_context=True)
def breadcrumbs(context: template.Context, *words_and_urls: Any) -> SafeString:
    """Words and addresses in turn; the last words may stand alone, for the page one is on.

    Above a page there may be one that is not for everybody who reads it: its name stands there, and leads
    nowhere. They stand on every page, so they are written here (docs/adr/0083).
    """
    words, request = [localize(one) for one in words_and_urls[::2]], context.get("request")
    urls = [url if request is None or opens(request, url) else "" for url in words_and_urls[1::2]]
    link = '<a class="govuk-breadcrumbs__link" href="{}">{}</a>'
    crumbs = (format_html(link, url, one) if url else one for one, url in zip(words, urls, strict=False))
    return format_html(
        _CRUMBS,
        _("Breadcrumb"),
        format_html_join("", _CRUMB, ((one,) for one in crumbs)),
        format_html(_CRUMB_HERE, words[-1]) if len(words) > len(urls) and words[-1] is not None else "",
    )


_HEADING = (
    '<li class="govuk-service-navigation__item{}">'
    '<a class="govuk-service-navigation__link" href="{}"{}>{}</a></li>\n          '
)
_HEADING_HERE = '<strong class="govuk-service-navigation__active-fallback">{}</strong>'
_PAGE = '<li><a class="trellis-within__link" href="{}"{}>{}</a></li>'
_HERE = mark_safe(' aria-current="true"')


@register.simple_tag
def headings(navigation: Iterable[dict[str, Any]]) -> SafeString:
    """The headings of the navigation, as items of a list. They too stand on every page."""
    return format_html_join(
        "",
        _HEADING,
        (
            (
                " govuk-service-navigation__item--active",
                one["url"],
                _HERE,
                format_html(_HEADING_HERE, one["words"]),
            )
            if one["here"]
            else ("", one["url"], "", one["words"])
            for one in navigation
        ),
    )


@register.simple_tag
def pages_within(pages: Iterable[dict[str, Any]]) -> SafeString:
    """The pages below the heading one is in, as items of a list."""
    rows = ((page["url"], _HERE if page["here"] else "", page["words"]) for page in pages)
    return format_html_join("", _PAGE, rows)


@register.simple_tag
def figure(
    value: Any,
    *,
    of: Any = "",
    url: str = "",
    label: Any = "",
    change: Any = "",
    missing: Any = "",
    large: bool = False,
) -> SafeString:
    """A figure with the count behind it: a link down to the rows it counts, and its change in words.

    Written here as a strip is, and for the same reason: a plan has one in every row.
    """
    style = " trellis-figure--large" if large else ""
    shown = format_html('<span class="trellis-figure__value">{}</span>', value)
    if url:
        shown = format_html('<a class="govuk-link" href="{}">{}</a>', url, shown)
    before = (("label", label),) if label else ()
    dot = mark_safe('<span class="trellis-figure__dot">·</span> ')
    behind = format_html(' <span class="trellis-figure__of">{}{}</span>', dot, of) if of else ""
    after = [(name, words) for name, words in (("change", change), ("missing", missing)) if words]
    part = '<span class="trellis-figure__{}">{}</span>'
    return format_html(
        '<span class="trellis-figure trellis-figures{}">{}{}{}{}</span>',
        style,
        format_html_join("", part, before),
        shown,
        behind,
        format_html_join("", part, after),
    )


@register.simple_tag
def names(children: Iterable[tuple[Any, str]]) -> SafeString:
    """The names of a list, each with what stands beside it where something does.

    A thousand of them stand on one page, so they are written here (docs/adr/0083); what stands beside many
    of them alike is written once.
    """
    rows = list(children)
    after = {
        said: format_html(" <span>{}</span>", said) if said else "" for said in {said for _name, said in rows}
    }
    return format_html_join("", "<li>{}{}</li>", ((name, after[said]) for name, said in rows))


@register.inclusion_tag("components/counted.html")
def counted(answers: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """How a figure was counted, opened beside it."""
    return {"answers": list(answers)}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[tuple[Any, str, bool]], *, label: Any) -> dict[str, Any]:
    """The parts of one page, each at an address of its own: it can be linked to and needs no script."""
    return {"items": list(items), "label": label}


@register.filter
def problems(field: Any) -> list[str]:
    """What is wrong with a field, to be read apart from it: a sentence that would do for any field ("This
    field is required.") is told with the field's name.
    """
    kinds = (getattr(kind, "default_error_messages", {}) for kind in type(field.field).__mro__)
    of_any = [words for kind in kinds for words in kind.values()]
    of_any += [one.message for one in field.field.validators if hasattr(one, "message")]
    return [
        _("%(field)s: %(problem)s") % {"field": field.label, "problem": next(iter(wrong))}
        if field.label and any(wrong.message is words for words in of_any)
        else next(iter(wrong))
        for wrong in field.errors.as_data()
    ]


@register.inclusion_tag("components/chart.html")
def chart(chart: dict[str, Any], name: str, says: Any) -> dict[str, Any]:
    """A chart with its alternative in words; the page puts the table with the same numbers beside it."""
    return {"chart": in_our_look(chart), "name": f"chart-{name}", "says": says}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, *, parameter: str = "page") -> dict[str, Any]:
    """The way to the other pages of a list, keeping what was chosen."""

    def url(number: int) -> str:
        chosen = context["request"].GET.copy()
        chosen[parameter] = str(number)
        return f"?{chosen.urlencode()}"

    return {
        "page": page,
        "numbers": [(number, url(number) if number else None) for number in _shown(page)],
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }


def _shown(page: Page) -> Iterator[int]:
    """First, last and those beside this one; 0 where pages are left out."""
    last = page.paginator.num_pages
    shown = sorted({1, page.number - 1, page.number, page.number + 1, last} & set(range(1, last + 1)))
    before = 0
    for number in shown:
        if number - before > 1:
            yield 0
        yield number
        before = number


# ── The strip ───────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
def strip(drawing: Strip, *, about: Any = "") -> SafeString:
    """A strip as trellis.registers.strips drew it: one path for each kind of cell, one alternative in words.

    `about` says whose it is where the words beside the strip do not: "Amy Adams, Autumn 1". A list has one
    in every row, so it is written here and not in a template of its own (docs/adr/0056).
    """
    return format_html(
        '<svg class="trellis-strip" role="img" width="{width}" height="{height}"'
        ' viewBox="0 0 {width} {height}" aria-label="{says}"><title>{says}</title>{captions}{paths}</svg>',
        width=drawing.width,
        height=drawing.height,
        says=f"{about}: {drawing.says}" if about else drawing.says,
        captions=format_html_join("", '<text class="weeks" x="{}" y="9">{}</text>', drawing.captions),
        paths=format_html_join("", '<path class="{}" d="{}"/>', _paths_of(drawing)),
    )


def _paths_of(drawing: Strip) -> list[tuple[str, str]]:
    return [*drawing.paths, *([("marked", drawing.marked)] if drawing.marked else [])]


_KEY = (
    '<li><svg class="trellis-strip" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"'
    ' focusable="false"><path class="{}" d="M0.5 0.5h11v11h-11z"/></svg>{}</li>'
)


@register.simple_tag
def strip_key(*, coronavirus: bool = False) -> SafeString:
    """What the colours of the strips on a page mean; once a page."""
    shown = [cell for cell in KEY if coronavirus or cell is not Cell.CORONAVIRUS]
    return format_html(
        '<ul class="trellis-strip-key" aria-label="{}">{}</ul>\n',
        _("What the colours mean"),
        format_html_join("", _KEY, ((cell.style, KEY[cell]) for cell in shown)),
    )


_GRID = (
    '<div class="trellis-scrolls" role="region" aria-label="{caption}" tabindex="0">'
    '<table class="trellis-grid">\n'
    "<caption>{caption}</caption>\n<thead><tr><td></td>{days}</tr></thead>\n<tbody>{rows}</tbody>\n"
    "</table></div>\n"
)
_GRID_DAY = '<th scope="col" colspan="2"><abbr title="{}">{}</abbr></th>'
_GRID_MARK = '<td class="{}{}"><abbr title="{}">{}</abbr></td>'


@register.simple_tag
def register_grid(
    rows: Iterable[tuple[Any, Sequence[Mark]]], *, days: Sequence[date], caption: Any
) -> SafeString:
    """The register at reading size: pairs of (whose, marks), a column a session, the code in every cell."""
    rows, language = list(rows), get_language()
    cells = {
        one: format_html(_GRID_MARK, one.style, " pm" if one.afternoon else "", one.says, one.code)
        for one in {one for _whose, marks in rows for one in marks}
    }
    each = ((whose, SafeString("".join([cells[one] for one in marks]))) for whose, marks in rows)
    return format_html(
        _GRID,
        caption=caption,
        days=format_html_join("", _GRID_DAY, (_day_in_words(day, language) for day in days)),
        rows=format_html_join("", '<tr><th scope="row">{}</th>{}</tr>\n', each),
    )


@lru_cache(maxsize=1 << 10)
def _day_in_words(day: date, _language: str | None) -> tuple[str, str]:
    """A day in full and as a column says it: the same few weeks stand above everybody's marks."""
    return date_format(day, "l j F Y"), date_format(day, "D j")
